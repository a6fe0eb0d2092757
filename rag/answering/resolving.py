"""Which day, month or year a written date is, counted from the day of publication where it needs one."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rag.answering.date_forms import WrittenDate
from rag.answering.dates import DAYS, MONTHS
from rag.words import irregular_past, words

Tense = Literal["past", "future"]

_FUTURE = frozenset(
    "will would shall due scheduled set until till expire expires expiring payable upcoming coming next planned plans "
    "plan deadline mature matures maturing expected later proposed ll may could intends hopes".split()
)
_PAST = frozenset("was were had since did ago last told ended earlier".split())
_LINKS = frozenset("be will would to shall".split())
_NUMBERS = {
    word: number
    for number, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}
_NUMBERS |= {"a": 1, "an": 1, "twenty": 20}
_PARTS = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3}
_FARTHEST = 200  # days from the day of publication to a day or month without a year
_NEAR = {"yesterday": -1, "last night": -1, "tomorrow": 1}  # days; the others are of the day itself


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time as ISO dates as far as they are known; `until` only where the start does not say it all."""

    start: str
    until: str | None = None
    stated: bool = True


def tense_at(text: str, start: int, end: int) -> Tense | None:
    """Whether the words before a place of the same sentence speak of what was or of what is to come."""
    before = re.split(r"[.!?][\"”']?\s|\n\s*\n|\n {3}", text[max(0, start - 120) : start])[-1]
    found = words(before)
    for place in range(len(found) - 1, -1, -1):
        word = found[place].folded
        if word in _FUTURE:
            return "future"
        if word in _PAST or irregular_past(word) or (word.endswith("ed") and len(word) > 4):
            linked = any(other.folded in _LINKS for other in found[max(0, place - 3) : place])
            return "future" if linked else "past"
    return None


def resolve(written: WrittenDate, published: date | None, tense: Tense | None) -> Period | None:
    """What a written date is; None where it can't be told, "on Tuesday" without a day of publication among them."""
    parts = written.parts
    match written.form:
        case "iso":
            return _valid("-".join(parts[name] for name in ("year", "month", "day") if name in parts))
        case "numeric":
            return _numeric(parts)
        case "day":
            return _day(parts, published, tense)
        case "month":
            return _month(parts, published, tense)
        case "year":
            return _years(parts)
        case "decade":
            return Period(parts["year"], str(int(parts["year"]) + 9))
        case "part":
            return _part(parts)
    if published is None:
        return None
    match written.form:
        case "weekday":
            return _weekday(parts, published, tense)
        case "near":
            return _resolved(published + timedelta(days=_NEAR.get(" ".join(parts["near"].lower().split()), 0)))
        case "period":
            return _period(parts, published)
        case "ago":
            return _ago(parts, published)
    return None


def _valid(iso: str) -> Period | None:
    try:
        date.fromisoformat(f"{iso}-01-01"[:10] if len(iso) == 4 else f"{iso}-01"[:10])
    except ValueError:
        return None
    return Period(iso)


def _resolved(day: date, until: date | None = None) -> Period:
    return Period(day.isoformat(), until.isoformat() if until else None, stated=False)


def _numeric(parts: Mapping[str, str]) -> Period | None:
    one, two, year = int(parts["one"]), int(parts["two"]), parts["year"]
    if one > 12 >= two or parts["mark"] == "." or one == two:
        return _valid(f"{year}-{two:02}-{one:02}")
    if two > 12 >= one:
        return _valid(f"{year}-{one:02}-{two:02}")
    return Period(year) if one <= 12 and two <= 12 else None  # day or month first: who can tell


def _month_of(name: str) -> int:
    short = name.lower()[:3]
    return next(number for number, month in enumerate(MONTHS, start=1) if month.startswith(short))


def _number_of(day: str) -> int:
    return int(re.sub(r"\D", "", day))


def _day(parts: Mapping[str, str], published: date | None, tense: Tense | None) -> Period | None:
    month, day = _month_of(parts["month"]), _number_of(parts["day"])
    month2 = _month_of(parts["month2"]) if "month2" in parts else month
    day2 = _number_of(parts["day2"]) if "day2" in parts else None
    if "year" in parts:
        start = _valid(f"{parts['year']}-{month:02}-{day:02}")
        end = _valid(f"{parts['year']}-{month2:02}-{day2:02}") if day2 else None
        return start and Period(start.start, end.start if end else None)
    if published is None:
        return None
    near = _nearest(month, day, published, tense, parts.get("weekday"))
    if near is None:
        return None
    end_day = _nearest(month2, day2, near, "future", None) if day2 else None
    return _resolved(near, end_day)


