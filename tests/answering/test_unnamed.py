"""Where a sentence leaves somebody unnamed, and what around it may then name. Under 1 s."""

from __future__ import annotations

import doctest

import pytest

from rag.answering.verifying import unnamed
from rag.answering.verifying.naming import missing_names
from rag.answering.verifying.unnamed import speaks_of_unnamed


def test_the_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(unnamed).failed == 0


@pytest.mark.parametrize(
    "evidence",
    [
        "He opened the harbour.",
        "In Varnholm she praised the dockers.",
        "The company lent the port 4.2 million euros.",
        "On Tuesday the minister met Elin Brask.",
        "The President received Elin Brask.",
        "“The harbour stays open.”",
        "Elin Brask has asked us to stay.",
        "Elin Brask told Ana Lobo that her country stays calm.",
    ],
)
def test_a_pronoun_or_a_role_that_nothing_before_it_names_leaves_somebody_unnamed(evidence: str) -> None:
    assert speaks_of_unnamed(evidence)


@pytest.mark.parametrize(
    "evidence",
    [
        "Ana Lobo praised the dockers during her visit.",
        "In the same context, Minister Ana Lobo stressed that the harbour stays open.",
        "Norbank said it would lend the port 4.2 million euros.",
        "Norbank said the company would lend the port 4.2 million euros.",
        "Dockers in Varnholm ended the strike.",
        "The harbour of Varnholm stays open.",
    ],
)
def test_who_is_named_in_the_sentence_itself_is_not(evidence: str) -> None:
    assert not speaks_of_unnamed(evidence)


def test_a_name_of_the_evidence_may_be_given_in_full() -> None:
    told = "Lobo opened the harbour. Mayor Ana Lobo met Elin Brask."
    assert list(missing_names("Mayor Ana Lobo opened the harbour.", "Lobo opened the harbour.", "", told)) == []
    assert list(missing_names("Elin Lobo opened the harbour.", "Lobo opened the harbour.", "", told)) == ["Elin Lobo"]


def test_somebody_from_around_is_not_added_to_what_is_said_of_another() -> None:
    evidence = "She said on Monday that the harbour of the old town stays open for all."
    told = f"{evidence} Mayor Ana Lobo met Elin Brask."
    said = "Ana Lobo said that the harbour of the old town stays open for all"
    assert list(missing_names(f"{said}.", evidence, told, told)) == []
    assert list(missing_names(f"{said} at a meeting with Elin Brask.", evidence, told, told)) == ["Elin Brask"]
    with_her = "On Monday the mayor and the whole council of the old town spoke of the harbour with her."
    spoke = "On Monday the mayor and the whole council of the old town spoke of the harbour with Elin Brask."
    assert list(missing_names(spoke, with_her, told, told)) == []
