"""Who does what to whom, and what is told as done: swapped roles are seen, and the same said otherwise is not."""

from __future__ import annotations

import pytest

from rag.answering.verifying.modality import dropped_modals
from rag.answering.verifying.opposites import added_limits, turned_words
from rag.answering.verifying.roles import dropped_hedges, swapped_names

TOLD = "Oduya told Carvalho that the harbour would stay open."
CLAIMED = "Rebels claimed to have taken the bridge at Kessin."
WILL = "The railway said the night train would return to Split in May."


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("Carvalho told Oduya that the harbour would stay open.", TOLD),
        ("The minister will travel from Vienna to Split.", "The minister will travel from Split to Vienna."),
        ("Norbank was bought by Dalmore.", "Dalmore was bought by Norbank."),
        ("Carvalho told Oduya at the meeting to go.", "Oduya told Carvalho at the meeting to go."),
    ],
)
def test_two_names_the_other_way_round_are_seen(sentence: str, evidence: str) -> None:
    assert list(swapped_names(sentence, evidence))


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("Carvalho was told by Oduya that the harbour would stay open.", TOLD),
        ("Oduya told Carvalho it stays open.", TOLD),
        ("Oduya and Carvalho met.", "Carvalho met Oduya in Lisbon."),
        ("Oduya had a meeting with Minister Carvalho.", "Minister Carvalho spoke of it at a meeting with Oduya."),
    ],
)
def test_the_same_said_otherwise_is_no_swap(sentence: str, evidence: str) -> None:
    assert not list(swapped_names(sentence, evidence))


def test_a_claim_told_as_a_fact_is_seen_and_one_told_as_a_claim_is_not() -> None:
    assert dropped_hedges("Rebels took the bridge at Kessin.", CLAIMED) == ["claimed"]
    assert dropped_hedges("Rebels said they had taken the bridge.", CLAIMED) == []


def test_what_would_happen_is_not_told_as_done() -> None:
    assert dropped_modals("The night train returned to Split in May.", WILL) == ["would"]
    assert dropped_modals("The night train will return to Split in May.", WILL) == []


def test_an_opposite_is_seen_unless_the_evidence_has_both() -> None:
    assert list(turned_words("He spoke of defeat.", "He spoke of victory."))
    assert not list(turned_words("He spoke of defeat.", "He spoke of victory and defeat."))


def test_a_limit_that_the_evidence_does_not_set_is_seen() -> None:
    assert added_limits("Only Norbank lent money.", "Norbank lent money.") == ["only"]
    assert added_limits("Only Norbank lent money.", "Norbank alone, and only Norbank, lent money.") == []


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("The dockers are thieves.", "The mayor views the dockers as thieves."),
        ("The company tried to bribe the judge.", "The union accuses the company of trying to bribe the judge."),
        ("The company runs an illegal quay.", "The company runs a quay that the city deems “illegal”."),
    ],
)
def test_what_somebody_holds_another_to_be_is_no_fact(sentence: str, evidence: str) -> None:
    assert dropped_hedges(sentence, evidence)
    assert dropped_hedges(f"Lobo said: {sentence}", evidence) == []


def test_what_is_deemed_by_nobody_may_be_told() -> None:
    assert dropped_hedges("It lends to risky ports.", "It lends to ports deemed to be risky.") == []
    assert dropped_hedges("The board discusses a merger.", "The board considers a merger.") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Lobo left Oslo for Lisbon.",
        "Lobo delivered a letter in Lisbon.",
        "The board is investigating the quay.",
    ],
)
def test_what_will_or_should_be_is_not_told_as_done(sentence: str) -> None:
    evidence = "Lobo will leave Oslo for Lisbon to deliver a letter, and the board should investigate the quay."
    assert dropped_modals(sentence, evidence)


def test_what_will_be_may_be_told_as_planned() -> None:
    evidence = "Lobo will leave Oslo for Lisbon to deliver a letter."
    assert dropped_modals("Lobo would leave Oslo to deliver a letter in Lisbon.", evidence) == []
    assert dropped_modals("Lobo is leaving Oslo for Lisbon.", evidence) == []


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("The pact will always help the port.", "The pact will help the port."),
        ("Oslo is the largest buyer of salt.", "Oslo is a major buyer of salt."),
        ("Lobo met Brask for the first time.", "Lobo met Brask."),
    ],
)
def test_a_superlative_or_a_first_time_is_not_added(sentence: str, evidence: str) -> None:
    assert added_limits(sentence, evidence)
    assert added_limits(sentence, sentence) == []


def test_the_largest_may_be_the_top_or_the_most_important() -> None:
    assert added_limits("Oslo is the biggest buyer of salt.", "Oslo is the top buyer of salt.") == []
    assert added_limits("Oslo is the greatest buyer of salt.", "Oslo is the most important buyer of salt.") == []
