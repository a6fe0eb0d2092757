"""Exact search over vectors: for filtered questions, for what came after the dense index, and where there is none."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vectorstore import Hit
from vectorstore.catalog import Catalog
from vectorstore.dense import sealed_marks, sealed_vectors
from vectorstore.seal import Sealed
from vectorstore.vectors import Block, Marks, blocks_between, marks_now

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SLICE = 65_536  # rows multiplied at once
_DENSELY = 0.25  # share of the rows from which on all are multiplied rather than these copied together


class ExactVectors:
    """The vectors of the sealed dense index, mapped from its files, and the tail that came after it, in memory.

    A tail of 20,000 chunks takes 31 MB at 384 numbers. It grows by what is new; chunks that went stay
    in both until the next dense index, so whoever searches asks the catalog what is still there.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._lock = threading.Lock()
        self._sealed: Sealed | None = None
        self._base: Block | None = None
        self._tail: tuple[Block, ...] = ()
        self._marks = Marks()
        self._generation = 0

    def follow(self, sealed: Sealed | None) -> tuple[Block | None, tuple[Block, ...]]:
        """What the dense index holds, and what came after it until now."""
        with self._lock:
            if sealed is not self._sealed:
                self._base, self._tail = None, ()
                self._marks = Marks() if sealed is None else sealed_marks(sealed)
                self._sealed = sealed
            if sealed is not None and self._base is None:
                self._base = sealed_vectors(sealed, self._catalog.stamp.dimensions)
            generation, now = self._catalog.generation(), marks_now(self._catalog)
            if now != self._marks:
                if self._tail and not self._catalog.knows(self._generation):  # it was restored from a backup
                    self._tail, self._marks = (), Marks() if sealed is None else sealed_marks(sealed)
                self._tail += tuple(blocks_between(self._catalog, self._marks, now))
                self._marks, self._generation = now, generation
            return self._base, self._tail


def nearest(
    blocks: Sequence[Block], vector: NDArray[np.float32], k: int, *, documents: NDArray[np.int64] | None
) -> list[int]:
    """Rows of the k nearest chunks, best first, of all documents or only of these rows."""
    import numpy as np

    wanted = None
    if documents is not None:
        wanted = np.zeros(max((int(documents.max()) if len(documents) else 0) + 1, 1), dtype=bool)
        wanted[documents] = True
    scores = [np.zeros(0, np.float32)]
    rows = [np.zeros(0, np.int64)]
    for block in _slices(blocks):
        here, chunks = _scores(block, vector, wanted)
        best = np.arange(len(here)) if k >= len(here) else np.argpartition(-here, k - 1)[:k]
        scores.append(here[best])
        rows.append(chunks[best])
    together, chunks = np.concatenate(scores), np.concatenate(rows)
    return [int(row) for row in chunks[np.argsort(-together, kind="stable")[:k]]]


def _slices(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        for start in range(0, len(block.chunks), _SLICE):
            some = slice(start, start + _SLICE)
            yield Block(block.chunks[some], block.documents[some], block.vectors[some])


def _scores(
    block: Block, vector: NDArray[np.float32], wanted: NDArray[np.bool_] | None
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Cosines and rows of the wanted chunks of a block."""
    import numpy as np

    if wanted is None:
        return block.vectors @ vector, block.chunks
    known = block.documents < len(wanted)
    chosen = np.flatnonzero(known & wanted[np.where(known, block.documents, 0)])
    if len(chosen) > _DENSELY * len(known):
        return (block.vectors @ vector)[chosen], block.chunks[chosen]
    return block.vectors[chosen] @ vector, block.chunks[chosen]


def ranked(chunk_ids: Sequence[str], scores: NDArray[np.float32]) -> list[Hit]:
    """Hits with the highest score first, ties by chunk id."""
    hits = [Hit(chunk_id, float(score)) for chunk_id, score in zip(chunk_ids, scores, strict=True)]
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))
