"""Filters as a condition of SQL on documents, in terms that its indexes answer."""

from __future__ import annotations

import sqlite3

from vectorstore import Filters
from vectorstore.packing import marks

_DAY = 10  # characters of an ISO date
_LAST = "\U0010ffff"
# Each name by one look into the index, whatever the number of documents that have it.
_PUBLISHERS = """
    WITH RECURSIVE names(name) AS (
        SELECT min(publisher) FROM documents
        UNION ALL
        SELECT (SELECT min(publisher) FROM documents WHERE publisher > name) FROM names WHERE name IS NOT NULL
    )
    SELECT name FROM names WHERE name IS NOT NULL"""


def conditions(connection: sqlite3.Connection, filters: Filters) -> tuple[str, tuple[str, ...]]:
    """What stands behind WHERE, and its parameters: the documents that may be found and that the filters leave."""
    parts, parameters = ["NOT superseded"], []
    if filters.publisher is not None:
        wanted = filters.publisher.casefold()
        names = [name for name in publishers(connection) if name.casefold() == wanted]
        parts.append(f"publisher IN ({marks(names)})")
        parameters += names
    dated, days = _dated(filters)
    if dated:
        parts.append(f"(published IS NULL OR ({dated}))" if filters.undated else f"({dated})")
        parameters += days
    if filters.path_prefix:
        below, places = _below(connection, filters.path_prefix.encode("utf-8", "replace").decode("utf-8"))
        parts.append(f"({below})")
        parameters += places
    return " AND ".join(parts), tuple(parameters)


def publishers(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The publishers that documents state, as they are written."""
    return tuple(name for (name,) in connection.execute(_PUBLISHERS))


def _dated(filters: Filters) -> tuple[str, list[str]]:
    parts, parameters = [], []
    if filters.since is not None:
        parts.append("published >= ?")
        parameters.append(filters.since)
    if filters.until is not None:
        # A date may go on with a time of that day.
        whole_day = len(filters.until) >= _DAY
        parts.append("published <= ?" if whole_day else f"substr(published, 1, {_DAY}) <= ?")
        parameters.append(filters.until + _LAST if whole_day else filters.until)
    return " AND ".join(parts), parameters


def _below(connection: sqlite3.Connection, prefix: str) -> tuple[str, list[str]]:
    """Documents whose path, or root and path, begins so."""
    parts, parameters = [], []
    for (root,) in connection.execute("SELECT name FROM roots").fetchall():
        starts = [prefix]
        if f"{root}/".startswith(prefix):
            starts = [""]
        elif prefix.startswith(f"{root}/"):
            starts.append(prefix[len(root) + 1 :])
        for start in starts:
            parts.append("(root = ? AND path >= ? AND path < ?)")
            parameters += [root, start, start + _LAST]
    return " OR ".join(parts) or "0", parameters
