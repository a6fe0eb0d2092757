"""Who somebody is, and who holds an office: the sentences in which articles put the one beside the other."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.evidence import Draft
from rag.answering.forms import Formed
from rag.answering.forms.named import Named, articles_naming, called, is_named
from rag.answering.forms.scenes import Scene, scenes_of
from rag.answering.forms.told import Told, current, is_title, numbered, once
from rag.answering.speaking.figures import PARTICLES, Figure
from rag.answering.speaking.offices import OFFICES
from rag.places import known_place, same_people
from rag.words import Word, shortened, stem, words

if TYPE_CHECKING:
    from rag.answering.asking import Request
    from rag.retrieval.retrieve import Retriever
    from rag.schema import Document

MOST = 3  # sentences
PASSAGES = 30  # searched for who holds an office
_BEHIND = 90  # characters behind a name that are looked at for an apposition
_OPENING = 5  # words of it, one of which is the office
_OFFICE_STEMS = frozenset(stem(office) for office in OFFICES)
_LESSER = frozenset(stem(word) for word in "deputy vice former ex acting assistant late then".split())
_NOW = frozenset("current present incumbent".split())
_WITHIN = frozenset("for of to and the".split())  # words within a long title: "Minister for Arab Affairs Ansari"
_ASKED = re.compile(r"^who(?:['’]s| is| was) (?:the |a |an )?(?P<whom>[^,;:?]+?)\s*\??$", re.IGNORECASE)
_OWNED = re.compile(r"['’]s?\b|\bof\b")  # "Assad's wife", "Boleslaw of Masovia"
_OF_WHAT = re.compile(r"\b(?:of|for|to|in|at)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Introduced:
    """A question for who somebody is, or for who holds an office."""

    text: str
    named: Named | None = None  # who is asked about; None where an office is
    head: str = ""  # the stem of the office itself: "minist" in "foreign minister of Syria"
    rest: tuple[Word, ...] = ()  # what else must be told of who holds it

    @property
    def stage(self) -> str:
        """What is being done."""
        return f"Looking for who {shortened(self.text)} is…"

    def find(self, request: Request, retriever: Retriever) -> Formed | None:
        """Up to three sentences that each tell something the others do not; None where no article plainly does."""
        if self.named is not None:
            named, documents = articles_naming(self.named, retriever, request.filters)
            found = [one for document in request.reading.read(documents) for one in _introducing(document, named)]
        else:
            retrieved = retriever.retrieve(request.query, k=PASSAGES, filters=request.filters)
            documents = tuple({p.document_id: retrieved.documents[p.document_id] for p in retrieved.passages}.values())
            found = [one for document in request.reading.read(documents) for one in self._holders(document)]
        told, degraded = current([one for one, _ in found], retriever)
        kept = {one.place for one in told}
        chosen = once(_telling_most([(one, roles) for one, roles in found if one.place in kept]))
        if not chosen:
            return None
        evidence = numbered(chosen)
        drafts = tuple(Draft(sentence.text, (sentence.number,)) for sentence in evidence)
        return Formed(evidence, drafts, degraded=degraded, worded=True)

    def _holders(self, document: Document) -> Iterator[tuple[Told, frozenset[str]]]:
        wanted = {word.stem for word in self.rest} | {self.head}
        for scene in _sentences(document):
            for figure in scene.figures:
                if figure.kind != "person" or _office_beside(scene, figure) != self.head:
                    continue
                told = all(not same_people(word.stem).isdisjoint(figure.roles) for word in self.rest)
                if told and (figure.roles & _LESSER) <= wanted:
                    yield Told(document, scene.span), figure.roles


def recognise(question: str) -> Introduced | None:
    """The question as one for who somebody is, or who holds an office; None for any other.

    >>> recognise("Who is Hossein Jaberi Ansari?").named.name
    'ansari'
    >>> office = recognise("Who is the current foreign minister of Syria?")
    >>> office.head, [word.folded for word in office.rest]
    ('minist', ['foreign', 'syria'])
    >>> recognise("Who is Assad's wife?"), recognise("Who is going to chair the talks?")
    (None, None)
    """
    asked = _ASKED.match(" ".join(question.split()))
    if asked is None:
        return None
    whom = asked["whom"]
    matter = [word for word in words(whom) if not word.stop and word.folded not in _NOW]
    offices = [word for word in words(_OF_WHAT.split(whom)[0]) if word.folded in OFFICES]
    if offices and not offices[-1].capital:
        before = words(_OF_WHAT.split(whom)[0])
        if before[-1] != offices[-1]:
            return None  # "the minister who resigned"
        rest = tuple(word for word in matter if word.start != offices[-1].start)
        plain = all(word.capital or len(_OF_WHAT.split(whom)) < 3 for word in rest)
        return Introduced(whom, head=offices[-1].stem, rest=rest) if rest and plain else None
    named = called(whom)
    if (
        named is None
        or not matter
        or not all(word.capital or word.folded in PARTICLES for word in matter)
        or _OWNED.search(whom)
    ):
        return None
    return None if named.place or known_place(whom) else Introduced(whom, named=named)


def _introducing(document: Document, named: Named) -> Iterator[tuple[Told, frozenset[str]]]:
    """The sentences that name somebody beside an office of theirs, each with the stems of what it calls them."""
    for scene in _sentences(document):
        for figure in scene.figures:
            if figure.kind != "body" and is_named(named, figure.name, document) and _office_beside(scene, figure):
                yield Told(document, scene.span), figure.roles


def _sentences(document: Document) -> Iterator[Scene]:
    return (scene for scene in scenes_of(document) if not is_title(document, scene.span))


def _office_beside(scene: Scene, figure: Figure) -> str | None:
    """The stem of the office that a sentence puts before a name or, as an apposition, behind it; None where none is.

    Before the name the last office counts ("Deputy Foreign Minister for Arab Affairs Ansari", "the captain, Vik,"),
    behind it the first ("Velayati, adviser to the Supreme Leader").
    """
    before = [word for word in scene.run if word.end <= figure.span.start]
    title = list(itertools.takewhile(lambda word: word.capital or word.folded in _WITHIN, reversed(before)))
    gap = scene.flat[before[-1].end : figure.span.start].strip() if before else ""
    if gap == "":
        title = [
            *title,
            *before[: len(before) - len(title)][-1:],
        ]  # "port minister Ann Berg", "the foreign minister of Oz"
    elif gap == ",":
        title = before[-1:]
    else:
        title = []
    office = next((word for word in title if word.stem in _OFFICE_STEMS), None)
    if office is not None and not re.search(
        r"[,.;:“”\"]\s", scene.flat[office.end : figure.span.start].rstrip(", ") + " "
    ):
        return office.stem
    behind = re.match(r"\s*,\s*([^,.;:“”\"]+)", scene.flat[figure.span.end : figure.span.end + _BEHIND])
    first = next((word for word in words(behind[1])[:_OPENING] if word.stem in _OFFICE_STEMS), None) if behind else None
    return None if first is None else first.stem


def _telling_most(found: Sequence[tuple[Told, frozenset[str]]]) -> Iterable[Told]:
    """The sentence that tells most first, then those that tell what none before them does."""
    known: set[str] = set()
    chosen: list[Told] = []
    for told, roles in sorted(found, key=lambda pair: -len(pair[1])):
        if len(chosen) < MOST and (not chosen or not roles & _OFFICE_STEMS <= known):
            chosen.append(told)
            known |= roles
    return chosen
