"""Whether what a model wrote answers the question: it is judged as sentences of the articles are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.answering.abstention import missing_requirement
from rag.answering.evidence import EvidenceSentence
from rag.answering.extractive import Reading, consider
from rag.answering.question import parts
from rag.answering.ranker import judge
from rag.embedding.meaning import Meaning

LIKELY_ENOUGH = 0.2
"""Chance of an answer from which a model's sentences are taken for one; lower than for an article's own,
since a model that reads the question has found it worth answering. Chosen on the questions for tuning."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a model that holds, and the evidence it is taken from."""

    text: str
    cited: tuple[EvidenceSentence, ...]


def bears(question: str, told: Sequence[Told], extractive: Reading, *, meaning: Meaning) -> bool:
    """Whether these sentences may stand as the answer.

    They may where they are taken from what the extractive reader would show, or where they meet
    all that an article's sentence must meet and answer likely enough in their own words.
    """
    if _agrees(told, extractive):
        return True
    return any(_answers(part, told, meaning) for part in parts(question))


def _agrees(told: Sequence[Told], extractive: Reading) -> bool:
    wanted = {number for draft in extractive.drafts for number in draft.points_at}
    return any(cited.number in wanted for one in told for cited in one.cited)


def _answers(part: str, told: Sequence[Told], meaning: Meaning) -> bool:
    standing = [replace(cited, text=one.text) for one in told for cited in one.cited]
    considered = consider(part, standing, meaning=meaning)
    judgement = judge(considered.features)
    best = int(np.argmax(judgement.scores))
    missing = missing_requirement(considered.question, considered.candidates[best], best, considered.features)
    return missing is None and judgement.answers >= LIKELY_ENOUGH
