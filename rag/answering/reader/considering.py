"""A question beside the evidence sentences that may answer it, measured for those that judge them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from rag.answering.dating.dates import day_written
from rag.answering.evidence import EvidenceSentence, text_before
from rag.answering.reader.aliases import Alias, find_aliases
from rag.answering.reader.features import Candidate, Features, measure
from rag.answering.reader.joint import Pair, Text, pair
from rag.answering.reader.question import Question, understand
from rag.embedding.meaning import Meaning
from rag.schema import Document
from rag.words import words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rag.embedding.minilm import TextVectors

CONSIDERED = 24  # evidence sentences ranked, about 25 ms of one core each; the answer is among them in 98 of 100
LARGE_ARTICLE = 200_000  # characters; only so much of an article's beginning is searched for words of the question


@dataclass(frozen=True, slots=True)
class Considered:
    """A question beside the evidence sentences that were ranked for it; the three run in parallel."""

    question: Question
    sentences: tuple[EvidenceSentence, ...]
    candidates: tuple[Candidate, ...]
    features: Features
    asked: TextVectors
    titles: dict[str, TextVectors]
    evidence: tuple[EvidenceSentence, ...]  # all of it, what was not ranked included

    def pair(self, place: int) -> Pair:
        """The question beside the candidate at this place, as the network reads them."""
        candidate = self.candidates[place]
        title = Text(candidate.title, self.titles[candidate.title])
        return pair(Text(self.question.text, self.asked), Text(candidate.text, candidate.vectors), title)

    @property
    def measured(self) -> NDArray[np.float32]:
        """Every candidate's features, those of silence after its own; (candidates, features)."""
        silence = np.broadcast_to(self.features.silence, (len(self.candidates), len(self.features.silence)))
        return np.concatenate([self.features.sentences, silence], axis=1)


def consider(text: str, evidence: Sequence[EvidenceSentence], *, meaning: Meaning) -> Considered:
    """The question and the evidence sentences worth ranking, measured; what the reader was trained on, too."""
    question = understand(text)
    sentences = _considered(question, evidence)
    candidates = _candidates(sentences, meaning)
    titles = list(dict.fromkeys(candidate.title for candidate in candidates))
    asked, *headed = meaning.of([question.text, *titles])
    features = measure(question, asked, candidates)
    by_title = dict(zip(titles, headed, strict=True))
    return Considered(question, tuple(sentences), tuple(candidates), features, asked, by_title, tuple(evidence))


def _considered(question: Question, evidence: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """The sentences worth ranking: no captions; where there are many, those of the best passages that share words."""
    whole = [sentence for sentence in evidence if not _fragment(sentence)] or list(evidence)
    wanted = {word.stem for word in question.matter}

    def likely(sentence: EvidenceSentence) -> float:
        return len(wanted & {word.stem for word in words(sentence.text)}) + 2.0 / sentence.passage_rank

    return sorted(sorted(whole, key=likely, reverse=True)[:CONSIDERED], key=lambda sentence: sentence.number)


def _fragment(sentence: EvidenceSentence) -> bool:
    """A caption, credit or link: few words and no sentence's end, and not the title."""
    is_title = sentence.document.title is not None and sentence.document.title in sentence.text
    return not is_title and len(words(sentence.text)) < 12 and sentence.text[-1:] not in ".!?…\"'”’»)"


def _candidates(considered: Sequence[EvidenceSentence], meaning: Meaning) -> list[Candidate]:
    vectors = meaning.of([sentence.text for sentence in considered])
    return [
        Candidate(
            text=sentence.text,
            before=f"{day_written(sentence.document.published)} {text_before(sentence)}".strip(),
            title=sentence.document.title or "",
            vectors=vector,
            passage_rank=sentence.passage_rank,
            article_stems=_article_stems(sentence.document),
            is_title=sentence.text == sentence.document.title,
            aliases=_article_aliases(sentence.document),
            passage_cosine=sentence.passage_cosine,
        )
        for sentence, vector in zip(considered, vectors, strict=True)
    ]


@lru_cache(maxsize=256)
def _article_stems(document: Document) -> frozenset[str]:
    said = f"{day_written(document.published)} {document.text[:LARGE_ARTICLE]}"
    return frozenset(word.stem for word in words(said))


@lru_cache(maxsize=256)
def _article_aliases(document: Document) -> tuple[Alias, ...]:
    return find_aliases(document.text[:LARGE_ARTICLE])
