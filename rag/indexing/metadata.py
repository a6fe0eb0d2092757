"""What an article's text says of the article: who published it, where, when, by whom. Unknown is None.

Only two places count for the publisher: the dateline at the start of the story ("LONDON
(Reuters) -"), and a closing credit ("Culled from The Daily Ferry"). An agency that the story
quotes, or that took a photo, did not publish it. Only a stated publication date counts, or a
dateline's date with its year; days and dates of events don't.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from rag.indexing.agencies import AGENCIES, AGENCY, OUTLET_WORDS
from rag.indexing.bylines import bylines_in
from rag.indexing.datelines import DAY, LONGEST, Dateline, datelines_in
from rag.indexing.formats.stated import day_in
from rag.indexing.lines import STATED_LINES, Line, lines_at_both_ends
from rag.schema import Span

Field = Literal["title", "publisher", "agency", "place", "published", "byline", "photo", "url"]

_NAME = r"(?P<name>[^.,;:!?()\[\]\n]*(?:\.\w[^.,;:!?()\[\]\n]*)*)"
_TAKEN_FROM = re.compile(
    r"(?:culled|republished|reprinted|reproduced|sourced|taken|adapted|excerpted)\s+(?:from|courtesy of)\s+"
    rf"{_NAME}\.?|(?:this (?:article|story|report) (?:was )?)?"
    rf"(?:originally|first) (?:published|appeared) (?:by|in|on|at)\s+{_NAME.replace('name', 'first')}\.?",
    re.IGNORECASE,
)
_SOURCE = re.compile(rf"(?:source|publisher|published by)\s*:\s*{_NAME}\.?", re.IGNORECASE)
_SIGNED = re.compile(rf"(?:[–—-]{{1,2}}\s*({AGENCIES})|\(({AGENCIES})\))\.?", re.IGNORECASE)
_CREDIT_BEGINS = frozenset("acefoprstACEFOPRST([*_–—-")
_SMALL = frozenset({"reuter", "reuters"})  # as some feeds end
_NO_SIGNATURES = frozenset({"MAP", "APP", "UNI"})  # alone on a line they may be anything
_CLOSING_LINES = 3
_SENTENCE = re.compile(r"(?:\S+\s+){4}.*[.!?…][\"'”’»)\]]*$")
_FOOTER = re.compile(r"[^\w]*(?:©|\(c\)|copyright|all rights)", re.IGNORECASE)  # may stand below a credit
_LOOKED_THROUGH = 20_000  # characters of the story

_PUBLISHED = re.compile(
    rf"(?:(?:first |originally )?published|posted|publication date|date published|date)(?:\s+on|\s+at)?\s*:?\s+"
    rf"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?(?P<day>{DAY})\b.{{0,30}}",
    re.IGNORECASE,
)
_DAY_ALONE = re.compile(rf"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?(?P<day>{DAY})", re.IGNORECASE)
_ANY = Line(0, "-")  # what a byline stands under
_PUBLISHED_BEGINS = frozenset("fopdFOPD")

_PHOTO = re.compile(
    r"\(?\[?(?:(?:(?:file |cover |top )?(?:photos?|photographs?|pictures?|images?)(?: (?:credits?|courtesy))?"
    r"(?:\s*(?:by|of|:|via|from)|(?=\s*©))|credit:)\s*(?P<credit>\S.*?)"
    rf"|(?P<taken>(?:{AGENCIES})(?:\s*/\s*(?:{AGENCIES}))?\s+(?:photo|file photo|images?)\b.*?"
    rf"|(?:{AGENCIES})\s*/\s*\S.*?|getty images.*?))\)?\]?\.?",
    re.IGNORECASE,
)


class Fact(NamedTuple):
    """One thing that an article says of itself."""

    field: Field
    value: str  # as written; a date as ISO
    start: int | None  # the document's characters it was read from; None where it stands outside the text
    end: int | None
    where: str = "text"  # else what states it, such as "front matter"


class Published(NamedTuple):
    """Who published an article, the ISO date on which, and who wrote it."""

    publisher: str | None
    on: str | None  # None too when the article states two
    byline: str | None
    stated: bool = False  # a line says the day, rather than a dateline


def published_by(text: str) -> Published:
    """What the article says of its publication.

    >>> published_by("Ferry stops\\n\\nOSLO, March 3 (AFP) – The ferry stopped.\\nPublished: 7 November 2017")
    Published(publisher='AFP', on='2017-11-07', byline=None, stated=True)
    """
    lines = lines_at_both_ends(text)
    datelines = datelines_in(lines)
    publisher, published = _publisher(text, lines, datelines), _published(text, lines, datelines)
    byline = next(bylines_in(lines), None)
    return Published(
        publisher.value if publisher is not None else None,
        published.value if published is not None else None,
        text[byline.start : byline.end] if byline is not None else None,
        bool(_days_stated(text, lines)),
    )


def facts_in(text: str) -> list[Fact]:
    """What the text says of its article, title aside; at most one of each field but photo credits."""
    lines = lines_at_both_ends(text)
    datelines = datelines_in(lines)
    found = [_publisher(text, lines, datelines), _agency(text, lines, datelines), _published(text, lines, datelines)]
    found += [_fact("place", one.place, text) for one in datelines if one.place is not None and _is_place(one, text)][
        :1
    ]
    found += [_fact("byline", span, text) for span in bylines_in(lines)][:1]
    return [fact for fact in found if fact is not None] + [_fact("photo", span, text) for span in _photos(lines)]


def _is_place(dateline: Dateline, text: str) -> bool:
    """Not where the story itself writes the word in capitals: NASDAQ and OPEC are so written, Amman is not."""
    place = dateline.place
    if not dateline.sure or place is None or dateline.agency is not None or dateline.day is not None:
        return dateline.sure
    word = re.escape(text[place.start : place.end])
    return re.search(rf"[a-z,] {word}\b", text[place.end : place.end + _LOOKED_THROUGH]) is None


def _fact(field: Field, span: Span, text: str) -> Fact:
    return Fact(field, text[span.start : span.end], span.start, span.end)


def _publisher(text: str, lines: list[Line], datelines: Sequence[Dateline]) -> Fact | None:
    span = _credited(lines) or next((one.agency for one in datelines if one.agency is not None), None)
    return None if span is None else _fact("publisher", span, text)


def _credited(lines: list[Line]) -> Span | None:
    """Whom the story was taken from, said below it; where the story goes on below, it says something else."""
    for line in reversed(lines[1:][-_CLOSING_LINES:]):
        if (span := _closing_credit(line)) is not None:
            return span
        if _SENTENCE.search(line.text) and not _FOOTER.match(line.text) and not _is_credit(line):
            return None
    return None


def _is_credit(line: Line) -> bool:
    photos = any(_photos([line]))
    return photos or next(bylines_in([_ANY, line]), None) is not None


def _agency(text: str, lines: list[Line], datelines: Sequence[Dateline]) -> Fact | None:
    span = next((one.agency for one in datelines if one.agency is not None), None) or _signature(lines)
    return None if span is None else _fact("agency", span, text)


def _signature(lines: list[Line]) -> Span | None:
    """An agency that signs the story at its end: "— AFP", "(AFP)", or alone on the last line."""
    for line in reversed(lines[1:][-_CLOSING_LINES:]):
        if match := _SIGNED.fullmatch(line.text):
            return _place_of(match, 1 if match[1] else 2, line)
    last = lines[-1] if len(lines) > 1 else Line(0, "")
    if (
        AGENCY.fullmatch(last.text)
        and (last.text[0].isupper() or last.text in _SMALL)
        and last.text not in _NO_SIGNATURES
    ):
        return Span(last.start, last.start + len(last.text))
    return None


def _published(text: str, lines: list[Line], datelines: Sequence[Dateline]) -> Fact | None:
    days = _days_stated(text, lines) or [one.day for one in datelines if one.place is not None and one.day is not None]
    known = {value: day for day in reversed(days) if (value := _iso(text[day.start : day.end]))}
    return next((Fact("published", value, day.start, day.end) for value, day in known.items() if len(known) == 1), None)


def _days_stated(text: str, lines: list[Line]) -> list[Span]:
    """The days, with their year, that a line calls that of publication, or that stand alone under title or byline."""
    ends = dict.fromkeys(lines[:STATED_LINES] + lines[-STATED_LINES:])
    stated = [(line, _PUBLISHED.fullmatch(line.text)) for line in ends if line.text[0] in _PUBLISHED_BEGINS]
    under = [lines.index(line) + 1 for line in lines[:STATED_LINES] if next(bylines_in([_ANY, line]), None)]
    stated += [(line, _DAY_ALONE.fullmatch(line.text)) for at in [1, *under] for line in lines[at : at + 1]]
    days = dict.fromkeys(_place_of(match, "day", line) for line, match in stated if match)
    return [day for day in days if _iso(text[day.start : day.end])]


def _photos(lines: Sequence[Line]) -> Iterator[Span]:
    for line in lines:
        if len(line.text) <= LONGEST and (match := _PHOTO.fullmatch(line.text)):
            yield _place_of(match, "credit" if match["credit"] else "taken", line)


def _closing_credit(line: Line) -> Span | None:
    if len(line.text) > LONGEST or line.text[0] not in _CREDIT_BEGINS:
        return None
    bare = line.text.strip("()[]*_ ") if not _SIGNED.fullmatch(line.text) else line.text
    bare_line = Line(line.start + line.text.index(bare), bare)
    if match := _TAKEN_FROM.fullmatch(bare):
        return _proper_name(match, "name" if match["name"] else "first", bare_line)
    if match := _SOURCE.fullmatch(bare):
        span = _proper_name(match, "name", bare_line)
        name = match["name"].strip()
        return span if AGENCY.fullmatch(name) or OUTLET_WORDS.search(name) else None
    if match := _SIGNED.fullmatch(bare):
        return _place_of(match, 1 if match[1] else 2, bare_line)
    return None


def _proper_name(match: re.Match[str], group: str, line: Line) -> Span | None:
    """The name of an outlet, None for a phrase: each word but the smallest starts as a name does."""
    words = (match[group] or "").strip()
    named = re.sub(r"^the\s+", "", words)
    parts = named.split()
    proper = all(part[0].isupper() or part[0].isdigit() or part in ("of", "the", "and", "&") for part in parts)
    domain = len(parts) == 1 and OUTLET_WORDS.search(named) is not None
    if not parts or len(parts) > 6 or not (proper or domain) or re.match(DAY, named):
        return None
    whole = _place_of(match, group, line)
    return Span(whole.end - len(named), whole.end)


def _place_of(match: re.Match[str], group: str | int, line: Line) -> Span:
    """Where a group stands in the text, without the white space around it."""
    words = match[group]
    start = line.start + match.start(group) + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))


def _iso(day: str) -> str | None:
    return day_in(day) if re.search(r"\d{4}", day) else None
