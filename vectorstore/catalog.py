"""The catalog: one SQLite file that holds articles, chunks, offsets and vectors, and is the truth.

Here is opening and reading; changes.py writes. Every commit that changes documents moves
`generation`, a number that never repeats, so a projection knows whether it is behind.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import (
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
)
from rag.schema import Chunk, Document, IndexState
from vectorstore import SCHEMA, ContainerHead, DocumentHead, Failure, Filters, Root, Stamp, Version
from vectorstore.conditions import conditions, publishers
from vectorstore.connections import Connections, damaged
from vectorstore.packing import marks, split_chunk_id, unpack_pages, unpack_spans
from vectorstore.tables import APPLICATION_ID, FILE_NAME

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DOCUMENT = """
    SELECT d.id, d.root, d.path, d.sha256, d.size, t.text, d.title, d.publisher, d.published, d.byline, d.url,
           d.format, d.language, d.pages, d.origin, (SELECT start FROM chunks WHERE document = d.row AND n = 0)
    FROM documents d JOIN texts t ON t.document = d.row WHERE d.id = ?"""

_FENCES = ("---", "+++")

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
        self.stamp, self.index_id = self._check()
        self._publishers: tuple[int, tuple[str, ...]] = (-1, ())  # as of a generation

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
                raise IndexMismatchError(_other_schema(self.file.parent, schema))
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
        keys = ("as_of", "documents", "chunks", "covered", "sum")
        rows = self._rows(f"SELECT key, value FROM meta WHERE key IN ({marks(keys)})", keys)
        meta = {str(key): value for key, value in rows}
        documents, chunks, covered = (_int(meta.get(key, 0)) for key in ("documents", "chunks", "covered"))
        content = repr((astuple(self.stamp), documents, meta.get("sum", "0")))
        coverage = covered / chunks if chunks else 1.0
        return IndexState(
            hashlib.sha256(content.encode()).hexdigest()[:16], str(meta["as_of"]), documents, chunks, coverage
        )

    def chunk_count(self) -> int:
        """How many chunks there are."""
        return self.state().chunks

    def chunks(self, chunk_ids: Sequence[str]) -> list[Chunk]:
        """The chunks of these ids that still exist, in their order."""
        wanted: dict[str, list[int]] = {}
        for document_id, number in filter(None, map(split_chunk_id, chunk_ids)):
            wanted.setdefault(document_id, []).append(number)
        found: dict[str, Chunk] = {}
        whole = "SELECT d.row, t.text FROM documents d JOIN texts t ON t.document = d.row WHERE d.id = ?"
        with self.connections.reading() as connection:
            for document_id, numbers in wanted.items():
                held = connection.execute(whole, (document_id,)).fetchone()
                if held is None:
                    continue
                row, text = held
                here = f"SELECT n, start, end, sentences FROM chunks WHERE document = ? AND n IN ({marks(numbers)})"
                for n, start, end, sentences in connection.execute(here, (row, *numbers)):
                    chunk_id = f"{document_id}#{n}"
                    spans = unpack_spans(sentences, start)
                    found[chunk_id] = Chunk(chunk_id, document_id, start, end, text[start:end], spans)
        return [found[chunk_id] for chunk_id in chunk_ids if chunk_id in found]

    def documents(self, document_ids: Iterable[str]) -> dict[str, Document]:
        """The documents of these ids that exist."""
        with self.connections.reading() as connection:
            found = [document_held(connection, document_id) for document_id in document_ids]
        return {document.id: document for document in found if document is not None}

    def newest(self) -> str | None:
        """The latest date that a document which may be found states."""
        with self.connections.reading() as connection:
            (date,) = connection.execute("SELECT max(published) FROM documents WHERE NOT superseded").fetchone()
        return None if date is None else str(date)

    def heads(self, *, limit: int | None = None) -> list[DocumentHead]:
        """Every document without its text, or the first `limit`, by root and path."""
        sql = """
            SELECT id, root, path, sha256, size, modified_ns, title, publisher, published, characters, chunks,
                   superseded, origin
            FROM documents ORDER BY root, path LIMIT ?"""
        with self.connections.reading() as connection:
            return [_head(*row) for row in connection.execute(sql, (-1 if limit is None else limit,))]

    def formats(self) -> dict[str, int]:
        """How many articles there are of each format, the most first."""
        with self.connections.reading() as connection:
            rows = connection.execute("SELECT format, count(*) FROM documents GROUP BY format ORDER BY 2 DESC, 1")
            return dict(rows.fetchall())

    def roots(self) -> list[Root]:
        """The folders that were ingested, by name."""
        with self.connections.reading() as connection:
            rows = connection.execute("SELECT name, folder FROM roots ORDER BY name")
            return [Root(name, Path(folder)) for name, folder in rows]

    def failures(self) -> list[Failure]:
        """The files that could not be read, by root and path."""
        with self.connections.reading() as connection:
            return [Failure(*row) for row in connection.execute("SELECT * FROM failures ORDER BY root, path")]

    def containers(self) -> dict[tuple[str, str], ContainerHead]:
        """The archives and dumps whose members were put, by root and path."""
        with self.connections.reading() as connection:
            heads = [ContainerHead(*row) for row in connection.execute("SELECT * FROM containers ORDER BY root, path")]
        return {(head.root, head.path): head for head in heads}

    def versions(self, root: str, path: str) -> list[Version]:
        """What the article at this place said before, and older articles with its URL, newest first."""
        replaced = """
            SELECT root, path, sha256, title, published, text, indexed_at, replaced_at FROM versions
            WHERE root = ? AND path = ? ORDER BY rowid DESC"""
        superseded = """
            SELECT o.root, o.path, o.sha256, o.title, o.published, t.text, o.indexed_at, d.indexed_at
            FROM documents d JOIN documents o ON o.url = d.url AND o.superseded JOIN texts t ON t.document = o.row
            WHERE d.root = ? AND d.path = ? AND NOT d.superseded ORDER BY o.published DESC, o.row DESC"""
        with self.connections.reading() as connection:
            rows = connection.execute(replaced, (root, path)).fetchall()
            older = connection.execute(superseded, (root, path)).fetchall()
        return [_version(*row) for row in rows] + [Version(*row) for row in older]

    # filters

    def allowed_rows(self, filters: Filters) -> NDArray[np.int64]:
        """Rows of the documents that the filters leave."""
        import numpy as np

        with self.connections.reading() as connection:
            where, parameters = conditions(connection, filters)
            rows = connection.execute(f"SELECT row FROM documents WHERE {where}", parameters)
            return np.fromiter((row for (row,) in rows), dtype=np.int64)

    def allowed(self, filters: Filters) -> int:
        """How many documents the filters leave."""
        return self._counted(filters, "")

    def publishers(self) -> tuple[str, ...]:
        """The publishers that documents state, read once for each generation."""
        generation = self.generation()
        known, names = self._publishers
        if known != generation:
            with self.connections.reading() as connection:
                names = publishers(connection)
            self._publishers = generation, names
        return names

    def excluded_undated(self, filters: Filters) -> int:
        """How many undated documents the filters exclude only for having no date."""
        if filters.undated or (filters.since is None and filters.until is None):
            return 0
        return self._counted(replace(filters, since=None, until=None), "published IS NULL AND ")

    def _counted(self, filters: Filters, also: str) -> int:
        with self.connections.reading() as connection:
            where, parameters = conditions(connection, filters)
            sql = f"SELECT count(*) FROM documents WHERE {also}{where}"
            return int(connection.execute(sql, parameters).fetchone()[0])

    # reading for projections

    def knows(self, generation: int) -> bool:
        """Whether the catalog came by this generation; a restored backup, or a purged one, did not."""
        return bool(self._rows("SELECT 1 FROM history WHERE generation = ?", (generation,)))

    def delta(self, generation: int) -> Delta | None:
        """What changed since `generation`; None when the catalog's history does not reach back to it."""
        if not self.knows(generation):
            return None
        with self.connections.reading() as connection:
            removed = connection.execute(
                "SELECT document, chunks FROM removed WHERE generation > ? ORDER BY generation", (generation,)
            ).fetchall()
            added = connection.execute(
                "SELECT id FROM documents WHERE generation > ? ORDER BY generation", (generation,)
            ).fetchall()
        return Delta(removed=tuple(removed), added=tuple(document_id for (document_id,) in added))

    def document_ids(self) -> list[str]:
        """Ids of all documents."""
        with self.connections.reading() as connection:
            return [
                name for (name,) in connection.execute("SELECT id FROM documents WHERE NOT superseded ORDER BY row")
            ]


