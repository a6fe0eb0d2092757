"""The two small models, fitted with numpy alone: a ranker of sentences and a logistic regression."""

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
CALIBRATOR_DECAY = 5.0


@dataclass(frozen=True, slots=True)
class Ranking:
    """One question for the ranker: a row of features a candidate, and which of them answer."""

    sentences: NDArray[np.float32]  # (candidates, features)
    answers: NDArray[np.bool_]  # (candidates,), at least one true


def fit_ranker(rankings: Sequence[Ranking], *, seed: int = 0) -> dict[str, NDArray[np.float64]]:
    """The weights of `rag.answering.ranker.rank`: Adam on the listwise softmax likelihood of the answering sentences.

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
    first = {name: np.zeros_like(value) for name, value in weights.items()}
    second = {name: np.zeros_like(value) for name, value in weights.items()}
    step = 0
    for epoch in range(EPOCHS):
        order = random.permutation(len(rankings))
        for start in range(0, len(order), BATCH):
            batch = [rankings[place] for place in order[start : start + BATCH]]
            gradient = _gradient(weights, batch, mean, scale)
            step += 1
            for name, value in weights.items():
                slope = gradient[name] / len(batch) + RANKER_DECAY * value
                first[name] = 0.9 * first[name] + 0.1 * slope
                second[name] = 0.999 * second[name] + 0.001 * slope**2
                unbiased = first[name] / (1 - 0.9**step) / (np.sqrt(second[name] / (1 - 0.999**step)) + 1e-8)
                value -= RATE * (1 - epoch / EPOCHS) * unbiased
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


def fit_calibrator(rows: NDArray[np.float64], answered: NDArray[np.bool_]) -> dict[str, NDArray[np.float64]]:
    """Logistic regression by Newton's method with decay."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-2
    x = np.column_stack([(rows - mean) / scale, np.ones(len(rows))])
    beta = np.zeros(x.shape[1])
    decay = CALIBRATOR_DECAY * np.append(np.ones(rows.shape[1]), 0.0)
    for _ in range(60):
        chance = 1 / (1 + np.exp(-x @ beta))
        slope = x.T @ (chance - answered) + decay * beta
        curve = (x * (chance * (1 - chance))[:, None]).T @ x + np.diag(decay + 1e-9)
        move = np.linalg.solve(curve, slope)
        beta -= move
        if float(np.abs(move).max()) < 1e-8:
            break
    return {"mean": mean, "scale": scale, "weights": beta[:-1], "bias": np.array(beta[-1])}
