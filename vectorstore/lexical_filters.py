"""Filters as a part of a query of the lexical index, so that they hold before anything is ranked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vectorstore import Filters
from vectorstore.lexical_words import sendable

UNDATED = "undated"
_PARTED = "\0"  # no path has it


def folders_of(root: str, path: str) -> Iterator[str]:
    """Every folder that an article lies in, as a path from its root and as one that begins with the root's name.

    >>> list(folders_of("desk", "north/2024/a.txt"))
    ['north/', 'north/2024/', 'desk/', 'desk/north/', 'desk/north/2024/']
    """
    for whole in (path, f"{root}/{path}"):
        place = whole.find("/")
        while place >= 0:
            yield whole[: place + 1]
            place = whole.find("/", place + 1)


def files_of(root: str, path: str) -> Iterator[str]:
    """An article's path from its root and with the root's name, its folder told from its name.

    >>> [file.replace(_PARTED, "|") for file in files_of("desk", "north/a.txt")]
    ['north/|a.txt', 'desk/north/|a.txt']
    """
    for whole in (path, f"{root}/{path}"):
        folder, name = _parted(whole)
        yield f"{folder}{_PARTED}{name}"


def filter_query(filters: Filters, schema: Any, searcher: Any) -> Any | None:
    """What a chunk must meet, without a say in its score; None where nothing is filtered."""
    from tantivy import Occur, Query

    must = []
    if filters.publisher is not None:
        must.append(Query.term_query(schema, "publisher", sendable(filters.publisher.casefold()), "basic"))
    if filters.since is not None or filters.until is not None:
        days = [day for day, _ in searcher.terms_with_prefix("published", "") if _within(day, filters)]
        must.append(Query.term_set_query(schema, "published", days))
    if filters.path_prefix:
        must.append(_below(sendable(filters.path_prefix), schema, searcher))
    if not must:
        return None
    return Query.const_score_query(Query.boolean_query([(Occur.Must, one) for one in must]), 0.0)


def _within(day: str, filters: Filters) -> bool:
    if day == UNDATED:
        return filters.undated
    return (filters.since is None or filters.since <= day) and (filters.until is None or day <= filters.until)


def _below(prefix: str, schema: Any, searcher: Any) -> Any:
    """Articles whose path begins so: by whole folders, and one by one only those in the folder where it ends."""
    from tantivy import Occur, Query

    folder, name = _parted(prefix)
    folders, files = [prefix], []
    if name:
        offered = [term for term, _ in searcher.terms_with_prefix("folder", prefix)]
        folders = [term for term in offered if term.find("/", len(prefix)) == len(term) - 1]
        files = [term for term, _ in searcher.terms_with_prefix("file", f"{folder}{_PARTED}{name}")]
    either = [Query.term_set_query(schema, "folder", folders), Query.term_set_query(schema, "file", files)]
    return Query.boolean_query([(Occur.Should, one) for one in either])


def _parted(path: str) -> tuple[str, str]:
    folder, slash, name = path.rpartition("/")
    return folder + slash, name
