"""Articles as the lexical index takes them from the catalog."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from vectorstore.articles import slices
from vectorstore.catalog import Catalog
from vectorstore.packing import marks


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
    for some in slices(document_ids):
        rows, spans = _stated(catalog, some)
        for document_id in some:
            if document_id not in rows:
                continue
            row, *stated = rows[document_id]
            with catalog.connections.reading() as connection:  # texts one at a time: they may be long
                found = connection.execute("SELECT text FROM texts WHERE document = ?", (row,)).fetchone()
            if found is not None:
                chunks = [(f"{document_id}#{n}", found[0][start:end]) for n, start, end in spans.get(row, ())]
                yield ArticleText._make((document_id, *stated, chunks))


def _stated(catalog: Catalog, ids: Sequence[str]) -> tuple[dict[str, Any], dict[int, list[tuple[int, int, int]]]]:
    """The row of each of these articles, with what filters ask; by row, where its chunks begin and end."""
    stated = "row, root, path, title, language, publisher, substr(published, 1, 10)"
    chunks = "SELECT document, n, start, end FROM chunks"
    spans: dict[int, list[tuple[int, int, int]]] = {}
    with catalog.connections.reading() as connection:
        found = connection.execute(f"SELECT id, {stated} FROM documents WHERE id IN ({marks(ids)})", ids)
        rows = {document_id: values for document_id, *values in found}
        held = [row for row, *_ in rows.values()]
        for row, *span in connection.execute(f"{chunks} WHERE document IN ({marks(held)}) ORDER BY document, n", held):
            spans.setdefault(row, []).append((span[0], span[1], span[2]))
    return rows, spans
