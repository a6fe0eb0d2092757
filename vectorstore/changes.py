"""Writing to the catalog: each call of `Changes` is one transaction, all or nothing.

A commit that changes documents moves the generation and leaves in `history` and `removed`
what a projection needs to catch up.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from rag.errors import IndexLockedError, IndexReadOnlyError
from rag.schema import Chunk, Document
from vectorstore import Failure, Root
from vectorstore.catalog import FILE_NAME, marks, pack_spans
from vectorstore.connections import connect, translated
from vectorstore.tables import advance

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Changes:
    """The write side of one catalog; made and used by the holder of the writer lock, in one thread."""

    def __init__(self, folder: Path, *, dimensions: int) -> None:
        self._file = folder / FILE_NAME
        self._dimensions = dimensions
        if not os.access(self._file, os.W_OK):
            raise IndexReadOnlyError(f"the index {folder} can't be written; choose another folder with `--index`")
        try:
            self._connection = connect(f"file:{quote(str(self._file.absolute()))}?mode=rw")
            self._connection.execute("PRAGMA synchronous=FULL")
            (erasing,) = self._connection.execute("SELECT count(*) FROM meta WHERE key = 'erasing'").fetchone()
        except sqlite3.Error as error:
            raise translated(self._file, error) from error
        if erasing:  # a purge that was cut short
            self._wipe()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise translated(self._file, error) from error

    def root(self, folder: Path) -> Root:
        """The root for this folder: the one it has, else a new one with a unique name."""
        with self._transaction() as connection:
            row = connection.execute("SELECT name FROM roots WHERE folder = ?", (str(folder),)).fetchone()
            if row is not None:
                return Root(row[0], folder)
            taken = {name for (name,) in connection.execute("SELECT name FROM roots")}
            wanted = name = folder.name or "root"
            number = 1
            while name in taken:
                number += 1
                name = f"{wanted}-{number}"
            connection.execute("INSERT INTO roots VALUES (?, ?)", (name, str(folder)))
            return Root(name, folder)

    def put(
        self,
        document: Document,
        chunks: Sequence[Chunk],
        vectors: Mapping[str, NDArray[np.float32]],
        *,
        hashes: Sequence[str],
        modified_ns: int = 0,
    ) -> None:
        """Add a document with its chunks, replacing the one at its root and path.

        Raises ValueError for a chunk without a vector or a vector that is not a unit vector.
        """
        blobs = [(name, self._blob(name, vectors[name])) for name in dict.fromkeys(hashes) if name in vectors]
        with self._transaction() as connection:
            generation = advance(connection)
            old = connection.execute(
                "SELECT id FROM documents WHERE id = ? OR (root = ? AND path = ?)",
                (document.id, document.root, document.path),
            ).fetchall()
            _take_out(connection, [document_id for (document_id,) in old], generation)
            connection.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", blobs)
            known = self._known(hashes)
            missing = [chunk.id for chunk, name in zip(chunks, hashes, strict=True) if name not in known]
            if missing:
                raise ValueError(f"no vector for {', '.join(missing[:3])}")
            connection.execute(
                f"INSERT INTO documents VALUES ({marks(range(15))})",
                (
                    document.id,
                    document.root,
                    document.path,
                    document.sha256,
                    document.size,
                    modified_ns,
                    document.title,
                    document.publisher,
                    document.published,
                    document.byline,
                    document.url,
                    document.format,
                    len(document.text),
                    generation,
                    document.text,
                ),
            )
            connection.executemany(
                "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (document.id, n, chunk.start, chunk.end, pack_spans(chunk.sentences, chunk.start), name)
                    for n, (chunk, name) in enumerate(zip(chunks, hashes, strict=True))
                ],
            )
            connection.execute("DELETE FROM failures WHERE root = ? AND path = ?", (document.root, document.path))

    def _blob(self, name: str, vector: NDArray[np.float32]) -> bytes:
        import numpy as np

        vector = np.ascontiguousarray(vector, dtype="<f4")
        if vector.shape != (self._dimensions,):
            raise ValueError(f"the vector of {name} has shape {vector.shape}, not ({self._dimensions},)")
        if not abs(float(vector @ vector) - 1.0) < 1e-3:  # also false for NaN
            raise ValueError(f"the vector of {name} is not a unit vector")
        return vector.tobytes()

    def _known(self, hashes: Collection[str]) -> set[str]:
        names = list(dict.fromkeys(hashes))
        known: set[str] = set()
        for start in range(0, len(names), 500):
            some = names[start : start + 500]
            rows = self._connection.execute(f"SELECT hash FROM vectors WHERE hash IN ({marks(some)})", some)
            known.update(name for (name,) in rows)
        return known

    def known_vectors(self, hashes: Collection[str]) -> set[str]:
        """Those of these embedded-text hashes whose vectors the catalog holds.

        They stay until the writer is left, even when the last chunk that uses one goes.
        """
        try:
            return self._known(hashes)
        except sqlite3.Error as error:
            raise translated(self._file, error) from error

    def delete(self, document_ids: Collection[str], *, erase: bool = False) -> int:
        """Take documents out, and say how many there were.

        With `erase`, nothing of them is left in the catalog's files, nor of any text removed before.
        """
        with self._transaction() as connection:
            gone = _take_out(connection, list(document_ids), advance(connection))
            if erase:
                _drop_orphans(connection)
                # No projection made so far may be built upon: its files hold what is erased.
                connection.execute("DELETE FROM history")
                connection.execute("DELETE FROM removed")
                advance(connection)
                connection.execute("INSERT OR REPLACE INTO meta VALUES ('erasing', '1')")
        if erase:
            self._wipe()
        return gone

    def _wipe(self) -> None:
        """Rewrite the catalog without its free pages and empty the write-ahead log."""
        try:
            self._connection.execute("VACUUM")
            (busy, *_) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                self._connection.execute("DELETE FROM meta WHERE key = 'erasing'")
        except sqlite3.Error as error:
            raise translated(self._file, error) from error
        if busy:
            raise IndexLockedError(
                f"removed, but a reader of {self._file} keeps the erased text in its log; "
                "it is erased with the next change, or run any `dateline ingest` when the reader is done"
            )

    def touch(self, document_id: str, *, modified_ns: int) -> None:
        """Remember a new modification time of an unchanged file."""
        with self._transaction() as connection:
            connection.execute("UPDATE documents SET modified_ns = ? WHERE id = ?", (modified_ns, document_id))

    def fail(self, failure: Failure) -> None:
        """Remember a file that could not be read."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)",
                (failure.root, failure.path, failure.reason, failure.at),
            )

    def clear_failure(self, root: str, path: str) -> None:
        """Forget a failure whose file is readable or gone."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM failures WHERE root = ? AND path = ?", (root, path))

    def tidy(self, oldest_projection: int) -> None:
        """Drop vectors that no chunk uses and history that no projection needs any more."""
        with self._transaction() as connection:
            (leftovers,) = connection.execute("SELECT count(*) FROM removed").fetchone()
            if leftovers:
                _drop_orphans(connection)
            connection.execute("DELETE FROM removed WHERE generation <= ?", (oldest_projection,))
            connection.execute("DELETE FROM history WHERE generation < ?", (oldest_projection,))


def _take_out(connection: sqlite3.Connection, document_ids: Sequence[str], generation: int) -> int:
    gone = 0
    for document_id in document_ids:
        (chunks,) = connection.execute("SELECT count(*) FROM chunks WHERE document = ?", (document_id,)).fetchone()
        if connection.execute("DELETE FROM documents WHERE id = ?", (document_id,)).rowcount:
            connection.execute("INSERT INTO removed VALUES (?, ?, ?)", (generation, document_id, chunks))
            gone += 1
    return gone


def _drop_orphans(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM vectors WHERE NOT EXISTS (SELECT 1 FROM chunks WHERE chunks.vector = vectors.hash)")
