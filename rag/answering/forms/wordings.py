"""Other orders of a claim's words in which an article may say the same: "killed 12 miners" of "12 miners died"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.words import irregular_past

_BE = r"(?:was|were|is|are|(?:has|have|had|will) (?:been|be))"
_DIED = re.compile(r"^(?P<who>.+?) (?:(?:has|have|had) )?(?:died|perished)\b(?P<rest>.*)$")
_KILLED = re.compile(rf"^(?P<who>.+?) {_BE} killed\b(?P<rest>.*)$")
_PASSIVE = re.compile(rf"^(?P<who>.+?) (?P<be>{_BE}) (?P<act>[a-z]+)\b(?P<rest>.*)$")
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


def _done(word: str) -> bool:
    return word.endswith(("ed", "en")) or irregular_past(word)
