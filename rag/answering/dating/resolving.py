"""Which day, month or year a written date is, counted from the day of publication where it needs one."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rag.answering.dating.date_forms import WrittenDate
from rag.answering.dating.dates import DAYS
from rag.answering.dating.time_cues import Cue
from rag.months import month_number

_NUMBERS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
_NUMBERS |= {"a": 1, "an": 1, "twenty": 20}
_PARTS = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3}
# Days to a date without a year: within the first it is meant whatever the verbs are; within the others unless
# "until" or "by" stands before it. Looked at where verbs and nearness disagree in 3,000 stories of 1987.
_SURELY, _BACK, _AHEAD = 60, 120, 90
_NEAR = {"yesterday": -1, "last night": -1, "tomorrow": 1}  # days; the others are of the day itself
_STEPS = {"last": -1, "this": 0, "next": 1, "coming": 1}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time as ISO dates as far as they are known; `until` only where the start does not say it all."""

    start: str
    until: str | None = None
    stated: bool = True


def resolve(written: WrittenDate, published: date | None, cue: Cue | None) -> Period | None:
    """What a written date is; None where it can't be told, "on Tuesday" without a day of publication among them."""
    parts = {name: value.lower() for name, value in written.parts.items()}
    match written.form:
        case "iso":
            return _valid("-".join(parts[name] for name in ("year", "month", "day") if name in parts))
        case "numeric":
            return _numeric(parts)
        case "foreign":
            return None
        case "year":
            second = parts.get("year2")
            return Period(parts["year"], parts["year"][: 4 - len(second)] + second if second else None)
        case "decade":
            return Period(parts["year"], str(int(parts["year"]) + 9))
    year = _year(parts, published)
    if year is not None:
        stated = "year" in parts
        return {"day": _day_of, "month": _month_of, "part": _part_of}[written.form](parts, year, stated)
    if published is None:
        return None
    match written.form:
        case "day":
            return _near_day(parts, published, cue)
        case "month":
            return _near_month(parts, published, cue)
        case "weekday":
            return _weekday(parts, published, cue)
        case "near":
            return _resolved(published + timedelta(days=_NEAR.get(" ".join(parts["near"].split()), 0)))
        case "period":
            return _period(parts, published)
        case "ago":
            return _ago(parts, published)
    return None


def _year(parts: Mapping[str, str], published: date | None) -> int | None:
    """The year that is named with a day, a month or a part of it: "1987", "last year"."""
    if "year" in parts:
        return int(parts["year"])
    return published.year + _STEPS[parts["that"]] if "that" in parts and published is not None else None


def _valid(iso: str, stated: bool = True) -> Period | None:
    try:
        date.fromisoformat((iso + "-01-01")[:10])
    except ValueError:
        return None
    return Period(iso, stated=stated)


def _resolved(day: date, until: date | None = None) -> Period:
    return Period(day.isoformat(), until.isoformat() if until else None, stated=False)


def _numeric(parts: Mapping[str, str]) -> Period | None:
    one, two, year = int(parts["one"]), int(parts["two"]), parts["year"]
    if one > 12 >= two or parts["mark"] == "." or one == two:
        return _valid(f"{year}-{two:02}-{one:02}")
    if two > 12 >= one:
        return _valid(f"{year}-{one:02}-{two:02}")
    return Period(year) if one <= 12 and two <= 12 else None  # day or month first: who can tell


def _number(word: str) -> int:
    digits = re.sub(r"\D", "", word)
    return int(digits) if digits else _NUMBERS[word]


def _day_of(parts: Mapping[str, str], year: int, stated: bool) -> Period | None:
    month = month_number(parts["month"])
    start = _valid(f"{year}-{month:02}-{_number(parts['day']):02}", stated)
    if start is None or "day2" not in parts:
        return start
    month2 = month_number(parts["month2"]) if "month2" in parts else month
    end = _valid(f"{year}-{month2:02}-{_number(parts['day2']):02}")
    return Period(start.start, end.start if end else None, stated)


def _month_of(parts: Mapping[str, str], year: int, stated: bool) -> Period | None:
    month = month_number(parts["month"])
    if "month2" not in parts:
        return Period(f"{year}-{month:02}", stated=stated)
    month2 = month_number(parts["month2"])
    return Period(f"{year - (month2 < month)}-{month:02}", f"{year}-{month2:02}", stated)


def _part_of(parts: Mapping[str, str], year: int, stated: bool) -> Period | None:
    place, months = _PARTS[parts["part"]], 3 if parts["length"] == "quarter" else 6
    if place * months >= 12:
        return None
    return Period(f"{year}-{place * months + 1:02}", f"{year}-{(place + 1) * months:02}", stated)


