"""The sentences of an article with everyone whom they name, each under the fullest name that the article has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.answering.evidence import sentences_of
from rag.answering.speaking.attribution import speaker_of
from rag.answering.speaking.cast import Cast
from rag.answering.speaking.figures import Figure, figure_in
from rag.answering.speaking.introductions import figures_of
from rag.answering.speaking.speaker_phrases import flattened
from rag.answering.verifying.naming import GENERIC
from rag.places import known_place, same_people
from rag.schema import Document, Span
from rag.words import Word, alike, words

_PARTS = frozenset("north south east west northern southern eastern western new united great".split())  # of countries


@dataclass(frozen=True, slots=True)
class Scene:
    """One sentence; its words and figures by place in it."""

    document: Document
    span: Span
    number: int
    flat: str  # its text at the same length, without asides and the stops of abbreviations
    run: tuple[Word, ...]
    figures: tuple[Figure, ...]
    cast: Cast  # of the article

    @property
    def speaker(self) -> Figure | None:
        """The one who speaks in it."""
        spoken = speaker_of(self.document, self.span)
        return None if spoken is None else Figure(spoken, "unknown", frozenset(), self.span)

    def between(self, one: int, other: int) -> str:
        """What stands between two of its words."""
        return self.flat[self.run[one].end : self.run[other].start]

    def named(self, figures: Iterable[Figure]) -> tuple[Figure, ...]:
        """These figures at their fullest."""
        moved = (_moved(figure, self.span.start) for figure in figures)
        return tuple(
            full for one in moved for full in ((one,) if known_place(one.name) else self.cast.resolve(one, self.number))
        )

    def behind(self, first: int, last: int) -> tuple[Figure, ...]:
        """Whom the words from `first` to `last` name or stand for; nobody where that can't be told."""
        span = Span(self.run[first].start, self.run[last].end)
        inside = [one for one in self.figures if span.start <= one.span.start < span.end]
        described = self.run[last].start >= inside[-1].span.end and not self.run[last].capital if inside else True
        if not described or any(one.kind == "person" for one in inside):
            return self.named(inside)  # "the Syrian president", "Soviet officials" name nobody
        figure = figure_in(self.document.text[self.span.start : self.span.end], self.flat, span)
        if figure is None:
            return ()
        if figure.kind == "pronoun" and self.speaker is not None:
            return (self.speaker,)
        return self.cast.resolve(_moved(figure, self.span.start), self.number)


@lru_cache(maxsize=64)
def scenes_of(document: Document) -> tuple[Scene, ...]:
    """The sentences of an article, in order."""
    read = []
    named: list[tuple[int, Figure]] = []
    for number, span in enumerate(sentences_of(document)):
        text = document.text[span.start : span.end]
        flat = flattened(text)
        figures = () if text.isupper() else tuple(figures_of(text, flat))  # capitals tell nothing in a headline
        named += [(number, _moved(figure, span.start)) for figure in figures]
        read.append((span, number, flat, figures))
    cast = Cast(named)
    return tuple(
        Scene(document, span, number, flat, words(flat), figures, cast) for span, number, flat, figures in read
    )


def known_as(figure: Figure, document: Document) -> frozenset[str] | None:
    """The stems of what the article calls a person, wherever it names them; None for whom it does not tell as one.

    A person has a title or office somewhere, or a name of several words that is shortened to its last.
    """
    return None if figure.kind == "body" else _called(figure.name, document)


@lru_cache(maxsize=8192)
def _called(name: str, document: Document) -> frozenset[str] | None:
    own = words(name)
    same = _by_last_word(document).get(own[-1].folded, ()) if own else ()
    if not same or own[0].folded in _PARTS or own[-1].folded in GENERIC:
        return None
    place = re.search(rf"\b(?:in|into|across) {re.escape(name)}\b", document.text) is not None
    if place or any(other.kind == "body" for other in same):
        return None
    shortened = {len(words(other.name)) for other in same} >= {1} and max(len(words(o.name)) for o in same) > 1
    if any(other.kind == "person" for other in same) or shortened:
        return frozenset().union(*(other.roles for other in same))
    return None


@lru_cache(maxsize=64)
def _by_last_word(document: Document) -> dict[str, list[Figure]]:
    """Everyone whom an article names, by the last word of the name as written there."""
    found: dict[str, list[Figure]] = {}
    for scene in scenes_of(document):
        for figure in scene.figures:
            for last in words(figure.name)[-1:]:
                found.setdefault(last.folded, []).append(figure)
    return found


@lru_cache(maxsize=64)
def persons_of(document: Document) -> frozenset[str]:
    """The full names of all whom an article tells as persons."""
    named = (full for scene in scenes_of(document) for full in scene.named(scene.figures))
    return frozenset(full.name for full in named if known_as(full, document) is not None)


def bearer_of(roles: frozenset[str], documents: Iterable[Document]) -> str | None:
    """The name of the one whom these articles call by all of these stems: "Walid al-Muallem" for a foreign minister.

    None where they call several persons so.
    """
    called: Counter[str] = Counter()
    for document in documents:
        for scene in scenes_of(document):
            for figure in scene.figures:
                if figure.kind == "person" and all(not same_people(role).isdisjoint(figure.roles) for role in roles):
                    called.update(full.name for full in scene.named([figure]))
    if not called:
        return None
    (name, _), *_ = called.most_common(1)
    surnames = {words(other)[-1].stem for other in called}
    return name if all(alike(words(name)[-1].stem, surname) for surname in surnames) else None


def _moved(figure: Figure, by: int) -> Figure:
    return replace(figure, span=Span(figure.span.start + by, figure.span.end + by))
