"""The expected values are worked out by hand in the comments beside them."""

from __future__ import annotations

import pytest

from evals.metrics.correctness import answer_correctness, correctness_at, fact_recall, facts_held, normalised

TEXT = "Astana has hosted five rounds of peace talks on Syria since January. Russia, Iran and Turkey are guarantors."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Iran’s “Resistance Front”", "irans resistance front"),
        ("IRAN'S\n\tfront", "irans front"),
        ("1,250 of 12,5", "1250 of 12 5"),  # a decimal comma is not a thousands separator
        ("1,2345", "1 2345"),
        ("Café, Strauß; ﬁne", "cafe strauss fine"),
        ("U.S.-backed_rebels…", "u s backed rebels"),
        ("", ""),
    ],
)
def test_normalising_keeps_only_the_words(text: str, words: str) -> None:
    assert normalised(text).split() == words.split()


def test_a_fact_must_stand_as_whole_words() -> None:
    assert facts_held("The seventh year", [["seven"]]) == (False,)
    assert facts_held("The seventh year", [["seventh"]]) == (True,)


def test_any_wording_of_a_fact_suffices() -> None:
    assert facts_held("It began on 19 August.", [["August 19", "19 August"]]) == (True,)


def test_an_answer_with_every_fact_is_right() -> None:
    assert answer_correctness(TEXT, [["five", "5"], ["January"]]) is True


def test_an_answer_with_all_but_one_fact_is_wrong() -> None:
    assert answer_correctness(TEXT, [["five"], ["January"], ["Kazakhstan"]]) is False


def test_an_answer_without_any_fact_is_wrong() -> None:
    assert answer_correctness("I think so.", [["five"], ["January"]]) is False
    assert answer_correctness("", [["five"]]) is False


def test_a_case_without_facts_is_unscored() -> None:
    assert answer_correctness(TEXT, []) is None
    assert fact_recall(TEXT, []) is None
    assert correctness_at([TEXT], [], 1) is None


def test_fact_recall_counts_the_facts_that_are_held() -> None:
    assert fact_recall(TEXT, [["five"], ["January"], ["Kazakhstan"], ["Turkey"]]) == 3 / 4
    assert fact_recall(TEXT, [["five"]]) == 1.0
    assert fact_recall("No.", [["five"], ["January"]]) == 0.0


def test_only_the_first_k_sentences_count() -> None:
    sentences = ["Talks were held.", "There were five rounds.", "They began in January."]
    facts = [["five"], ["January"]]
    assert [correctness_at(sentences, facts, k) for k in (1, 2, 3, 4)] == [False, False, True, True]
    with pytest.raises(ValueError, match="from 1"):
        correctness_at(sentences, facts, 0)


def test_two_sentences_do_not_run_together_into_a_word() -> None:
    assert correctness_at(["In May", "or June"], [["mayor"]], 2) is False
