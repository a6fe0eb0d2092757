"""Where a text names a day, a month, a year or a stretch of time, taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from rag.months import FOREIGN_MONTH

Form = Literal[
    "iso", "numeric", "day", "month", "year", "decade", "part", "weekday", "near", "period", "ago", "foreign"
]

_GAP = r"(?:[ \t\u00a0]{1,2}|[ \t\u00a0]?\r?\n)"  # a line break may part the words of a date, a paragraph not
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|Jun(?:e|\.)?|Jul(?:y|\.)?|Aug(?:ust|\.)?"
    r"|Sep(?:tember|t\.?|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)(?![a-z])"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\w%]|[.,:]\d)"
_DAY_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine)\b"  # as agencies write days below ten
_COUNTED = (
    r"(?:pct|percent|per cent|mln|million|billion|dlrs|dollars|euros?|pounds|yen|marks|francs|crowns|cts|cents|points|"
    r"tonnes|tons|bags|barrels|bpd|acres|lots|units|shares|seats|votes|jobs|homes|cars|cases|times|hours|days|years|"
    r"miles|km|kilomet(?:er|re)s|met(?:er|re)s|feet|people|persons|men|women|children|soldiers|troops|workers|"
    r"employees|students|refugees|migrants|deaths|dead|others|of)"
)
_NO_AMOUNT = rf"(?![\w%]|[.,:]\d|[ -]{_COUNTED}\b)"
_YEAR = rf"(?:1[5-9]|20)\d\d{_NO_AMOUNT}"
_TO = rf"(?:{_GAP}?[-–—/]{_GAP}?|{_GAP}(?:to|through|until|till){_GAP})"
_TO_OR_AND = rf"(?:{_TO}|{_GAP}(?:and|or){_GAP})"
_OF_YEAR = rf"(?:,?{_GAP}(?:of{_GAP})?(?:(?P<year>{_YEAR})|(?P<that>last|this|next){_GAP}year\b))?"
_NUMBER = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty)"
_PART_OF = r"(?:(?:early|mid|late|end)[- ])"
_IN = r"in|since|during|by|until|till|before|after|from|through|of|for|to|and|or|between|fiscal|calendar|year"

_FOREIGN_YEAR = rf"{_GAP}(?:del?{_GAP})?(?P<year>{_YEAR})"
_FOREIGN_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"

_PATTERNS: tuple[tuple[Form, str], ...] = (
    (
        "iso",
        r"(?<![\d-])(?P<year>(?:1[5-9]|20)\d\d)-(?P<month>0[1-9]|1[0-2])"
        r"(?:-(?P<day>0[1-9]|[12]\d|3[01]))?(?![\d-])",
    ),
    (
        "numeric",
        r"(?<![\d./])(?P<one>\d{1,2})(?P<mark>[/.])(?P<two>\d{1,2})(?P=mark)(?P<year>(?:1[5-9]|20)\d\d)(?![\d/])",
    ),
    (
        "day",
        rf"\b(?:(?P<weekday>{_WEEKDAY}),?{_GAP})?(?:(?P<which>last|next){_GAP})?(?P<month>{_MONTH}){_GAP}"
        rf"(?P<day>{_DAY}|{_DAY_WORD})(?:{_TO_OR_AND}(?:(?P<month2>{_MONTH}){_GAP})?(?P<day2>{_DAY}))?{_OF_YEAR}",
    ),
    (
        "day",
        rf"\b(?:(?P<weekday>{_WEEKDAY}),?{_GAP})?(?:the{_GAP})?(?P<day>{_DAY})"
        rf"(?:{_TO_OR_AND}(?P<day2>{_DAY}))?{_GAP}(?:of{_GAP})?(?P<month>{_MONTH}){_OF_YEAR}",
    ),
    (
        "day",
        rf"(?<![\w.,:/-]){_FOREIGN_DAY}(?:er|\.)?{_GAP}(?:de{_GAP})?(?P<month>{FOREIGN_MONTH})(?:{_FOREIGN_YEAR})?",
    ),
    (
        "day",
        rf"\b(?:am|vom|zum|den|dem|bis|ab|tag,){_GAP}(?P<at>{_FOREIGN_DAY}\.{_GAP}(?P<month>{_MONTH})(?:{_FOREIGN_YEAR})?)",
    ),
    ("month", rf"\b(?P<month>{FOREIGN_MONTH}){_FOREIGN_YEAR}"),
    # A day in a language whose months are not known: no day, and not its year alone either.
    (
        "foreign",
        rf"(?<![\w.,:/-])\d{{1,2}}\.?{_GAP}(?:de{_GAP})?"
        rf"(?!(?:{_IN}|{_COUNTED}|vs|m(?:on)?ths?|mos|weeks|wks|qtrs?|shrs)\b|{_MONTH})"
        rf"[^\W\d_]{{3,12}}\.?{_GAP}(?:de{_GAP})?(?:1[5-9]|20)\d\d\b",
    ),
    (
        "month",
        rf"\b(?:(?P<which>last|next){_GAP})?{_PART_OF}?(?P<month>{_MONTH})"
        rf"(?:{_TO_OR_AND}{_PART_OF}?(?P<month2>{_MONTH}))?{_OF_YEAR}",
    ),
    (
        "year",
        rf"(?<![\w-])(?:{_IN}){_GAP}{_PART_OF}?(?P<at>(?P<year>{_YEAR})(?:{_TO}(?P<year2>{_YEAR}|\d\d{_NO_AMOUNT}))?)",
    ),
    (
        "year",
        rf"(?<![\w.,$£€/:+-])(?P<at>(?P<year>(?:19|20)\d\d){_NO_AMOUNT}(?:[/-](?P<year2>\d\d){_NO_AMOUNT})?)(?![/-]\d)",
    ),
    ("decade", r"\b(?:the )?(?:(?:early|mid|late)[- ])?(?P<year>(?:1[5-9]|20)\d0)['’]?s\b"),
    (
        "part",
        rf"\b(?P<part>first|second|third|fourth|1st|2nd|3rd|4th)(?:-|{_GAP})(?P<length>quarter|half){_OF_YEAR}",
    ),
    ("weekday", rf"\b(?:(?P<which>last|next|this|coming|past){_GAP})?(?P<weekday>{_WEEKDAY})\b"),
    (
        "near",
        rf"\b(?P<near>yesterday|today|tomorrow|tonight|last{_GAP}night|this{_GAP}(?:morning|afternoon|evening))\b",
    ),
    (
        "period",
        rf"\b(?:(?P<within>early|earlier|later|late){_GAP})?(?P<which>last|next|this|past|coming){_GAP}"
        r"(?P<length>weekend|week|month|quarter|year)\b",
    ),
    ("ago", rf"\b(?P<number>{_NUMBER}){_GAP}(?P<length>day|week|month|year)s?{_GAP}ago\b"),
)
_FORMS = tuple((form, re.compile(pattern, re.IGNORECASE)) for form, pattern in _PATTERNS)
_FOREIGN = re.compile(FOREIGN_MONTH, re.IGNORECASE)
_GERMAN = re.compile("Jänner|M(?:ä|ae)rz|(?:Janu|Febru)ar|Mai|Juni|Juli|Oktober|Dezember")
_WORD_OR_NAME = frozenset("may march april june jan feb mar apr jun jul aug sep sept oct nov dec".split())
_BEFORE_MONTH = re.compile(
    r"(?:(?:\b(?:in|since|until|till|by|from|to|of|for|on|early|mid|late|last|next|this|that|during|through|before"
    r"|after|between|and|or|end|at|the|an?|its|their|his|her|with|previous|near)|['’]s)[ \n-]|[/,(])\s?$",
    re.IGNORECASE,
)
_NO_ONE_DAY = re.compile(r"\b(?:on an?|any|every|each|most)\s$", re.IGNORECASE)  # "on a Saturday"
_APPROXIMATE = re.compile(r"\b(?:about|around|some|nearly|almost|more than|less than|over|under|than|least|most)\s$")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """Where a date stands and its parts by name, those that are there."""

    start: int
    end: int
    form: Form
    parts: Mapping[str, str]


def written_dates(text: str, start: int = 0, end: int | None = None) -> list[WrittenDate]:
    """The dates that a text names between two places, in order; of those that overlap the first, or the longer one."""
    found = sorted(_found(text, start, len(text) if end is None else end), key=lambda one: (one.start, -one.end))
    kept: list[WrittenDate] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _found(text: str, start: int, end: int) -> Iterator[WrittenDate]:
    for form, pattern in _FORMS:
        for match in pattern.finditer(text, start, end):
            parts = {name: value for name, value in match.groupdict().items() if value is not None}
            place = match.span("at") if parts.pop("at", None) else match.span()
            if _is_date(text, match, form):
                yield WrittenDate(*place, form, parts)


def _is_date(text: str, match: re.Match[str], form: Form) -> bool:
    before = text[max(0, match.start() - 12) : match.start()]
    if form in ("day", "month") and _FOREIGN.fullmatch(match["month"]):
        # "5 Mars bars" and "Mars 2020" are none: French and Spanish write a month small.
        return match["month"][0].islower() or "." in match[0] or _GERMAN.fullmatch(match["month"]) is not None
    if form == "month":
        return _names_month(match, before, text[match.end() : match.end() + 2])
    if form == "day":
        return match["month"][0].isupper() or len(match["month"]) > 5
    if form == "weekday":
        paper = before.lower().endswith("the ") and text[match.end() : match.end() + 2].strip()[:1].isupper()
        return match["which"] is not None or not (paper or _NO_ONE_DAY.search(before))
    return form not in ("year", "ago") or not _APPROXIMATE.search(before)


def _names_month(match: re.Match[str], before: str, after: str) -> bool:
    """Whether "may" or "march" is the month here, and "April" nobody's name."""
    month = match["month"]
    if not month[0].isupper():
        return len(month) > 5 and month.lower() != "august"
    if match["year"] or match["that"] or match["which"] or month.lower().rstrip(".") not in _WORD_OR_NAME:
        return True
    if month == "June" and not after.strip()[:1].isupper():
        return before.rstrip()[-1:] != "."
    return bool(_BEFORE_MONTH.search(before))
