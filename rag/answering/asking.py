"""What is asked, checked and made ready: the query to search for and the filters in force."""

from __future__ import annotations

import reprlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import get_args

from rag.answering.forms.reading_time import ReadingTime
from rag.errors import QuestionError, SettingsError
from rag.schema import Degradation, Filter, SearchMode
from vectorstore import ChunkStore, Filters


@dataclass(frozen=True, slots=True)
class Request:
    """One question with everything that decides its answer."""

    question: str
    query: str  # what is searched for and read; the question itself unless it leans on the conversation
    filters: Filters
    given: tuple[Filter, ...]
    passages: int
    form_query: str | None = None  # the query without words that are in force as filters, for who looks for its form
    reading: ReadingTime = field(default_factory=ReadingTime, compare=False)  # of its form

    @property
    def rewritten(self) -> str | None:
        """The query where it differs from the question."""
        return self.query if self.query != self.question else None


# The checks take any value: what a program passes is not always what the types say.


def check_question(question: object, *, limit: int) -> None:
    """Raises QuestionError for what is no text, an empty one, or one of more than `limit` characters."""
    if not isinstance(question, str):
        raise QuestionError(f"the question must be a text, not {_named(question)}")
    if not question.strip():
        raise QuestionError('the question is empty; ask something, e.g. dateline ask "Who met Assad?"')
    if len(question) > limit:
        raise QuestionError(f"the question has {len(question):,} characters; at most {limit:,} are read")


def check_passages(k: object) -> None:
    """Raises SettingsError for a number of passages that is none."""
    if not isinstance(k, int) or isinstance(k, bool) or k < 1:
        raise SettingsError(f"k must be a whole number from 1, not {_named(k)}")


def check_mode(mode: object) -> None:
    """Raises SettingsError for a way of searching there is not."""
    if mode not in get_args(SearchMode):
        raise SettingsError(f"mode must be {', '.join(get_args(SearchMode))}, not {_named(mode)}")


def check_conversation(history: object) -> None:
    """Raises SettingsError for what is no sequence of (question, answer) texts."""
    pairs = history if isinstance(history, Sequence) and not isinstance(history, str) else [None]
    for pair in pairs:
        if not (isinstance(pair, (tuple, list)) and len(pair) == 2 and all(isinstance(text, str) for text in pair)):
            raise SettingsError("history must be a sequence of (question, answer) pairs of texts, oldest first")


def _named(value: object) -> str:
    """The value in a few characters, on one line."""
    try:
        return reprlib.repr(value)
    except ValueError:  # an int too long to be written out
        return f"a {type(value).__name__} of that size"


def filters_of(
    *, publisher: str | None = None, since: str | None = None, until: str | None = None, path: str | None = None
) -> Filters:
    """The filters for the store. Raises SettingsError for a date that is not YYYY-MM-DD, or what is no text."""
    for name, text in (("publisher", publisher), ("path", path)):
        if text is not None and not isinstance(text, str):
            raise SettingsError(f"{name} must be a text, not {_named(text)}")
    return Filters(publisher=publisher, since=_iso("since", since), until=_iso("until", until), path_prefix=path)


def given_filters(
    *, publisher: str | None = None, since: str | None = None, until: str | None = None, path: str | None = None
) -> tuple[Filter, ...]:
    """The same filters as an answer shows them."""
    start, end = _iso("since", since), _iso("until", until)
    stated = (
        Filter("publisher", "is", publisher) if publisher is not None else None,
        Filter("published", "since", start) if start is not None else None,
        Filter("published", "until", end) if end is not None else None,
        Filter("path", "is", path) if path is not None else None,
    )
    return tuple(entry for entry in stated if entry is not None)


def undated_left_out(store: ChunkStore, filters: Filters) -> tuple[Degradation, ...]:
    """How many articles the filters leave out only for having no date, where there are such."""
    count = 0 if filters.empty else store.excluded_undated(filters)
    if not count:
        return ()
    left_out = "1 article without a date is" if count == 1 else f"{count} articles without a date are"
    return (Degradation("filters", f"{left_out} left out by the date filter"),)


def _iso(name: str, value: str | None) -> str | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise SettingsError(f"{name} must be a date such as 2017-11-07, not {_named(value)}") from None
