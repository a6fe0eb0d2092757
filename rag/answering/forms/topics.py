"""Which sentences speak of what a question asks about: by its words, and by what they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.dating.dates import WEEKDAYS
from rag.answering.forms.named import with_america
from rag.answering.forms.told import Told, before
from rag.answering.forms.weighing import weighed
from rag.answering.reader.cues import leans_back
from rag.answering.speaking.attribution import speaker_of
from rag.answering.verifying.claims import names
from rag.embedding.meaning import nearest_likeness
from rag.indexing.sentences import ends_as_a_sentence
from rag.places import same_state
from rag.schema import Document, Span
from rag.words import Word, alike, fold, stem, words

if TYPE_CHECKING:
    from rag.retrieval.retrieve import Retriever

LOOKED_AT = 48  # sentences whose meaning is compared with the topic's; each costs about 25 ms of one core
MEANT = 0.62  # cosine of a word with its nearest in the sentence from which it is met
BESIDE = 0.5  # of a word that stands before the sentence or in the title only
_BEGINNING = 4  # letters
_FRAME = re.compile(r",? according to [^“”\"]*$")  # who else is named there is not spoken of
# Of 19 questions for what somebody in the seeds says of something, their statements on it have 0.62 of its words and
# more, all others 0.59 and less; with that near a cosine, words beside it may be met by half.
COVERED = 0.6
HALF, NEAR = 0.4, 0.5
_BACK_TO = re.compile(
    r"\b(?:this|these|such an?|such) (?!(?:week|month|year|day|time|morning|evening|point|moment|end|way|"
    r"regard|country|case)s?\b)[a-z]+",
)
_OTHER_WORDS = tuple(
    frozenset(stem(word) for word in group.split())
    for group in (
        "congress conference meeting summit talks negotiations gathering session forum",
        "agreement deal accord pact treaty truce ceasefire plan initiative proposal offer",
        "attack offensive assault operation strike raid advance",
        "ship vessel ferry boat tanker",
        "company firm group bank",
        "vote election ballot referendum poll",
    )
)
"""What may be called by another word of its group in the next sentence: the congress, then the meeting."""
_OF_THINGS = re.compile(r"(?:it|its|this|that|these|those|they|their|both)\b", re.IGNORECASE)
_CALLED = re.compile(r"\b[Tt]he ([a-z]+)\b(?! of\b)")


@dataclass(frozen=True, slots=True)
class Topic:
    """What is asked about: its words that carry matter, each with how rare it is in the archive."""

    text: str
    matter: tuple[Word, ...]
    weights: tuple[float, ...]
    named: frozenset[str]  # stems of its names


@dataclass(frozen=True, slots=True)
class Bearing:
    """How far a sentence speaks of a topic."""

    told: Told
    covered: float  # share of the topic's words, rare ones counting more, 0 to 1
    said: float  # the same without words that only mean much the same
    near: float  # cosine; 0.0 where it was not looked at
    names_met: bool

    @property
    def score(self) -> float:
        """Higher speaks more of it."""
        return self.covered + self.near

    @property
    def bears(self) -> bool:
        """Whether it speaks of the topic."""
        return self.names_met and (self.covered >= COVERED or (self.covered >= HALF and self.near >= NEAR))


def topic_of(text: str, retriever: Retriever) -> Topic:
    """The topic of these words of a question."""
    text = with_america(text)
    rare = weighed(text, retriever)
    matter = tuple({word.stem: word for word in rare if word.folded not in WEEKDAYS}.values())
    named = frozenset(word.stem for name in names(f"x {text}") for word in name.words)
    return Topic(text, matter, tuple(rare[word] for word in matter), named)


def may_bear(topic: Topic, document: Document) -> bool:
    """Whether an article has the beginnings of the topic's names, and of a word of it: to spare reading it closely."""
    text = fold(with_america(document.text))

    def begins(stem: str) -> bool:
        return any(other[:_BEGINNING] in text for other in same_state(stem))

    return all(begins(name) for name in topic.named) and any(begins(word.stem) for word in topic.matter)


def bearings(topic: Topic, found: Sequence[Told], retriever: Retriever, *, looked_at: int = LOOKED_AT) -> list[Bearing]:
    """How far each of these sentences speaks of the topic, best first; those that share most words are looked at."""
    by_words = sorted(found, key=lambda told: -_covered(topic, told, {}))
    near = by_words[:looked_at]
    asked, *vectors = retriever.meaning.of([topic.text, *(told.text for told in near)])
    judged = []
    for told, vector in zip(near, vectors, strict=True):
        likeness = dict(zip(topic.matter, nearest_likeness(topic.matter, asked, vector), strict=True))
        covered, said = _covered(topic, told, likeness), _covered(topic, told, {})
        judged.append(Bearing(told, covered, said, float(asked.whole @ vector.whole), _names_met(topic, told)))
    for told in by_words[looked_at:]:
        said = _covered(topic, told, {})
        judged.append(Bearing(told, said, said, 0.0, _names_met(topic, told)))
    return sorted(judged, key=lambda bearing: -bearing.score)


def goes_on(topic: Topic, document: Document, span: Span) -> bool:
    """Whether it goes on about what the sentence before it is about: "They …", "… this initiative", "the meeting".

    Where it leans on a person, that must be who is asked about.
    """
    text = document.text[span.start : span.end]
    if not ends_as_a_sentence(text):
        return False
    if _BACK_TO.search(text) or _calls_it_otherwise(topic, text):
        return True
    if not leans_back(text):
        return False
    speaker = _stems(speaker_of(document, span) or "")
    return bool(_OF_THINGS.match(text)) or (bool(topic.named) and topic.named <= speaker)


def _calls_it_otherwise(topic: Topic, text: str) -> bool:
    asked = {word.stem for word in topic.matter}
    called = {stem(word) for word in _CALLED.findall(text)}
    return any(group & asked and group & called for group in _OTHER_WORDS)


def _covered(topic: Topic, told: Told, likeness: Mapping[Word, float]) -> float:
    here, around = _stems(_FRAME.sub("", told.text)), _around(told)
    if _calls_it_otherwise(topic, told.text):
        here |= _before(told) & {word.stem for word in topic.matter}
    met = [_met(word, here, around, likeness.get(word, 0.0)) for word in topic.matter]
    total = sum(topic.weights)
    return sum(one * weight for one, weight in zip(met, topic.weights, strict=True)) / total if total else 0.0


def _met(word: Word, here: frozenset[str], around: frozenset[str], likeness: float) -> float:
    if stands(word.stem, here):
        return 1.0
    if likeness >= MEANT:
        return likeness
    return BESIDE if stands(word.stem, around) else 0.0


def _names_met(topic: Topic, told: Told) -> bool:
    held = _stems(told.text) | _around(told) | (_before(told) if _calls_it_otherwise(topic, told.text) else frozenset())
    return all(stands(name, held) for name in topic.named)


def stands(stem: str, held: frozenset[str]) -> bool:
    """Whether a word stands among these stems, also as a state's other name or a slip of the keyboard."""
    return not same_state(stem).isdisjoint(held) or any(alike(stem, other) for other in held)


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in words(with_america(text)))


def _around(told: Told) -> frozenset[str]:
    """The words of the title; of the sentence before too where this one leans on it."""
    leans = leans_back(told.text) or told.text[:1] in "“\"‘'«„"
    return _stems(told.document.title or "") | (_before(told) if leans else frozenset())


def _before(told: Told) -> frozenset[str]:
    """The words of the sentence before."""
    return _stems(" ".join(told.document.text[span.start : span.end] for span in before(told)[-1:]))
