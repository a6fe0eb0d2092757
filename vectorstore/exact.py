"""Exact search over the catalog's vectors: for filtered questions, and where Chroma is not to be had."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vectorstore import Hit
from vectorstore.catalog import Catalog

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class _Loaded:
    generation: int
    chunk_ids: list[str]
    matrix: NDArray[np.float32]  # a row a chunk
    documents: dict[str, int]  # number of each document
    owners: NDArray[np.int64]  # the number of each chunk's document


class ExactVectors:
    """All vectors of one generation in memory (1.5 KB a chunk at 384 dimensions), loaded at first use."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

    def search(
        self, vector: NDArray[np.float32], k: int, *, generation: int, documents: Collection[str] | None
    ) -> list[Hit]:
        """The k nearest chunks, of all documents or only of these, best first; ties by chunk id."""
        import numpy as np

        loaded = self._vectors(generation)
        rows = np.arange(len(loaded.chunk_ids))
        if documents is not None:
            wanted = np.zeros(len(loaded.documents), dtype=bool)
            wanted[[loaded.documents[name] for name in documents if name in loaded.documents]] = True
            rows = np.flatnonzero(wanted[loaded.owners])
        if not len(rows) or k < 1:
            return []
        scores = (loaded.matrix if documents is None else loaded.matrix[rows]) @ vector
        best = np.arange(len(rows)) if k >= len(rows) else np.argpartition(-scores, k - 1)[:k]
        return ranked([loaded.chunk_ids[row] for row in rows[best]], scores[best])

    def _vectors(self, generation: int) -> _Loaded:
        import numpy as np

        with self._lock:
            if self._loaded is None or self._loaded.generation != generation:
                self._loaded = None  # two generations at once would take twice the memory
                blocks = list(self._catalog.vectors())
                chunk_ids = [chunk_id for block_ids, _ in blocks for chunk_id in block_ids]
                matrix = np.concatenate([block for _, block in blocks]) if blocks else np.zeros((0, 0), np.float32)
                names = [chunk_id.rpartition("#")[0] for chunk_id in chunk_ids]
                documents = {name: number for number, name in enumerate(dict.fromkeys(names))}
                owners = np.array([documents[name] for name in names], dtype=np.int64)
                self._loaded = _Loaded(generation, chunk_ids, matrix, documents, owners)
            return self._loaded


def ranked(chunk_ids: list[str], scores: NDArray[np.float32]) -> list[Hit]:
    """Hits with the highest score first, ties by chunk id."""
    hits = [Hit(chunk_id, float(score)) for chunk_id, score in zip(chunk_ids, scores, strict=True)]
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))
