"""The reader that needs no model: the article's own sentences that answer, or silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.abstention import SURE, UNSURE, less_likely, missing_requirement
from rag.answering.evidence import Draft, EvidenceSentence
from rag.answering.reader.choosing import MOST_SENTENCES, choose
from rag.answering.reader.considering import consider
from rag.answering.reader.joint import score
from rag.answering.reader.question import parts
from rag.answering.reader.ranker import judge
from rag.embedding.meaning import Meaning
from rag.schema import Reason

NEAREST = 3  # evidence sentences shown when it abstains


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader found: drafts to show, or the reason for silence; nearest evidence either way."""

    drafts: tuple[Draft, ...]
    reason: Reason | None
    nearest: tuple[EvidenceSentence, ...]
    chance: float = 0.0  # that the best sentence answers, 0 to 1
    parts: tuple[tuple[str, Reading], ...] = ()  # where two things are asked: each, and what was found for it


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
    by_part = tuple(zip(asked, readings, strict=True)) if len(asked) > 1 else ()
    return Reading(tuple(dict.fromkeys(ordered)), None, readings[0].nearest, chance, by_part)


def _read(text: str, evidence: Sequence[EvidenceSentence], meaning: Meaning) -> Reading:
    considered = consider(text, evidence, meaning=meaning)
    pairs = [considered.pair(place) for place in range(len(considered.candidates))]
    judgement = judge(considered.features, score(pairs, considered.measured))
    nearest = tuple(considered.sentences[place] for place in judgement.order[:NEAREST])
    best = judgement.order[0]
    missing = missing_requirement(considered.question, considered.candidates[best], best, considered.features)
    answers = judgement.answers if missing is None else less_likely(judgement.answers)
    if answers < SURE or (missing is not None and missing.certain):
        return Reading((), UNSURE if missing is None else missing.reason, nearest, min(answers, SURE))
    return Reading(_drafts(choose(considered, judgement)), None, nearest, answers)


def _drafts(sentences: Sequence[EvidenceSentence]) -> tuple[Draft, ...]:
    return tuple(Draft(sentence.text, (sentence.number,)) for sentence in sentences)
