"""Articles as the lexical index takes them from the catalog."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vectorstore.catalog import Catalog


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
    sql = (
        "SELECT d.root, d.path, d.title, d.language, d.publisher, substr(d.published, 1, 10), d.row, t.text"
        " FROM documents d JOIN texts t ON t.document = d.row WHERE d.id = ?"
    )
    for document_id in document_ids:
        with catalog.connections.reading() as connection:
            found = connection.execute(sql, (document_id,)).fetchone()
            if found is None:
                continue
            root, path, title, language, publisher, published, row, text = found
            spans = connection.execute(
                "SELECT n, start, end FROM chunks WHERE document = ? ORDER BY n", (row,)
            ).fetchall()
        chunks = [(f"{document_id}#{n}", text[start:end]) for n, start, end in spans]
        yield ArticleText(document_id, root, path, title, language, publisher, published, chunks)
