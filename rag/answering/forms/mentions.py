"""What the articles say of something: every sentence that speaks of it, by article, with who says it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.answering.evidence import sentences_of
from rag.answering.forms import Formed
from rag.answering.forms.arranging import MOST, arranged
from rag.answering.forms.told import Told, before, current, is_title, numbered, once
from rag.answering.forms.topics import Bearing, Topic, bearings, goes_on, stands, topic_of
from rag.answering.reader.choosing import REPEATS
from rag.answering.reader.extractive import NEAREST
from rag.answering.speaking.attribution import said_at
from rag.indexing.sentences import ends_as_a_sentence
from rag.schema import Document, Reason
from rag.words import words

if TYPE_CHECKING:
    from rag.answering.asking import Request
    from rag.retrieval.retrieve import Retriever

SPOKEN_OF = 0.75  # share of what is asked about that a sentence must name; half of it stands in too many others
_DEPTH = 1000  # chunks that hold a word of it, best first
_WHO = (
    r"(?:(?:all )?(?:the |these |those |my |our |your )?(?:\w+ )?"
    r"(?:articles|outlets|papers|newspapers|reports|stories|sources|documents|files|agencies|media|press|archive|"
    r"coverage|news))"
)
_OF = r"(?:about|of|on|regarding|concerning)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^what (?:do|does|did|have|has) {_WHO} (?:say|tell(?: us| me)?|report|write|state|reveal|mention|said|"
        rf"told us|reported|written) {_OF} (?P<topic>[^,;?]+?)\s*\??$",
        rf"^what (?:is|was|are|were|has been|have been|gets|got) (?:\w+ )?(?:reported|written|said|published|told) "
        rf"{_OF} (?P<topic>[^,;?]+?)(?: (?:in|by) {_WHO})?\s*\??$",
    )
)
_CLAUSE = re.compile(r"\b(?:why|how|what|who|whom|when|where|whether|which|after|before|while|if|because)\b", re.I)


@dataclass(frozen=True, slots=True)
class Mentions:
    """A question for what the articles say of something."""

    topic: str

    @property
    def stage(self) -> str:
        """What is being done."""
        return f"Looking for what the articles say of {self.topic}…"

    def find(self, request: Request, retriever: Retriever) -> Formed | None:
        """Their sentences on it, article by article, the article that has most to say of it first."""
        if retriever.store.allowed(request.filters) == 0:
            return None  # the plain reader says why
        topic = topic_of(self.topic, retriever)
        hits = retriever.store.lexical(self.topic, _DEPTH, request.filters)
        documents = retriever.store.documents(dict.fromkeys(hit.chunk_id.rpartition("#")[0] for hit in hits))
        read = request.reading.read(documents.values())
        named = [told for document in read for told in _naming(topic, document)]
        named, degraded = current(once(named), retriever)
        judged = bearings(topic, named, retriever)
        bearing = [one for one in judged if one.names_met and one.covered >= SPOKEN_OF]
        if not bearing:
            nearest = numbered([one.told for one in judged[:NEAREST]])
            reason = Reason("key_part_missing", f"No article found speaks of “{self.topic}”.")
            return Formed((), (), reason=reason, nearest=nearest, degraded=degraded)
        found = [_with_speaker(told) for told in _by_article(topic, _apart(bearing, retriever))]
        best = {one.told.place for one in bearing[:MOST]}
        first = [told for told in found if told.place in best or _follows_one(told, best)]
        return arranged(found, first[:MOST], days=False, degraded=degraded, counted="sentences on it")


def recognise(question: str) -> Mentions | None:
    """The question as one for what the articles say of something; None for any other.

    >>> recognise("What do the articles say of the ferry?").topic
    'the ferry'
    >>> recognise("What did the report say?")
    """
    asked = " ".join(question.split())
    for pattern in _PATTERNS:
        match = pattern.match(asked)
        if match is not None:
            topic = match["topic"]
            matter = any(not word.stop for word in words(topic))
            return Mentions(topic) if matter and not _CLAUSE.search(topic) else None
    return None


def _naming(topic: Topic, document: Document) -> Iterator[Told]:
    """The sentences of an article that hold a word of the topic."""
    stems = [word.stem for word in topic.matter]
    for span in sentences_of(document):
        text = document.text[span.start : span.end]
        held = frozenset(word.stem for word in words(text))
        whole = ends_as_a_sentence(text) and not is_title(document, span)
        if whole and any(stands(one, held) for one in stems):
            yield Told(document, span)


def _with_speaker(told: Told) -> Told:
    """The sentence with its one speaker; as it is where the article itself speaks, or several do."""
    here = said_at(told.document, told.span)
    return replace(told, said=here[0] if len({said.speaker for said in here}) == 1 else None)


def _apart(bearing: Sequence[Bearing], retriever: Retriever) -> list[Told]:
    """These sentences without those that mean what a better one of another article does."""
    kept: list[Told] = []
    for one in bearing:
        others = [told for told in kept if told.document.id != one.told.document.id]
        alike = retriever.meaning.similarities(one.told.text, [told.text for told in others]) if one.near else []
        if max(alike, default=0.0) <= REPEATS:
            kept.append(one.told)
    return kept


def _by_article(topic: Topic, found: Sequence[Told]) -> list[Told]:
    """The sentences in the order of their articles' best, each followed by those that go on about the same."""
    articles = {told.document.id: told.document for told in found}
    known = {told.place: told for told in found}
    ordered = []
    for document in articles.values():
        last: Told | None = None
        for span in sentences_of(document):
            told = known.get((document.id, span.start))
            if told is None and last is not None and goes_on(topic, document, span):
                told = Told(document, span)
            last = told
            if told is not None:
                ordered.append(told)
    return ordered


def _follows_one(told: Told, best: set[tuple[str, int]]) -> bool:
    return any((told.document.id, span.start) in best for span in before(told)[-1:])
