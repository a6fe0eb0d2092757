"""The catalog: one SQLite file that holds articles, chunks, offsets and vectors, and is the truth.

Here is opening and reading; changes.py writes. Every commit that changes documents moves
`generation`, a number that never repeats, so a projection knows whether it is behind.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import (
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
)
from rag.schema import Chunk, Document, IndexState, Span
from vectorstore import SCHEMA, DocumentHead, Failure, Filters, Root, Stamp
from vectorstore.connections import Connections, damaged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE_NAME = "catalog.db"
APPLICATION_ID = 0x44544C4E  # "DTLN", in the header of the SQLite file
_DOCUMENT = "id, root, path, sha256, size, text, title, publisher, published, byline, url, format"

Removed = tuple[str, int]
"""A document that left the catalog: its id and how many chunks it had."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What happened to documents since a generation; a changed one is in both."""

    removed: tuple[Removed, ...]
    added: tuple[str, ...]


class Catalog:
    """Reads one catalog; any number of threads may read at once."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE_NAME
        self.connections = Connections(self.file)
        self._state: tuple[int, IndexState] | None = None
        self.stamp, self.index_id = self._check()

    # opening

    def _check(self) -> tuple[Stamp, str]:
        if not self.file.is_file() or self.file.stat().st_size == 0:
            folder = self.file.parent
            raise IndexMissingError(f"no index in {folder}; make one: `dateline ingest PATH --index {folder}`")
        self.connections.follow()
        with self.connections.reading() as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (schema,) = connection.execute("PRAGMA user_version").fetchone()
            if application != APPLICATION_ID:
                raise IndexDamagedError(f"{self.file} is not a Dateline catalog; choose another folder with `--index`")
            if schema != SCHEMA:
                raise IndexMismatchError(
                    f"the index {self.file.parent} has schema {schema} and this Dateline reads {SCHEMA}; "
                    "make a new one: `dateline ingest PATH --index NEW`"
                )
            meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
        try:
            stamp = Stamp(
                embedder=meta["embedder"],
                embedder_fingerprint=meta["embedder_fingerprint"],
                dimensions=int(meta["dimensions"]),
                chunking=meta["chunking"],
                schema=schema,
            )
            return stamp, meta["index_id"]
        except (KeyError, ValueError) as error:
            raise IndexDamagedError(damaged(self.file, f"its stamp lacks {error}")) from error

    def _rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        with self.connections.reading() as connection:
            rows: list[tuple[object, ...]] = connection.execute(sql, tuple(parameters)).fetchall()
        return rows

    # reading for answers

    def generation(self) -> int:
        """The number of the last change to documents."""
        return _int(self._rows("SELECT value FROM meta WHERE key = 'generation'")[0][0])

    def state(self) -> IndexState:
        """What is indexed now; the fingerprint is the same for the same articles, embedder and chunking."""
        with self.connections.reading() as connection:
            meta = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('generation', 'as_of')"))
            generation = int(meta["generation"])
            if self._state is not None and self._state[0] == generation:
                return self._state[1]
            digest = hashlib.sha256(repr(astuple(self.stamp)).encode())
            documents = 0
            for (document_id,) in connection.execute("SELECT id FROM documents ORDER BY id"):
                digest.update(document_id.encode() + b"\n")
                documents += 1
            (chunks,) = connection.execute("SELECT count(*) FROM chunks").fetchone()
        # Every chunk has its vector: the catalog refuses one without (chunks.vector is NOT NULL).
        state = IndexState(digest.hexdigest()[:16], meta["as_of"], documents, chunks, dense_coverage=1.0)
        self._state = (generation, state)
        return state

    def chunk_count(self) -> int:
        """How many chunks there are."""
        return _int(self._rows("SELECT count(*) FROM chunks")[0][0])

    def chunk_count_of(self, document_ids: Sequence[str]) -> int:
        """How many chunks these documents have together."""
        sql = "SELECT count(*) FROM chunks WHERE document = ?"
        with self.connections.reading() as connection:
            return sum(connection.execute(sql, (document_id,)).fetchone()[0] for document_id in document_ids)

    def chunks(self, chunk_ids: Sequence[str]) -> list[Chunk]:
        """The chunks of these ids that still exist, in their order."""
        wanted = [key for key in map(split_chunk_id, chunk_ids) if key is not None]
        found: dict[str, Chunk] = {}
        with self.connections.reading() as connection:
            for document_id in dict.fromkeys(document_id for document_id, _ in wanted):
                numbers = [n for other, n in wanted if other == document_id]
                rows = connection.execute(
                    "SELECT d.text, c.n, c.start, c.end, c.sentences"
                    " FROM chunks c JOIN documents d ON d.id = c.document"
                    f" WHERE c.document = ? AND c.n IN ({marks(numbers)})",
                    (document_id, *numbers),
                )
                for text, n, start, end, sentences in rows:
                    chunk_id = f"{document_id}#{n}"
                    spans = unpack_spans(sentences, start)
                    found[chunk_id] = Chunk(chunk_id, document_id, start, end, text[start:end], spans)
        return [found[chunk_id] for chunk_id in chunk_ids if chunk_id in found]

    def documents(self, document_ids: Iterable[str]) -> dict[str, Document]:
        """The documents of these ids that exist."""
        with self.connections.reading() as connection:
            sql = f"SELECT {_DOCUMENT} FROM documents WHERE id = ?"
            rows = [connection.execute(sql, (document_id,)).fetchone() for document_id in document_ids]
        return {row[0]: Document(*row) for row in rows if row is not None}

    def heads(self) -> list[DocumentHead]:
        """Every document without its text, by root and path."""
        sql = """
            SELECT d.id, d.root, d.path, d.sha256, d.size, d.modified_ns, d.title, d.publisher, d.published,
                   d.characters, (SELECT count(*) FROM chunks c WHERE c.document = d.id)
            FROM documents d ORDER BY d.root, d.path"""
        with self.connections.reading() as connection:
            return [DocumentHead(*row) for row in connection.execute(sql)]

    def roots(self) -> list[Root]:
        """The folders that were ingested, by name."""
        with self.connections.reading() as connection:
            rows = connection.execute("SELECT name, folder FROM roots ORDER BY name")
            return [Root(name, Path(folder)) for name, folder in rows]

    def failures(self) -> list[Failure]:
        """The files that could not be read, by root and path."""
        with self.connections.reading() as connection:
            return [Failure(*row) for row in connection.execute("SELECT * FROM failures ORDER BY root, path")]

    # filters

    def allowed(self, filters: Filters) -> list[str]:
        """Ids of the documents that the filters leave."""
        where, parameters = _conditions(filters)
        with self.connections.reading() as connection:
            rows = connection.execute(f"SELECT id FROM documents WHERE {where} ORDER BY id", parameters)
            return [document_id for (document_id,) in rows]

    def excluded_undated(self, filters: Filters) -> int:
        """How many undated documents the filters exclude only for having no date."""
        if filters.undated or (filters.since is None and filters.until is None):
            return 0
        where, parameters = _conditions(Filters(publisher=filters.publisher, path_prefix=filters.path_prefix))
        sql = f"SELECT count(*) FROM documents WHERE published IS NULL AND {where}"
        return _int(self._rows(sql, parameters)[0][0])

    # reading for projections

    def vectors(self, document_ids: Sequence[str] | None = None) -> Iterator[tuple[list[str], NDArray[np.float32]]]:
        """(chunk ids, unit vectors) in blocks of at most 1,000, of all documents or of these."""
        import numpy as np

        select = (
            "SELECT c.rowid, c.document || '#' || c.n, v.vector FROM chunks c JOIN vectors v ON v.hash = c.vector WHERE"
        )
        if document_ids is None:
            last = 0
            while rows := self._rows(f"{select} c.rowid > ? ORDER BY c.rowid LIMIT 1000", (last,)):
                last = _int(rows[-1][0])
                yield self._block(rows, np.float32)
            return
        for start in range(0, len(document_ids), 500):
            some = document_ids[start : start + 500]
            rows = self._rows(f"{select} c.document IN ({marks(some)})", some)
            for begin in range(0, len(rows), 1000):
                yield self._block(rows[begin : begin + 1000], np.float32)

    def vectors_of(self, chunk_ids: Sequence[str]) -> tuple[list[str], NDArray[np.float32]]:
        """Those of these chunks that exist, with their vectors."""
        import numpy as np

        keys = [key for key in map(split_chunk_id, chunk_ids) if key is not None]
        sql = (
            "SELECT 0, c.document || '#' || c.n, v.vector FROM chunks c JOIN vectors v ON v.hash = c.vector"
            " WHERE c.document = ? AND c.n = ?"
        )
        with self.connections.reading() as connection:
            found = [row for key in keys if (row := connection.execute(sql, key).fetchone()) is not None]
        return self._block(found, np.float32)

    def _block(
        self, rows: Sequence[tuple[object, ...]], kind: type[np.float32]
    ) -> tuple[list[str], NDArray[np.float32]]:
        import numpy as np

        joined = b"".join(row[2] for row in rows if isinstance(row[2], bytes))
        vectors = np.frombuffer(joined, dtype=kind).reshape(-1, self.stamp.dimensions)
        return [str(row[1]) for row in rows], vectors

    def delta(self, generation: int) -> Delta | None:
        """What changed since `generation`; None when the catalog's history does not reach back to it."""
        with self.connections.reading() as connection:
            known = connection.execute("SELECT 1 FROM history WHERE generation = ?", (generation,)).fetchone()
            if known is None:
                return None
            removed = connection.execute(
                "SELECT document, chunks FROM removed WHERE generation > ? ORDER BY generation", (generation,)
            ).fetchall()
            added = connection.execute(
                "SELECT id FROM documents WHERE generation > ? ORDER BY generation", (generation,)
            ).fetchall()
        return Delta(removed=tuple(removed), added=tuple(document_id for (document_id,) in added))

    def document_ids(self) -> list[str]:
        """Ids of all documents."""
        return self.allowed(Filters())


