"""The small models' learning: its gradient, a problem it must solve, and the area it is judged by."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import evals.metrics.calibration
from evals.metrics.calibration import auroc
from evals.training.learning import HIDDEN, Ranking, _calibrator_gradient, _gradient, fit_calibrator, fit_ranker
from rag.answering.reader.ranker import chance, rank

unhurried = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEATURES = 5
Weights = dict[str, NDArray[np.float64]]


def made_up(count: int, *, seed: int = 0) -> list[Ranking]:
    """Questions of two to seven candidates; the one with the largest (first - second) feature answers."""
    random = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        rows = random.normal(0, 1, (int(random.integers(2, 8)), FEATURES)).astype(np.float32)
        answers = np.zeros(len(rows), dtype=bool)
        answers[int(np.argmax(rows[:, 0] - rows[:, 1]))] = True
        found.append(Ranking(rows, answers))
    return found


def some_weights(*, seed: int = 1) -> Weights:
    random = np.random.default_rng(seed)
    return {
        "hidden": random.normal(0, 0.5, (FEATURES, HIDDEN)),
        "bias": random.normal(0, 0.5, HIDDEN),
        "out": random.normal(0, 0.5, HIDDEN),
        "linear": random.normal(0, 0.5, FEATURES),
    }


def slow_loss(weights: Weights, batch: list[Ranking], mean: NDArray[np.float64], scale: NDArray[np.float64]) -> float:
    """The loss by its definition, one question at a time."""
    total = 0.0
    for ranking in batch:
        scores = rank(ranking.sentences, {**weights, "mean": mean, "scale": scale})
        total -= float(np.log(np.exp(scores[ranking.answers]).sum() / np.exp(scores).sum()))
    return total


@pytest.mark.parametrize("several", [False, True])
def test_the_gradient_agrees_with_finite_differences_of_the_loss(several: bool) -> None:
    batch = made_up(6)
    if several:  # two answering sentences to a question
        batch = [Ranking(r.sentences, r.answers | (np.arange(len(r.answers)) == 0)) for r in batch]
    weights, mean, scale = some_weights(), np.full(FEATURES, 0.1), np.full(FEATURES, 1.3)
    gradient = _gradient(weights, batch, mean, scale)
    for name, value in weights.items():
        assert gradient[name].shape == value.shape
        for place in np.ndindex(value.shape):
            kept, step = value[place], 1e-5
            value[place] = kept + step
            above = slow_loss(weights, batch, mean, scale)
            value[place] = kept - step
            below = slow_loss(weights, batch, mean, scale)
            value[place] = kept
            assert gradient[name][place] == pytest.approx((above - below) / (2 * step), rel=1e-4, abs=1e-6)


def test_where_every_sentence_answers_there_is_nothing_to_learn() -> None:
    rows = np.random.default_rng(0).normal(0, 1, (4, FEATURES)).astype(np.float32)
    gradient = _gradient(some_weights(), [Ranking(rows, np.ones(4, dtype=bool))], np.zeros(FEATURES), np.ones(FEATURES))
    for slope in gradient.values():
        np.testing.assert_allclose(slope, 0, atol=1e-12)


@pytest.fixture(scope="module")
def ranker() -> Weights:
    return fit_ranker(made_up(600))


def first_right(weights: Weights, rankings: list[Ranking]) -> float:
    return float(np.mean([r.answers[int(np.argmax(rank(r.sentences, weights)))] for r in rankings]))


def test_a_rule_is_learned_and_holds_for_questions_never_seen(ranker: Weights) -> None:
    unseen = made_up(300, seed=7)
    assert first_right(ranker, unseen) > 0.93
    assert first_right(some_weights() | {"mean": np.zeros(FEATURES), "scale": np.ones(FEATURES)}, unseen) < 0.7


def test_learning_again_gives_the_same_weights(ranker: Weights) -> None:
    again = fit_ranker(made_up(600))
    assert all(np.array_equal(ranker[name], again[name]) for name in ranker)


def test_a_feature_that_never_varies_breaks_nothing() -> None:
    flat = [
        Ranking(np.column_stack([r.sentences, np.ones(len(r.answers))]).astype(np.float32), r.answers)
        for r in made_up(60)
    ]
    assert all(np.isfinite(value).all() for value in fit_ranker(flat).values())


def chances(calibrator: Weights, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([chance(row, calibrator) for row in rows])


def test_the_calibrators_chances_are_right_on_the_whole() -> None:
    random = np.random.default_rng(3)
    rows = random.normal(2, 3, (4000, 3))
    truth = 1 / (1 + np.exp(-(1.5 * rows[:, 0] / 3 - rows[:, 2] / 3)))
    answered = random.random(4000) < truth
    found = chances(fit_calibrator(rows, answered), rows)
    assert found.mean() == pytest.approx(answered.mean(), abs=0.02)
    assert float(np.abs(found - truth).mean()) < 0.05


def test_classes_that_can_be_told_apart_wholly_still_give_finite_weights() -> None:
    rows = np.linspace(-1, 1, 2000)[:, None]
    calibrator = fit_calibrator(rows, rows[:, 0] > 0)
    assert all(np.isfinite(value).all() for value in calibrator.values())
    low, high = chances(calibrator, np.array([[-1.0], [1.0]]))
    assert low < 0.2 < 0.8 < high


def test_the_calibrators_gradient_agrees_with_finite_differences_of_its_loss() -> None:
    random = np.random.default_rng(5)
    x, answered = random.normal(0, 1, (7, 3)), random.random(7) < 0.5
    weights = {
        "hidden": random.normal(0, 0.5, (3, HIDDEN)),
        "bias": random.normal(0, 0.5, HIDDEN),
        "out": random.normal(0, 0.5, HIDDEN),
        "out_bias": np.array(0.3),
    }
    plain = {"mean": np.zeros(3), "scale": np.ones(3)}

    def loss() -> float:
        told = np.array([chance(row, weights | plain) for row in x])
        return float(-np.log(np.where(answered, told, 1 - told)).mean())

    gradient = _calibrator_gradient(weights, x, answered)
    for name, value in weights.items():
        for place in np.ndindex(value.shape):
            kept, step = float(value[place]), 1e-5
            value[place] = kept + step
            above = loss()
            value[place] = kept - step
            below = loss()
            value[place] = kept
            assert gradient[name][place] == pytest.approx((above - below) / (2 * step), rel=1e-4, abs=1e-7)


def slow_area(scores: list[float], positive: list[bool]) -> float | None:
    """Every positive against every negative."""
    pairs = [
        (a, b)
        for a, up in zip(scores, positive, strict=True)
        if up
        for b, on in zip(scores, positive, strict=True)
        if not on
    ]
    return sum(1.0 if a > b else 0.5 if a == b else 0.0 for a, b in pairs) / len(pairs) if pairs else None


@unhurried
@given(st.lists(st.tuples(st.integers(-3, 3).map(float), st.booleans()), max_size=25))
def test_the_area_agrees_with_comparing_every_pair(rows: list[tuple[float, bool]]) -> None:
    scores, positive = [score for score, _ in rows], [up for _, up in rows]
    expected = slow_area(scores, positive)
    assert auroc(scores, positive) == (None if expected is None else pytest.approx(expected))


def test_the_area_by_hand() -> None:
    assert doctest.testmod(evals.metrics.calibration).failed == 0
    assert auroc([3, 2, 1], [True, True, False]) == 1
    assert auroc([1, 2, 3], [True, True, False]) == 0
    assert auroc([1, 1, 1], [True, False, True]) == 0.5
    assert auroc([4, 3, 2, 1], [True, False, True, False]) == 0.75


def test_labels_that_do_not_fit_the_scores_are_refused() -> None:
    with pytest.raises(ValueError, match="2 scores for 1 labels"):
        auroc([1, 2], [True])
