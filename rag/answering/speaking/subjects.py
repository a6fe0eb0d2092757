"""Who stands before a verb of speech, past adverbs, times and what is set between commas or dashes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.dating.dates import WEEKDAYS
from rag.answering.speaking.offices import OFFICES, TITLES
from rag.answering.speaking.saying import passes
from rag.answering.speaking.speaker_phrases import (
    HARD,
    JOINS,
    STARTS_CLAUSE,
    between,
    between_commas,
    is_name,
    last_noun_phrase,
    phrase_ending,
)
from rag.words import Word

_SPELLS = frozenset("week month year night morning afternoon evening weekend".split())
_OPENS_ASIDE = frozenset("based dated headed led owned founded who whose whom which".split())
_WHICH = frozenset("this last next that".split())
_DASH = re.compile(r"^\s*[–—]\s*$|^\s+--?\s+$")


def phrase_before(flat: str, run: Sequence[Word], verb: int) -> tuple[int, int] | None:
    """First and last word of who says it; "and" by itself for whoever does what was told before it."""
    last = _past_adverbs(flat, run, verb - 1)
    if last < 0:
        return None
    if _DASH.search(between(flat, run, last)):
        return _before_dashes(flat, run, last)
    if HARD.search(between(flat, run, last)):
        return None
    if run[last].folded == "who":  # "including Mitchell, who urged"
        found = phrase_ending(flat, run, last - 1) if last else None
        return None if found is None else (last_noun_phrase(flat, run, *found), found[1])
    if run[last].folded in STARTS_CLAUSE - {"but"}:
        return None
    if "," in flat[run[last].end : run[verb].start]:
        return before_aside(flat, run, last)
    phrase = phrase_ending(flat, run, last)
    return None if phrase is None else _set_apart(flat, run, *phrase) or phrase


def _past_adverbs(flat: str, run: Sequence[Word], last: int) -> int:
    """The last word before the verb that is no adverb, auxiliary or time: "has also", "this week", "on Tuesday"."""
    while last >= 0 and not HARD.search(between(flat, run, last)):
        word, before = run[last], run[last - 1].folded if last else ""
        if passes(word) or word.folded in ("is", "are", "was", "were"):
            last -= 1
        elif (word.folded in _SPELLS and before in _WHICH) or (word.folded in WEEKDAYS and before == "on"):
            last -= 2
        else:
            break
    return last


def _before_dashes(flat: str, run: Sequence[Word], last: int) -> tuple[int, int] | None:
    """Who stands before what is set between dashes."""
    for place in range(last - 1, max(-1, last - 25), -1):
        gap = between(flat, run, place)
        if _DASH.search(gap):
            return phrase_ending(flat, run, place)
        if HARD.search(gap):
            return None
    return None


def before_aside(flat: str, run: Sequence[Word], last: int) -> tuple[int, int] | None:
    """Who stands before what is set between commas and ends with the word at `last`.

    "Carvalho, head of the port, said"; in "the head of the port, Ines Carvalho, said" it is the aside that names her.
    """
    stretches = between_commas(flat, run, last)
    if stretches == [(0, last)] and all(word.capital for word in run[: last + 1]):
        return 0, last  # "Champlin Petroleum, said"
    for k in range(len(stretches) - 2, -1, -1):
        phrase = phrase_ending(flat, run, stretches[k][1])
        if phrase is None:
            continue
        if k and _tells_of(run, stretches[k]) and run[stretches[k - 1][1]].capital:
            continue  # itself an aside to a name before it
        if k and run[stretches[k][0]].folded in _OPENS_ASIDE:
            continue
        nearest = stretches[-1]
        return nearest if is_name(run, nearest) and _is_office(run, phrase) else phrase
    return None


def _tells_of(run: Sequence[Word], stretch: tuple[int, int]) -> bool:
    """Whether words between commas tell of the name before them: "a senior advisor", "head of the port", "who left"."""
    return any(not word.capital for word in run[stretch[0] : stretch[1] + 1])


def _is_office(run: Sequence[Word], phrase: tuple[int, int]) -> bool:
    """Whether a phrase tells an office and nobody's name: "the head of the port", "Minister of State for Finance"."""
    found = run[phrase[0] : phrase[1] + 1]
    last = max((place for place, word in enumerate(found) if word.folded in TITLES), default=None)
    return last is not None and (last + 1 == len(found) or found[last + 1].folded in JOINS)


def _set_apart(flat: str, run: Sequence[Word], first: int, last: int) -> tuple[int, int] | None:
    """The name before an aside that no comma closes: "Carvalho, head of the port said"."""
    if first == 0 or "," not in between(flat, run, first - 1) or HARD.search(between(flat, run, first - 1)):
        return None
    if (
        not any(word.folded in OFFICES for word in run[first : last + 1])
        or run[first].folded == "the"
        or run[last].capital
    ):
        return None
    name = between_commas(flat, run, first - 1)[-1]
    return name if is_name(run, name) or (name[0] == name[1] and run[name[0]].capital) else None