def _near_day(parts: Mapping[str, str], published: date, cue: Cue | None) -> Period | None:
    month = month_number(parts["month"])
    if "which" in parts:
        cue = "behind" if parts["which"] == "last" else "ahead"
    near = _nearest(month, _number(parts["day"]), published, cue, parts.get("weekday"))
    if near is None or "day2" not in parts:
        return _resolved(near) if near else None
    month2 = month_number(parts["month2"]) if "month2" in parts else month
    return _resolved(near, _nearest(month2, _number(parts["day2"]), near, "ahead"))


def _near_month(parts: Mapping[str, str], published: date, cue: Cue | None) -> Period | None:
    month, this = month_number(parts["month"]), published.replace(day=1)
    if "which" in parts:
        # "Last March" in March is the one of the year before.
        this, cue = (
            (this - timedelta(days=1), "behind") if parts["which"] == "last" else (this + timedelta(32), "ahead")
        )
    near = _nearest(month, 1, this.replace(day=1), cue)
    if near is None:
        return None
    until = _nearest(month_number(parts["month2"]), 1, near, "ahead") if "month2" in parts else None
    return Period(f"{near:%Y-%m}", f"{until:%Y-%m}" if until else None, stated=False)


def _nearest(month: int, day: int, published: date, cue: Cue | None, weekday: str | None = None) -> date | None:
    """The day of that name that is meant: the one close by, else what the words before it say; None without either."""
    years = range(published.year - 1, published.year + 2)
    days = [date(year, month, day) for year in years if 1 <= day <= calendar.monthrange(year, month)[1]]
    days = [one for one in days if weekday is None or DAYS[one.weekday()] == weekday]
    before = max((one for one in days if one <= published), default=None)
    after = min((one for one in days if one >= published), default=None)
    if before is None or after is None or cue in ("ahead", "behind"):
        return before if after is None or cue == "behind" else after
    back, ahead = (published - before).days, (after - published).days
    if back <= _SURELY or ahead <= _SURELY:
        return before if back <= ahead else after
    if cue == "limit":
        return after
    if back <= _BACK or ahead <= _AHEAD:
        return before if back <= _BACK else after
    return {"past": before, "future": after}.get(cue or "")


def _weekday(parts: Mapping[str, str], published: date, cue: Cue | None) -> Period | None:
    which, number = parts.get("which"), DAYS.index(parts["weekday"])
    today = published.weekday()
    back, ahead = (today - number) % 7, (number - today) % 7
    if which in ("last", "next"):
        # On a Thursday "last Tuesday" may be of this week or of the one before.
        if which == "last":
            return _resolved(published - timedelta(days=back or 7)) if number >= today else None
        return _resolved(published + timedelta(days=ahead or 7)) if number <= today else None
    if which == "this":
        return _resolved(published + timedelta(days=number - today))
    if which == "past":
        return _resolved(published - timedelta(days=back or 7))
    to_come = which == "coming" or cue in ("ahead", "limit", "future")
    return _resolved(published + timedelta(days=ahead if to_come else -back))


def _period(parts: Mapping[str, str], published: date) -> Period | None:
    which, length = parts["which"], parts["length"]
    if which == "past":
        return _past(length, published)
    step = _STEPS[which]
    if length == "year":
        return Period(str(published.year + step), stated=False)
    if length == "month":
        return Period(_month_from(published, step), stated=False)
    if length == "quarter":
        return None  # of the calendar, or of a company's own year
    monday = published - timedelta(days=published.weekday()) + timedelta(weeks=step)
    if length == "weekend":
        return _resolved(monday + timedelta(days=5), monday + timedelta(days=6))
    return _resolved(monday, monday + timedelta(days=6))


def _past(length: str, published: date) -> Period | None:
    """ "The past week": up to the day of publication."""
    days = {"week": 7, "month": 30, "year": 365}.get(length)
    return _resolved(published - timedelta(days=days), published) if days else None


def _month_from(published: date, step: int) -> str:
    months = published.year * 12 + published.month - 1 + step
    return f"{months // 12}-{months % 12 + 1:02}"


def _ago(parts: Mapping[str, str], published: date) -> Period | None:
    number, length = _number(parts["number"]), parts["length"]
    if length == "day":
        return _resolved(published - timedelta(days=number))
    if length == "week":
        monday = published - timedelta(days=published.weekday(), weeks=number)
        return _resolved(monday, monday + timedelta(days=6))
    if length == "month":
        return Period(_month_from(published, -number), stated=False)
    return Period(str(published.year - number), stated=False)
