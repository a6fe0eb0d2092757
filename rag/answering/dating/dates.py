"""What a text says of days, months and years, also against the day it was published."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta

from rag.words import fold, words

MONTHS = tuple("january february march april may june july august september october november december".split())
MONTH_FORMS = {month: month for month in MONTHS} | {month[:3]: month for month in MONTHS} | {"sept": "september"}
DAYS = tuple("monday tuesday wednesday thursday friday saturday sunday".split())
WEEKDAYS = frozenset(DAYS)
_ORDINAL_PARTS = frozenset({"st", "nd", "rd", "th", "of", "the"})
_SPAN = "day|week|month|quarter|year|night|decade|century|summer|winter|spring|autumn"
_RELATIVE = re.compile(
    rf"\b(yesterday|today|tomorrow|tonight|(?:last|next|this|past|previous|coming) (?:{_SPAN})"
    rf"|(?:an?|one) (?:{_SPAN}) (?:ago|earlier|later)"
    r"|(?:first|second|third|fourth|1st|2nd|3rd|4th)[ -](?:quarter|half)"
    rf"|(?:early|mid|late)[ -](?:{'|'.join(MONTHS)}))\b"
)
_CLOCK = re.compile(r"\b(\d{1,2})(?:[:.]\d\d)? ?([ap])\.?m\b")
_OFF = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}  # days
_NUMBERED = {"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth"}


def calendar_words(text: str) -> set[str]:
    """Months, weekdays, relative dates, quarters and hours of the clock that a text names.

    >>> sorted(calendar_words("Last week, on Sunday, Nov. 5, at 5 p.m."))
    ['5 pm', 'last week', 'november', 'sunday']
    """
    plain = fold(text)
    named = set()
    for match in _RELATIVE.finditer(plain):
        phrase = re.sub(r"^an? ", "one ", match.group(1).replace("-", " "))
        named.add(" ".join(_NUMBERED.get(word, word) for word in phrase.split()))
    named |= {f"{match.group(1)} {match.group(2)}m" for match in _CLOCK.finditer(plain)}
    for word in words(text):
        if word.folded in WEEKDAYS:
            named.add(word.folded)
        elif word.capital and word.folded in MONTH_FORMS:
            named.add(MONTH_FORMS[word.folded])
    return named


def month_days(text: str) -> set[tuple[str, int]]:
    """(month, day) pairs, in either order.

    >>> sorted(month_days("on November 18 or the 3rd of March"))
    [('march', 3), ('november', 18)]
    """
    tokens = [word for word in words(text) if word.folded not in _ORDINAL_PARTS]
    pairs: set[tuple[str, int]] = set()
    for one, other in itertools.pairwise(tokens):
        for month, day in ((one, other), (other, one)):
            number = re.match(r"(\d{1,2})$", day.folded)
            if month.capital and month.folded in MONTH_FORMS and number and 1 <= int(number.group(1)) <= 31:
                pairs.add((MONTH_FORMS[month.folded], int(number.group(1))))
    return pairs


def written_out(text: str, published: str | None) -> str:
    """The relative dates of a text as its day of publication (an ISO date) gives them; "" where it is unknown.

    A weekday is the latest one up to that day; where that is the day of publication itself, that day.

    >>> written_out("They met on Saturday.", "2017-08-22")
    'Saturday 19 August 2017'
    """
    try:
        day_of = date.fromisoformat((published or "")[:10])
    except ValueError:
        return ""
    named = calendar_words(text)
    days = [day_of - timedelta(days=(day_of.weekday() - DAYS.index(name)) % 7) for name in DAYS if name in named]
    days += [day_of + timedelta(days=off) for name, off in _OFF.items() if name in named]
    days += [near for month, day in month_days(text) if (near := _nearest(day_of, month, day)) is not None]
    written = [f"{DAYS[day.weekday()].title()} {day.day} {MONTHS[day.month - 1].title()} {day.year}" for day in days]
    written += [str(day_of.year + off) for name, off in (("last year", -1), ("this year", 0)) if name in named]
    months = {"this month": day_of, "last month": day_of.replace(day=1) - timedelta(days=1)}
    written += [f"{MONTHS[day.month - 1].title()} {day.year}" for name, day in months.items() if name in named]
    return "; ".join(written)


def day_written(published: str | None) -> str:
    """A day of publication as a question would name it; "" where it is unknown.

    >>> day_written("2017-08-22"), day_written(None)
    ('22 August 2017', '')
    """
    try:
        day = date.fromisoformat((published or "")[:10])
    except ValueError:
        return ""
    return f"{day.day} {MONTHS[day.month - 1].title()} {day.year}"


def _nearest(published: date, month: str, day: int) -> date | None:
    """The day of that name nearest to the day of publication."""
    found = []
    for year in (published.year - 1, published.year, published.year + 1):
        try:
            found.append(date(year, MONTHS.index(month) + 1, day))
        except ValueError:
            continue
    return min(found, key=lambda one: abs(one - published), default=None)
