from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics.statistics import mean, percentile, sign_test, wilson_interval


def test_wilson_by_hand_for_half_of_four() -> None:
    # z = 2: p = 1/2, n = 4: centre (1/2 + 4/8) / (1 + 1) = 1/2; half 2 √(1/16 + 4/64) / 2 = √(1/8)
    interval = wilson_interval(2, 4, z=2)
    assert interval is not None
    assert interval.low == pytest.approx(1 / 2 - math.sqrt(1 / 8))
    assert interval.high == pytest.approx(1 / 2 + math.sqrt(1 / 8))


def test_wilson_at_the_ends_is_not_empty() -> None:
    # p = 1: centre (1 + z²/2n) / (1 + z²/n), half (z²/2n) / (1 + z²/n), so low = 1 / (1 + z²/n)
    assert wilson_interval(4, 4, z=2) == (1 / 2, 1.0)
    assert wilson_interval(0, 4, z=2) == (0.0, 1 / 2)


def test_wilson_matches_a_published_example() -> None:
    # Newcombe 1998, table I, method 3: 81 of 263 is 0.2553 to 0.3662
    interval = wilson_interval(81, 263)
    assert interval is not None
    assert [round(end, 4) for end in interval] == [0.2553, 0.3662]


def test_wilson_of_nothing_is_unscored_and_of_nonsense_refused() -> None:
    assert wilson_interval(0, 0) is None
    with pytest.raises(ValueError, match="not a proportion"):
        wilson_interval(3, 2)


@given(st.integers(1, 500).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_wilson_holds_the_measured_share_and_stays_within_bounds(counted: tuple[int, int]) -> None:
    hits, total = counted
    interval = wilson_interval(hits, total)
    assert interval is not None
    assert 0 <= interval.low <= hits / total <= interval.high <= 1
    assert interval.low < interval.high


def test_percentiles_by_hand() -> None:
    values = [40.0, 10.0, 30.0, 20.0]
    assert percentile(values, 0) == 10
    assert percentile(values, 100) == 40
    assert percentile(values, 50) == 25  # h = 3 x 0.5 = 1.5, halfway from 20 to 30
    assert percentile(values, 95) == pytest.approx(38.5)  # h = 2.85, 30 + 0.85 x 10
    assert percentile([7.0], 95) == 7
    assert percentile([], 50) is None
    with pytest.raises(ValueError, match="between 0 and 100"):
        percentile(values, 101)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 100))
def test_percentiles_agree_with_numpy(values: list[float], percent: float) -> None:
    assert percentile(values, percent) == pytest.approx(float(np.percentile(values, percent)), abs=1e-6)


def test_the_mean_of_nothing_is_unscored() -> None:
    assert mean([]) is None
    assert mean([1.0, 2.0, 6.0]) == 3.0


def test_the_sign_test_by_hand() -> None:
    assert sign_test(0, 0) == 1.0
    assert sign_test(0, 5) == 2 / 32
    assert sign_test(1, 7) == 2 * (1 + 8) / 256
    assert sign_test(7, 1) == sign_test(1, 7)
    assert sign_test(3, 3) == 1.0  # 2 (1 + 6 + 15 + 20) / 64 is above 1
    with pytest.raises(ValueError, match="negative"):
        sign_test(-1, 2)
