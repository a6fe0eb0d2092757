"""Every date that an article mentions, as written, and which day, month or year it is where that is certain.

Nothing is guessed: "on Tuesday" or "November 18" is a day only where the article says when it was published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from rag.answering.date_forms import written_dates
from rag.answering.resolving import Period, resolve
from rag.answering.time_cues import cue_at
from rag.schema import Document

Basis = Literal["stated", "resolved"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date where an article mentions it: `document.text[start:end] == written`."""

    start: int
    end: int
    written: str
    date: str | None  # ISO as far as it is known: 2017, 2017-11, 2017-11-07; where it lasts longer, its start
    basis: Basis | None  # "resolved" is computed from the day of publication; None where the date is
    until: str | None = None  # the end of what lasts longer than its date says: a range, a week, a decade


@lru_cache(maxsize=512)
def mentions_of(document: Document) -> tuple[DateMention, ...]:
    """The dates that a document mentions behind its front matter, in order; none overlap."""
    published = day_of(document.published)
    found = []
    for written in written_dates(document.text, document.body_start):
        period = resolve(written, published, cue_at(document.text, written.start))
        found.append(_mention(document.text, written.start, written.end, period))
    return tuple(found)


def day_of(published: str | None) -> date | None:
    """A day of publication as a date; None where it is unknown or no whole day."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _mention(text: str, start: int, end: int, period: Period | None) -> DateMention:
    written = text[start:end]
    if period is None:
        return DateMention(start, end, written, None, None)
    basis: Basis = "stated" if period.stated else "resolved"
    return DateMention(start, end, written, period.start, basis, period.until)
