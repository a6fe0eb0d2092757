"""Whether the words before a date speak of what was or of what is to come."""

from __future__ import annotations

import re
from typing import Literal

from rag.words import irregular_past, words

Cue = Literal["ahead", "limit", "behind", "future", "past"]
"""Right before the date: "will … in", "until", "ended"; or only a verb somewhere before it."""

_LOOK_BACK = 120  # characters
_CLAUSE = re.compile(r"[.!?;][\"”']?\s|\n\s*\n|\n {3}")
_NAMED_BY = re.compile(r"(?:\b(?:an?|the|its|their|his|her)|['’]s)\s$")
_ON = r"(?:\s+(?:on|in|at|of|from|about|around|early|late|mid|the|end|beginning|close|business))*\s*$"
_AHEAD = re.compile(
    r"(?:\b(?:will|shall)|['’]ll)\s+(?:(?!said|after|that)[\w'’-]+\s+){1,5}?(?:on|in|by|from|during|early|late)?\s*$"
)
_LIMIT = re.compile(
    rf"\b(?:until|till|by|before|expir(?:es?|ing|y|ation)|ending|effective|payable|pay|record|due|starting|beginning|begins?|deadline"
    rf"|matur\w+|scheduled for|set for|planned for){_ON}"
)
_BEHIND = re.compile(rf"\b(?:ended|since|began|started|last){_ON}")
_FUTURE = frozenset(
    "will would shall ll due scheduled set until till expire expires payable upcoming coming next planned plans plan "
    "deadline mature matures expected expects expect likely proposed intends hopes "
    "meets opens reopens goes returns resumes leaves arrives visits convenes".split()  # "when it meets Wednesday"
)
_PAST = frozenset("was were had did ago said told added".split())
_TURNS = frozenset("after following despite since".split())  # what they bring in is of another time
_LINKS = frozenset("be will would shall".split())  # "will be signed" is to come


def cue_at(text: str, start: int) -> Cue | None:
    """What the words of the same sentence before a place say of the time that is named there; None for nothing.

    >>> cue_at("The court will rule on Friday", 23), cue_at("They met on Friday", 12), cue_at("a Friday meeting", 2)
    ('ahead', 'past', None)
    """
    before = _CLAUSE.split(text[max(0, start - _LOOK_BACK) : start])[-1]
    if _NAMED_BY.search(before):
        return None  # of "would honour a July agreement" the verb says nothing
    if _LIMIT.search(before):
        return "limit"
    if _BEHIND.search(before):
        return "behind"
    if _AHEAD.search(before):
        return "ahead"
    found = words(before)
    for place in range(len(found) - 1, -1, -1):
        word = found[place].folded
        if word in _TURNS:
            return None
        if word in _FUTURE:
            return "future"
        if word in _PAST or irregular_past(word) or (word.endswith("ed") and len(word) > 4):
            return "future" if any(other.folded in _LINKS for other in found[max(0, place - 3) : place]) else "past"
    return None
