"""The reader that needs no model: the article's own sentences that answer, or silence.

Choosing is the ranker's; what must be there for an answer at all stands in abstention.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from rag.answering.abstention import missing_requirement, unsure
from rag.answering.aliases import Alias, find_aliases
from rag.answering.cues import OPENS_BACK, OPENS_WITH_ROLE, says
from rag.answering.evidence import Draft, EvidenceSentence, text_before
from rag.answering.features import SENTENCE_FEATURES, Candidate, Features, measure
from rag.answering.question import Question, parts, understand
from rag.answering.ranker import Judgement, judge
from rag.embedding.meaning import Meaning
from rag.schema import Document, Reason
from rag.words import words

MOST_SENTENCES = 3
NEAREST = 3  # evidence sentences shown when it abstains
CONSIDERED = 24  # evidence sentences ranked, about 25 ms of one core each; the answer is among them in 98 of 100
MARGIN = 2.0  # of the ranker's score, within which another sentence is shown too
AS_NEAR = 0.7  # share of the best sentence's likeness that another shown beside it must have
REPEATS = 0.9  # cosine above which a sentence says nothing new
LARGE_ARTICLE = 200_000  # characters; only so much of an article's beginning is searched for words of the question


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader found: drafts to show, or the reason for silence; nearest evidence either way."""

    drafts: tuple[Draft, ...]
    reason: Reason | None
    nearest: tuple[EvidenceSentence, ...]
    chance: float = 0.0  # that the best sentence answers, 0 to 1


@dataclass(frozen=True, slots=True)
class Considered:
    """A question beside the evidence sentences that were ranked for it; the three run in parallel."""

    question: Question
    sentences: tuple[EvidenceSentence, ...]
    candidates: tuple[Candidate, ...]
    features: Features


def read_extractively(text: str, evidence: Sequence[EvidenceSentence], *, meaning: Meaning) -> Reading:
    """Up to three evidence sentences that answer the question, or the reason why none does.

    A question that asks two things is read as two; it is answered when either is.
    """
    if not evidence:
        return Reading((), Reason("nothing_found", "Nothing in the archive comes near this question."), ())
    asked = parts(text)
    readings = [_read(part, evidence, meaning) for part in asked]
    found = [list(reading.drafts) for reading in readings if reading.drafts]
    if not found:
        return readings[0]
    # The first sentence of each part comes before any part's second.
    by_place = [draft for place in range(MOST_SENTENCES) for drafts in found for draft in drafts[place : place + 1]]
    kept = list(dict.fromkeys(by_place))[:MOST_SENTENCES]
    ordered = [draft for drafts in found for draft in drafts if draft in kept]
    chance = max(reading.chance for reading in readings if reading.drafts)
    return Reading(tuple(dict.fromkeys(ordered)), None, readings[0].nearest, chance)


def _read(text: str, evidence: Sequence[EvidenceSentence], meaning: Meaning) -> Reading:
    considered = consider(text, evidence, meaning=meaning)
    statements = _statements(considered)
    if statements:
        return Reading(_drafts(statements), None, statements, chance=1.0)
    judgement = judge(considered.features)
    order = [int(place) for place in np.argsort(-judgement.scores)]
    nearest = tuple(considered.sentences[place] for place in order[:NEAREST])
    reason = missing_requirement(
        considered.question, considered.candidates[order[0]], order[0], considered.features
    ) or unsure(judgement.answers)
    if reason is not None:
        return Reading((), reason, nearest, judgement.answers)
    chosen = _choose(order, judgement, considered)
    return Reading(_drafts(chosen), None, nearest, judgement.answers)


def _drafts(sentences: Sequence[EvidenceSentence]) -> tuple[Draft, ...]:
    return tuple(Draft(sentence.text, (sentence.number,)) for sentence in sentences)


