"""Sentences that tell when something happened, and how near each comes to a topic."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.answering.dating.when import DateMention
from rag.answering.evidence import EvidenceSentence, number_evidence
from rag.answering.forms.dating import event_date
from rag.answering.forms.weighing import weighed
from rag.answering.reader.cues import leans_back
from rag.answering.speaking.attribution import WHOLE
from rag.answering.speaking.quotations import Quotation, quotations, quoted_share
from rag.answering.speaking.speakers import with_speaker
from rag.indexing.sentences import ends_as_a_sentence
from rag.places import same_state
from rag.schema import Degradation, Span
from rag.words import alike, content_stems, words

if TYPE_CHECKING:
    from rag.retrieval.retrieve import Retriever
    from vectorstore import Filters

PASSAGES = 150  # looked through for one topic
_SENTENCES = 64  # embedded for one topic; each costs about 25 ms of one core
_MOST, _NAMED = 0.6, 0.4  # share of the topic's words that an article about it holds, and with all its names
# A sentence with a date is about the topic from this nearness on; one without needs most of its words, and meaning.
# Looked at on the seeds and on six topics of 1987.
_NEAR = 0.4
_BY_OWN, _BY_AROUND = 0.4, 0.2
_LESS = 0.1  # nearer than others must be what opens with "He", and what is only of "this year"
_VAGUE = re.compile(r"\b(?:this|last|next)\s+year$", re.IGNORECASE)
_OWN_WORDS, _OWN_MEANING = 0.6, 0.5
_OPENING = 3  # sentences of an article that may be shown without a date of their own
_FEWEST = 5  # words
_FRAGMENT = re.compile(r"[\"'“‘(]*[a-z<]")  # what a line break cut off


@dataclass(frozen=True, slots=True)
class Happening:
    """A sentence of an article about the topic, with the date of what it tells, where it tells one."""

    sentence: EvidenceSentence
    mention: DateMention | None
    nearness: float  # to the topic; higher is nearer


def happenings(
    topic: str, retriever: Retriever, filters: Filters
) -> tuple[list[Happening], tuple[Degradation, ...]] | None:
    """What the articles tell of the topic, nearest first: whatever has a date, and what opens an article.

    None where no passage is found at all.
    """
    retrieved = retriever.retrieve(topic, k=PASSAGES, filters=filters)
    if not retrieved.passages:
        return None
    evidence = number_evidence(retrieved.passages, retrieved.chunks, retrieved.documents)
    held = _stems_by_article(evidence)
    matter = _Matter.of(topic, retriever, frozenset().union(*held.values()))
    about = {document_id for document_id, stems in held.items() if matter.is_matter_of(stems)}
    told = list(_told([sentence for sentence in evidence if sentence.document.id in about], matter))
    told.sort(key=lambda one: (one.mention is None, -one.own - one.around, one.sentence.number))
    likely = told[:_SENTENCES]
    near = retriever.meaning.similarities(topic, [one.sentence.text for one in likely])
    found = [
        Happening(one.sentence, one.mention, nearness)
        for one, cosine in zip(likely, near, strict=True)
        if (nearness := one.nearness(cosine)) is not None and not _is_nobodys(one.sentence)
    ]
    return sorted(found, key=lambda one: -one.nearness), retrieved.degraded


def _stems_by_article(evidence: Sequence[EvidenceSentence]) -> dict[str, frozenset[str]]:
    """By document id, the stems of its title and of its sentences that were retrieved."""
    held: dict[str, set[str]] = {}
    for sentence in evidence:
        document = sentence.document
        held.setdefault(document.id, set(content_stems(document.title or ""))).update(content_stems(sentence.text))
    return {document_id: frozenset(stems) for document_id, stems in held.items()}


@dataclass(frozen=True, slots=True)
class _Matter:
    """The words of a topic."""

    weights: Mapping[frozenset[str], float]  # by the stems that a word may be meant by: the rarer, the more
    names: frozenset[frozenset[str]]  # those written with a capital

    @classmethod
    def of(cls, topic: str, retriever: Retriever, held: frozenset[str]) -> _Matter:
        """The words of a topic, where what was retrieved holds these stems."""
        rare = weighed(topic, retriever)
        own = {word: _meant(word.stem, held) for word in rare}
        # In a small archive every article holds most of them; none counts for nothing.
        least = max(rare.values(), default=0.0) / 2
        weights = {meant: rare[word] + least for word, meant in own.items()}
        return cls(weights, frozenset(meant for word, meant in own.items() if word.capital))

    def is_matter_of(self, held: frozenset[str]) -> bool:
        """Whether an article holds most of the topic's words and names, or all of its names and some words."""
        share, named = self.share(held), self.named(held) if self.names else _MOST
        return (share >= _MOST and named >= _MOST) or (share >= _NAMED and named == 1)

    def share(self, held: frozenset[str]) -> float:
        """The share of the topic's words among these stems."""
        total = sum(self.weights.values()) or 1.0
        return sum(weight for meant, weight in self.weights.items() if not meant.isdisjoint(held)) / total

    def named(self, held: frozenset[str]) -> float:
        """The share of the topic's names among these stems."""
        return sum(not meant.isdisjoint(held) for meant in self.names) / (len(self.names) or 1)


