"""What of a sentence can be compared with another: its claim without who says it, its names, numbers and times."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.dating.dates import MONTH_FORMS, calendar_words, month_days
from rag.answering.verifying.claims import names
from rag.answering.verifying.naming import GENERIC
from rag.answering.verifying.numbers import Quantity, quantities
from rag.places import same_people
from rag.words import content_stems, words

LEAST = 3  # words of a claim
_YEAR = re.compile(r"\b(?:1[0-9]{3}|20[0-9]{2})\b")
_MONTHS = "|".join(sorted(MONTH_FORMS, key=len, reverse=True))
_DAY_OF_MONTH = re.compile(rf"\b(?:(?:{_MONTHS})\.? \d{{1,2}}|\d{{1,2}} (?:{_MONTHS}))\b", re.IGNORECASE)
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
DEAD = frozenset("dead die kill death drown perish casualti toll fatal".split())  # stems
_TOLLS = {
    "dead": DEAD,
    "hurt": frozenset("injur wound hurt hospit".split()),
}
_NOBODY = re.compile(
    r"\b(?:no one|nobody|none|no (?:\w+ ){0,2}\w+) (?:was|were|has been|have been|had been)\b", re.IGNORECASE
)
_SAYS = r"(?:said|says|told \w+|reported|reports|added|adds|estimated|stated|noted|announced)"
_SAID_AFTER = re.compile(
    rf"[,”\"]+\s+(?:according to [^,;“”]{{2,80}}?|[^,;“”]{{2,70}} {_SAYS}(?: on \w+day)?"
    r"|(?:said|says) [^,;“”]{2,70}?)(?:, [a-z]+ing [^,;.“”]{2,60})?([.!?]?)$"
)
_SAID_BEFORE = re.compile(
    rf"^(?:According to [^,;“”]{{2,80}},|[^,;“”]{{2,70}}? {_SAYS}(?: on \w+day)?(?: that)?)\s+[“\"]?"
)
_GIVEN_UP = re.compile(  # "revising an earlier toll of 12"
    r"\b(?:(?:earlier|previous|initial|prior|former) (?:\w+ ){0,3}(?:of|at|as)"
    r"|(?:up|down|lowered|raised|revised) from)\s+$"
)
_BOUND = re.compile(r"\b(?:not|no) (?:later|more|less|fewer) than\b", re.IGNORECASE)  # denies nothing
_DATELINE = re.compile(r"^[A-Z][\w .,'’]{2,40}(?:\([A-Z][A-Za-z]+\))? (?:-|–|—|--) ")


@dataclass(frozen=True, slots=True)
class Facts:
    """The comparable parts of a claim, words by their stems."""

    names: frozenset[str]
    numbers: dict[str, frozenset[float | str]]  # by what they count, "dead" and "hurt" among it; "" where untold
    values: frozenset[float | str]
    days: frozenset[str]  # "june 12"; and "june", "this year"
    years: frozenset[str]
    matter: frozenset[str]


@lru_cache(maxsize=4096)
def core(text: str) -> str:
    """What a sentence claims, without who says it and where it was written.

    >>> core("VARNHOLM - About 400 dockers have joined the strike, the port company said.")
    'About 400 dockers have joined the strike.'
    >>> core("The minister said on Friday that 400 people had been turned back.")
    '400 people had been turned back.'
    >>> core("TOLEN, May 3 (Corvo) - The port will not close, she said on Friday, contradicting the mayor.")
    'The port will not close.'
    """
    plain = _SAID_BEFORE.sub("", _SAID_AFTER.sub(r"\1", _DATELINE.sub("", text)))
    plain = _BOUND.sub("at most", plain)
    return plain if len(words(plain)) >= LEAST else text


@lru_cache(maxsize=4096)
def facts_of(claim: str) -> Facts:
    """The facts of a claim."""
    counted: dict[str, set[float | str]] = {}
    dated = [match.span() for match in _DAY_OF_MONTH.finditer(claim)]
    for quantity in quantities(claim):
        of_a_date = any(start <= quantity.start < end for start, end in dated)
        if _GIVEN_UP.search(claim[: quantity.start]):
            continue
        if not of_a_date and not _YEAR.fullmatch(claim[quantity.start : quantity.end]):
            counted.setdefault(_counts(claim, quantity), set()).add(quantity.value)
    if _NOBODY.search(claim):
        stems = {word.stem for word in words(claim)}
        for toll in (toll for toll, told in _TOLLS.items() if stems & told):
            counted.setdefault(toll, set()).add(0.0)
    return Facts(
        names=frozenset(
            min(same_people(word.stem))
            for name in names(claim)
            for word in name.words
            if word.folded not in GENERIC and len(word.folded) > 2
        ),
        numbers={what: frozenset(values) for what, values in counted.items()},
        values=frozenset(value for values in counted.values() for value in values),
        days=frozenset(f"{month} {day}" for month, day in month_days(claim)) | (calendar_words(claim) - _DAYS),
        years=frozenset(_YEAR.findall(claim)),
        matter=content_stems(claim),
    )


def held_by(mine: Facts, theirs: Facts) -> float:
    """The share of the shorter claim's words of matter that the other has."""
    return len(mine.matter & theirs.matter) / max(1, min(len(mine.matter), len(theirs.matter)))


def in_common(mine: Facts, theirs: Facts) -> float:
    """The share of the words of matter of both that both have."""
    return len(mine.matter & theirs.matter) / max(1, len(mine.matter | theirs.matter))


def _counts(text: str, quantity: Quantity) -> str:
    """What a number counts: the dead, the hurt, or the noun after it; "" for sums and shares, which are of anything."""
    if quantity.unit is not None:
        return ""
    around = {word.stem for word in words(text[max(0, quantity.start - 25) : quantity.end + 40])}
    toll = next((toll for toll, told in _TOLLS.items() if around & told), None)
    if toll is not None:
        return toll
    after = next((word for word in words(text[quantity.end : quantity.end + 40]) if not word.stop), None)
    beside = after is not None and text[quantity.end : quantity.end + after.start].isspace()
    return after.stem if after is not None and beside else ""