def consider(text: str, evidence: Sequence[EvidenceSentence], *, meaning: Meaning) -> Considered:
    """The question and the evidence sentences worth ranking, measured; what the reader was trained on, too."""
    question = understand(text)
    sentences = _considered(question, evidence)
    candidates = _candidates(sentences, meaning)
    asked = meaning.of([question.text])[0]
    return Considered(question, tuple(sentences), tuple(candidates), measure(question, asked, candidates))


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
            before=text_before(sentence),
            title=sentence.document.title or "",
            vectors=vector,
            passage_rank=sentence.passage_rank,
            article_stems=_article_stems(sentence.document),
            is_title=sentence.text == sentence.document.title,
            aliases=_article_aliases(sentence.document),
        )
        for sentence, vector in zip(considered, vectors, strict=True)
    ]


@lru_cache(maxsize=256)
def _article_stems(document: Document) -> frozenset[str]:
    return frozenset(word.stem for word in words(document.text[:LARGE_ARTICLE]))


@lru_cache(maxsize=256)
def _article_aliases(document: Document) -> tuple[Alias, ...]:
    return find_aliases(document.text[:LARGE_ARTICLE])


def _choose(order: Sequence[int], judgement: Judgement, considered: Considered) -> list[EvidenceSentence]:
    """The best sentence, others nearly as good that say something else, and what they lean on.

    Only for "What did X say about …?" do the others come from other articles, too.
    """
    candidates = considered.candidates
    best = order[0]
    chosen = [best]
    for place in order[1:]:
        if len(chosen) == MOST_SENTENCES or judgement.scores[best] - judgement.scores[place] > MARGIN:
            break
        repeats = candidates[place].is_title or any(_same(candidates[place], candidates[c]) for c in chosen)
        same_article = considered.sentences[place].document.id == considered.sentences[best].document.id
        wanted = same_article or considered.question.kind == "statement"
        if wanted and not repeats and _as_near(considered.features, place, best):
            chosen.append(place)
    return _with_antecedents([considered.sentences[place] for place in chosen], considered.sentences)


def _statements(considered: Considered) -> tuple[EvidenceSentence, ...]:
    """For "What did X say?", without a topic: sentences in which X says something, best passage first."""
    question = considered.question
    if not question.speaker or {word.stem for word in question.matter} - question.speaker:
        return ()
    said = [s for s in considered.sentences if says(words(s.text), question.speaker) and s.text != s.document.title]
    return tuple(sorted(said, key=lambda sentence: sentence.passage_rank)[:MOST_SENTENCES])


def _as_near(features: Features, place: int, best: int) -> bool:
    """Whether a sentence comes about as near to the question as the best one, by meaning and by words."""
    return all(
        features.sentences[place, column] >= AS_NEAR * features.sentences[best, column]
        for column in (SENTENCE_FEATURES.index("cosine"), SENTENCE_FEATURES.index("said_or_meant"))
    )


def _same(one: Candidate, other: Candidate) -> bool:
    return float(one.vectors.whole @ other.vectors.whole) > REPEATS


def _with_antecedents(found: list[EvidenceSentence], considered: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """Each sentence that opens with a pronoun after the one before it, as far as three sentences go."""
    complete: list[EvidenceSentence] = []
    for sentence in found:
        lead = _lead(sentence, considered) if _leans_back(sentence) else None
        for part in (lead, sentence):
            if part is not None and part not in complete and len(complete) < MOST_SENTENCES:
                complete.append(part)
    return complete


def _leans_back(sentence: EvidenceSentence) -> bool:
    """Whether it opens with a pronoun, or with a role ("the Iranian diplomat") before any name."""
    role = OPENS_WITH_ROLE.search(sentence.text)
    return bool(OPENS_BACK.match(sentence.text)) or role is not None


def _lead(sentence: EvidenceSentence, considered: Sequence[EvidenceSentence]) -> EvidenceSentence | None:
    before = [
        other
        for other in considered
        if other.document.id == sentence.document.id and other.end <= sentence.start and sentence.start - other.end < 8
    ]
    return before[-1] if before else None
