"""Articles read from the catalog one after the other: as the lexical index takes them, and in a scan of them all."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from rag.schema import Span
from vectorstore import Filters, MayHold, Scanned
from vectorstore.catalog import Catalog, document_held
from vectorstore.conditions import conditions
from vectorstore.packing import marks, slices, unpack_spans


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


def scanned(catalog: Catalog, may_hold: MayHold, filters: Filters, plain: str | None) -> Iterator[Scanned]:
    """Every article that may be found and that the filters leave whose text or title passes `may_hold`."""
    with catalog.connections.reading() as connection:
        connection.execute("BEGIN")  # the index as it is now, whatever is written meanwhile
        try:
            where, parameters = conditions(connection, filters)
            if plain is not None:
                where += f" AND ({_worth_reading('t.text')} OR {_worth_reading('d.title')})"
                parameters = (*parameters, _like(plain), _like(plain))
            # As bytes: most texts do not pass, and a text that is not ASCII takes far longer to decode than to search.
            sql = f"""
                SELECT d.row, d.id, d.title, CAST(t.text AS BLOB) FROM documents d JOIN texts t ON t.document = d.row
                WHERE {where}"""
            for row, document_id, title, text in connection.execute(sql, parameters):
                if may_hold(text) or (title is not None and may_hold(title.encode("utf-8"))):
                    document = document_held(connection, document_id)
                    if document is not None:
                        yield Scanned(document, _sentences(connection, row))
        finally:
            connection.execute("ROLLBACK")


def _worth_reading(column: str) -> str:
    """That a text is like something in ASCII, in any case, or is not ASCII; LIKE and length() stop at a NUL."""
    return rf"{column} LIKE ? ESCAPE '\' OR length({column}) <> length(CAST({column} AS BLOB))"


def _like(plain: str) -> str:
    return "%" + re.sub(r"[\\%_]", r"\\\g<0>", plain) + "%"


def _sentences(connection: sqlite3.Connection, row: int) -> tuple[Span, ...]:
    found = connection.execute("SELECT start, sentences FROM chunks WHERE document = ? ORDER BY n", (row,))
    return tuple(span for start, packed in found for span in unpack_spans(packed, start))
