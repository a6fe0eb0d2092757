"""The two small models, fitted with numpy alone: a ranker of sentences and a calibrator of silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

HIDDEN = 8
EPOCHS = 30
BATCH = 128
RATE = 0.01
RANKER_DECAY = 3e-3
CALIBRATOR_RATE = 3e-3
CALIBRATOR_EPOCHS = 60
CALIBRATOR_DECAY = 1e-3


@dataclass(frozen=True, slots=True)
class Ranking:
    """One question for the ranker: a row of features a candidate, and which of them answer."""

    sentences: NDArray[np.float32]  # (candidates, features)
    answers: NDArray[np.bool_]  # (candidates,), at least one true


def fit_ranker(rankings: Sequence[Ranking], *, seed: int = 0) -> dict[str, NDArray[np.float64]]:
    """The weights of `rag.answering.reader.ranker.rank`: Adam on the listwise softmax likelihood of what answers.

    loss = - log sum over answering i of exp(s_i) / sum over all j of exp(s_j), plus decay * |w|^2 / 2.
    """
    rows = np.concatenate([ranking.sentences for ranking in rankings]).astype(np.float64)
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-3
    random = np.random.default_rng(seed)
    count = rows.shape[1]
    weights = {
        "hidden": random.normal(0, 0.3, (count, HIDDEN)),
        "bias": np.zeros(HIDDEN),
        "out": random.normal(0, 0.3, HIDDEN),
        "linear": np.zeros(count),
    }
    steps = _Adam(weights, rate=RATE, decay=RANKER_DECAY)
    for epoch in range(EPOCHS):
        order = random.permutation(len(rankings))
        for start in range(0, len(order), BATCH):
            batch = [rankings[place] for place in order[start : start + BATCH]]
            gradient = {name: slope / len(batch) for name, slope in _gradient(weights, batch, mean, scale).items()}
            steps.take(gradient, slower=1 - epoch / EPOCHS)
    return {"mean": mean, "scale": scale, **weights}


def _gradient(
    weights: dict[str, NDArray[np.float64]],
    batch: Sequence[Ranking],
    mean: NDArray[np.float64],
    scale: NDArray[np.float64],
) -> dict[str, NDArray[np.float64]]:
    x = (np.concatenate([ranking.sentences for ranking in batch]) - mean) / scale
    answers = np.concatenate([ranking.answers for ranking in batch])
    question = np.repeat(np.arange(len(batch)), [len(ranking.answers) for ranking in batch])
    hidden = np.tanh(x @ weights["hidden"] + weights["bias"])
    scores = hidden @ weights["out"] + x @ weights["linear"]
    likely = _softmax(scores, question, len(batch))
    wanted = _softmax(np.where(answers, scores, -np.inf), question, len(batch))
    slope = likely - wanted
    inner = np.outer(slope, weights["out"]) * (1 - hidden**2)
    return {
        "hidden": x.T @ inner,
        "bias": inner.sum(axis=0),
        "out": hidden.T @ slope,
        "linear": x.T @ slope,
    }


def _softmax(scores: NDArray[np.float64], question: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    top = np.full(count, -np.inf)
    np.maximum.at(top, question, scores)
    raised = np.exp(scores - top[question])
    share: NDArray[np.float64] = raised / np.bincount(question, raised, count)[question]
    return share


def fit_calibrator(
    rows: NDArray[np.float64], answered: NDArray[np.bool_], *, seed: int = 0
) -> dict[str, NDArray[np.float64]]:
    """The weights of `rag.answering.reader.ranker.chance`: Adam on the likelihood of what was answered.

    loss = mean of log(1 + exp(-z)) where answered and of log(1 + exp(z)) elsewhere, plus decay * |w|^2 / 2.
    """
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-2
    x = (rows - mean) / scale
    random = np.random.default_rng(seed)
    weights = {
        "hidden": random.normal(0, 0.4, (x.shape[1], HIDDEN)),
        "bias": np.zeros(HIDDEN),
        "out": random.normal(0, 0.4, HIDDEN),
        "out_bias": np.zeros(()),
    }
    steps = _Adam(weights, rate=CALIBRATOR_RATE, decay=CALIBRATOR_DECAY)
    for epoch in range(CALIBRATOR_EPOCHS):
        order = random.permutation(len(x))
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            steps.take(_calibrator_gradient(weights, x[places], answered[places]), slower=1 - epoch / CALIBRATOR_EPOCHS)
    return {"mean": mean, "scale": scale, **weights}


def _calibrator_gradient(
    weights: dict[str, NDArray[np.float64]], x: NDArray[np.float64], answered: NDArray[np.bool_]
) -> dict[str, NDArray[np.float64]]:
    hidden = np.tanh(x @ weights["hidden"] + weights["bias"])
    slope = (1 / (1 + np.exp(-(hidden @ weights["out"] + weights["out_bias"]))) - answered) / len(x)
    inner = np.outer(slope, weights["out"]) * (1 - hidden**2)
    return {
        "hidden": x.T @ inner,
        "bias": inner.sum(axis=0),
        "out": hidden.T @ slope,
        "out_bias": np.asarray(slope.sum()),
    }


class _Adam:
    """Adam with decay (Kingma and Ba 2015) over named weights, which it changes in place."""

    def __init__(self, weights: dict[str, NDArray[np.float64]], *, rate: float, decay: float) -> None:
        self.weights, self.rate, self.decay, self.step = weights, rate, decay, 0
        self.first = {name: np.zeros_like(value) for name, value in weights.items()}
        self.second = {name: np.zeros_like(value) for name, value in weights.items()}

    def take(self, gradient: dict[str, NDArray[np.float64]], *, slower: float) -> None:
        """One step down the gradient, at this share of the rate."""
        self.step += 1
        for name, value in self.weights.items():
            slope = gradient[name] + self.decay * value
            self.first[name] = 0.9 * self.first[name] + 0.1 * slope
            self.second[name] = 0.999 * self.second[name] + 0.001 * slope**2
            unbiased = (
                self.first[name] / (1 - 0.9**self.step) / (np.sqrt(self.second[name] / (1 - 0.999**self.step)) + 1e-8)
            )
            value -= self.rate * slower * unbiased
