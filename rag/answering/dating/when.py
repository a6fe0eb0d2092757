"""Every date that an article mentions, as written, and which day, month or year it is where that is certain.

Nothing is guessed: "on Tuesday" or "November 18" is a day only where the article says when it was published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from rag.answering.dating.date_forms import WrittenDate, written_dates
from rag.answering.dating.resolving import Period, resolve
from rag.answering.dating.time_cues import cue_at
from rag.schema import Document, Span

Basis = Literal["stated", "resolved"]
LONG = 100_000  # characters of a document that is not read whole for one of its sentences


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
    """The dates that a document mentions behind its front matter, in order; none overlap.

    About 6,000 sentences a second.
    """
    return _read(document, document.body_start, len(document.text))


def mentions_within(document: Document, span: Span) -> tuple[DateMention, ...]:
    """The dates that a stretch of a document mentions; of a long document only that stretch is read."""
    known = mentions_of(document) if len(document.text) <= LONG else _read(document, span.start, span.end)
    return tuple(one for one in known if span.start <= one.start and one.end <= span.end)


def _read(document: Document, start: int, end: int) -> tuple[DateMention, ...]:
    published = day_of(document.published)
    return tuple(
        _mention(document.text, one, resolve(one, published, cue_at(document.text, one.start)))
        for one in written_dates(document.text, start, end)
    )


def day_of(published: str | None) -> date | None:
    """A day of publication as a date; None where it is unknown or no whole day."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _mention(text: str, found: WrittenDate, period: Period | None) -> DateMention:
    written = text[found.start : found.end]
    if period is None:
        return DateMention(found.start, found.end, written, None, None)
    basis: Basis = "stated" if period.stated else "resolved"
    return DateMention(found.start, found.end, written, period.start, basis, period.until)
