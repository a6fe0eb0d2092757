"""Who does what to whom: the order of names around what joins them; and claims told as facts."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

from rag.answering.reader.question import SPEECH_STEMS
from rag.answering.verifying.claims import names
from rag.answering.verifying.facing import Facing
from rag.answering.verifying.naming import GENERIC, may_be_same
from rag.answering.verifying.parts import Part, parts
from rag.words import Word, words

_HEDGES = frozenset({"claim", "alleg", "purport"})
_ACCUSING = frozenset({"accuses", "accused", "accusing", "accuse"})
_HOLDING = frozenset({"view", "consid", "deem", "regard", "brand"})  # "views them as": somebody's judgement
_JOINING = frozenset("for from to by against of with over".split())
_MUTUAL = frozenset("meet talk negoti confer discuss convers summit border".split())  # whoever is named first
BEFORE = 3  # words before two names from which they stand in one place
_APART = 8  # words between two names beyond which their order says little


def dropped_hedges(sentence: str, cited: str) -> list[str]:
    """Verbs of the evidence such as "claimed" or "views … as" where the sentence attributes nothing to anybody.

    >>> dropped_hedges("The rebels are thieves.", "The mayor views the rebels as thieves.")
    ['views']
    """
    here = {word.stem for word in words(sentence)}
    if here & (SPEECH_STEMS | _HEDGES | _HOLDING) or "according" in sentence.lower():
        return []
    tokens = words(cited)
    dropped = set()
    for place, word in enumerate(tokens):
        following = tokens[place + 1 : place + 12]
        held_to_be = word.stem in _HOLDING and _is_judgement(word, following)
        if word.stem in _HEDGES or word.folded in _ACCUSING or held_to_be:
            claimed = [after.stem for after in following if not after.stop][:4]
            if claimed and sum(stem in here for stem in claimed) > len(claimed) / 2:
                dropped.add(word.folded)
    return sorted(dropped)


def _is_judgement(verb: Word, following: Sequence[Word]) -> bool:
    """Whether somebody holds another to be something: "views them as", "deems it", and no "deemed to be"."""
    if verb.stem == "deem":
        return not following or following[0].folded != "to"
    return any(word.folded == "as" for word in following)


def swapped_names(sentence: str, cited: str) -> Iterator[tuple[str, str]]:
    """Pairs of names joined by the same words the other way round: "A told B" for "B told A".

    A passive on one side only ("B was told by A") is the same thing said.

    >>> list(swapped_names("Velayati told Assad.", "Assad told Velayati."))
    [('velayati', 'assad')]
    """
    there = list(_joined(cited))
    for one, other, between in _joined(sentence):
        straight = any((one, other) == (a, b) and joins & between for a, b, joins in there)
        turned = any(
            (one, other) == (b, a) and _one_sided(joins & between) and ("by" in joins) == ("by" in between)
            for a, b, joins in there
        )
        if turned and not straight:
            yield one, other


def exchanged(gaps: Sequence[Facing]) -> Iterator[tuple[Part, Part]]:
    """Parts that have changed places with one another, as in "the port lent Norbank" for "Norbank lent the port"."""
    for place, gap in enumerate(gaps):
        ours, theirs = _matter(gap.ours), _matter(gap.theirs)
        if len(theirs) >= 2 and not ours:
            moved = next((other for other in gaps if other is not gap and _reversed(other.ours, gap.theirs)), None)
            if moved is not None and moved.evidence == gap.evidence:
                yield moved.ours[0], moved.ours[-1]
        if any(part.kind in ("number", "date") for part in gap.ours):
            continue
        for other in gaps[place + 1 : place + 3]:
            if other.evidence != gap.evidence or not ours or not theirs:
                continue
            ours_there, theirs_there = _matter(other.ours), _matter(other.theirs)
            if ours_there and ours <= theirs_there and ours_there <= theirs and not ours & ours_there:
                yield gap.ours[-1], other.ours[-1]


def doubled_names(sentence: str, evidence: Sequence[str], told: str) -> Iterator[tuple[str, str]]:
    """(name, whom the evidence has there) where a name stands in a second place that is somebody else's.

    >>> list(doubled_names("Lobo said she and Ana Lobo met.", ["Lobo said she and Eva Brask met."], ""))
    [('Ana Lobo', 'Eva Brask')]
    """
    ours = parts(sentence)
    count = Counter(part.key for part in ours if part.kind == "name")
    for text in evidence:
        theirs = parts(text)
        for at, there in _faced(ours, theirs):
            run, other = _name_at(ours, at), _name_at(theirs, there)
            if count[run[-1].key] < 2 or any(part.key in count for part in other):
                continue
            one, instead = sentence[run[0].start : run[-1].end], text[other[0].start : other[-1].end]
            known = any(
                sum(part.key == run[-1].key for part in parts(whole)) >= count[run[-1].key] for whole in evidence
            )
            if not known and not may_be_same(one, instead, told):
                yield one, instead


def _faced(ours: Sequence[Part], theirs: Sequence[Part]) -> Iterator[tuple[int, int]]:
    """Places where names begin after the same words."""
    for at, there in itertools.product(_openings(ours), _openings(theirs)):
        if [part.key for part in ours[at - BEFORE : at]] == [part.key for part in theirs[there - BEFORE : there]]:
            yield at, there


def _openings(found: Sequence[Part]) -> list[int]:
    return [
        place
        for place, part in enumerate(found)
        if place >= BEFORE and part.kind == "name" and found[place - 1].kind != "name"
    ]


def _name_at(found: Sequence[Part], place: int) -> list[Part]:
    return list(itertools.takewhile(lambda part: part.kind == "name", found[place:]))


def _one_sided(joins: frozenset[str]) -> bool:
    """Whether what joins two names, in both texts, says more of one than of the other: a meeting with does not."""
    return bool(joins - _MUTUAL - {"with"} if joins & _MUTUAL else joins)


def _matter(side: Sequence[Part]) -> set[str]:
    return {part.key for part in side if part.matter}


def _reversed(one: Sequence[Part], other: Sequence[Part]) -> bool:
    if any(part.key in ("by", "of", "from", "be") or part.kind == "number" for part in (*one, *other)):
        return False  # "backed by Iran" for "Iran-backed"
    keys = [[part.key for part in side if part.matter] for side in (one, other)]
    return len(keys[0]) == 2 and len(keys[1]) <= 3 and [key for key in keys[1] if key in keys[0]] == keys[0][::-1]


def _joined(text: str) -> Iterator[tuple[str, str, frozenset[str]]]:
    """(name, later name, what stands between) for names close to each other; a name by the stem of its last word."""
    tokens = words(text)
    places = {word.start: place for place, word in enumerate(tokens)}
    runs = [
        (places[name.words[0].start], places[name.words[-1].start], own[-1].stem)
        for name in names(text)
        if (own := [word for word in name.words if word.folded not in GENERIC and len(word.folded) > 2])
    ]
    for i, (_, end, one) in enumerate(runs):
        for start, _, other in runs[i + 1 :]:
            if one == other or start - end > _APART:
                continue
            between = tokens[end + 1 : start]
            joins = {word.stem for word in between if not word.stop} | {
                w.folded for w in between if w.folded in _JOINING
            }
            said = {"tell" for word in between if word.folded in ("told", "tells", "tell")}
            if joins | said:
                yield one, other, frozenset(joins | said)
