"""Reciprocal rank fusion, against fractions written by hand and a slow version."""

from __future__ import annotations

import doctest
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rag.retrieval.fusion
from rag.retrieval.fusion import RRF_K, reciprocal_rank_fusion

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
RANKINGS = st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8), max_size=4)


def test_the_example_in_the_documentation_holds() -> None:
    found = doctest.testmod(rag.retrieval.fusion)
    assert found.attempted == 1 and found.failed == 0


def test_three_rankings_fused_by_hand() -> None:
    fused = reciprocal_rank_fusion([["a", "b", "c"], ["b", "d"], ["d", "a", "b"]], k=10)
    assert [entry for entry, _ in fused] == ["b", "a", "d", "c"]
    assert dict(fused) == pytest.approx(
        {
            "b": float(Fraction(1, 12) + Fraction(1, 11) + Fraction(1, 13)),  # 431/1716
            "a": float(Fraction(1, 11) + Fraction(1, 12)),  # 23/132
            "d": float(Fraction(1, 12) + Fraction(1, 11)),  # 23/132
            "c": float(Fraction(1, 13)),
        }
    )
    assert Fraction(1, 12) + Fraction(1, 11) + Fraction(1, 13) == Fraction(431, 1716)


def test_the_measured_constant_is_used_where_none_is_given() -> None:
    assert reciprocal_rank_fusion([["a"]]) == [("a", 1 / (RRF_K + 1))]


def test_second_in_both_beats_first_in_one() -> None:
    fused = reciprocal_rank_fusion([["a", "b"], ["c", "b"]])
    assert fused[0][0] == "b" and fused[0][1] == pytest.approx(2 / 12)


def test_ties_keep_the_order_of_first_appearance() -> None:
    assert [entry for entry, _ in reciprocal_rank_fusion([["x", "y"], ["y", "x"], ["z"]], k=10)] == ["x", "y", "z"]


@pytest.mark.parametrize("rankings", [[], [[]], [[], []]])
def test_nothing_ranked_is_nothing_fused(rankings: list[list[str]]) -> None:
    assert reciprocal_rank_fusion(rankings) == []


@unhurried
@given(RANKINGS, st.integers(1, 100))
def test_scores_agree_with_exact_fractions(rankings: list[list[str]], k: int) -> None:
    entries = list(dict.fromkeys(entry for ranking in rankings for entry in ranking))
    exact = {
        entry: sum((Fraction(1, k + ranking.index(entry) + 1) for ranking in rankings if entry in ranking), Fraction(0))
        for entry in entries
    }
    fused = reciprocal_rank_fusion(rankings, k=k)
    assert dict(fused) == pytest.approx({entry: float(score) for entry, score in exact.items()})
    scores = [score for _, score in fused]
    assert scores == sorted(scores, reverse=True)


@unhurried
@given(st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8), st.integers(1, 4))
def test_rankings_that_agree_keep_their_order(ranking: list[str], times: int) -> None:
    assert [entry for entry, _ in reciprocal_rank_fusion([ranking] * times)] == ranking
