"""Exact search over the catalog's vectors: for filtered questions, and where Chroma is not to be had."""

from __future__ import annotations

import threading
from collections.abc import Collection
from typing import TYPE_CHECKING

from vectorstore import Hit
from vectorstore.catalog import Catalog

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class ExactVectors:
    """All vectors of one generation in memory (1.5 KB a chunk at 384 dimensions), loaded at first use."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._lock = threading.Lock()
        self._loaded: tuple[int, list[str], NDArray[np.float32]] | None = None

    def search(
        self, vector: NDArray[np.float32], k: int, *, generation: int, documents: Collection[str] | None
    ) -> list[Hit]:
        """The k nearest chunks, of all documents or only of these, best first; ties by chunk id."""
        import numpy as np

        ids, matrix = self._vectors(generation)
        if documents is not None:
            wanted = frozenset(documents)
            kept = [row for row, chunk_id in enumerate(ids) if chunk_id.rpartition("#")[0] in wanted]
            ids, matrix = [ids[row] for row in kept], matrix[kept]
        if not ids or k < 1:
            return []
        scores = matrix @ vector
        best = np.arange(len(ids)) if k >= len(ids) else np.argpartition(-scores, k - 1)[:k]
        return ranked([ids[row] for row in best], scores[best])

    def _vectors(self, generation: int) -> tuple[list[str], NDArray[np.float32]]:
        import numpy as np

        with self._lock:
            if self._loaded is None or self._loaded[0] != generation:
                self._loaded = None  # two generations at once would take twice the memory
                blocks = list(self._catalog.vectors())
                ids = [chunk_id for block_ids, _ in blocks for chunk_id in block_ids]
                matrix = np.concatenate([block for _, block in blocks]) if blocks else np.zeros((0, 0), np.float32)
                self._loaded = (generation, ids, matrix)
            return self._loaded[1], self._loaded[2]


def ranked(chunk_ids: list[str], scores: NDArray[np.float32]) -> list[Hit]:
    """Hits with the highest score first, ties by chunk id."""
    hits = [Hit(chunk_id, float(score)) for chunk_id, score in zip(chunk_ids, scores, strict=True)]
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))
