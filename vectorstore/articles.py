"""The rows of an article: into the catalog's tables, out of them, and aside while a newer one has its URL.

Each function is part of a transaction that its caller holds, and keeps the counts of `tables.count` right.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from rag.schema import Document
from vectorstore import Entry
from vectorstore.origins import unsettle
from vectorstore.packing import marks, pack_pages, pack_spans, slices
from vectorstore.tables import count


@dataclass(frozen=True, slots=True)
class Gone:
    """An article that was taken out."""

    root: str
    path: str
    url: str | None


def put(connection: sqlite3.Connection, entries: Sequence[Entry], generation: int, at: str) -> list[Gone]:
    """Add articles with their chunks, those whose hash has a vector with it; returns what was replaced."""
    gone: list[Gone] = []
    begun: list[tuple[int, Entry]] = []
    for entry in entries:
        if old := _in_its_way(connection, entry.document):
            _finish(connection, begun)  # it may be among these
            begun = []
            gone += _replace(connection, entry.document, old, generation, at)
        begun.append((_begin(connection, entry, generation, at), entry))
    _finish(connection, begun)
    return gone


def _begin(connection: sqlite3.Connection, entry: Entry, generation: int, at: str) -> int:
    """Make an article's own row, and return its number."""
    document = entry.document
    values = (
        document.id,
        document.root,
        document.path,
        document.sha256,
        document.size,
        entry.modified_ns,
        document.title,
        document.publisher,
        document.published,
        document.byline,
        document.url,
        document.format,
        document.language,
        pack_pages(document.pages),
        document.origin,
        len(document.text),
        len(entry.chunks),
        0,
        generation,
        at,
    )
    row = connection.execute(f"INSERT INTO documents VALUES (NULL, {marks(values)})", values).lastrowid
    return cast(int, row)


def _finish(connection: sqlite3.Connection, begun: Sequence[tuple[int, Entry]]) -> None:
    """Add the texts and chunks of articles that have their row, and count them."""
    documents = [entry.document for _, entry in begun]
    chunks = [
        (row, n, chunk.start, chunk.end, pack_spans(chunk.sentences, chunk.start), bytes.fromhex(name))
        for row, entry in begun
        for n, (chunk, name) in enumerate(zip(entry.chunks, entry.hashes, strict=True))
    ]
    connection.executemany("INSERT INTO texts VALUES (?, ?)", [(row, entry.document.text) for row, entry in begun])
    connection.executemany("INSERT INTO chunks VALUES (NULL, ?, ?, ?, ?, ?, ?)", chunks)
    places = [(document.root, document.path) for document in documents]
    connection.executemany("DELETE FROM failures WHERE root = ? AND path = ?", places)
    covered = sum(_covered(connection, rows) for rows in slices([row for row, _ in begun]))
    count(connection, added=[document.id for document in documents], chunks=len(chunks), covered=covered)


_Standing = tuple[int, str, str, str, str, str | None, str | None, str]


def _in_its_way(connection: sqlite3.Connection, document: Document) -> list[_Standing]:
    """The articles with its id or at its place."""
    return connection.execute(
        "SELECT row, id, root, path, sha256, title, published, indexed_at FROM documents"
        " WHERE id = ? OR (root = ? AND path = ?)",
        (document.id, document.root, document.path),
    ).fetchall()


