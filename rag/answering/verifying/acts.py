"""Who does what to whom: somebody whom the evidence has before a verb stands behind it, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.answering.verifying.claims import names
from rag.answering.verifying.naming import GENERIC
from rag.answering.verifying.speech import OWNS
from rag.words import Word, irregular_past, words

_MUTUAL = frozenset("meet talk negoti confer discuss fight battl merg border marri join face includ involv".split())
_INVERTED = frozenset("say said add note explain report announc repli write wrote state conclud".split())  # "said Lobo"
_AUXILIARIES = frozenset("be been being is are was were get got".split())
_WHO = re.compile(r",?\s+who\s+(?:also\s+|later\s+|had\s+|has\s+)?")
_BETWEEN = re.compile(r"\s+(?:(?:also|has|have|had|later|then|again|now|already|once)\s+)*")
_TOWARDS = re.compile(r"\s+(?:(?:the|a|an|his|her|its|their|visiting)\s+)?")


def turned_acts(sentence: str, evidence: str) -> Iterator[tuple[str, str]]:
    """(name, verb) where one acts whom the evidence only has acted on by the same verb, or the other way round.

    >>> list(turned_acts("Lobo praised Brask.", "Wend praised Lobo and Brask."))
    [('Lobo', 'praised')]
    >>> list(turned_acts("Lobo was praised by Wend.", "Wend praised Lobo."))
    []
    """
    acting, acted_on = _acts(evidence)
    ours, upon = _acts(sentence)
    for (name, verb), written in ours.items():
        if (name, verb) in acted_on and (name, verb) not in acting:
            yield written
    for (name, verb), written in upon.items():
        if (name, verb) in acting and (name, verb) not in acted_on:
            yield written


_Acts = dict[tuple[str, str], tuple[str, str]]


def _acts(text: str) -> tuple[_Acts, _Acts]:
    """Who stands right before an active verb and who right behind it, by the stems of last name and verb."""
    run = words(text)
    named = [(name.words[0].start, name.words[-1].end, name.words) for name in names(text)]
    listed = [text[start:end] for start, end, _ in named]
    acting: _Acts = {}
    acted_on: _Acts = {}
    for place, word in enumerate(run):
        if not _is_verb(run, place):
            continue
        for start, end, name in named:
            own = [one for one in name if one.folded not in GENERIC]
            if not own:
                continue
            written = text[own[0].start : own[-1].end], word.folded
            between = text[end : word.start]
            if end <= word.start and (_BETWEEN.fullmatch(between) or _WHO.fullmatch(between)):
                acting[own[-1].stem, word.stem] = written
            elif start > word.end and not OWNS.search(text[:end]) and _reaches(text[word.end : start], listed):
                acted_on[own[-1].stem, word.stem] = written
    return acting, acted_on


def _reaches(between: str, others: list[str]) -> bool:
    """Whether only an article stands between, or a list of others: "praised Lobo and Brask"."""
    for other in others:
        between = re.sub(rf"{re.escape(other)}(?:,\s+|,?\s+and\s+)", "", between)
    return _TOWARDS.fullmatch(between) is not None


def _is_verb(run: tuple[Word, ...], place: int) -> bool:
    """Whether a word is a verb in the past, active, that one does to another."""
    word = run[place]
    past = word.folded.endswith("ed") or irregular_past(word.folded)
    if not past or word.capital or word.stop or word.stem in _MUTUAL | _INVERTED:
        return False
    before = {one.folded for one in run[max(0, place - 2) : place]}
    following = run[place + 1].folded if place + 1 < len(run) else ""
    return not before & _AUXILIARIES and following not in ("by", "in", "on", "to", "that")