def document_held(connection: sqlite3.Connection, document_id: str) -> Document | None:
    """The document of this id; None where there is none."""
    columns: tuple[Any, ...] | None = connection.execute(_DOCUMENT, (document_id,)).fetchone()
    if columns is None:
        return None
    # Front matter is what stands before the first chunk, where an article opens as front matter does.
    body_start = columns[15] or 0 if columns[5].removeprefix("\ufeff").startswith(_FENCES) else 0
    values = [*columns[:13], unpack_pages(columns[13]), columns[14], body_start]
    return Document(*values)


def _head(*columns: Any) -> DocumentHead:
    values = [*columns[:11], bool(columns[11]), columns[12]]
    return DocumentHead(*values)


def _version(*columns: Any) -> Version:
    version = Version(*columns)
    return replace(version, text=zlib.decompress(columns[5]).decode("utf-8"))


def _other_schema(folder: Path, schema: int) -> str:
    remedy = "make a new one: `dateline ingest PATH --index NEW`"
    if schema == SCHEMA - 1:
        remedy = "`dateline status` brings it to that where it can be written and nothing else writes to it"
    return f"the index {folder} has schema {schema} and this Dateline reads {SCHEMA}; {remedy}"


def _int(value: object) -> int:
    if not isinstance(value, (int, str)):
        raise TypeError(f"expected a number, got {value!r}")
    return int(value)