def split_chunk_id(chunk_id: str) -> tuple[str, int] | None:
    """Document id and number of a chunk id, None for what is not one."""
    document_id, _, number = chunk_id.rpartition("#")
    return (document_id, int(number)) if document_id and number.isascii() and number.isdigit() else None


def marks(values: Sequence[object]) -> str:
    """As many question marks as values, for an SQL IN list."""
    return ",".join("?" * len(values))


def pack_spans(spans: Sequence[Span], base: int) -> bytes:
    """Spans as unsigned 32-bit pairs counted from `base`."""
    numbers = [number for span in spans for number in (span.start - base, span.end - base)]
    return struct.pack(f"<{len(numbers)}I", *numbers)


def unpack_spans(packed: bytes, base: int) -> tuple[Span, ...]:
    """The spans that `pack_spans` packed."""
    return tuple(Span(base + start, base + end) for start, end in struct.iter_unpack("<2I", packed))


def _conditions(filters: Filters) -> tuple[str, tuple[str, ...]]:
    conditions, parameters = ["1"], []
    if filters.publisher is not None:
        conditions.append("fold(publisher) = ?")
        parameters.append(filters.publisher.casefold())
    dates = []
    for bound, comparison in ((filters.since, ">="), (filters.until, "<=")):
        if bound is not None:
            dates.append(f"substr(published, 1, 10) {comparison} ?")
            parameters.append(bound)
    if dates:
        dated = " AND ".join(dates)
        conditions.append(f"(published IS NULL OR ({dated}))" if filters.undated else f"({dated})")
    if filters.path_prefix is not None:
        conditions.append("(substr(path, 1, length(?)) = ? OR substr(root || '/' || path, 1, length(?)) = ?)")
        parameters.extend([filters.path_prefix] * 4)
    return " AND ".join(conditions), tuple(parameters)


def _int(value: object) -> int:
    if not isinstance(value, (int, str)):
        raise TypeError(f"expected a number, got {value!r}")
    return int(value)
