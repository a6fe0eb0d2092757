"""What an archive holds in numbers, and a few of its articles evenly from all of it: counted by SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from rag.schema import Document
from vectorstore import Filters, OriginGroup, Tallies
from vectorstore.catalog import Catalog, document_held
from vectorstore.conditions import conditions

_LARGEST = 10  # groups that are named


def tallies(catalog: Catalog, filters: Filters) -> Tallies:
    """How many of the articles that the filters leave say what of themselves."""
    with catalog.connections.reading() as connection:
        connection.execute("BEGIN")  # one state of the index
        try:
            where, parameters = conditions(connection, filters)

            def by(column: str) -> dict[str | None, int]:
                sql = f"SELECT {column}, count(*) FROM documents WHERE {where} GROUP BY 1 ORDER BY 2 DESC, 1"
                return dict(connection.execute(sql, parameters).fetchall())

            days, publishers = by("substr(published, 1, 10)"), by("publisher")
            groups = _groups(connection, where, parameters)
            return Tallies(
                documents=sum(days.values()),
                superseded=_superseded(connection),
                days=days,
                publishers=publishers,
                formats={str(name): count for name, count in by("format").items()},
                languages=by("language"),
                groups=len(groups),
                copies=sum(articles - 1 for _, articles in groups),
                largest=tuple(OriginGroup(origin, articles) for origin, articles in groups[:_LARGEST]),
            )
        finally:
            connection.execute("ROLLBACK")


def _superseded(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM documents WHERE superseded").fetchone()[0])


def _groups(connection: sqlite3.Connection, where: str, parameters: tuple[str, ...]) -> list[tuple[str, int]]:
    """The groups of near-identical articles with two or more that are left, the largest first."""
    sql = f"""
        SELECT origin, count(*) FROM documents WHERE origin IS NOT NULL AND {where}
        GROUP BY origin HAVING count(*) > 1 ORDER BY 2 DESC, 1"""
    return connection.execute(sql, parameters).fetchall()


def sample(catalog: Catalog, most: int, filters: Filters) -> Iterator[Document]:
    """The articles that the filters leave, or `most` of them, evenly spread in the order of coming."""
    import numpy as np

    rows = np.sort(catalog.allowed_rows(filters))
    if len(rows) > most:
        rows = rows[np.arange(most) * len(rows) // most]
    with catalog.connections.reading() as connection:
        for row in rows.tolist():
            found = connection.execute("SELECT id FROM documents WHERE row = ?", (row,)).fetchone()
            document = document_held(connection, found[0]) if found is not None else None
            if document is not None:
                yield document
