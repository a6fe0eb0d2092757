"""Other orders of a claim's words in which an article may say the same: "killed 12 miners" of "12 miners died"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.words import Word, irregular_past, stem, words

_BE = r"(?:was|were|is|are|(?:has|have|had|will) (?:been|be))"
_DIED = re.compile(r"^(?P<who>.+?) (?:(?:has|have|had) )?(?:died|perished)\b(?P<rest>.*)$")
_KILLED = re.compile(rf"^(?P<who>.+?) {_BE} killed\b(?P<rest>.*)$")
_PASSIVE = re.compile(rf"^(?P<who>.+?) (?P<be>{_BE}) (?P<act>[a-z]+)\b(?P<rest>.*)$")
_FORMS_OF_BE = frozenset("was were is are been be being get gets got".split())
_OPENS_OBJECT = frozenset("the a an his her its their him them it us our my your".split())
_ENDS_OBJECT = frozenset("of to in for with by at on from over after before that who which".split())
_OBJECT = 8  # words behind an act within which whom it is done to is named
_PLACED = re.compile(r"\b([Tt]he) ([A-Z][\w’'-]+) ([a-z]\w+)\b")


@dataclass(frozen=True, slots=True)
class Wording:
    """A claim as it may be said: the order in which its words stand, and the sentence that is held to it."""

    order: str
    claim: str


def wordings(claim: str) -> tuple[Wording, ...]:
    """The claim itself first, then the orders in which the same may be said of it.

    >>> [wording.order for wording in wordings("12 miners died.")]
    ['12 miners died.', '12 miners were killed.', 'killed 12 miners.']
    >>> [wording.order for wording in wordings("The Sochi congress was postponed.")]
    ['The Sochi congress was postponed.', 'The congress in Sochi was postponed.', 'postponed The Sochi congress.']
    """
    found = [Wording(claim, claim)]
    if placed := _PLACED.sub(r"\1 \3 in \2", claim) if _PLACED.search(claim) else "":
        found.append(Wording(placed, claim))
    if died := _DIED.match(claim):
        killed = f"{died['who']} were killed{died['rest']}"
        found += [Wording(killed, killed), Wording(f"killed {died['who']}{died['rest']}", killed)]
    elif killed_ := _KILLED.match(claim):
        died_too = f"{killed_['who']} died{killed_['rest']}"
        found += [Wording(died_too, died_too), Wording(f"killed {killed_['who']}{killed_['rest']}", claim)]
    elif (passive := _PASSIVE.match(claim)) and _done(passive["act"]) and not passive["rest"].startswith(" by "):
        found.append(Wording(f"{passive['act']} {passive['who']}{passive['rest']}", claim))
    return tuple(found)


def act_of(claim: str) -> str | None:
    """The word behind the first auxiliary of a claim, which tells what is done; None where there is none."""
    passive = _PASSIVE.match(claim)
    return passive["act"] if passive is not None and _done(passive["act"]) else None


def done_to(claim: str, text: str) -> bool:
    """Whether a text may tell the act of a passive claim as done to whom the claim names; true of other claims.

    >>> done_to("Moll was accused of lying.", "Moll accused Hartog of lying.")
    False
    >>> done_to("Moll was accused of lying.", "Hartog accused Karin Moll of lying.")
    True
    """
    passive, told = _PASSIVE.match(claim), words(text)
    if passive is None or not _done(passive["act"]):
        return True
    places = [n for n, word in enumerate(told) if word.stem == stem(passive["act"])]
    whom = {word.stem for word in words(passive["who"])[-1:]}
    return not places or any(not _is_active(text, told, place) or _names(told, place, whom) for place in places)


def _names(told: Sequence[Word], place: int, whom: set[str]) -> bool:
    """Whether they stand in the object just behind an act."""
    for word in told[place + 1 : place + 1 + _OBJECT]:
        if word.stem in whom:
            return True
        if word.folded in _ENDS_OBJECT:
            return False
    return False


def _is_active(text: str, told: Sequence[Word], place: int) -> bool:
    if {word.folded for word in told[max(0, place - 3) : place]} & _FORMS_OF_BE or place + 1 >= len(told):
        return False
    behind = told[place + 1]
    joined = text[told[place].end : behind.start].isspace()
    return joined and (behind.capital or behind.number or behind.folded in _OPENS_OBJECT)


def _done(word: str) -> bool:
    return word.endswith(("ed", "en")) or irregular_past(word)