def _nearest(month: int, day: int, published: date, tense: Tense | None, weekday: str | None) -> date | None:
    days = [
        date(year, month, day) for year in range(published.year - 1, published.year + 2) if _exists(year, month, day)
    ]
    if weekday is not None:
        days = [one for one in days if DAYS[one.weekday()] == weekday.lower()]
    if tense == "past":
        days = [one for one in days if one <= published]
    elif tense == "future":
        days = [one for one in days if one >= published - timedelta(days=31)]
    near = min(days, key=lambda one: abs(one - published), default=None)
    far = near is None or abs((near - published).days) > (366 if tense else _FARTHEST)
    return None if far else near


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= day <= calendar.monthrange(year, month)[1]


def _month(parts: Mapping[str, str], published: date | None, tense: Tense | None) -> Period | None:
    month = _month_of(parts["month"])
    month2 = _month_of(parts["month2"]) if "month2" in parts else None
    if "year" in parts:
        year = int(parts["year"])
        until = f"{year}-{month2:02}" if month2 else None
        return Period(f"{year - (1 if month2 and month2 < month else 0)}-{month:02}", until)
    if published is None:
        return None
    first = published.replace(day=1)
    near = _nearest(month, 1, first, tense, None)
    if near is None:
        return None
    until = _nearest(month2, 1, near, "future", None) if month2 else None
    return Period(f"{near:%Y-%m}", f"{until:%Y-%m}" if until else None, stated=False)


def _years(parts: Mapping[str, str]) -> Period:
    second = parts.get("year2")
    return Period(parts["year"], parts["year"][: 4 - len(second)] + second if second else None)


def _part(parts: Mapping[str, str]) -> Period | None:
    place = _PARTS.get(parts["part"].lower())
    months = 3 if parts["length"].lower() == "quarter" else 6
    if "year" not in parts or place is None or place * months >= 12:
        return None
    return Period(f"{parts['year']}-{place * months + 1:02}", f"{parts['year']}-{(place + 1) * months:02}")


def _weekday(parts: Mapping[str, str], published: date, tense: Tense | None) -> Period:
    which, number = parts.get("which", "").lower(), DAYS.index(parts["weekday"].lower())
    back, ahead = (published.weekday() - number) % 7, (number - published.weekday()) % 7
    if which in ("last", "past"):
        return _resolved(published - timedelta(days=back or 7))
    if which in ("next", "coming"):
        return _resolved(published + timedelta(days=ahead or 7))
    if tense == "future":
        return _resolved(published + timedelta(days=ahead))
    return _resolved(published - timedelta(days=back))


def _period(parts: Mapping[str, str], published: date) -> Period | None:
    which, length = parts["which"].lower(), parts["length"].lower()
    step = {"last": -1, "this": 0, "next": 1, "coming": 1}.get(which)
    if step is None:
        return None
    if length == "year":
        return Period(str(published.year + step), stated=False)
    if length == "month":
        months = published.year * 12 + published.month - 1 + step
        return Period(f"{months // 12}-{months % 12 + 1:02}", stated=False)
    monday = published - timedelta(days=published.weekday()) + timedelta(weeks=step)
    if length == "weekend":
        return _resolved(monday + timedelta(days=5), monday + timedelta(days=6))
    return _resolved(monday, monday + timedelta(days=6))


def _ago(parts: Mapping[str, str], published: date) -> Period | None:
    word, length = parts["number"].lower(), parts["length"].lower()
    number = int(word) if word.isdigit() else _NUMBERS[word]
    if length == "day":
        return _resolved(published - timedelta(days=number))
    if length == "week":
        monday = published - timedelta(days=published.weekday(), weeks=number)
        return _resolved(monday, monday + timedelta(days=6))
    if length == "month":
        months = published.year * 12 + published.month - 1 - number
        return Period(f"{months // 12}-{months % 12 + 1:02}", stated=False)
    return Period(str(published.year - number), stated=False)
