"""Writing to the catalog: each call of `Changes` is one transaction, all or nothing.

A commit that changes documents moves the generation and leaves in `history` and `removed` what a
projection needs to catch up; new vectors are told by the rows they are in.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from rag.errors import IndexLockedError, IndexReadOnlyError
from vectorstore import ContainerHead, Entry, Failure, PendingChunk, Root
from vectorstore.articles import drop_loose, put, settle_urls, take_out
from vectorstore.connections import connect, translated
from vectorstore.origins import Origins
from vectorstore.packing import marks, slices
from vectorstore.tables import FILE_NAME, advance, count, now

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Changes:
    """The write side of one catalog; made and used by the holder of the writer lock, in one thread."""

    def __init__(self, folder: Path, *, dimensions: int, publish: Callable[[bool], None]) -> None:
        self._file = folder / FILE_NAME
        self._publish = publish
        self.origins = Origins(self._transaction)
        self._dimensions = dimensions
        if not os.access(self._file, os.W_OK):
            raise IndexReadOnlyError(f"the index {folder} can't be written; choose another folder with `--index`")
        try:
            self._connection = connect(f"file:{quote(str(self._file.absolute()))}?mode=rw")
            self._connection.execute("PRAGMA synchronous=FULL")
            # By default 2 MB of pages and a checkpoint every 8 MB: too little for indexes in the order of hashes.
            self._connection.execute("PRAGMA cache_size=-65536")
            self._connection.execute("PRAGMA wal_autocheckpoint=8192")
            (erasing,) = self._connection.execute("SELECT count(*) FROM meta WHERE key = 'erasing'").fetchone()
        except sqlite3.Error as error:
            raise translated(self._file, error) from error
        if erasing:  # a purge that was cut short
            self._wipe()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def publish(self, *, dense: bool) -> None:
        """Make what was put so far searchable in other processes: by words, with `dense` by vectors too."""
        self._publish(dense)

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

    def put(self, entries: Sequence[Entry]) -> None:
        """Add documents, each replacing the one at its root and path, whose text is kept as a version."""
        if not entries:
            return
        at = now()
        with self._transaction() as connection:
            generation = advance(connection)
            gone = put(connection, entries, generation, at)
            urls = [*(entry.document.url for entry in entries), *(one.url for one in gone)]
            settle_urls(connection, urls, generation)

    def add_vectors(self, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep these vectors by embedded-text hash. Raises ValueError for one that is no unit vector."""
        blobs = [(bytes.fromhex(name), self._blob(name, vector)) for name, vector in vectors.items()]
        with self._transaction() as connection:
            covered = 0
            for key, blob in blobs:
                row = (key, blob)
                if connection.execute("INSERT OR IGNORE INTO vectors (hash, vector) VALUES (?, ?)", row).rowcount:
                    (used,) = connection.execute("SELECT count(*) FROM chunks WHERE hash = ?", (key,)).fetchone()
                    covered += used
                    if not used:
                        connection.execute("INSERT OR IGNORE INTO loose VALUES (?)", (key,))
            count(connection, covered=covered)

    def _blob(self, name: str, vector: NDArray[np.float32]) -> bytes:
        import numpy as np

        vector = np.ascontiguousarray(vector, dtype="<f4")
        if vector.shape != (self._dimensions,):
            raise ValueError(f"the vector of {name} has shape {vector.shape}, not ({self._dimensions},)")
        if not abs(float(vector @ vector) - 1.0) < 1e-3:  # also false for NaN
            raise ValueError(f"the vector of {name} is not a unit vector")
        return vector.tobytes()

    def known_vectors(self, hashes: Collection[str]) -> set[str]:
        """Those of these embedded-text hashes whose vectors the catalog holds.

        They stay until the writer is left, even when the last chunk that uses one goes.
        """
        names = [bytes.fromhex(name) for name in dict.fromkeys(hashes)]
        known: set[str] = set()
        try:
            for some in slices(names):
                rows = self._connection.execute(f"SELECT hash FROM vectors WHERE hash IN ({marks(some)})", some)
                known.update(name.hex() for (name,) in rows)
        except sqlite3.Error as error:
            raise translated(self._file, error) from error
        return known

    def pending(self) -> Iterator[PendingChunk]:
        """Chunks without vectors, each hash once: articles' openings first, newest article first, then the rest."""
        lacking = "NOT EXISTS (SELECT 1 FROM vectors v WHERE v.hash = c.hash)"
        try:
            rows = [
                row
                for (row,) in self._connection.execute(
                    f"SELECT c.row FROM chunks c JOIN documents d ON d.row = c.document WHERE {lacking}"
                    " ORDER BY c.n > 0, d.published DESC NULLS LAST, d.row, c.n"
                )
            ]
            given: set[bytes] = set()
            for some in slices(rows):
                found = {
                    row: rest
                    for row, *rest in self._connection.execute(
                        "SELECT c.row, c.hash, d.id, c.n, c.start, c.end FROM chunks c"
                        f" JOIN documents d ON d.row = c.document WHERE c.row IN ({marks(some)}) AND {lacking}",
                        some,
                    )
                }
                for row in some:
                    if row in found and found[row][0] not in given:
                        key, document_id, n, start, end = found[row]
                        given.add(key)
                        yield PendingChunk(key.hex(), document_id, n, start, end)
        except sqlite3.Error as error:
            raise translated(self._file, error) from error

    def delete(self, document_ids: Collection[str], *, erase: bool = False) -> int:
        """Take documents and their versions out, and say how many documents there were.

        With `erase`, nothing of them is left in the catalog's files, nor of any text removed before.
        """
        with self._transaction() as connection:
            generation = advance(connection)
            gone = take_out(connection, list(document_ids), generation)
            places = [(one.root, one.path) for one in gone]
            connection.executemany("DELETE FROM versions WHERE root = ? AND path = ?", places)
            settle_urls(connection, [one.url for one in gone], generation)
            for place in {(root, path.partition("!/")[0]) for root, path in places if "!/" in path}:
                connection.execute("DELETE FROM containers WHERE root = ? AND path = ?", place)
            if erase:
                drop_loose(connection)
                # No projection made so far may be built upon: its files hold what is erased.
                connection.execute("DELETE FROM history")
                connection.execute("DELETE FROM removed")
                advance(connection)
                connection.execute("INSERT OR REPLACE INTO meta VALUES ('erasing', '1')")
        if erase:
            self._wipe()
        return len(gone)

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

    def put_container(self, container: ContainerHead) -> None:
        """Remember an archive or dump whose members are all put."""
        values = (container.root, container.path, container.sha256, container.size, container.modified_ns)
        with self._transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO containers VALUES (?, ?, ?, ?, ?)", values)

    def drop_container(self, root: str, path: str) -> None:
        """Forget an archive or dump; its members stay until they are deleted."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM containers WHERE root = ? AND path = ?", (root, path))

    def fail(self, failures: Sequence[Failure]) -> None:
        """Remember files that could not be read."""
        rows = [(failure.root, failure.path, failure.reason, failure.at) for failure in failures]
        with self._transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)", rows)

    def clear_failures(self, places: Collection[tuple[str, str]]) -> None:
        """Forget failures, by root and path, whose files are readable or gone."""
        with self._transaction() as connection:
            connection.executemany("DELETE FROM failures WHERE root = ? AND path = ?", list(places))

    def tidy(self, *, oldest_projection: int, oldest_words: int) -> None:
        """Drop vectors that no chunk uses and history that no projection needs any more."""
        with self._transaction() as connection:
            drop_loose(connection)
            connection.execute("DELETE FROM removed WHERE generation <= ?", (oldest_words,))
            connection.execute("DELETE FROM history WHERE generation < ?", (oldest_projection,))
