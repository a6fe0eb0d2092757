"""Whether a sentence speaks of somebody or something that only what stands around it names."""

from __future__ import annotations

import re
from collections.abc import Set

from rag.answering.verifying.claims import names
from rag.answering.verifying.naming import GENERIC, PERSONAL
from rag.places import known_place
from rag.words import Word, words

_PERSON = frozenset("he she him his her hers".split())
_THING = frozenset("it its they them their theirs".split())
_SPEAKER = frozenset("i we my our us me mine ours myself ourselves".split())
_THE = frozenset("the this that these those such both".split())
_PARTIES = PERSONAL | frozenset(
    "company companies firm firms group bank corporation concern airline carrier maker ministry department agency "
    "government administration country kingdom nation state city town village union alliance club team party army "
    "military council committee board commission court university newspaper officials official executive leader "
    "leaders spokesmen ministers man woman men women pair two".split()
)
# "Lobo spoke of her country": who she is stands there, which it is does not.
_THEIRS = re.compile(
    r"\b(?:his|her|their|its|my|our)\s+(?:country|nation|homeland|city|town|village|company|firm|party|club|team)\b",
    re.I,
)
_TOLD = re.compile(r"[”\"»]\s+\w")  # behind a quotation: "…,” her office said"
_AT = re.compile(r"\b(?:in|at|near|outside|across)\s+$", re.IGNORECASE)
_PAUSE = re.compile(r"[,;:()“”\"]")
_REACH = 4  # words after "the" within which it is told who: "the largest Danish carrier"


def speaks_of_unnamed(text: str, *, speaker_known: bool = False) -> bool:
    """Whether a sentence has a "he", "the company" or "we" that nothing before it in the sentence names.

    Where who speaks in it is known, "he", "we" and a bare quotation leave nobody unnamed.

    >>> speaks_of_unnamed("After talks in Oslo she praised the minister.")
    True
    >>> speaks_of_unnamed("Ana Lobo praised the harbour during her visit.")
    False
    >>> speaks_of_unnamed("“We will leave.”"), speaks_of_unnamed("“Lobo will leave,” her office said.")
    (True, False)
    """
    found = words(text)
    person, named = _first_named(text, people=True), _first_named(text, people=False)
    parties = _PARTIES - PERSONAL if speaker_known else _PARTIES
    quoted = text.lstrip()[:1] in "“\"‘'„«" and not _TOLD.search(text)
    return (
        (quoted and not speaker_known)
        or _THEIRS.search(text) is not None
        or any(
            (word.folded in _SPEAKER and not speaker_known)
            or (word.folded in _PERSON and word.start < person and not speaker_known)
            or (word.folded in _THING and word.start < named)
            or (word.folded in _THE and _tells_who(text, found[place : place + 1 + _REACH], person, parties))
            for place, word in enumerate(found)
        )
    )


def _first_named(text: str, *, people: bool) -> int:
    """Where a text first names whom a pronoun may mean; a place is no "he"; its length where it names nobody."""
    for name in names(text):
        own = [word for word in name.words if word.folded not in GENERIC | PERSONAL]
        place = known_place(name.text) or _AT.search(text[: name.words[0].start])
        if own and not (people and place):
            return own[0].start
    return len(text)


def _tells_who(text: str, phrase: tuple[Word, ...], named: int, parties: Set[str]) -> bool:
    """Whether "the" opens words for a party before anybody is named: "the largest Danish carrier"."""
    pause = _PAUSE.search(text, phrase[0].end)
    stop = min(named, pause.start() if pause else named)
    return any(word.folded in parties and word.start < stop for word in phrase)
