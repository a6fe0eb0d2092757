"""What is no statement: scraps without a verb, and what says itself twice. Under 1 s."""

from __future__ import annotations

import doctest

import pytest

from rag.answering.verifying import statement
from rag.answering.verifying.statement import (
    beyond_headlines,
    headline_in,
    is_scrap,
    of_the_text,
    said_twice,
    without_frame,
)

MAYOR = "Mayor Ana Lobo and Elin Brask of Norbank met on Tuesday in Varnholm, where 41 pct of the quays are shut."
HEADLINE = "Varnholm Dockers Angered By Harbour Sale"
LETTER = "Faithfully yours, Ana B Lobo Reuter"
TALKS = "Brask spoke of the talks on selling the harbour of Varnholm during his visit."


def test_the_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(statement).failed == 0


@pytest.mark.parametrize(
    "answer",
    [
        "Ana Lobo.",
        "Mayor Ana Lobo",
        "The Mayor Ana Lobo.",
        "Ana Lobo, Elin Brask",
        "Ana Lobo and Norbank.",
        "In Varnholm.",
        "On Tuesday, 3 May 2016.",
        "41 percent.",
        "41 percent of the quays",
    ],
)
def test_a_name_a_date_or_a_number_that_the_evidence_has_is_an_answer(answer: str) -> None:
    assert not is_scrap(answer, [MAYOR], "")


@pytest.mark.parametrize(
    ("scrap", "evidence"),
    [
        ("The Norbank Mayor Ana Lobo", MAYOR),
        ("The end of the sale of the harbour", TALKS),
        ("Varnholm Dockers Angered By Sale", HEADLINE),
        ("Ana B Lobo Reuter", LETTER),
        ("Ana Lobo Reuter", LETTER),
    ],
)
def test_a_name_or_a_headline_put_together_anew_is_none(scrap: str, evidence: str) -> None:
    assert is_scrap(scrap, [evidence], "")


@pytest.mark.parametrize(
    "sentence",
    [
        "Lobo met Brask.",
        "Lobo is mayor of Varnholm.",
        "The dockers want the quays.",
        "The people of the harbour want peace.",
        "Norbank and Dalmore lend the port money.",
        "Die Stadt Varnholm kauft den Hafen.",
        "Лобо посетила порт.",
    ],
)
def test_a_sentence_is_no_scrap(sentence: str) -> None:
    assert not is_scrap(sentence, [MAYOR], "")


def test_what_says_its_own_words_twice_is_no_statement() -> None:
    twice = (
        "The topic of the talks on selling the harbour of Varnholm was the talks on selling the harbour of Varnholm."
    )
    assert said_twice(twice, TALKS) == "talks on selling the harbour of Varnholm"
    assert said_twice("Brask spoke of the talks on selling the harbour of Varnholm.", TALKS) is None


def test_a_list_may_repeat_its_words_as_its_evidence_does() -> None:
    evidence = "The port has a 20 metre quay wall and a 60 metre quay wall, built for 499 and 599 euros."
    sentence = "The 20 metre quay wall was built for 499 euros and the 60 metre quay wall was built for 599 euros."
    assert said_twice(sentence, evidence) is None


def test_the_full_name_of_a_company_may_stand_twice() -> None:
    sentence = "Varnholm Harbour Trust Corp said that Varnholm Harbour Trust Corp had lent the port money."
    assert said_twice(sentence, "Varnholm Harbour Trust Corp said it had lent the port money.") is None


@pytest.mark.parametrize(
    "told",
    [
        "The harbour of Torvik is not mentioned in the text.",
        "The article does not say who bought the harbour of Torvik.",
        "The article is about the harbour of Torvik.",
        "The price of the harbour isn’t specified in the provided context.",
    ],
)
def test_what_a_model_says_of_the_text_before_it_is_no_evidences_word(told: str) -> None:
    assert of_the_text(told, "Norbank bought the harbour of Torvik.") is not None


def test_what_an_article_is_said_to_state_may_be_told() -> None:
    assert of_the_text("The article states that Norbank bought it.", "Norbank bought it.") is None


def test_a_frame_hides_nobody_who_did_it() -> None:
    assert without_frame("This article states that Norbank bought it.") == "Norbank bought it."
    assert without_frame("According to the article, Norbank bought it.") == "Norbank bought it."


def test_a_name_with_small_words_that_the_evidence_has_is_no_headline() -> None:
    assert headline_in("Lobo saw Gone With The Wind.", "Lobo saw Gone With The Wind in Oslo.") is None
    assert headline_in("Lobo came to Oslo in May.", "She came to Oslo in May.") is None


def test_a_headline_bears_no_words_but_its_own() -> None:
    headline = "Varnholm To Tender For Harbour Cranes"
    assert beyond_headlines("Varnholm To Tender For Harbour Cranes is a product of its steel industry.", [headline])
    assert beyond_headlines("Varnholm will tender for harbour cranes.", [headline]) is None
    assert beyond_headlines("The town wants new harbour cranes soon.", [headline, "It will tender for cranes."]) is None
