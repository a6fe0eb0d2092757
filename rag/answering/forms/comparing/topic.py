"""What articles are compared on, and how far a sentence or a whole article speaks of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.evidence import EvidenceSentence
from rag.answering.forms.comparing.articles import Read
from rag.answering.forms.comparing.facts import DEAD, facts_of
from rag.answering.forms.comparing.known_as import Subject, subject_of
from rag.answering.forms.comparing.noun_phrases import phrases
from rag.answering.forms.weighing import weighed
from rag.indexing.sentences import ends_as_a_sentence
from rag.places import same_people
from rag.words import alike, content_stems

if TYPE_CHECKING:
    from rag.retrieval.retrieve import Retriever

SPOKEN_OF = 0.55  # of a topic's words, weighed by how rare they are, that a sentence must hold to speak of it
ABOUT = 0.5  # the same of an article's title and lead, for all of it to speak of the topic
LEAD = 2  # sentences of an article that say, with its title, what it is about
LEAST = 2  # words of matter in a sentence that says something
COMMON = 0.5  # the least that a word of the topic weighs, of the rarest


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as words with their weights, which sum to 1; and the names it has beside them, where it has some."""

    text: str
    weights: dict[str, float]  # by stem
    subject: Subject | None

    @property
    def query(self) -> str:
        """What to search for: the topic, with the words by which a toll is told."""
        return f"{self.text} killed died dead" if self.weights.keys() & DEAD else self.text

    def met(self, text: str) -> set[str]:
        """Which of the topic's words a text holds; another name of it counts as its own."""
        held = content_stems(text)
        met = {one for one in self.weights if any(other in held for other in same_people(one))}
        left = self.weights.keys() - met
        met |= {one for one in left if any(alike(one, other) or _one_act(one, other) for other in held)}
        if self.subject is not None and any(phrases(text, self.subject.names)):
            own = {stem for name in self.subject.names.names for part in name for stem in content_stems(part)}
            met |= self.weights.keys() & own
        return met

    def share(self, text: str) -> float:
        """How much of the topic a sentence holds, 0 to 1; one that counts the dead holds "the death toll"."""
        met = self.met(text)
        if self.weights.keys() & DEAD and "dead" in facts_of(text).numbers:
            met |= self.weights.keys() & DEAD
        return sum(self.weights[one] for one in met)

    def spoken_of(self, article: Read) -> list[EvidenceSentence]:
        """The sentences of an article that speak of the topic: all of an article that opens with it."""
        whole = [sentence for sentence in article.sentences if _is_said(sentence)]
        opening = " ".join([article.document.title or "", *(sentence.text for sentence in whole[:LEAD])])
        met = self.met(opening)
        if sum(self.weights[one] for one in met) >= ABOUT and len(met) >= min(2, len(self.weights)):
            return whole
        return [sentence for sentence in whole if self.share(sentence.text) >= SPOKEN_OF]


def topic_of(text: str, retriever: Retriever) -> Topic:
    """The topic, its words weighed by how rare they are in the archive."""
    rare = weighed(text, retriever)
    most = max(rare.values(), default=0.0)
    weights = {word.stem: max(weight, COMMON * most) for word, weight in rare.items()}
    total = sum(weights.values())
    subject = subject_of(text)
    known = subject if subject is not None and len(subject.names.names) > 2 else None
    return Topic(text, {one: weight / total for one, weight in weights.items()}, known)


def _one_act(one: str, other: str) -> bool:
    """Whether two stems are an act and its noun: "close" and "closure", "explode" and "explosion"."""
    roots = {re.sub(r"d$", "s", re.sub(r"(?:ur|pt|e)$", "", stem)) for stem in (one, other)}
    return len(roots) == 1 and len(roots.pop()) > 3


def _is_said(sentence: EvidenceSentence) -> bool:
    """Whether it is a whole sentence of the article's text that says something: no title, caption or credit."""
    text = sentence.text
    whole = ends_as_a_sentence(text) and not text[:1].islower()
    return whole and text != sentence.document.title and len(content_stems(text)) >= LEAST