def _replace(
    connection: sqlite3.Connection, document: Document, old: Sequence[_Standing], generation: int, at: str
) -> list[Gone]:
    """Take out what stands in the way of an article; what another one at its place said becomes a version."""
    for row, _, root, path, sha256, title, published, indexed_at in old:
        if (root, path) == (document.root, document.path) and sha256 != document.sha256:
            (text,) = connection.execute("SELECT text FROM texts WHERE document = ?", (row,)).fetchone()
            if (text, title, published) == (document.text, document.title, document.published):
                continue  # a page fetched again: other bytes around the same article
            packed = zlib.compress(text.encode("utf-8"))
            values = (root, path, sha256, title, published, indexed_at, at, packed)
            connection.execute("INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    return take_out(connection, [row[1] for row in old], generation)


def take_out(connection: sqlite3.Connection, document_ids: Sequence[str], generation: int) -> list[Gone]:
    """Delete these articles; returns those there were."""
    gone: list[Gone] = []
    for some in slices(document_ids):
        found = connection.execute(
            f"SELECT row, id, root, path, url FROM documents WHERE id IN ({marks(some)})", some
        ).fetchall()
        if not found:
            continue
        rows = [row for row, *_ in found]
        unsettle(connection, rows)
        _let_go(connection, rows, generation)
        connection.execute(f"DELETE FROM documents WHERE row IN ({marks(rows)})", rows)
        count(connection, removed=[name for _, name, *_ in found])
        gone += [Gone(root, path, url) for _, _, root, path, url in found]
    return gone


def settle_urls(
    connection: sqlite3.Connection, urls: Iterator[str | None] | Sequence[str | None], generation: int
) -> None:
    """Of the articles that share one of these URLs, have only those with the newest text found."""
    for url in dict.fromkeys(url for url in urls if url is not None and _names_an_article(url)):
        rows = connection.execute(
            "SELECT row, sha256, superseded FROM documents WHERE url = ? ORDER BY coalesce(published, ''), row", (url,)
        ).fetchall()
        for row, sha256, superseded in rows:
            older = sha256 != rows[-1][1]
            if older and not superseded:
                _shelve(connection, row, generation)
            elif superseded and not older:
                _unshelve(connection, row, generation)


def _names_an_article(url: str) -> bool:
    """Whether it is more than the address of a whole site, which many articles state."""
    parts = urlsplit(url)
    return bool(parts.path.strip("/") or parts.query)


_CHUNK = "document, n, start, end, sentences, hash"


def _shelve(connection: sqlite3.Connection, row: int, generation: int) -> None:
    connection.execute(f"INSERT INTO shelved SELECT {_CHUNK} FROM chunks WHERE document = ?", (row,))
    _let_go(connection, [row], generation)
    connection.execute("DELETE FROM chunks WHERE document = ?", (row,))
    connection.execute("UPDATE documents SET superseded = 1 WHERE row = ?", (row,))


def _unshelve(connection: sqlite3.Connection, row: int, generation: int) -> None:
    back = connection.execute(
        f"INSERT INTO chunks ({_CHUNK}) SELECT {_CHUNK} FROM shelved WHERE document = ? ORDER BY n", (row,)
    )
    connection.execute("DELETE FROM shelved WHERE document = ?", (row,))
    connection.execute("UPDATE documents SET superseded = 0, generation = ? WHERE row = ?", (generation, row))
    count(connection, chunks=back.rowcount, covered=_covered(connection, [row]))


def _let_go(connection: sqlite3.Connection, rows: Sequence[int], generation: int) -> None:
    """Say of the chunks of these documents, which are about to go, that they are gone."""
    here = f"document IN ({marks(rows)})"
    going = connection.execute(
        f"SELECT d.id, count(*) FROM chunks c JOIN documents d ON d.row = c.document WHERE c.{here} GROUP BY d.row",
        rows,
    ).fetchall()
    connection.execute(f"INSERT OR IGNORE INTO loose SELECT hash FROM chunks WHERE {here}", rows)
    connection.executemany("INSERT INTO removed VALUES (?, ?, ?)", [(generation, *gone) for gone in going])
    count(connection, chunks=-sum(number for _, number in going), covered=-_covered(connection, rows))


def _covered(connection: sqlite3.Connection, rows: Sequence[int]) -> int:
    """How many chunks of these documents have their vector."""
    sql = f"SELECT count(*) FROM chunks c JOIN vectors v ON v.hash = c.hash WHERE c.document IN ({marks(rows)})"
    return int(connection.execute(sql, tuple(rows)).fetchone()[0])


def drop_loose(connection: sqlite3.Connection) -> None:
    """Drop the vectors that were left without a chunk, unless one uses them again."""
    connection.execute(
        "DELETE FROM vectors WHERE hash IN (SELECT hash FROM loose)"
        " AND NOT EXISTS (SELECT 1 FROM chunks WHERE chunks.hash = vectors.hash)"
    )
    connection.execute("DELETE FROM loose")
