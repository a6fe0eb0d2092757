"""What an article says of itself beyond its title: who published it, and when. Unknown is None.

Only two places count for the publisher: the dateline at the start of the story ("LONDON
(Reuters) -"), and a closing credit ("Culled from The Daily Ferry"). An agency that the story
quotes, or that took a photo, did not publish it. Only a stated publication date counts, or a
dateline's date with its year; days and dates of events don't.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from rag.indexing.formats.stated import MONTH, MONTHS

# News agencies that stand in datelines and at the end of stories. A list, because "Moscow, Interfax -"
# and "Erbil, Kurdistan Region -" look alike; one that is missing here leaves the publisher unknown.
_AGENCIES = (
    "AAP|AFP|AGERPRES|AKI|AKIpress|ANI|ANP|ANSA|AP|APA|APP|ATA|AZERTAC|Adnkronos|Agence France-Presse|Agenzia Nova|"
    "Anadolu|Anadolu Agency|Andina|Antara|Armenpress|Associated Press|BBC|BNA|BNS|BTA|Belga|BelTA|Bernama|Bloomberg|"
    "CNA|CP|CTK|Canadian Press|Cihan|DHA|DPA|EFE|Europa Press|FARS|Fars News Agency|GNA|HINA|IANS|IHA|INA|IPS|IRNA|"
    "ISNA|ITAR-TASS|Interfax|JTA|Jiji|KCNA|KUNA|KUNA News|Kazinform|Kyodo|Kyodo News|LUSA|MAP|MENA|MINA|MNA|MTI|"
    "Mehr|NAN|NNA|NTB|Notimex|Novosti|ONA|PA|PA Media|PAP|PNA|PTI|Petra|Prensa Latina|Press Association|"
    "Press Trust of India|QNA|RIA|RIA Novosti|Reuters|Ritzau|SABA|SANA|SAPA|SITA|SPA|SPK|STA|STT|Sputnik|"
    "Syrian Arab News Agency|TANJUG|TASS|TT|Tasnim|Tasnim News Agency|Telam|The Associated Press|UNB|UNI|UPI|"
    "Ukrinform|VNA|WAFA|WAM|Xinhua|Yonhap|ZUMA"
)
_AGENCY = re.compile(f"(?:{_AGENCIES})", re.IGNORECASE)
# Capitals after a place that are places themselves, or no name of anyone.
_NOT_AGENCIES = frozenset(
    re.findall(
        r"[A-Z]+",
        """
    USA UAE DRC DPRK PRC KSA USSR CAR NWFP FATA KPK FYROM BVI UK US EU UN DC NY LA CA TX FL IL ILL MASS CALIF
    FLA TEX PENN ONT BREAKING UPDATE UPDATED LIVE VIDEO EXCLUSIVE OPINION ANALYSIS NEWS SPORTS FILE PHOTO
