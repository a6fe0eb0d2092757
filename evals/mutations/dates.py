"""Alterations of days, months, years and relative dates."""

from __future__ import annotations

import re

from evals.mutations.cases import Chance
from evals.mutations.stated import Change, Stated, first_that

MONTHS = tuple("January February March April May June July August September October November December".split())
_SHORT = tuple("Jan Feb Aug Sept Oct Nov Dec".split())
_WEEKDAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
_MONTH = re.compile(rf"(?<![\w/-])(?:{'|'.join(MONTHS)})(?![\w/-])")
_SHORT_MONTH = re.compile(rf"\b(?:{'|'.join(_SHORT)})(?=\.? \d{{1,2}}\b)")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(_WEEKDAYS)})(?![\w-])")
_DAY = re.compile(
    rf"(?<=\b)(?:{'|'.join(MONTHS + _SHORT)})\.? (\d{{1,2}})(?![\d,]\d|\w|-|/|:)(?! to \d| and \d| or \d)"
)
_YEAR = re.compile(
    r"(?<![\d,./$-])((?:19|20)\d\d)(?![\d/-]|,\d|\.\d)"
    r"(?! (?:dlrs|pct|tonnes|stg|marks|points|workers|people|francs|yen|cts))"
)
_RELATIVE = {
    "last week": ("last month", "last year"),
    "last month": ("last year", "last week"),
    "last year": ("last month", "last week"),
    "this week": ("last month", "last year"),
    "this month": ("last year", "last month"),
    "this year": ("this week", "last month"),
    "next week": ("next year", "next month"),
    "next month": ("next year", "next week"),
    "next year": ("next month", "next week"),
    "yesterday": ("last week", "last month"),
    "today": ("last week", "yesterday"),
    "tomorrow": ("next month", "next year"),
    "first quarter": ("third quarter", "fourth quarter"),
    "second quarter": ("first quarter", "fourth quarter"),
    "third quarter": ("first quarter", "second quarter"),
    "fourth quarter": ("first quarter", "second quarter"),
    "first half": ("second half",),
    "second half": ("first half",),
    "a year ago": ("a month ago", "a week ago"),
    "a year earlier": ("a month earlier", "a week earlier"),
    "a month earlier": ("a year earlier",),
}
_RELATIVE_DATE = re.compile(rf"\b(?:{'|'.join(_RELATIVE)})(?![\w'’-])")


def alter_date(text: str, stated: Stated, chance: Chance) -> Change | None:
    """One day, month, year or relative date exchanged for another, plain dates before relative ones."""
    del stated
    plain = [
        *_named(text, _MONTH, MONTHS, chance),
        *_named(text, _SHORT_MONTH, _SHORT, chance),
        *_named(text, _WEEKDAY, _WEEKDAYS, chance),
        *((m.start(1), m.end(1), chance.pick(_other_days(int(m.group(1))))) for m in _DAY.finditer(text)),
        *((m.start(1), m.end(1), str(int(m.group(1)) + chance.pick((-3, -2, -1, 1, 2)))) for m in _YEAR.finditer(text)),
    ]
    relative = [
        (m.start(), m.end(), chance.pick(_RELATIVE[m.group()]))
        for m in _RELATIVE_DATE.finditer(text)
        if not re.search(r"\b(?:until|before|by|during|of|to)\s$", text[: m.start()])
    ]
    either = plain or relative
    if plain and relative:
        either = chance.pick((plain, relative))
    return first_that(chance, text, either, "date")


def _named(text: str, pattern: re.Pattern[str], options: tuple[str, ...], chance: Chance) -> list[tuple[int, int, str]]:
    """The names of a calendar that stand alone: of two that a sentence joins, the other stays out of it."""
    standing = {found.group() for found in pattern.finditer(text)}
    free = [option for option in options if option not in standing]
    return [
        (found.start(), found.end(), chance.pick(free))
        for found in pattern.finditer(text)
        if not (found.group() in ("May", "March") and found.start() == 0)
    ]


def _other_days(day: int) -> list[str]:
    return [str(other) for other in (day - 8, day - 3, day - 1, day + 1, day + 2, day + 9) if 1 <= other <= 28]
