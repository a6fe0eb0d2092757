"""Fusion of two searches by their scores, against fractions written by hand."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rag.retrieval.fusion
from rag.retrieval.fusion import MEANING, assumed, fuse, shares
from vectorstore import Hit

HITS = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.01, 50), max_size=8).map(
    lambda scores: sorted((Hit(name, score) for name, score in scores.items()), key=lambda hit: -hit.score)
)


def test_the_examples_in_the_documentation_hold() -> None:
    found = doctest.testmod(rag.retrieval.fusion)
    assert found.attempted == 2 and found.failed == 0


def test_the_best_of_both_searches_is_best() -> None:
    fused = fuse([Hit("a", 3.0), Hit("b", 2.9)], [Hit("b", 0.7), Hit("c", 0.35)])
    assert [name for name, _ in fused] == ["b", "a", "c"]
    assert dict(fused)["b"] == pytest.approx((1 - MEANING) * 2.9 / 3 + MEANING)


def test_what_the_search_by_meaning_did_not_find_is_no_nearer_than_its_last() -> None:
    fused = dict(fuse([Hit("a", 4.0)], [Hit("b", 0.8), Hit("c", 0.6)]))
    assert fused["a"] == pytest.approx((1 - MEANING) + MEANING * 0.75)
    assert fused["c"] == pytest.approx(MEANING * 0.75)


def test_what_waits_for_its_vector_does_not_stand_behind_what_has_one() -> None:
    lexical, dense = [Hit("waits", 9.0), Hit("has one", 3.0)], [Hit("has one", 0.5), Hit("far", 0.1)]
    assert fuse(lexical, dense)[0][0] == "has one"
    assert fuse(lexical, assumed(lexical, dense, {"waits"}))[0][0] == "waits"
    assert assumed(lexical, dense, set()) == dense and assumed(lexical, [], {"waits"}) == []


@pytest.mark.parametrize("scores", [[0.0, -0.2], [-0.1, -0.3]])
def test_hits_without_a_score_above_zero_share_none(scores: list[float]) -> None:
    assert shares([Hit(str(score), score) for score in scores]) == dict.fromkeys(map(str, scores), 0.0)


@given(HITS)
def test_one_search_alone_keeps_its_order(hits: list[Hit]) -> None:
    order = [hit.chunk_id for hit in hits]
    assert [name for name, _ in fuse(hits, [])] == [name for name, _ in fuse([], hits)] == order
    assert [name for name, _ in fuse(hits, hits)] == order


@given(HITS, HITS)
def test_everything_found_comes_back_once_and_scores_fall(lexical: list[Hit], dense: list[Hit]) -> None:
    fused = fuse(lexical, dense)
    assert {name for name, _ in fused} == {hit.chunk_id for hit in (*lexical, *dense)}
    assert len(fused) == len(dict(fused))
    scores = [score for _, score in fused]
    assert scores == sorted(scores, reverse=True) and all(0 <= score <= 1 for score in scores)
