"""The evidence's own words in another relation: without their condition, far apart, in another mouth. Under 1 s."""

from __future__ import annotations

import doctest

import pytest

from rag.answering.verifying import bindings, opposites
from rag.answering.verifying.bindings import added_speaker, dropped_conditions, words_apart
from rag.answering.verifying.opposites import turned_places

CLOSURE = "The port will close for a week if the dockers of Varnholm reject the offer on Friday."
REPAIRED = "The ministry let the ferries sail on condition the cracked hulls were repaired first."
LONG = (
    "The ministry will ask a court to freeze the boats of Piotr Wend, the former head of the port, in its attempts to "
    "recover money that was paid to a company on the island as part of the harbour's purchase, a spokesman said."
)
TOLD = ("Minister Carvalho said the port stays open.", "The port of Varnholm is the largest buyer of timber.")


def test_the_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(bindings).failed == doctest.testmod(opposites).failed == 0


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("The port will close for a week.", CLOSURE),
        ("The ministry let the ferries sail, and their cracked hulls were repaired.", REPAIRED),
    ],
)
def test_a_condition_that_is_left_out_or_told_as_a_fact_is_seen(sentence: str, evidence: str) -> None:
    assert dropped_conditions(sentence, [evidence])


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("The port will close for a week if the offer is rejected.", CLOSURE),
        ("The port may close for a week.", CLOSURE),
        ("The dockers of Varnholm met on Friday.", CLOSURE),
        ("The mayor will stay in Varnholm.", "The mayor will stay in Varnholm, even if the dockers strike."),
    ],
)
def test_what_keeps_its_condition_or_never_had_one_passes(sentence: str, evidence: str) -> None:
    assert dropped_conditions(sentence, [evidence]) == []


def test_words_that_the_evidence_has_far_apart_are_seen_side_by_side() -> None:
    assert words_apart("The ministry paid the court money for the island to freeze the purchase.", LONG)
    assert words_apart("The ministry will ask a court to freeze the boats of Piotr Wend to recover money.", LONG) == []


def test_a_speaker_who_speaks_of_something_else_is_seen() -> None:
    sentence = "Carvalho said that the port of Varnholm is the largest buyer of timber."
    assert added_speaker(sentence, TOLD) == "Carvalho"
    assert added_speaker("Carvalho said the port stays open.", TOLD) is None
    assert added_speaker(sentence, [TOLD[0], f"{TOLD[1][:-1]}, she said."]) is None


def test_the_opposite_preposition_before_the_same_word_is_seen_unless_the_evidence_has_both() -> None:
    evidence = "Norbank sold the notes outside Norway."
    assert list(turned_places("The notes were sold in Norway.", evidence)) == [("in", "outside", "norway")]
    assert list(turned_places("The notes were sold in Norway.", f"{evidence} It also sold shares in Norway.")) == []
