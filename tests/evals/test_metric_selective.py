"""Answering by a threshold, worked out by hand."""

from __future__ import annotations

import doctest
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import evals.metrics.selective
from evals.metrics.selective import Answering, answering_share, risk_coverage
from evals.metrics.statistics import bootstrap_interval

YES, NO = True, False


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(evals.metrics.selective).failed == 0


def test_nine_of_ten_answerable_are_answered_and_what_scores_below_them_is_refused() -> None:
    scores = [10.0, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1.5, 0.5, 6.5, 1.0]
    found = answering_share(scores, [YES] * 10 + [NO] * 4, 0.9)
    assert found == Answering(threshold=2.0, answered=0.9, refused=3 / 4)


def test_equal_scores_are_all_answered() -> None:
    assert answering_share([1.0, 1, 1, 1], [YES, YES, NO, NO], 0.5) == Answering(1.0, 1.0, 0.0)


def test_a_score_that_tells_them_apart_refuses_all_and_one_turned_round_none() -> None:
    assert answering_share([3.0, 2, 1, 0], [YES, YES, NO, NO], 1.0) == Answering(2.0, 1.0, 1.0)
    assert answering_share([0.0, 1, 2, 3], [YES, YES, NO, NO], 1.0) == Answering(0.0, 1.0, 0.0)


def test_without_both_classes_nothing_is_scored() -> None:
    assert answering_share([1.0], [YES], 0.9) is None
    assert answering_share([1.0], [NO], 0.9) is None
    assert risk_coverage([], []) is None


def test_the_risk_rises_as_the_unsure_are_answered_too() -> None:
    curve = risk_coverage([4.0, 3, 2, 1], [NO, NO, YES, YES])
    assert curve is not None
    assert curve.risks == (0.0, 0.0, 1 / 3, 0.5)
    assert (curve.at(0.5), curve.at(0.6), curve.at(1.0)) == (0.0, 1 / 3, 0.5)
    assert curve.area == pytest.approx((1 / 3 + 0.5) / 4)


def test_always_right_and_always_wrong() -> None:
    right, wrong = risk_coverage([2.0, 1], [NO, NO]), risk_coverage([2.0, 1], [YES, YES])
    assert right is not None and wrong is not None
    assert (right.area, wrong.area) == (0.0, 1.0)


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=12))
def test_the_curve_does_not_depend_on_the_order_of_the_questions(pairs: list[tuple[int, bool]]) -> None:
    turned = pairs[::-1]
    one = risk_coverage([float(score) for score, _ in pairs], [wrong for _, wrong in pairs])
    other = risk_coverage([float(score) for score, _ in turned], [wrong for _, wrong in turned])
    assert one is not None and other is not None
    assert one.risks == pytest.approx(other.risks)
    assert one.risks[-1] == pytest.approx(sum(wrong for _, wrong in pairs) / len(pairs))


def test_the_bootstrap_of_a_share_is_near_its_normal_interval_and_the_same_each_time() -> None:
    hits = [1.0] * 300 + [0.0] * 700

    def share(places: object) -> float:
        assert isinstance(places, list)
        return sum(hits[place] for place in places) / len(places)

    interval = bootstrap_interval(len(hits), share)
    half = 1.96 * math.sqrt(0.3 * 0.7 / 1000)
    assert interval is not None
    assert interval == pytest.approx((0.3 - half, 0.3 + half), abs=0.004)
    assert bootstrap_interval(len(hits), share) == interval
    assert bootstrap_interval(len(hits), share, seed=1) != interval


def test_draws_without_a_value_are_left_out() -> None:
    assert bootstrap_interval(3, lambda places: None) is None
    assert bootstrap_interval(0, lambda places: 1.0) is None
    assert bootstrap_interval(2, lambda places: 1.0 if 0 in places else None) == (1.0, 1.0)
