"""Why the archive is silent, told as exactly as it can be: a false premise, or a time past its end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from rag.answering.dating.dates import MONTHS
from rag.answering.evidence import EvidenceSentence
from rag.answering.premise import premise_conflict
from rag.answering.reader.extractive import NEAREST, Reading
from rag.schema import IndexState, Reason
from rag.words import fold
from vectorstore import Filters, Hit

UNDATED = 0.1  # share of articles without a date, above which the newest date says little of where an archive ends

_EXPLAINED = ("nothing_found", "key_part_missing", "not_answered")
_YEAR = re.compile(
    r"\b(?:(?P<month>january|february|march|april|may|june|july|august|september|october|november|december)"
    r"(?:\s+\d{1,2}(?:st|nd|rd|th)?)?,?\s+(?:of\s+)?|(?:in|since|after|during|of|for|from|year|spring|summer|autumn|fall"
    r"|winter|early|late|mid)[\s-]+(?:the year )?)(?P<year>[12][0-9]{3})\b(?!\s+[a-z]+s\b)",
    re.IGNORECASE,
)


class Catalog(Protocol):
    """What is asked of the store."""

    def state(self) -> IndexState: ...

    def allowed(self, filters: Filters) -> int: ...

    def excluded_undated(self, filters: Filters) -> int: ...

    def newest(self) -> str | None: ...

    def lexical(self, words: str, k: int, filters: Filters) -> list[Hit]: ...


def explained(reading: Reading, question: str, evidence: Sequence[EvidenceSentence], store: Catalog) -> Reading:
    """The reading with its reason for silence made exact, and the sentence that contradicts the question first."""
    if reading.reason is None or reading.reason.code not in _EXPLAINED:
        return reading
    conflict = premise_conflict(question, evidence)
    if conflict is not None:
        others = tuple(sentence for sentence in reading.nearest if sentence != conflict.sentence)
        return replace(reading, reason=conflict.reason, nearest=(conflict.sentence, *others)[:NEAREST])
    ends = archive_ends_before(question, evidence, store)
    return reading if ends is None else replace(reading, reason=ends)


def archive_ends_before(question: str, evidence: Sequence[EvidenceSentence], store: Catalog) -> Reason | None:
    """The reason when the question asks for a year, or a month of one, past all that the archive holds or mentions.

    Where hardly any article lacks a date, the archive ends with its newest; else, for certain only, when
    it was last added to.
    """
    asked = _YEAR.search(question)
    if asked is None:
        return None
    year, month = asked["year"], asked["month"]
    since = f"{year}-{MONTHS.index(month.lower()) + 1:02}-01" if month else f"{year}-01-01"
    after = Filters(since=since)
    state = store.state()
    if state.documents == 0 or store.allowed(after) > 0 or _mentioned(year, month, evidence, store):
        return None
    named = f"{month.capitalize()} {year}" if month else year
    if store.excluded_undated(after) <= UNDATED * state.documents:
        return Reason(
            "archive_ends_before", f"The newest article of the archive is of {store.newest()}, before {named}."
        )
    if state.as_of[:10] < since:
        return Reason(
            "archive_ends_before", f"The archive was last added to on {state.as_of[:10]}; nothing in it is of {named}."
        )
    return None


def _mentioned(year: str, month: str | None, evidence: Sequence[EvidenceSentence], store: Catalog) -> bool:
    """Whether an article looks ahead to that time."""
    if month is None:
        return bool(store.lexical(year, 1, Filters()))
    return any(re.search(rf"\b{month.lower()}\b", fold(sentence.text)) for sentence in evidence)
