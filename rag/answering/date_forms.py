"""Where a text names a day, a month, a year or a stretch of time, taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Form = Literal["iso", "numeric", "day", "month", "year", "decade", "part", "weekday", "near", "period", "ago"]

_GAP = r"(?:[ \t\u00a0]{1,2}|[ \t\u00a0]?\r?\n)"  # a line break may part the words of a date, a paragraph not
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sep(?:tember|t\.?|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)(?![a-z])"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_NO_MORE = r"(?![\d%]|[.,:]\d|[ -]?(?:pct|percent|per cent|mln|million|billion|dlrs|dollars|tonnes|cts|cents|bags)\b)"
_YEAR = rf"(?:1[5-9]|20)\d\d{_NO_MORE}"
_THEN = rf"(?:{_GAP}?[-–—/]{_GAP}?|{_GAP}(?:to|through|until|till|and|or){_GAP})"
_COMMA_YEAR = rf"(?:,?{_GAP}(?:of{_GAP})?(?P<year>{_YEAR}))?"
_NUMBER = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty)"
_IN = (
    rf"(?<![\w-])(?:in|since|during|by|until|till|before|after|from|through|of|for|to|and|or|between|fiscal|year){_GAP}"
)

_PATTERNS: tuple[tuple[Form, str], ...] = (
    (
        "iso",
        r"(?<![\d-])(?P<year>(?:1[5-9]|20)\d\d)-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01]))?(?![\d-])",
    ),
    (
        "numeric",
        r"(?<![\d./])(?P<one>\d{1,2})(?P<mark>[/.])(?P<two>\d{1,2})(?P=mark)(?P<year>(?:1[5-9]|20)\d\d)(?![\d/])",
    ),
    (
        "day",
        rf"\b(?:(?P<weekday>{_WEEKDAY}),?{_GAP})?(?P<month>{_MONTH}){_GAP}(?P<day>{_DAY})(?![\w%]|[.,:]\d)"
        rf"(?:{_THEN}(?:(?P<month2>{_MONTH}){_GAP})?(?P<day2>{_DAY})(?![\w%]|[.,:]\d))?{_COMMA_YEAR}",
    ),
    (
        "day",
        rf"\b(?:(?P<weekday>{_WEEKDAY}),?{_GAP})?(?:the{_GAP})?(?P<day>{_DAY})"
        rf"(?:{_THEN}(?P<day2>{_DAY}))?{_GAP}(?:of{_GAP})?(?P<month>{_MONTH}){_COMMA_YEAR}",
    ),
    (
        "month",
        rf"\b(?:(?:early|mid|late|end)[- ])?(?P<month>{_MONTH})(?:{_THEN}(?P<month2>{_MONTH}))?{_COMMA_YEAR}",
    ),
    (
        "year",
        rf"{_IN}(?:(?:early|mid|late|end)[- ])?"
        rf"(?P<at>(?P<year>{_YEAR})(?:{_THEN}(?P<year2>{_YEAR}|\d\d(?![\d%.,]\w)))?)",
    ),
    ("year", rf"(?<![\d.,$£€/-])(?P<at>(?P<year>{_YEAR})/(?P<year2>\d\d))(?!\d)"),
    ("year", rf"\b(?:an?|the|its|this|their){_GAP}(?P<at>(?P<year>{_YEAR}))(?={_GAP}[a-z])"),
    ("decade", r"\b(?:the )?(?:(?:early|mid|late)[- ])?(?P<year>(?:1[5-9]|20)\d0)['’]?s\b"),
    (
        "part",
        rf"\b(?P<part>first|second|third|fourth|1st|2nd|3rd|4th|last)[ -](?P<length>quarter|half){_COMMA_YEAR}",
    ),
    ("weekday", rf"\b(?:(?P<which>last|next|this|coming|past){_GAP})?(?P<weekday>{_WEEKDAY})\b"),
    ("near", r"\b(?P<near>yesterday|today|tomorrow|tonight|last night|this (?:morning|afternoon|evening))\b"),
    (
        "period",
        rf"\b(?:(?P<within>early|earlier|later|late){_GAP})?(?P<which>last|next|this|past|coming){_GAP}"
        r"(?P<length>weekend|week|month|year)\b",
    ),
    ("ago", rf"\b(?P<number>{_NUMBER}){_GAP}(?P<length>day|week|month|year)s?{_GAP}ago\b"),
)
_FORMS = tuple((form, re.compile(pattern, re.IGNORECASE)) for form, pattern in _PATTERNS)
_ALSO_WORDS = frozenset("may march april june jan feb mar apr jun jul aug sep sept oct nov dec".split())
_BEFORE_MONTH = re.compile(
    r"(?:\b(?:in|since|until|till|by|from|to|of|for|early|mid|late|last|next|this|during|through|before|after"
    r"|between|and|or|end|at)[ \n-]|/)\s?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """Where a date stands and its parts by name, those that are there."""

    start: int
    end: int
    form: Form
    parts: Mapping[str, str]


def written_dates(text: str, start: int = 0) -> list[WrittenDate]:
    """The dates that a text names from `start` on, in order; of those that overlap the first, or the longer one."""
    found = sorted(_found(text, start), key=lambda one: (one.start, -one.end))
    kept: list[WrittenDate] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _found(text: str, start: int) -> Iterator[WrittenDate]:
    for form, pattern in _FORMS:
        for match in pattern.finditer(text, start):
            parts = {name: value for name, value in match.groupdict().items() if value is not None}
            place = match.span("at") if parts.pop("at", None) else match.span()
            if form in ("day", "month") and not _names_month(text, match, form):
                continue
            yield WrittenDate(*place, form, parts)


def _names_month(text: str, match: re.Match[str], form: Form) -> bool:
    """Whether "may" or "march" is the month here."""
    month = match["month"]
    if not month[0].isupper():
        return len(month) > 5 and month.lower() != "august"
    if form == "day" or match["year"] or month.lower().rstrip(".") not in _ALSO_WORDS:
        return True
    return bool(_BEFORE_MONTH.search(text, max(0, match.start() - 10), match.start()))
