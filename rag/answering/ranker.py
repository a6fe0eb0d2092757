"""The learned part of the extractive reader: which sentence answers, and whether any does.

Two small models, trained by `python -m evals.training` on public questions and kept in
reader.json: a ranker (one hidden layer over the sentence features) and a logistic
regression over the best sentence's features, those of silence and the ranker's margin.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.answering.features import SENTENCE_FEATURES, SILENCE_FEATURES, Features

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEIGHTS = Path(__file__).parent / "reader.json"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Scores of the candidates (higher answers better) and the chance that the best one answers (0 to 1)."""

    scores: NDArray[np.float64]
    answers: float


def judge(features: Features) -> Judgement:
    """The ranker's and the calibrator's opinion of one question's candidates."""
    if not len(features.sentences):
        return Judgement(scores=np.zeros(0), answers=0.0)
    scores = rank(features.sentences, _weights()["ranker"])
    row = summary(features, scores)
    calibrator = _weights()["calibrator"]
    z = (row - calibrator["mean"]) / calibrator["scale"] @ calibrator["weights"] + calibrator["bias"]
    return Judgement(scores=scores, answers=float(1.0 / (1.0 + np.exp(-z))))


def rank(sentences: NDArray[np.float32], ranker: dict[str, Any]) -> NDArray[np.float64]:
    """score = v . tanh(W x + b) + u . x, x the standardised features; shape (candidates,)."""
    x = (sentences - ranker["mean"]) / ranker["scale"]
    scores: NDArray[np.float64] = np.tanh(x @ ranker["hidden"] + ranker["bias"]) @ ranker["out"] + x @ ranker["linear"]
    return scores


def summary(features: Features, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the calibrator sees: the best candidate's features, those of silence, its score and margin."""
    order = np.argsort(-scores)
    best = order[0]
    margin = scores[best] - scores[order[1]] if len(order) > 1 else 0.0
    return np.concatenate([features.sentences[best], features.silence, [scores[best], margin]])


@cache
def _weights() -> dict[str, dict[str, Any]]:
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    if stored["sentence_features"] != list(SENTENCE_FEATURES) or stored["silence_features"] != list(SILENCE_FEATURES):
        raise RuntimeError("reader.json was trained with other features; run `python -m evals.training`")
    return {part: {name: np.array(value) for name, value in stored[part].items()} for part in ("ranker", "calibrator")}
