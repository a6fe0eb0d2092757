"""Vectors out of the catalog: those that came after a mark, and those of given chunks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vectorstore.catalog import Catalog
from vectorstore.packing import marks, slices, split_chunk_id

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROWS = 2000  # rows of the catalog read at once: 3 MB of vectors at 384 numbers


@dataclass(frozen=True, slots=True)
class Marks:
    """How far a reader of the catalog's vectors has come, and how many there were then."""

    chunk: int = 0  # the highest row
    vector: int = 0
    covered: int = 0  # chunks with a vector
    gone: int = 0  # chunks with a vector that were ever taken out

    def added_until(self, later: Marks) -> int:
        """How many chunks got their vector between these marks."""
        return later.covered - self.covered + self.gone_until(later)

    def gone_until(self, later: Marks) -> int:
        """How many chunks with a vector went between these marks; some may have come between them, too."""
        return later.gone - self.gone


@dataclass(frozen=True, slots=True)
class Block:
    """Chunks with their vectors, a row each."""

    chunks: NDArray[np.int64]  # their rows in the catalog
    documents: NDArray[np.int64]
    vectors: NDArray[np.float32]


def marks_now(catalog: Catalog) -> Marks:
    """The marks of all that is in the catalog."""
    sql = """
        SELECT (SELECT coalesce(max(row), 0) FROM chunks), (SELECT coalesce(max(row), 0) FROM vectors),
               coalesce((SELECT value FROM meta WHERE key = 'covered'), 0),
               coalesce((SELECT value FROM meta WHERE key = 'gone'), 0)"""
    with catalog.connections.reading() as connection:
        return Marks(*map(int, connection.execute(sql).fetchone()))


def blocks_between(catalog: Catalog, after: Marks, until: Marks) -> Iterator[Block]:
    """Each chunk once that got its vector between these marks and is still there."""
    select = "SELECT c.row, c.document, v.vector FROM"
    new_chunks = (
        f"{select} chunks c JOIN vectors v ON v.hash = c.hash"
        " WHERE c.row > ? AND c.row <= ? AND v.row <= ? ORDER BY c.row"
    )
    for start in range(after.chunk, until.chunk, _ROWS):
        yield from _block(catalog, new_chunks, (start, min(start + _ROWS, until.chunk), until.vector))
    new_vectors = (
        f"{select} vectors v JOIN chunks c ON c.hash = v.hash"
        " WHERE v.row > ? AND v.row <= ? AND c.row <= ? ORDER BY c.row"
    )
    if after.chunk:
        for start in range(after.vector, until.vector, _ROWS):
            yield from _block(catalog, new_vectors, (start, min(start + _ROWS, until.vector), after.chunk))


def _block(catalog: Catalog, sql: str, parameters: Sequence[int]) -> Iterator[Block]:
    import numpy as np

    with catalog.connections.reading() as connection:
        rows = connection.execute(sql, tuple(parameters)).fetchall()
    if rows:
        numbers = np.array([row[:2] for row in rows], dtype=np.int64)
        yield Block(numbers[:, 0].copy(), numbers[:, 1].copy(), _matrix([row[2] for row in rows], catalog))


def vectors_at(catalog: Catalog, chunk_rows: Sequence[int]) -> tuple[list[str], NDArray[np.float32]]:
    """(chunk ids, vectors) of those of these rows that still are chunks."""
    found: list[tuple[str, bytes]] = []
    with catalog.connections.reading() as connection:
        for some in slices(chunk_rows):
            found += connection.execute(
                "SELECT d.id || '#' || c.n, v.vector FROM chunks c JOIN documents d ON d.row = c.document"
                f" JOIN vectors v ON v.hash = c.hash WHERE c.row IN ({marks(some)})",
                some,
            ).fetchall()
    return [chunk_id for chunk_id, _ in found], _matrix([vector for _, vector in found], catalog)


def without_vectors(catalog: Catalog, chunk_ids: Collection[str]) -> set[str]:
    """Those of these chunks that are there and have no vector."""
    sql = """
        SELECT 1 FROM documents d JOIN chunks c ON c.document = d.row AND c.n = ?
        WHERE d.id = ? AND NOT EXISTS (SELECT 1 FROM vectors v WHERE v.hash = c.hash)"""
    places = {chunk_id: split_chunk_id(chunk_id) for chunk_id in chunk_ids}
    with catalog.connections.reading() as connection:
        return {
            chunk_id
            for chunk_id, place in places.items()
            if place is not None and connection.execute(sql, place[::-1]).fetchone()
        }


def _matrix(blobs: Sequence[bytes], catalog: Catalog) -> NDArray[np.float32]:
    import numpy as np

    return np.frombuffer(b"".join(blobs), dtype="<f4").reshape(-1, catalog.stamp.dimensions)
