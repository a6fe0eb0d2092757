"""The times a question names with their year, and how it places what it asks for against them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.answering.dating.dates import DAYS, MONTH_FORMS, MONTHS

Relation = Literal["in", "since", "after", "until", "before"]

_MONTH = rf"(?P<month>{'|'.join(sorted(MONTH_FORMS, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_COUNTED = "people|men|women|children|troops|soldiers|votes|tonnes|dollars|dlrs|euros|pounds|km|miles|pct|per ?cent"
# Not 1986/87, 1986-87 or the 1980s' first four digits, and no number of things.
_YEAR = rf"(?P<year>1[5-9]\d\d|20\d\d)(?![\d/]|[-–]\d\d?\b|['’]?s\b|[.,]\d)(?!\s(?:{_COUNTED})\b)"
_PART = (
    r"(?:(?:the )?(?:early|mid|late|beginning|start|middle|end|(?:first|second|third|fourth) (?:half|quarter|week)|"
    r"spring|summer|autumn|fall|winter|month|year)(?: of| in)?[ -])?"
)
_WEEKDAY = rf"(?:(?:{'|'.join(DAYS)}),? )?"
_DATES = tuple(
    re.compile(f"{_PART}{_WEEKDAY}{form}", re.IGNORECASE)
    for form in (
        r"(?P<year>1[5-9]\d\d|20\d\d)-(?P<number>\d\d)-(?P<day>\d\d)\b",
        rf"(?:the )?{_DAY}(?: of)? {_MONTH},? {_YEAR}",
        rf"{_MONTH} (?:the )?{_DAY},? {_YEAR}",
        rf"{_MONTH},?(?: of)? {_YEAR}",
        r"(?P<year>1[5-9]\d\d|20\d\d)-(?P<number>0[1-9]|1[0-2])\b(?!-)",
        r"(?:the )?(?P<decade>1[5-9]\d0|20\d0)['’]?s\b",
        _YEAR,
    )
)
# What may stand before "and" or "to" and takes its month or year from the date after it.
_BEGINNINGS = tuple(
    re.compile(form + r"(?=\s*(?:and|to|until|till|through|[-–])\s*)", re.IGNORECASE)
    for form in (
        rf"(?:the )?{_DAY}(?: of)? {_MONTH}",
        rf"{_MONTH} (?:the )?{_DAY}",
        _MONTH,
        rf"(?:the )?{_DAY}",
        r"(?P<year>1[5-9]\d\d|20\d\d)",
    )
)
_DAYS_OF_MONTH = re.compile(rf"{_MONTH} (?P<begin>\d{{1,2}}) ?(?:and|to|through|[-–]) ?{_DAY},? {_YEAR}", re.IGNORECASE)
_TO = re.compile(r"\s*(?:and|to|until|till|through|[-–])\s*", re.IGNORECASE)
_OPENINGS = re.compile(
    r"\b(?:(?P<since>since|starting (?:in|from|on))|(?P<after>after|later than|following)|"
    r"(?P<until>until|till|up to|no later than|by)|(?P<before>before|prior to|earlier than)|"
    r"(?P<range>between|from)|(?P<in>in|on|during|throughout|within|dated|of))\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Placed:
    """A time that a question names, where it does (opening word included), and whether by "of"."""

    relation: Relation
    period: Period
    start: int
    end: int
    opening: str


def placed_times(question: str) -> list[Placed]:
    """The times the question names with a year, in order; a weekday or "last week" is none.

    >>> [(one.relation, str(one.period.first), str(one.period.last)) for one in placed_times("since March 1987")]
    [('since', '1987-03-01', '1987-03-31')]
    >>> [(one.relation, str(one.period.first), str(one.period.last)) for one in placed_times("from 3 to 5 May 2017")]
    [('in', '2017-05-03', '2017-05-05')]
    """
    found: list[Placed] = []
    for opening in _OPENINGS.finditer(question):
        if found and opening.start() < found[-1].end:
            continue
        kind = opening.lastgroup or "in"
        read = _range_at(question, opening.end()) if kind in ("range", "in") else None
        read = read or _date_at(question, opening.end())
        if read is None:
            continue
        period, end = read
        relation: Relation = "in" if kind in ("range", "in") else kind  # type: ignore[assignment]
        found.append(Placed(relation, period, opening.start(), end, opening[0].strip().lower()))
    return found


def _date_at(text: str, start: int) -> tuple[Period, int] | None:
    for form in _DATES:
        match = form.match(text, start)
        if match is not None:
            period = _period(match.groupdict())
            return None if period is None else (period, match.end())
    return None


def _range_at(text: str, start: int) -> tuple[Period, int] | None:
    """ "3 and 5 May 2017", "May 3 to 5, 2017", "March and May 1987", "2010 to 2015"."""
    days = _DAYS_OF_MONTH.match(text, start)
    if days is not None:
        first, last = _period(days.groupdict() | {"day": days["begin"]}), _period(days.groupdict())
        return None if first is None or last is None else (Period(first.first, last.last), days.end())
    whole = _date_at(text, start)
    beginnings = [(None, whole[1], whole[0])] if whole is not None else []
    for form in _BEGINNINGS:
        match = form.match(text, start)
        if match is not None:
            beginnings.append((match.groupdict(), match.end(), None))  # type: ignore[arg-type]
    for partial, end, period in beginnings:
        to = _TO.match(text, end)
        ending = _date_at(text, to.end()) if to is not None else None
        if ending is None:
            continue
        beginning = period if partial is None else _completed(partial, ending[0])
        if beginning is not None and beginning.first <= ending[0].last:
            return Period(beginning.first, ending[0].last), ending[1]
    return None


def _completed(partial: dict[str, str | None], last: Period) -> Period | None:
    year = partial.get("year") or str(last.last.year)
    month = partial.get("month") or (None if partial.get("year") else MONTHS[last.last.month - 1])
    return _period({"year": year, "month": month, "day": partial.get("day")})


def _period(parts: dict[str, str | None]) -> Period | None:
    """The days of a year, month or day; None for a day there is not."""
    decade, year, day = parts.get("decade"), parts.get("year"), parts.get("day")
    if decade is not None:
        return Period(date(int(decade), 1, 1), date(int(decade) + 9, 12, 31))
    if year is None:
        return None
    named, number = parts.get("month"), parts.get("number")
    month = MONTHS.index(MONTH_FORMS[named.lower()]) + 1 if named else int(number or 0)
    try:
        if day is not None:
            return Period(date(int(year), month, int(day)), date(int(year), month, int(day)))
        if month:
            last = calendar.monthrange(int(year), month)[1]
            return Period(date(int(year), month, 1), date(int(year), month, last))
    except ValueError:
        return None
    return Period(date(int(year), 1, 1), date(int(year), 12, 31))
