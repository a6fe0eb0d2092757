"""The learned part of the extractive reader: which sentence answers, and whether any does.

Three small models, trained by `python -m evals.training` on public questions: the network that
reads question and sentence together (joint.py), which ranks; and in reader.json a ranker by
features alone, and the calibrator, which weighs what both say into the chance of an answer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.answering.reader.features import SENTENCE_FEATURES, SILENCE_FEATURES, Features

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEIGHTS = Path(__file__).parent / "reader.json"
RANK_COUNTS = (
    0.3  # of the ranker's score beside the network's; chosen on the calibration parts and the tuning questions
)
PASSAGE_COUNTS = 1.5  # of the odds, for how near the best sentence's passage is as a whole; chosen as RANK_COUNTS
PASSAGE_USUAL = 0.5  # cosine of question and passage that says neither yes nor no
_COSINE = SENTENCE_FEATURES.index("cosine")


@dataclass(frozen=True, slots=True)
class Judgement:
    """Scores of the candidates (log-odds; higher answers better) and the chance that the best one answers (0 to 1)."""

    scores: NDArray[np.float64]
    order: tuple[int, ...]  # places of the candidates, best first
    answers: float


def judge(features: Features, odds: NDArray[np.float64]) -> Judgement:
    """The opinion of one question's candidates; `odds` are those of joint.py, (candidates,)."""
    if not len(odds):
        return Judgement(scores=np.zeros(0), order=(), answers=0.0)
    ranks = rank(features.sentences, _weights()["ranker"])
    row = summary(features, odds, ranks)
    scores = odds + RANK_COUNTS * ranks
    order = tuple(int(place) for place in np.argsort(-scores))
    answers = beside_passage(chance(row, _weights()["calibrator"]), float(features.passages[int(np.argmax(odds))]))
    return Judgement(scores, order, answers)


def rank(sentences: NDArray[np.float32], ranker: dict[str, Any]) -> NDArray[np.float64]:
    """score = v . tanh(W x + b) + u . x, x the standardised features; shape (candidates,)."""
    x = (sentences - ranker["mean"]) / ranker["scale"]
    scores: NDArray[np.float64] = np.tanh(x @ ranker["hidden"] + ranker["bias"]) @ ranker["out"] + x @ ranker["linear"]
    return scores


def summary(features: Features, odds: NDArray[np.float64], ranks: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the calibrator sees: how well the best sentence does by each measure, and how far before the next."""
    best = int(np.argmax(odds))
    cosines = features.sentences[:, _COSINE]
    return np.array(
        [odds[best], _lead(odds), ranks.max(), _lead(ranks), cosines.max(), ranks[best], cosines[best]], dtype=float
    )


def _lead(scores: NDArray[np.float64]) -> float:
    if len(scores) < 2:
        return 0.0
    second, first = np.sort(scores)[-2:]
    return float(first - second)


def chance(row: NDArray[np.float64], calibrator: dict[str, Any]) -> float:
    """The chance of an answer, 0 to 1: one hidden layer, then the logistic function."""
    x = (row - calibrator["mean"]) / calibrator["scale"]
    odds = np.tanh(x @ calibrator["hidden"] + calibrator["bias"]) @ calibrator["out"] + calibrator["out_bias"]
    return float(1.0 / (1.0 + np.exp(-odds)))


def beside_passage(answers: float, cosine: float) -> float:
    """The chance of an answer by its sentence, seen beside its passage; nan, where that is not known, says nothing.

    odds = odds * exp(PASSAGE_COUNTS * (cosine - PASSAGE_USUAL))

    >>> [round(beside_passage(0.5, cosine), 2) for cosine in (0.1, 0.5, 0.9, float("nan"))]
    [0.35, 0.5, 0.65, 0.5]
    """
    counts = 0.0 if np.isnan(cosine) else PASSAGE_COUNTS * (cosine - PASSAGE_USUAL)
    return float(1.0 / (1.0 + (1.0 - answers) / max(answers, 1e-9) * np.exp(-counts)))


@cache
def _weights() -> dict[str, dict[str, Any]]:
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    if stored["sentence_features"] != list(SENTENCE_FEATURES) or stored["silence_features"] != list(SILENCE_FEATURES):
        raise RuntimeError("reader.json was trained with other features; run `python -m evals.training`")
    return {part: {name: np.array(value) for name, value in stored[part].items()} for part in ("ranker", "calibrator")}
