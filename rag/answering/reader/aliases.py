"""Short forms that an article explains itself: "Syrian Democratic Forces (SDF)"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.words import words

_ALIAS = re.compile(r"\(([A-Z]{2,6})\)")


@dataclass(frozen=True, slots=True)
class Alias:
    """A short form and the stems of the words it stands for."""

    short: str
    long: frozenset[str]


def find_aliases(text: str) -> tuple[Alias, ...]:
    """Short forms that an article itself explains, with the stems of what they stand for.

    >>> [(a.short, sorted(a.long)) for a in find_aliases("the Syrian Democratic Forces (SDF) said")]
    [('sdf', ['democrat', 'forc', 'syrian'])]
    """
    found = []
    for match in _ALIAS.finditer(text):
        short = match.group(1).lower()
        before = [word for word in words(text[max(0, match.start() - 120) : match.start()]) if word.capital]
        long = before[-len(short) :]
        if "".join(word.folded[0] for word in long) == short:
            found.append(Alias(short, frozenset(word.stem for word in long)))
    return tuple(dict.fromkeys(found))


def also_said(held: set[str], aliases: Sequence[Alias]) -> set[str]:
    """The short forms of what is held in full, and the full forms of what is held in short."""
    also: set[str] = set()
    for alias in aliases:
        if alias.short in held:
            also |= alias.long
        elif alias.long <= held:
            also.add(alias.short)
    return also
