"""Numbers that speak against a claim: nine miners of twelve, "the toll is nine"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.answering.verifying.numbers import quantities
from rag.words import stem, words

_NOT_EXACT = frozenset("than least most about nearly some around almost over under to roughly approximately".split())
_PEOPLE = frozenset(map(stem, "people person persons victims dead".split()))
_TOTAL = re.compile(
    r"\b(?:number|toll|figure|total|tally|count)(?: of \w+| \w+)?,? (?:was|is|were|at|to|(?:stood|stands) at)\s+$",
    re.IGNORECASE,
)


def counts_otherwise(claim: str, text: str) -> bool:
    """Whether a text counts what the claim counts, and with another number only.

    >>> counts_otherwise("12 miners died.", "Nine miners died, revising a toll of 12.")
    True
    >>> counts_otherwise("12 miners died.", "At least nine miners died.")
    False
    """
    ours = dict(_counted(claim))
    theirs = list(_counted(text, near=2))
    for noun, value in ours.items():
        people = noun in _PEOPLE
        same = {other for other_noun, other in theirs if other_noun == noun}
        like = {other for other_noun, other in theirs if people or other_noun in _PEOPLE}
        if same or value not in {quantity.value for quantity in quantities(text)}:
            told = same or (like if len(like) == 1 else set())
            if told and value not in told:
                return True
    return False


def total_in(text: str) -> float | None:
    """The number that a sentence gives as a toll, a total or "the number"; None where it gives none or several."""
    found = {
        quantity.value
        for quantity in quantities(text)
        if isinstance(quantity.value, float) and _TOTAL.search(text[: quantity.start])
    }
    return next(iter(found)) if len(found) == 1 and isinstance(next(iter(found)), float) else None


def number_of(claim: str) -> float | None:
    """The one number with which a claim counts anything."""
    values = {value for _, value in _counted(claim)}
    return next(iter(values)) if len(values) == 1 else None


def without_numbers(text: str) -> str:
    """A text without its exact numbers: "Nine miners died" as "miners died"."""
    kept, place = [], 0
    for quantity in quantities(text):
        kept.append(text[place : quantity.start])
        place = quantity.end
    return " ".join("".join([*kept, text[place:]]).split())


def _counted(text: str, *, near: int = 1) -> Iterator[tuple[str, float]]:
    """What exact numbers count: each of the words just behind one, with its value."""
    tokens = words(text)
    for quantity in quantities(text):
        before = next((word.folded for word in reversed(tokens) if word.end <= quantity.start), "")
        if not isinstance(quantity.value, float) or quantity.unit is not None or before in _NOT_EXACT:
            continue
        last = quantity.end
        for word in [word for word in tokens if word.start >= quantity.end][:near]:
            if word.stop or word.number or text[last : word.start].strip(" -\n"):
                break
            yield word.stem, quantity.value
            last = word.end