def _meant(word: str, held: frozenset[str]) -> frozenset[str]:
    """The stems that a word stands for: itself, a country's other names; where nothing holds these, what is alike."""
    meant = frozenset([word]) | same_state(word)
    return meant if meant & held else meant | {other for other in held if alike(word, other)}


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence that may be shown, and the shares of the topic's words in it, and in it and around it."""

    sentence: EvidenceSentence
    mention: DateMention | None
    own: float
    around: float
    named: bool  # a name of the topic stands there, or most of its words do

    def nearness(self, cosine: float) -> float | None:
        """How near it comes to the topic by words and meaning; None where it is about something else."""
        nearness = cosine + _BY_OWN * self.own + _BY_AROUND * self.around
        if self.mention is None:
            return nearness if self.own >= _OWN_WORDS and cosine >= _OWN_MEANING else None
        vague = _VAGUE.search(self.mention.written) is not None
        less = _LESS * (leans_back(self.sentence.text) + vague)
        return nearness - less if nearness >= _NEAR and self.named else None


def _told(evidence: Sequence[EvidenceSentence], matter: _Matter) -> Iterator[_Told]:
    """Each sentence with its date; undated ones only where they open their article."""
    ordered = sorted(evidence, key=lambda one: (one.document.id, one.start))
    opened: Counter[str] = Counter()
    for place, sentence in enumerate(ordered):
        document = sentence.document
        if not _is_whole(sentence):
            continue
        opened[document.id] += 1
        mention = event_date(sentence)
        if mention is None and opened[document.id] > _OPENING:
            continue
        beside = [one.text for one in ordered[max(0, place - 1) : place + 2] if one.document.id == document.id]
        around = content_stems(" ".join([document.title or "", *beside]))
        own = content_stems(sentence.text)
        share = matter.share(own)
        named = not matter.names or matter.named(around) > 0 or share >= _MOST
        yield _Told(sentence, mention, share, matter.share(around), named)


def _is_nobodys(sentence: EvidenceSentence) -> bool:
    """Whether this is all a quotation, and nobody could be named with it."""
    span = Span(sentence.start, sentence.end)
    whole = quoted_share(span, _quotations(sentence.document.text), sentence.document.text) >= WHOLE
    return whole and with_speaker(sentence, sentence.text) == sentence.text


@lru_cache(maxsize=256)
def _quotations(text: str) -> tuple[Quotation, ...]:
    return tuple(quotations(text))


def _is_whole(sentence: EvidenceSentence) -> bool:
    """Whether this is a sentence, not a title, a line of a table or the rest of a line."""
    text = sentence.text.strip()
    is_title = text == (sentence.document.title or "").strip()
    return not is_title and not _FRAGMENT.match(text) and ends_as_a_sentence(text) and len(words(text)) >= _FEWEST
