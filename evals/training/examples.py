"""Public questions as the reader would meet them: what was found for each, and which sentences answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from tqdm import tqdm

from evals.bench.sets import read_set
from evals.training.archive import open_for_training
from evals.training.split import Part, parts
from rag.answering.evidence import number_evidence
from rag.answering.reader.considering import Considered, consider
from rag.words import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

PASSAGES = 8


@dataclass(frozen=True, slots=True)
class Example:
    """One question of a set, what was considered for it, and what of that answers it."""

    part: Part
    answerable: bool
    gold: tuple[str, ...]
    considered: Considered
    answers: NDArray[np.bool_]  # which considered sentences hold a gold answer, in an article that has it
    holds: NDArray[np.bool_]  # which hold its words, wherever


def gather(name: str, *, sets: Path, work: Path, wanted: Collection[Part], limit: int | None) -> Iterator[Example]:
    """The examples of a set's questions in these parts, in the set's order; at most `limit`, evenly spaced."""
    public = read_set(name, sets)
    retriever, ids = open_for_training(public, work)
    part_of = parts(public)
    for question in tqdm(public.sample(limit), desc=name, unit="question"):
        if part_of[question.id] not in wanted:
            continue
        retrieved = retriever.retrieve(question.text, k=PASSAGES, mode="lexical")
        if not retrieved.passages:
            continue
        gold = set(public.relevant.get(question.id, {}))
        evidence = number_evidence(retrieved.passages, retrieved.chunks, retrieved.documents)
        considered = consider(question.text, evidence, meaning=retriever.meaning)
        holds = np.array([_holds(sentence.text, question.gold) for sentence in considered.sentences], dtype=bool)
        right = np.array([ids[sentence.document.path] in gold for sentence in considered.sentences], dtype=bool)
        yield Example(part_of[question.id], question.answerable, question.gold, considered, holds & right, holds)


def answer_characters(text: str, gold: Sequence[str]) -> NDArray[np.bool_]:
    """Which characters of a sentence belong to an answer.

    >>> answer_characters("In Oslo.", ["Oslo"]).nonzero()[0].tolist()
    [3, 4, 5, 6]
    """
    inside = np.zeros(len(text), dtype=bool)
    for answer in gold:
        for found in re.finditer(re.escape(answer), text, re.IGNORECASE) if answer else ():
            inside[found.start() : found.end()] = True
    return inside


def _holds(sentence: str, gold: Sequence[str]) -> bool:
    # Not facts_held of the metrics: for it "Britain's" does not hold "Britain", and labels would change.
    plain = f" {_plain(sentence)} "
    return any(f" {_plain(answer)} " in plain for answer in gold)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", fold(text)).strip()
