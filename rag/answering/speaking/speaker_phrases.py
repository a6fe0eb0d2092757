"""Where a phrase begins and ends that names who speaks: before a verb, behind it, behind "according to"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.speaking.offices import COMPANY_SUFFIXES, OFFICES
from rag.answering.speaking.saying import passes, speaks
from rag.schema import Span
from rag.words import Word

_TICKER = re.compile(r"<[A-Z0-9][A-Z0-9.=\- ]{0,11}>")
_ASIDE = re.compile(r"\([^()]*\)|,\s+[DRI]-[A-Z][a-z]+\.?(?=,)")  # "(EC)", ", D-Tenn."
_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}")
_TITLE_STOP = re.compile(r"\b(Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sgt|Capt|Gov|Sen|Rep|Rev|St|Alex|[A-Z])\.(?=\s)")
_ABBREVIATED = re.compile(r"\.(?=,|\s+[a-z])")
JOINED = "ǀ"  # in place of the stops of "U.S.": a letter, so that it is one word of the same length

HARD = re.compile(r"[;:!?“”\"«»]|\.\s|\s[–—-]\s|[–—]|--|\.{3}|…")
STARTS_CLAUSE = frozenset(
    "that which but because while although though when as if whereas after before since until where who whom whose "
    "how why what whether so than unless".split()
)
_FINITE = frozenset(
    "is was were are will would has have had can could may might must should do does did been be not".split()
)
_DETERMINERS = frozenset("the a an his her its their our some one this that these those another".split())
_OPENERS = frozenset("but and however meanwhile also yet so then nor out that".split())
JOINS = frozenset("of for at in from to with on by close within near".split())
_LEADS = frozenset(
    "including in at on during after before by for under with from following despite since as until about amid last "
    "earlier later yesterday today tomorrow meanwhile however but and also then still separately nevertheless instead "
    "although monday tuesday wednesday thursday friday saturday sunday today's this".split()
)
_PRONOUNS = frozenset("he she it they i we".split())
AFTER_NAME = frozenset(
    "in on at during after before when while as to who whose which by with from late early yesterday today monday "
    "tuesday wednesday thursday friday saturday sunday last this following and but".split()
)
_LONGEST = 18  # words of a phrase that names a speaker


def flattened(text: str) -> str:
    """The text at the same length, without asides, tickers and the stops of abbreviations.

    >>> flattened("The U.S. (USA) firm <FOO> Inc. said")
    'The UǀSǀ       firm       Inc  said'
    """
    text = _TICKER.sub(_blank, _ASIDE.sub(_blank, text)).replace("<", " ").replace(">", " ")
    text = _INITIALS.sub(lambda match: match.group().replace(".", JOINED), text)
    text = _TITLE_STOP.sub(r"\1 ", text)
    return _ABBREVIATED.sub(" ", text)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def between(flat: str, run: Sequence[Word], place: int) -> str:
    """What stands between the word at `place` and the next."""
    return flat[run[place].end : run[place + 1].start if place + 1 < len(run) else None]


def between_commas(flat: str, run: Sequence[Word], last: int) -> list[tuple[int, int]]:
    """The stretches between commas of a clause, up to the word at `last`; at most six, first and last word of each."""
    found: list[tuple[int, int]] = []
    end = place = last
    while place > 0 and len(found) < 5:
        gap = between(flat, run, place - 1)
        if HARD.search(gap):
            break
        if "," in gap:
            found.insert(0, (place, end))
            end = place - 1
        place -= 1
    return [(place, end), *found]


def is_name(run: Sequence[Word], stretch: tuple[int, int]) -> bool:
    found = run[stretch[0] : stretch[1] + 1]
    return len(found) > 1 and all(word.capital or word.folded in ("de", "al", "van", "von") for word in found)


def phrase_ending(flat: str, run: Sequence[Word], last: int) -> tuple[int, int] | None:
    """The phrase that ends with this word, back to where its clause begins."""
    if run[last].folded in _PRONOUNS or run[last].folded in ("and", "but", "or"):
        return last, last
    first = last
    while first > 0 and last - first < _LONGEST:
        gap = between(flat, run, first - 1)
        earlier = run[first - 1]
        if HARD.search(gap) or "," in gap:
            break
        if earlier.folded in STARTS_CLAUSE or earlier.folded in _FINITE or speaks(flat, run, first - 1):
            break
        if earlier.folded in ("and", "or") and not _coordinates(run, first - 1, last):
            break
        first -= 1
    if first and "," in between(flat, run, first - 1) and _lists(run, first, last):
        return None  # the last of several: "Mexico, China and Egypt"
    return _without_lead(flat, run, first, last)


def _lists(run: Sequence[Word], first: int, last: int) -> bool:
    """Whether a comma before these words makes them the last of a list of names."""
    joined = [place for place in range(first, last) if run[place].folded == "and"]
    return (
        bool(joined)
        and all(word.capital for word in run[first:last] if word.folded != "and")
        and not any(word.folded in COMPANY_SUFFIXES for word in run[first : last + 1])
        and run[first - 1].capital
    )


def _coordinates(run: Sequence[Word], place: int, last: int) -> bool:
    """Whether "and" joins two parts of a name or phrase, not two clauses."""
    after = run[place + 1]
    before = run[place - 1] if place else None
    if before is None:
        return False
    if before.folded in OFFICES and not after.capital:
        return True
    if not before.capital and place > 3 and last - place < 3 and after.folded.removesuffix("s") in OFFICES:
        return False  # "trading was thin and dealers said"
    return before.capital == after.capital and after.folded not in _DETERMINERS | _PRONOUNS


def _without_lead(flat: str, run: Sequence[Word], first: int, last: int) -> tuple[int, int] | None:
    """The phrase without what leads its clause: "In a statement the company", "Last week Velayati"."""
    while first <= last and run[first].folded in _OPENERS:
        first += 1
    if first > last:
        return None
    opening = run[first].folded
    if opening in _LEADS or passes(run[first]) or opening == "asked" or (opening.endswith("ing") and last > first):
        first = last_noun_phrase(flat, run, first, last)
    return (first, last) if first <= last else None


def last_noun_phrase(flat: str, run: Sequence[Word], first: int, last: int) -> int:
    """Where the last noun phrase of these words begins."""
    place = last
    while place > first:
        if run[place].folded in _DETERMINERS and not (run[place - 1].folded == "of" and place - 1 > first):
            return place
        if (
            run[place].capital
            and not run[place - 1].capital
            and run[place - 1].folded not in ("of", "and", "de", "al", "for")
        ):
            return place
        if run[place - 1].folded in _LEADS:
            return place
        place -= 1
    return place + 1 if run[place].folded in _LEADS else place


def phrase_after(flat: str, run: Sequence[Word], first: int) -> tuple[int, int] | None:
    """The phrase after "according to"."""
    last = first
    while last + 1 < len(run) and last - first < _LONGEST:
        gap, following = between(flat, run, last), run[last + 1]
        if "," in gap or HARD.search(gap):
            break
        if following.folded in STARTS_CLAUSE or following.folded in _FINITE:
            break
        last += 1
    return (first, last)


def phrase_stops(flat: str, run: Sequence[Word], place: int) -> bool:
    """Whether a phrase ends with this word: at a comma, the sentence's end, or words that tell when and where."""
    if place + 1 == len(run):
        return True
    gap, following = between(flat, run, place), run[place + 1]
    if "," in gap or HARD.search(gap):
        return True
    return following.folded in AFTER_NAME and not following.capital and run[place].folded not in _DETERMINERS


def closes(flat: str, run: Sequence[Word], last: int) -> bool:
    """Whether nothing is told after this word but when, where and to whom."""
    rest = run[last + 1 :]
    if not rest:
        return True
    gap = flat[run[last].end : rest[0].start]
    return len(rest) <= 12 and not HARD.search(gap) and rest[0].folded in AFTER_NAME - {"which", "who", "and", "but"}


def span_of(run: Sequence[Word], places: tuple[int, int]) -> Span:
    return Span(run[places[0]].start, run[places[1]].end)
