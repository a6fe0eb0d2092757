"""Whose office a title is: "Foreign Minister Lobo" where the article has "Prime Minister Ana Lobo"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.answering.verifying.speech import OWNS
from rag.places import same_people
from rag.words import Word, alike, words

_HEADS = frozenset(
    "minister president chairman chairwoman secretary premier chancellor ambassador governor king queen envoy".split()
)
_FIELDS = frozenset(
    "prime foreign finance defence defense interior trade agriculture energy oil justice health economy economic "
    "industry treasury labour labor budget transport information".split()
)
_LESS = frozenset("deputy vice assistant acting former under undersecretary ex".split())  # an office short of the whole
_OF = frozenset({"for", "of"})
_PARTICLES = frozenset("al el bin ibn de van von der da di".split())
_BEHIND = 5  # words behind a name within which an apposition has its office: "Lobo, Norway's new prime minister"
_PAUSE = re.compile(r"[^\s'’\-]")


@dataclass(frozen=True, slots=True)
class Title:
    """An office as written, with the stems of the names beside it, its holder's last; empty where none is."""

    office: frozenset[str]  # "prime", "minister"
    less: frozenset[str]  # "deputy"
    people: str  # stem of whose it is, "" where that is not said beside it
    names: tuple[str, ...]
    start: int
    end: int


def titles(text: str) -> list[Title]:
    """The offices of a text.

    >>> [(sorted(t.office | t.less), t.names[-1]) for t in titles("Deputy Prime Minister Ana Lobo met Brask, a king.")]
    [(['deputy', 'minister', 'prime'], 'lobo'), (['king'], 'brask')]
    """
    run = words(text)
    found = []
    for place, word in enumerate(run):
        if word.folded not in _HEADS:
            continue
        first, office, less, people = _before(text, run, place)
        names, last = _after(text, run, place)
        if not names or run[place + 1].folded in _OF:  # "Lobo, minister for the North Sea,"
            names = _apposed(text, run, first) or names
        found.append(Title(frozenset({word.folded, *office}), frozenset(less), people, names, run[first].start, last))
    return found


def wrong_titles(sentence: str, cited: str, told: str) -> Iterator[str]:
    """Titles of the sentence that the article gives to somebody else, or its holder has another.

    `told` is the evidence with what stands around it.
    """
    there, near = titles(told), titles(cited)
    for ours in titles(sentence):
        if not ours.names:
            same = [t for t in there if ours.people and t.people == ours.people and ours.office <= t.office]
            if same and all(t.less and not t.less <= ours.less for t in same) and not ours.less:
                yield sentence[ours.start : ours.end]
            continue
        own = [t for t in there if any(alike(name, ours.names[-1]) for name in t.names)]
        if own:
            held = any(ours.office <= t.office and ours.less == t.less for t in own)
        else:
            held = not any(t.names and ours.office & t.office for t in near)
        if not held:
            yield sentence[ours.start : ours.end]


def _before(text: str, run: tuple[Word, ...], place: int) -> tuple[int, set[str], set[str], str]:
    """Where the phrase of an office starts, its fields, what makes it less, and whose it is."""
    office: set[str] = set()
    less: set[str] = set()
    people, at = "", place
    while at and not _PAUSE.search(text[run[at - 1].end : run[at].start]):
        word = run[at - 1]
        if word.folded == "and":
            if at < 2 or run[at - 2].folded not in _FIELDS:
                break
        elif word.folded in _FIELDS:
            office.add(word.folded)
        elif word.folded in _LESS:
            less.add(word.folded)
        elif len(same_people(word.stem)) > 1:
            people = min(same_people(word.stem))
            at -= 1
            break
        elif not word.capital or word.stop:
            break
        at -= 1
    return at, office, less, people


def _after(text: str, run: tuple[Word, ...], place: int) -> tuple[tuple[str, ...], int]:
    """The names behind an office, "of France" among them, and where these end."""
    names: list[str] = []
    end, joined, before = run[place].end, False, run[place]
    for word in run[place + 1 :]:
        if _PAUSE.search(text[before.end : word.start]) and not re.fullmatch(r"\.\s", text[before.end : word.start]):
            break
        if word.capital and not word.stop:
            names.append(word.stem)
            end = word.end
        elif word.folded in _OF and (joined or not names):
            joined = True
        elif word.folded not in _PARTICLES and not (joined and word.folded in ("the", "and")):
            break
        before = word
        if OWNS.search(text[word.start : word.end]):
            break
    return tuple(names), end


def _apposed(text: str, run: tuple[Word, ...], first: int) -> tuple[str, ...]:
    """The last name before a comma that an office stands behind: "Lobo, the prime minister"; empty where none does."""
    for at in range(first - 1, max(-1, first - 1 - _BEHIND), -1):
        between = text[run[at].end : run[at + 1].start]
        if "," in between:
            named = run[at].capital and run[at].folded not in _HEADS and between.strip() == ","
            return (run[at].stem,) if named else ()
        if _PAUSE.search(between):
            break
    return ()
