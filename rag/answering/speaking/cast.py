"""Whom "he", "the ministry" and "Lavrov" stand for at a place of an article, by what stands before it."""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from operator import itemgetter

from rag.answering.speaking.figures import Figure
from rag.answering.speaking.full_names import FullNames
from rag.answering.speaking.offices import BODIES, COMPANIES, COMPANY_NOUNS, OFFICES
from rag.places import known_place, same_people
from rag.words import words

_ANY_OFFICE = frozenset("offici diplomat leader politician envoy execut man woman".split())  # whoever holds an office
_LOOK_BACK = 3  # sentences within which a pronoun's bearer was named
_MEMORY = 400  # names and speakers within which a description's bearer is looked for; a long article has thousands
_place = itemgetter(0)


class Cast:
    """Everyone an article names, and who has spoken so far; belongs to one reading of it."""

    def __init__(self, named: Sequence[tuple[int, Figure]]) -> None:
        self.named = named  # by sentence, in order of place
        self.spoken: list[tuple[int, Figure]] = []  # by sentence; resolved
        self._full_names = FullNames(named)
        self._persons = {one.name for _, one in named if one.kind == "person"}
        self._companies = [one for one in named if _is_company(one[1])]
        self._bodies = [
            (place, one)
            for place, one in named
            if one.may_be_body and not known_place(one.name) and not self._is_person(self._fullest(one, place))
        ]

    def resolve(self, figure: Figure, sentence: int, *, closing: bool = False) -> tuple[Figure, ...]:
        """Whom it stands for, named at their fullest: several for "the two"; none where nobody can be told.

        `closing`: it stands behind all that is said, "…, it said."
        """
        if figure.kind == "pronoun":
            found = self._behind_pronoun(figure, sentence, closing=closing)
            return () if found is None else (found,)
        if figure.kind == "role":
            return self._behind_role(figure, sentence)
        return (self._fullest(figure, sentence),)

    def _fullest(self, figure: Figure, sentence: int) -> Figure:
        """The figure under the longest name that the article has for it: "Lavrov" is "Sergei Lavrov"."""
        return self._full_names.fullest(figure, sentence)

    def _named_in(self, first: int, last: int) -> Sequence[tuple[int, Figure]]:
        """Whom these sentences name, the last one's among them."""
        return self.named[bisect_left(self.named, first, key=_place) : bisect_right(self.named, last, key=_place)]

    def _behind_pronoun(self, figure: Figure, sentence: int, *, closing: bool = False) -> Figure | None:
        pronoun = figure.name.lower()
        if figure.plural:
            return self._last_spoken(lambda one: one.plural, sentence)
        if pronoun == "it":
            near = [one for _, one in self._named_in(sentence, sentence) if one.span.end < figure.span.start]
            if near and not closing and near[0].may_be_body:
                return self._fullest(near[0], sentence)
            spoken = self._last_spoken(
                lambda one: one.may_be_body and not one.plural and not self._is_person(one), sentence
            )
            return spoken or self._subject_before(sentence, person=False)
        spoken = self._last_spoken(lambda one: not one.plural and one.kind != "body", sentence)
        if spoken is not None and any(place >= sentence - 1 and one is spoken for place, one in self._lately()):
            return spoken
        return self._subject_before(sentence, person=True) or spoken or self._person_before(sentence)

    def _last_spoken(self, fits: Callable[[Figure], bool], sentence: int) -> Figure | None:
        return next((one for place, one in self._lately() if place <= sentence and fits(one)), None)

    def _lately(self) -> Iterator[tuple[int, Figure]]:
        return islice(reversed(self.spoken), _MEMORY)

    def _subject_before(self, sentence: int, *, person: bool) -> Figure | None:
        before = next((one for _, one in self._named_in(sentence - 1, sentence - 1)), None)
        full = None if before is None else self._fullest(before, sentence)
        if full is None:
            return None
        return full if (full.kind == "person" and full.roles if person else full.may_be_body) else None

    def _person_before(self, sentence: int) -> Figure | None:
        near = [one for _, one in self._named_in(sentence - _LOOK_BACK, sentence - 1) if one.may_be_person]
        return self._fullest(near[-1], sentence) if near else None

    def _is_person(self, figure: Figure) -> bool:
        return figure.name in self._persons

    def _behind_role(self, figure: Figure, sentence: int) -> tuple[Figure, ...]:
        found = [word.folded for word in words(figure.name)]
        if figure.name.lower() in ("two", "both", "both sides", "two sides", "two leaders", "two men"):
            return self._pair(sentence)
        if found and found[0] in ("his", "her", "its", "their"):
            return self._possessed(figure, sentence)
        if not figure.definite:
            return (figure,)
        head = found[-1]
        match: Figure | None
        if head in COMPANY_NOUNS and head != "group":
            match = self._bearing(figure, sentence) if head in BODIES and head != "company" else None
            match = match or self._company(sentence)
        else:
            match = self._bearing(figure, sentence)
        described = any(word.capital for word in words(figure.name))
        if match is None and head in BODIES and not described and self.spoken and self.spoken[-1][1].kind == "body":
            match = self.spoken[-1][1]  # "the rating agency", whatever its name
        return (match or figure,)

    def _bearing(self, figure: Figure, sentence: int) -> Figure | None:
        """The last one named or described before who is what a description says."""
        run = words(figure.name)
        head = run[-1].stem
        marks = [word for word in run[:-1] if not word.stop and (word.capital or word.folded in OFFICES | BODIES)]
        person = run[-1].folded in OFFICES
        for place, other in self._past(sentence):
            if other.plural != figure.plural:
                continue
            known = other.roles | {word.stem for word in words(other.name)}
            any_office = head in _ANY_OFFICE and other.kind == "person" and bool(other.roles)
            if not (head in known or any_office) or other.kind == ("body" if person else "person"):
                continue
            if all(known & same_people(word.stem) for word in marks):
                return self._fullest(other, place) if other.kind != "role" else other
        return None

    def _past(self, sentence: int) -> Iterator[tuple[int, Figure]]:
        """Who was named and who has spoken, the last first."""
        both = (_backwards(ones, sentence) for ones in (self.spoken, self.named))
        return islice(heapq.merge(*both, key=lambda one: -one[0]), _MEMORY)

    def _company(self, sentence: int) -> Figure | None:
        """ "The company": the last that spoke, else the first that the article names."""
        spoken = self._last_spoken(_is_company, sentence)
        if spoken is not None:
            return spoken
        named = next((one for place, one in (*self._companies[:1], *self._bodies[:1]) if place <= sentence), None)
        return None if named is None else self._fullest(named, sentence)

    def _pair(self, sentence: int) -> tuple[Figure, ...]:
        """The two persons of the sentence before, where it names just two."""
        for before in (sentence, sentence - 1):
            pair = {
                self._fullest(one, sentence).name: one
                for _, one in self._named_in(before, before)
                if one.may_be_person and len(words(self._fullest(one, sentence).name)) > 1
            }
            if len(pair) == 2:
                return tuple(self._fullest(one, sentence) for one in pair.values())
        return ()

    def _possessed(self, figure: Figure, sentence: int) -> tuple[Figure, ...]:
        """ "Assad's office" for "his office"."""
        whose, _, rest = figure.name.partition(" ")
        pronoun = {"his": "he", "her": "he", "its": "it", "their": "they"}[whose.lower()]
        owner = self._behind_pronoun(
            Figure(pronoun, "pronoun", frozenset(), figure.span, plural=pronoun == "they"), sentence
        )
        if owner is None or not rest:
            return (figure,)
        return (replace(figure, name=f"{owner.name}’s {rest}", kind="body"),)


def _is_company(figure: Figure) -> bool:
    return figure.kind == "body" and any(word.folded in COMPANIES for word in words(figure.name)[1:])


def _backwards(ones: Sequence[tuple[int, Figure]], sentence: int) -> Iterator[tuple[int, Figure]]:
    return (ones[n] for n in range(bisect_right(ones, sentence, key=_place) - 1, -1, -1))
