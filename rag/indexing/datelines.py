"""Datelines: where a story comes from, by which agency, of which day ("LONDON, March 3 (Reuters) -")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.indexing.agencies import AGENCY, NOT_AGENCIES, OUTLET_WORDS
from rag.indexing.formats.stated import MONTH
from rag.indexing.lines import Line
from rag.months import FOREIGN_MONTH
from rag.schema import Span

DAY = (
    rf"(?:{MONTH}\s+\d{{1,2}}(?:,?\s+\d{{4}})?|\d{{1,2}}(?:er|\.)?\s+(?:de\s+)?(?:{MONTH}|(?i:{FOREIGN_MONTH}))"
    r"(?:,?\s+(?:del?\s+)?\d{4})?|\d{4}-\d{2}-\d{2})"
)
LONGEST = 200  # characters; no title, dateline or credit is longer

_PLACE = r"[^\W\d_][\w.'’\- ]{0,30}"
_DASH = r"\s*(?:–|—|-{1,2}|:)\s*"
_DATELINE = re.compile(
    rf"(?P<place>{_PLACE}(?:[,/]\s*{_PLACE}){{0,2}}?)?"
    rf"(?:,\s*(?P<day>{DAY})\.?)?"
    rf"(?:,?\s*\((?P<bracketed>[^()\n]{{2,40}})\){_DASH}|\s*/(?P<slashed>[^/\n]{{2,40}})/\."
    rf"|,\s*(?P<named>[\w\- ]{{2,30}}?){_DASH}|{_DASH})"
)
_MARKS = re.compile(r"[–—:/-]")  # one of them is in every dateline, and in few other lines
_SMALL_WORDS = frozenset({"de", "del", "da", "la", "le", "el", "al", "of", "and", "the", "upon"})
_STORY_LINES = 4  # a byline, a date or a caption may stand before the first paragraph
_ENDS = frozenset(".!?…\"'”’)]")
_FEWEST_WORDS = 4  # of the sentence behind a dateline; a row of a table has fewer
_HEADED = re.compile(r"[A-Z][A-Z .'’-]+(?:\s*:|\s*[–—]|\s+--?)\s")  # "BLITZER: Good evening.", "ILLINOIS - Fair."
_SET_OFF = re.compile(r"(?:\s*(?:–|—|--|:)\s*|\s+-\s+)$")  # not "M/A-Com", "ASLK-CGER"
# What opens a line in capitals and is no place.
_NOT_PLACES = re.compile(
    r"(?:BREAKING|UPDATED?|EXCLUSIVE|LIVE|VIDEO|WATCH|READ|SEE|NOTE|ANALYSIS|OPINION|COMMENT|EDITORIAL|INTERVIEW|"
    r"FACTBOX|CORRECTED|CORRECTION|FILE|PHOTO|PICTURE|NEWS|SPORTS?|QUESTION|ANSWER|Q|A|SUMMARY|TIMELINE|ALERT|"
    r"WARNING|URGENT|FLASH|SOURCE|TITLE|DATE|RE|SUBJECT|EDITOR|PS|NB|TL;DR"
    r"|(?i:on|in|at|by|from|to|of|since|until|after|before|between|during|last|this|next|late|early|it|he|she))\b"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """What opens a story like a dateline; each part with its place in the text, None where it has none."""

    place: Span | None
    day: Span | None
    agency: Span | None
    sure: bool  # whether the place is one, rather than any words before a dash
    end: int  # where the story begins behind it


def datelines_in(lines: Sequence[Line]) -> list[Dateline]:
    """What opens the first lines of the story like a dateline; a title opens none."""
    found = []
    titled = len(lines) > 1 and len(lines[0].text) <= LONGEST and not opens_story(lines[0].text)
    for line in lines[titled : titled + _STORY_LINES]:
        opening = line.text[:LONGEST]
        match = _MARKS.search(opening) and _DATELINE.match(opening)
        if match and all(
            word[0].isupper() or word in _SMALL_WORDS for word in re.findall(r"[^\s,/]+", match["place"] or "")
        ):
            found.append(_dateline(match, line, lines))
        if len(line.text.split(maxsplit=5)) > 5 and line.text.rstrip("\"'”’)]").endswith((".", "!", "?", "…")):
            break  # what follows is inside the story, or after it
    return found


def opens_story(line: str) -> bool:
    """Whether the first line of an article is no title but a sentence behind a dateline with an agency.

    >>> opens_story("OSLO (Reuters) - The ferry stopped."), opens_story("Ferry - what stopped it")
    (True, False)
    """
    if line[-1:] not in _ENDS or (match := _DATELINE.match(line[:LONGEST])) is None:
        return False
    return _agency_of(match) in ("bracketed", "slashed")


def dateline_end(sentence: str) -> int:
    """Where a sentence begins behind the dateline that it opens with; 0 where it opens with none.

    >>> dateline_end("LIMA, June 3, 2023 (AFP) - A mine was closed on Friday by the ministry.")
    27
    """
    return next((one.end for one in datelines_in([Line(0, sentence)]) if one.sure or one.agency is not None), 0)


def _dateline(match: re.Match[str], line: Line, lines: Sequence[Line]) -> Dateline:
    agency = _agency_of(match)
    place = _span(match, "place", line)
    if place is not None and agency is None and (region := _span(match, "named", line)) is not None:
        place = Span(place.start, region.end)  # "ERBIL, Kurdistan Region -"
    return Dateline(
        place=place,
        day=_span(match, "day", line),
        agency=None if agency is None else _span(match, agency, line),
        sure=_is_place(match, line, lines, agency=agency is not None),
        end=line.start + match.end(),
    )


def _span(match: re.Match[str], group: str, line: Line) -> Span | None:
    if not match[group]:
        return None
    words = match[group].strip()
    start = line.start + match.start(group) + match[group].index(words)
    return Span(start, start + len(words))


def _is_place(match: re.Match[str], line: Line, lines: Sequence[Line], *, agency: bool) -> bool:
    """Whether the words before the dash are a place: an agency or a day goes with them, or they are in capitals."""
    place, rest = match["place"], line.text[match.end() :]
    if not place or AGENCY.fullmatch(place.split("/")[0].strip()):
        return False
    if agency or (match["day"] and (line.opens or place.isupper()) and not _NOT_PLACES.match(place)):
        return True
    number = lines.index(line)
    begins = line.opens or number == 1 or lines[number - 1].text.endswith((".", "!", "?"))
    if not begins or not _SET_OFF.search(match[0]) or _NOT_PLACES.match(place) or len(place) < 3:
        return False
    if rest.isupper() or len(rest.split(maxsplit=_FEWEST_WORDS)) < _FEWEST_WORDS:
        return False
    if not rest.lstrip("\"'“‘«(")[:1].isupper() or not re.split("[,/]", place)[0].isupper():
        return False
    return not any(_HEADED.match(other.text) for other in lines[1:] if other is not line)


def _agency_of(match: re.Match[str]) -> str | None:
    """The group of the match that is an agency's name."""
    group = next((group for group in ("bracketed", "slashed", "named") if match[group]), None)
    name = (match[group] or "").strip() if group else ""
    place = match["place"]
    if AGENCY.fullmatch(name):
        return group if place or match["bracketed"] else None
    words = name.upper().split()
    if not place or not words or NOT_AGENCIES & set(words[:1] if len(words) > 1 else words):
        return None
    if match["named"]:
        # "Damascus, SANA -": an acronym after a place that is not in capitals itself.
        acronym = re.fullmatch(r"[A-Z]{3,6}", name) and _SET_OFF.search(match[0])
        return group if acronym and not place.isupper() else None
    # "OSLO (NordWire) -", "OSLO (Nordic News Agency) -", but neither "PARIS (Texas) -" nor
    # "The World Health Organization (WHO) -".
    agency_like = OUTLET_WORDS.search(name) or (len(words) == 1 and not name.istitle())
    return group if place.isupper() and name[0].isupper() and name[-1] != "." and agency_like else None
