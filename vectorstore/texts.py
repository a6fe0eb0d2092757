"""Articles as the lexical index takes them from the catalog."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from vectorstore.catalog import Catalog
from vectorstore.packing import marks, slices


class ArticleText(NamedTuple):
    """An article's chunks, with what filters ask of it."""

    document_id: str
    root: str
    path: str
    title: str | None
    language: str | None
    publisher: str | None
    published: str | None  # the day
    chunks: list[tuple[str, str]]  # (id, text)


def article_texts(catalog: Catalog, document_ids: Sequence[str]) -> Iterator[ArticleText]:
    """Those of these articles that the catalog holds, in their order."""
    with catalog.connections.reading() as connection:
        for some in slices(document_ids):
            rows, spans = _stated(connection, some)
            for document_id in some:
                if document_id not in rows:
                    continue
                row, *stated = rows[document_id]
                # Texts one at a time, since they may be long.
                found = connection.execute("SELECT text FROM texts WHERE document = ?", (row,)).fetchone()
                if found is not None:
                    chunks = [(f"{document_id}#{n}", found[0][start:end]) for n, start, end in spans.get(row, ())]
                    yield ArticleText._make((document_id, *stated, chunks))


def _stated(
    connection: sqlite3.Connection, ids: Sequence[str]
) -> tuple[dict[str, Any], dict[int, list[tuple[int, int, int]]]]:
    """The row of each of these articles, with what filters ask; by row, where its chunks begin and end."""
    stated = "id, row, root, path, title, language, publisher, substr(published, 1, 10)"
    found = connection.execute(f"SELECT {stated} FROM documents WHERE id IN ({marks(ids)})", ids)
    rows = {document_id: values for document_id, *values in found}
    held = [row for row, *_ in rows.values()]
    spans: dict[int, list[tuple[int, int, int]]] = {}
    sql = f"SELECT document, n, start, end FROM chunks WHERE document IN ({marks(held)}) ORDER BY document, n"
    for row, n, start, end in connection.execute(sql, held):
        spans.setdefault(row, []).append((n, start, end))
    return rows, spans
