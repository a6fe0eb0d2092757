"""Whether what a model wrote answers the question: it is judged as sentences of the articles are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering.citations import displayed
from rag.answering.evidence import EvidenceSentence
from rag.answering.reader.extractive import Reading, read_extractively
from rag.embedding.meaning import Meaning

LIKELY_ENOUGH = 0.08
"""Chance of an answer from which a model's own words are taken for one where the articles' words are not:
lower than for those, since a model has read the question and found it answered. Chosen on the questions for tuning."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a model that holds, and the evidence it is taken from."""

    text: str
    cited: tuple[EvidenceSentence, ...]


def bears(question: str, told: Sequence[Told], extractive: Reading, *, meaning: Meaning) -> bool:
    """Whether these sentences may stand as the answer.

    They may where they are taken from what the extractive reader would show. Where they are not, they
    must meet all that an article's sentence must meet; and be as likely to answer where the reader
    would show something else, or has seen and refused these very words.
    """
    if _agrees(told, extractive):
        return True
    standing = [replace(cited, text=one.text) for one in told for cited in one.cited]
    numbered = [replace(sentence, number=number) for number, sentence in enumerate(standing, start=1)]
    judged = read_extractively(question, numbered, meaning=meaning)
    if judged.reason is None:
        return True
    other = extractive.drafts or all(_copied(one) for one in told)
    return not other and judged.reason.code == "not_answered" and judged.chance >= LIKELY_ENOUGH


def _agrees(told: Sequence[Told], extractive: Reading) -> bool:
    wanted = {number for draft in extractive.drafts for number in draft.points_at}
    return any(cited.number in wanted for one in told for cited in one.cited)


def _copied(one: Told) -> bool:
    return any(displayed(cited.text) == one.text for cited in one.cited)
