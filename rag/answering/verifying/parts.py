"""A text as the parts that verification lines up: numbers with their scale, words under one form each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rag.answering.dating.dates import MONTH_FORMS, WEEKDAYS
from rag.answering.verifying.claims import NEGATIONS, names
from rag.answering.verifying.numbers import YEAR, quantities
from rag.answering.verifying.units import unit_named
from rag.places import same_people
from rag.words import Word, words

PartKind = Literal["number", "date", "name", "not", "word"]

_ACRONYM = re.compile(r"\b(?:[A-Z]\.){2,}")
_PER_CENT = re.compile(r"\bper cent\b", re.IGNORECASE)
_COUNTS = re.compile(r"\b(?:with|some|than|about|had|has|have)\s+\d{4}\s+[a-z]+s\b")
_SAYING = frozenset("say said says saying state stated states tell told tells add added adds".split())
_ABOUT = frozenset("about around approximately roughly some nearly".split())
_BE = frozenset("is are was were be been am 's".split())
_CONTRACTED = {"cannot": "can", "can't": "can", "won't": "will", "shan't": "shall", "ain't": "be"}


@dataclass(frozen=True, slots=True)
class Part:
    """One comparable part: `key` is the same for what means the same."""

    key: str
    kind: PartKind
    start: int
    end: int
    matter: bool  # carries meaning of its own


@lru_cache(maxsize=2048)
def parts(text: str) -> tuple[Part, ...]:
    """The parts of a text in their order.

    >>> [part.key for part in parts("It wasn't 1.5 mln dlrs, U.S. officials said in Sept.")]
    ['it', 'be', 'not', '#1500000', 'dollar', 'america', 'offici', 'say', 'in', 'september']
    """
    counted = {quantity.start: quantity for quantity in quantities(text)}
    shortened = {match.start(): match.end() for match in _ACRONYM.finditer(text)}
    shortened |= {match.start(): match.end() for match in _PER_CENT.finditer(text)}
    named = {word.start for name in names(text) for word in name.words}
    found: list[Part] = []
    skip_to = 0
    for word in words(text):
        if word.start < skip_to:
            continue
        if word.start in counted:
            quantity = counted[word.start]
            value = quantity.value
            key = f"#{value:.12g}" if isinstance(value, float) else f"#{value}"
            kind: PartKind = "date" if quantity.unit is None and _is_year(text, word) else "number"
            found.append(Part(key, kind, word.start, quantity.end, True))
            skip_to = quantity.end
        elif word.start in shortened:
            skip_to = shortened[word.start]
            letters = text[word.start : skip_to].replace(".", "").lower()
            percent = letters == "per cent"
            key = "percent" if percent else _people(letters)
            found.append(Part(key, "word" if percent else "name", word.start, skip_to, True))
        else:
            found.extend(_worded(word, word.start in named))
    return tuple(found)


def _is_year(text: str, word: Word) -> bool:
    """Whether four digits are a year, and no "2016 passengers"."""
    beside = text[max(0, word.start - 10) : word.end + 30]
    return YEAR.fullmatch(word.folded) is not None and _COUNTS.search(beside) is None


def _worded(word: Word, named: bool) -> list[Part]:
    form = word.folded
    if form.endswith("n't") or form == "cannot":
        verb = _CONTRACTED.get(form, form.removesuffix("n't"))
        return [
            Part("be" if verb in _BE else verb, "word", word.start, word.end, False),
            Part("not", "not", word.start, word.end, True),
        ]
    if form in NEGATIONS:
        return [Part("not" if form == "not" else form, "not", word.start, word.end, True)]
    if form in WEEKDAYS or (form in MONTH_FORMS and word.capital):
        return [Part(MONTH_FORMS.get(form, form), "date", word.start, word.end, True)]
    if named:
        return [Part(_people(word.stem), "name", word.start, word.end, True)]
    return [Part(_plain_key(word), "word", word.start, word.end, not word.stop)]


def _plain_key(word: Word) -> str:
    if word.folded in _BE:
        return "be"
    if word.folded in _SAYING:
        return "say"
    if word.folded in _ABOUT:
        return "about"
    unit = unit_named(word.stem)
    return unit if unit is not None else _people(word.stem)


def _people(stem: str) -> str:
    """A country and its people under one form."""
    return min(same_people(stem))