""",
    )
)
_OUTLET_WORDS = re.compile(
    r"\b(?:news|press|agency|times|post|daily|weekly|herald|tribune|gazette|guardian|observer|journal|chronicle|"
    r"telegraph|mail|star|sun|wire|radio|tv|television|broadcasting|magazine|review|standard|express|today|"
    r"network|media|newspaper)\b|\w\.(?:com|org|net|info|news|tv|co\.\w\w|[a-z]{2})$",
    re.IGNORECASE,
)

_DAY = rf"(?:{MONTH}\s+\d{{1,2}}(?:,?\s+\d{{4}})?|\d{{1,2}}\s+{MONTH}(?:,?\s+\d{{4}})?|\d{{4}}-\d{{2}}-\d{{2}})"
_PLACE = r"[^\W\d_][\w.'’\- ]{0,30}"
_DASH = r"\s*(?:–|—|-{1,2}|:)\s*"
_DATELINE = re.compile(
    rf"(?P<place>{_PLACE}(?:[,/]\s*{_PLACE}){{0,2}}?)?"
    rf"(?:,\s*(?P<day>{_DAY})\.?)?"
    rf"(?:,?\s*\((?P<bracketed>[^()\n]{{2,40}})\){_DASH}|\s*/(?P<slashed>[^/\n]{{2,40}})/\."
    rf"|,\s*(?P<named>[\w\- ]{{2,30}}?){_DASH}|{_DASH})"
)
_DATELINE_MARKS = re.compile(r"[–—:/-]")  # one of them is in every dateline, and in few other lines
_SMALL_WORDS = frozenset({"de", "del", "da", "la", "le", "el", "al", "of", "and", "the", "upon"})
_STORY_LINES = 4  # a byline, a date or a caption may stand before the first paragraph

_NAME = r"(?P<name>[^.,;:!?()\[\]\n]*(?:\.\w[^.,;:!?()\[\]\n]*)*)"
_TAKEN_FROM = re.compile(
    r"(?:culled|republished|reprinted|reproduced|sourced|taken|adapted|excerpted)\s+(?:from|courtesy of)\s+"
    rf"{_NAME}\.?|(?:this (?:article|story|report) (?:was )?)?"
    rf"(?:originally|first) (?:published|appeared) (?:by|in|on|at)\s+{_NAME.replace('name', 'first')}\.?",
    re.IGNORECASE,
)
_SOURCE = re.compile(rf"(?:source|publisher|published by)\s*:\s*{_NAME}\.?", re.IGNORECASE)
_SIGNED = re.compile(rf"(?:[–—-]{{1,2}}\s*({_AGENCIES})|\(({_AGENCIES})\))\.?", re.IGNORECASE)
_CLOSING_LINES = 3
_LONGEST_CREDIT = 200  # characters; no title, dateline or credit is longer

_PUBLISHED = re.compile(
    rf"(?:(?:first |originally )?published|posted|publication date|date published|date)(?:\s+on|\s+at)?\s*:?\s+"
    rf"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?(?P<day>{_DAY})\b.{{0,30}}",
    re.IGNORECASE,
)
_PUBLISHED_BEGINS = frozenset("fopdFOPD")
_STATED_LINES = 6  # at either end of the article; nothing else looks farther in


class Published(NamedTuple):
    """Who published an article, and the ISO date on which."""

    publisher: str | None
    on: str | None  # None too when the article states two


def published_by(text: str) -> Published:
    """What the article says of its publication.

    >>> published_by("Ferry stops\\n\\nOSLO, March 3 (AFP) – The ferry stopped.\\nPublished: 7 November 2017")
    Published(publisher='AFP', on='2017-11-07')
    """
    lines = _lines_at_both_ends(text)
    datelines = _datelines(lines)
    return Published(_publisher(lines, datelines), _day(lines, datelines))


def _publisher(lines: list[str], datelines: list[re.Match[str]]) -> str | None:
    for line in reversed(lines[1:][-_CLOSING_LINES:]):
        if name := _closing_credit(line):
            return name
    return next((name for match in datelines if (name := _agency_of(match))), None)


def _day(lines: list[str], datelines: list[re.Match[str]]) -> str | None:
    ends = dict.fromkeys(lines[:_STATED_LINES] + lines[-_STATED_LINES:])
    stated = [_PUBLISHED.fullmatch(line) for line in ends if line[0] in _PUBLISHED_BEGINS]
    days = {_iso(match["day"]) for match in stated if match} - {None}
    if not days:
        days = {_iso(match["day"]) for match in datelines if match["place"] and match["day"]} - {None}
    return days.pop() if len(days) == 1 else None


def _datelines(lines: list[str]) -> list[re.Match[str]]:
    """What opens the first lines of the story like a dateline; a title opens none."""
    found = []
    for line in (lines if len(lines) < 2 or len(lines[0]) > _LONGEST_CREDIT else lines[1:])[:_STORY_LINES]:
        opening = line[:_LONGEST_CREDIT]
        match = _DATELINE_MARKS.search(opening) and _DATELINE.match(opening)
        if match and all(
            word[0].isupper() or word in _SMALL_WORDS for word in re.findall(r"[^\s,/]+", match["place"] or "")
        ):
            found.append(match)
        if len(line.split(maxsplit=5)) > 5 and line.rstrip("\"'”’)]").endswith((".", "!", "?", "…")):
            break  # what follows is inside the story, or after it
    return found


def _closing_credit(line: str) -> str | None:
    if len(line) > _LONGEST_CREDIT:
        return None
    line = line.strip("()[]*_ ") if not _SIGNED.fullmatch(line) else line
    if match := _TAKEN_FROM.fullmatch(line):
        return _proper_name(match["name"] or match["first"] or "")
    if match := _SOURCE.fullmatch(line):
        name = _proper_name(match["name"])
        return name if name and (_AGENCY.fullmatch(name) or _OUTLET_WORDS.search(name)) else None
    if match := _SIGNED.fullmatch(line):
        return match[1] or match[2]
    return None


def _proper_name(words: str) -> str | None:
    """The name of an outlet, None for a phrase: each word but the smallest starts as a name does."""
    words = re.sub(r"^the\s+", "", words.strip())
    parts = words.split()
    named = all(part[0].isupper() or part[0].isdigit() or part in ("of", "the", "and", "&") for part in parts)
    domain = len(parts) == 1 and _OUTLET_WORDS.search(words) is not None
    return words if parts and len(parts) <= 6 and (named or domain) and not re.match(_DAY, words) else None


def _agency_of(match: re.Match[str]) -> str | None:
    name = (match["bracketed"] or match["slashed"] or match["named"] or "").strip()
    place = match["place"]
    if _AGENCY.fullmatch(name):
        return name if place or match["bracketed"] else None
    words = name.upper().split()
    if not place or not words or _NOT_AGENCIES & set(words[:1] if len(words) > 1 else words):
        return None
    if match["named"]:
        # "Damascus, SANA -": an acronym after a place that is not in capitals itself.
        return name if re.fullmatch(r"[A-Z]{3,6}", name) and not place.isupper() else None
    # "OSLO (NordWire) -", "OSLO (Nordic News Agency) -", but neither "PARIS (Texas) -" nor
    # "The World Health Organization (WHO) -".
    agency_like = _OUTLET_WORDS.search(name) or (len(words) == 1 and not name.istitle())
    return name if place.isupper() and name[0].isupper() and name[-1] != "." and agency_like else None


def _iso(day: str) -> str | None:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
        year, month, number = map(int, day.split("-"))
    else:
        numbers = [int(digits) for digits in re.findall(r"\d+", day)]
        if len(numbers) != 2:
            return None  # no year
        number, year = numbers
        month = 1 + MONTHS.index(re.findall(r"[A-Za-z]+", day)[0][:3].casefold())
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        return None


def _lines_at_both_ends(text: str) -> list[str]:
    """The lines that are not empty: all of them, or of a longer text the first and the last few."""
    rest = iter(text.splitlines())
    first = list(islice(_filled(rest), _STATED_LINES))
    last = list(islice(_filled(reversed(list(rest))), _STATED_LINES))
    return first + last[::-1]


def _filled(lines: Iterable[str]) -> Iterator[str]:
    return (line for raw in lines if (line := raw.strip().strip("\ufeff").strip()))
