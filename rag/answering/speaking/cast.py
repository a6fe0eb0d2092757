"""Whom "he", "the ministry" and "Lavrov" stand for at a place of an article, by what stands before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from rag.answering.speaking.figures import Figure
from rag.answering.speaking.offices import BODIES, COMPANIES, COMPANY_NOUNS, OFFICES
from rag.places import same_people
from rag.words import alike, fold, words

_ANY_OFFICE = frozenset("offici diplomat leader politician envoy execut man woman".split())  # whoever holds an office
_LOOK_BACK = 3  # sentences within which a pronoun's bearer was named


@dataclass(slots=True)
class Cast:
    """Everyone an article names, and who has spoken so far; belongs to one reading of it."""

    named: Sequence[tuple[int, Figure]]  # by sentence, in order of place
    spoken: list[tuple[int, Figure]] = field(default_factory=list)  # by sentence; resolved

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
        own = [fold(word.folded) for word in words(figure.name)]
        if not own:
            return figure
        longer = []
        for place, other in self.named:
            theirs = [word.folded for word in words(other.name)]
            if len(theirs) <= len(own):
                continue
            person = other.may_be_person and alike(theirs[-1], own[-1]) and set(own[:-1]) <= {*theirs, "al", "el"}
            body = other.may_be_body and (theirs[: len(own)] == own or (own[0] in BODIES and theirs[-1:] == own))
            if person or body:
                longer.append((place, other))
        if not longer:
            return figure
        before = [one for one in longer if one[0] <= sentence] or longer
        names = {fold(other.name) for _, other in before}
        nearest = before[-1][1] if len(names) > 1 else before[0][1]
        return replace(nearest, roles=nearest.roles | figure.roles)

    def _behind_pronoun(self, figure: Figure, sentence: int, *, closing: bool = False) -> Figure | None:
        pronoun = figure.name.lower()
        if figure.plural:
            return self._last_spoken(lambda one: one.plural, sentence)
        if pronoun == "it":
            near = [one for place, one in self.named if place == sentence and one.span.end < figure.span.start]
            if near and not closing and near[0].may_be_body:
                return self._fullest(near[0], sentence)
            spoken = self._last_spoken(
                lambda one: one.may_be_body and not one.plural and not self._is_person(one), sentence
            )
            return spoken or self._subject_before(sentence, person=False)
        spoken = self._last_spoken(lambda one: not one.plural and one.kind != "body", sentence)
        if spoken is not None and any(place >= sentence - 1 for place, one in self.spoken if one is spoken):
            return spoken
        return self._subject_before(sentence, person=True) or spoken or self._person_before(sentence)

    def _last_spoken(self, fits: Callable[[Figure], bool], sentence: int) -> Figure | None:
        return next((one for place, one in reversed(self.spoken) if place <= sentence and fits(one)), None)

    def _subject_before(self, sentence: int, *, person: bool) -> Figure | None:
        before = next((one for place, one in self.named if place == sentence - 1), None)
        full = None if before is None else self._fullest(before, sentence)
        if full is None:
            return None
        return full if (full.kind == "person" and full.roles if person else full.may_be_body) else None

    def _person_before(self, sentence: int) -> Figure | None:
        near = [one for place, one in self.named if sentence - _LOOK_BACK <= place < sentence and one.may_be_person]
        return self._fullest(near[-1], sentence) if near else None

    def _is_person(self, figure: Figure) -> bool:
        return any(other.kind == "person" and other.name == figure.name for _, other in self.named)

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
        for place, other in reversed([*self._past(sentence)]):
            if other.plural != figure.plural:
                continue
            known = other.roles | {word.stem for word in words(other.name)}
            any_office = head in _ANY_OFFICE and other.kind == "person" and bool(other.roles)
            if not (head in known or any_office) or other.kind == ("body" if person else "person"):
                continue
            if all(known & same_people(word.stem) for word in marks):
                return self._fullest(other, place) if other.kind != "role" else other
        return None

    def _past(self, sentence: int) -> Iterable[tuple[int, Figure]]:
        both = [one for one in (*self.named, *self.spoken) if one[0] <= sentence]
        return sorted(both, key=lambda one: one[0])

    def _company(self, sentence: int) -> Figure | None:
        """ "The company": the last that spoke, else the first that the article names."""
        spoken = self._last_spoken(_is_company, sentence)
        if spoken is not None:
            return spoken
        named = next((one for place, one in self.named if place <= sentence and _is_company(one)), None)
        named = named or next(
            (one for place, one in self.named if place <= sentence and one.may_be_body and not self._is_person(one)),
            None,
        )
        return None if named is None else self._fullest(named, sentence)

    def _pair(self, sentence: int) -> tuple[Figure, ...]:
        """The two persons of the sentence before, where it names just two."""
        for before in (sentence, sentence - 1):
            pair = {
                self._fullest(one, sentence).name: one
                for place, one in self.named
                if place == before and one.may_be_person and len(words(self._fullest(one, sentence).name)) > 1
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
