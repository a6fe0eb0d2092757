"""An office belongs to whom the article gives it."""

from __future__ import annotations

import pytest

from rag.answering.verifying.titles import wrong_titles

TALKS = (
    "Norwegian Prime Minister Ana Lobo received Deputy Foreign Minister Piotr Wend and Eva Brask, the trade minister."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Foreign Minister Ana Lobo received Wend.",
        "Foreign Minister Wend was received by Lobo.",
        "Eva Brask, the prime minister, met Lobo.",
        "Lobo received Foreign Minister Brask.",
        "Lobo received President Brask and Foreign Minister Ines Carvalho.",
    ],
)
def test_the_office_of_another_is_a_wrong_title(sentence: str) -> None:
    assert list(wrong_titles(sentence, TALKS, TALKS))


@pytest.mark.parametrize(
    "sentence",
    [
        "Prime Minister Lobo received Wend.",
        "Lobo, Norway's prime minister, received Deputy Foreign Minister Wend.",
        "Minister Eva Brask met Lobo.",
        "The prime minister received Brask.",
    ],
)
def test_an_office_that_the_article_gives_its_holder_may_be_told(sentence: str) -> None:
    assert list(wrong_titles(sentence, TALKS, TALKS)) == []


def test_an_office_may_have_a_field_behind_it_and_two_may_be_one_persons() -> None:
    told = "Minister of State for Trade Eva Brask met Deputy Prime Minister, Foreign and Fisheries Minister Ana Lobo."
    assert list(wrong_titles("Brask, the minister of state for trade, met Foreign Minister Lobo.", told, told)) == []
    assert list(wrong_titles("Brask met Prime Minister Lobo.", told, told))


def test_who_has_no_office_in_the_article_may_be_the_one_that_it_only_calls_by_office() -> None:
    told = "The foreign minister left on Friday. Lobo spoke in Oslo before."
    assert list(wrong_titles("Foreign Minister Lobo left on Friday.", told, told)) == []
