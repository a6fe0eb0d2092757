from __future__ import annotations

import math

import pytest

from evals.metrics.ranking import hit_at, mrr_at, ndcg_at

GAINS = {"a": 1.0, "b": 1.0, "x": 0.0}


def test_a_perfect_ranking_scores_one() -> None:
    assert ndcg_at(["a", "b", "c"], GAINS, 10) == 1.0
    assert mrr_at(["b", "c", "a"], GAINS, 10) == 1.0
    assert hit_at(["a"], GAINS, 1) == 1.0


def test_a_ranking_without_a_relevant_document_scores_zero() -> None:
    for metric in (ndcg_at, mrr_at, hit_at):
        assert metric(["c", "d", "x"], GAINS, 10) == 0.0
        assert metric([], GAINS, 10) == 0.0


def test_ndcg_by_hand() -> None:
    # found at ranks 2 and 4: (1/log2 3 + 1/log2 5) / (1/log2 2 + 1/log2 3)
    expected = (1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3))
    assert ndcg_at(["c", "a", "d", "b"], GAINS, 10) == pytest.approx(expected)
    # cut at 3, rank 4 is lost but the ideal still has both
    assert ndcg_at(["c", "a", "d", "b"], GAINS, 3) == pytest.approx((1 / math.log2(3)) / (1 + 1 / math.log2(3)))


def test_ndcg_with_grades_by_hand() -> None:
    # gains 3 and 1 in the wrong order: (1/1 + 3/log2 3) / (3/1 + 1/log2 3)
    expected = (1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3))
    assert ndcg_at(["low", "high"], {"high": 3, "low": 1}, 10) == pytest.approx(expected)


def test_ndcg_at_one_is_perfect_with_more_relevant_documents_than_places() -> None:
    assert ndcg_at(["a"], GAINS, 1) == 1.0


def test_the_reciprocal_rank_is_of_the_first_relevant_document() -> None:
    assert mrr_at(["c", "d", "a", "b"], GAINS, 10) == 1 / 3
    assert mrr_at(["c", "d", "a", "b"], GAINS, 2) == 0.0


def test_a_hit_counts_up_to_and_with_rank_k() -> None:
    assert [hit_at(["c", "d", "a"], GAINS, k) for k in (1, 2, 3, 4)] == [0.0, 0.0, 1.0, 1.0]


def test_a_question_without_a_relevant_document_is_unscored() -> None:
    for metric in (ndcg_at, mrr_at, hit_at):
        assert metric(["a"], {}, 10) is None
        assert metric(["a"], {"a": 0.0}, 10) is None


def test_a_document_ranked_twice_is_refused() -> None:
    for metric in (ndcg_at, mrr_at, hit_at):
        with pytest.raises(ValueError, match="once"):
            metric(["a", "a"], GAINS, 10)
        with pytest.raises(ValueError, match="from 1"):
            metric(["a"], GAINS, 0)
