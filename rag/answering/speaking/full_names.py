"""The longest name an article has for somebody whom it names in short: "Lavrov" is "Sergei Lavrov"."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from operator import itemgetter

from rag.answering.speaking.figures import Figure
from rag.answering.speaking.offices import BODIES
from rag.words import alike, fold, words

_Places = list[tuple[int, Figure]]
_place = itemgetter(0)


class FullNames:
    """Every name of an article by its last word and its first, so that no look-up reads all of them."""

    def __init__(self, named: Sequence[tuple[int, Figure]]) -> None:
        self._of_last: dict[str, _Places] = defaultdict(list)
        self._of_first: dict[str, _Places] = defaultdict(list)
        self._lasts: dict[str, set[str]] = defaultdict(set)  # last words by their letter: no slip changes that
        self._longer: dict[tuple[str, ...], tuple[_Places, int]] = {}
        for place, figure in named:
            own = _own(figure)
            if len(own) > 1:
                self._of_last[own[-1]].append((place, figure))
                self._of_first[own[0]].append((place, figure))
                self._lasts[own[-1][0]].add(own[-1])

    def fullest(self, figure: Figure, sentence: int) -> Figure:
        """The figure under the longest name that the article has for it at this sentence, else in all of it."""
        own = _own(figure)
        if not own:
            return figure
        if own not in self._longer:
            longer = self._longer_than(own)
            self._longer[own] = longer, _of_one_name(longer)
        longer, alone = self._longer[own]
        if not longer:
            return figure
        before = bisect_right(longer, sentence, key=_place) or len(longer)
        nearest = longer[before - 1 if before > alone else 0][1]
        return replace(nearest, roles=nearest.roles | figure.roles)

    def _longer_than(self, own: tuple[str, ...]) -> _Places:
        """Everyone whose longer name these words may shorten, in order of place."""
        found: _Places = []
        for last in self._lasts[own[-1][0]]:
            if alike(last, own[-1]):
                found += [one for one in self._of_last[last] if one[1].may_be_person and _shortens_person(own, one[1])]
        begun = [one for one in self._of_first[own[0]] if _own(one[1])[: len(own)] == own]
        ended = self._of_last.get(own[0], []) if len(own) == 1 and own[0] in BODIES else []
        found += [one for one in (*begun, *ended) if one[1].may_be_body and len(_own(one[1])) > len(own)]
        unique = {(place, figure.span.start): (place, figure) for place, figure in found}
        return [unique[at] for at in sorted(unique)]


def _of_one_name(longer: _Places) -> int:
    """How many of them, from the first, bear the first one's name."""
    first = [fold(figure.name) for _, figure in longer[:1]]
    return sum(1 for _ in takewhile(lambda one: fold(one[1].name) == first[0], longer))


def _own(figure: Figure) -> tuple[str, ...]:
    return tuple(word.folded for word in words(figure.name))


def _shortens_person(own: tuple[str, ...], figure: Figure) -> bool:
    theirs = _own(figure)
    return len(theirs) > len(own) and set(own[:-1]) <= {*theirs, "al", "el"}
