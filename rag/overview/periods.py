"""Articles over time, and the longest times without one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

Unit = Literal["day", "month", "year"]
_LENGTHS: dict[Unit, int] = {"day": 10, "month": 7, "year": 4}  # characters of an ISO date
_MOST_DAYS, _MOST_MONTHS = 92, 48  # beyond these a plot of bars can't be read
_MOST_BARS = 400


@dataclass(frozen=True, slots=True)
class Period:
    """A day, month or year, and how many articles it has."""

    period: str  # ISO, as far as the unit goes
    articles: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A time without an article: the last day before it, the first after it, and the days between."""

    after: str
    before: str
    days: int


def over_time(days: Mapping[str, int]) -> tuple[Unit | None, tuple[Period, ...]]:
    """Articles by day, month or year, whichever fits their range, each period of it in order; None without dates.

    >>> over_time({"2017-11-07": 2, "2017-11-09": 1})[1][1]
    Period(period='2017-11-08', articles=0)
    """
    known = sorted(day for day in map(_date, days) if day is not None)
    if not known:
        return None, ()
    months = (known[-1].year - known[0].year) * 12 + known[-1].month - known[0].month + 1
    unit: Unit = "year"
    if months <= _MOST_MONTHS:
        unit = "day" if (known[-1] - known[0]).days < _MOST_DAYS else "month"
    counts: Counter[str] = Counter()
    for day, articles in days.items():
        if _date(day) is not None:
            counts[day[: _LENGTHS[unit]]] += articles
    return unit, tuple(Period(period, counts[period]) for period in _between(known[0], known[-1], unit, counts))


def longest_gaps(days: Mapping[str, int], *, most: int) -> tuple[Gap, ...]:
    """The longest times without an article that are at least a week and five times the usual, the longest first."""
    known = sorted({day for day in map(_date, days) if day is not None})
    between = [(later - earlier).days - 1 for earlier, later in pairwise(known)]
    if not between:
        return ()
    usual = sorted(between)[(len(between) - 1) // 2]
    gaps = [
        Gap(earlier.isoformat(), later.isoformat(), days)
        for (earlier, later), days in zip(pairwise(known), between, strict=True)
        if days >= max(7, 5 * usual)
    ]
    return tuple(sorted(gaps, key=lambda gap: (-gap.days, gap.after))[:most])


def _date(day: str) -> date | None:
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def _between(first: date, last: date, unit: Unit, counts: Mapping[str, int]) -> list[str]:
    match unit:
        case "day":
            return [(first + timedelta(days=number)).isoformat() for number in range((last - first).days + 1)]
        case "month":
            numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
            return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]
    years = range(first.year, last.year + 1)
    return [f"{year:04}" for year in years] if len(years) <= _MOST_BARS else sorted(counts)
