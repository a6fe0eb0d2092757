"""The names in what was said, with what each seems to name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answering.verifying.claims import names
from rag.places import known_place
from rag.words import words

Kind = Literal["person", "unknown", "thing", "place"]

_TITLES = frozenset(
    "mayor president minister mr mrs ms dr sir lord lady king queen prince princess pope general colonel captain "
    "senator governor chancellor ambassador judge professor director secretary chairman chairwoman commander sheikh "
    "ayatollah patriarch bishop".split()
)
PLACED = frozenset("in at near off around outside inside across".split())
_PARTICLE = re.compile(
    r" (?:(?:de|da|di|du|del|della|der|den|van|von|van der|von der|de la|al|el|bin|ibn|ben) |(?:al|el|[aeu][dlnrstz])-)"
)
_OF_A_PLACE = re.compile(r" [aeu][dnrstz]-")  # Deir ez-Zor; rarely of a person


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the conversation."""

    text: str
    kind: Kind


def mentions_in(text: str) -> list[Mention]:
    """The names of a text, in order, with what they seem to name; "Staffan de Mistura" is one, as "al-Assad" is."""
    found: list[Mention] = []
    end = -1
    for name in names(text):
        particle = _PARTICLE.fullmatch(text[end : name.words[0].start]) if found else None
        if particle is not None:
            kind: Kind = "thing" if _OF_A_PLACE.fullmatch(particle.group()) else "person"
            kind = "place" if found[-1].kind == "place" else kind
            found[-1] = Mention(f"{found[-1].text}{particle.group()}{name.text}", kind)
            end = name.words[-1].end
            continue
        end = name.words[-1].end
        before = words(text[: name.words[0].start])[-1:]
        preceding = before[0].folded if before else ""
        titled = preceding in _TITLES or (len(name.words) > 1 and name.words[0].folded in _TITLES)
        kind = "unknown"
        if titled:
            kind = "person"
        elif known_place(name.text) or preceding in PLACED:
            kind = "place"
        elif preceding in ("the", "a", "an", "of"):
            kind = "thing"
        found.append(Mention(name.text, kind))
    return found


def stems_of(mentions: Sequence[Mention]) -> set[str]:
    """The stems of all their words."""
    return {word.stem for mention in mentions for word in words(mention.text)}


def personal(mention: Mention) -> int:
    """How much a name looks like a person's; of equals the first is taken."""
    return 2 if mention.kind == "person" else int(" " in mention.text)
