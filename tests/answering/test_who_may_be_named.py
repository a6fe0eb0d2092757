"""Whom a sentence may name: who its evidence names, and whom what stands around it names in the place of "he"."""

from __future__ import annotations

import pytest

from rag.answering.verifying.verification import verify
from rag.embedding.meaning import Meaning
from rag.schema import Problem

MEANING = Meaning()


def problems(sentence: str, *evidence: str, background: str = "") -> tuple[Problem, ...]:
    return verify(sentence, evidence, meaning=MEANING, background=background)


@pytest.mark.parametrize(
    ("sentence", "borrowed"),
    [
        ("Norwegian minister Ana Lobo opened the harbour.", True),
        ("Danish minister Ana Lobo opened the harbour.", False),
        ("The minister Ana Lobo opened the harbour.", False),
    ],
)
def test_somebody_is_not_given_a_people_that_only_stands_around_the_evidence(sentence: str, borrowed: bool) -> None:
    evidence = "Minister Ana Lobo opened the harbour during her visit."
    around = "Danish minister Ana Lobo came on Monday. The Norwegian guests were late."
    problems = verify(sentence, [evidence], meaning=MEANING, background=around)
    assert [problem.kind for problem in problems if problem.kind == "name"] == (["name"] if borrowed else [])


def test_somebody_who_only_stands_around_the_evidence_is_in_it_where_it_leaves_somebody_unnamed() -> None:
    around = "Ana Lobo and Elin Brask meet in Varnholm. Mayor Ana Lobo received Elin Brask."
    named = "Minister Ines Carvalho praised the harbour of Varnholm during her talk with Elin Brask."
    told = "Ana Lobo praised the harbour of Varnholm in a talk with Elin Brask."
    assert "name" in {problem.kind for problem in problems(told, named, background=around)}
    unnamed = "She praised the harbour of Varnholm in a talk with Elin Brask."
    assert problems(told, unnamed, background=around) == ()


def test_who_is_known_to_speak_may_be_named() -> None:
    quoted = "The harbour of Varnholm stays open."
    told = "Ana Lobo said that the harbour of Varnholm stays open."
    assert verify(told, [quoted], meaning=MEANING, background="Ana Lobo met Elin Brask.")
    assert verify(told, [quoted], meaning=MEANING, speakers=["Ana Lobo"]) == ()


def test_one_person_in_the_place_of_two_is_caught() -> None:
    evidence = "Mayor Ana Lobo said she and Minister Eva Brask had agreed on the sale of the harbour."
    assert problems("Mayor Lobo said she and Minister Brask had agreed on the sale of the harbour.", evidence) == ()
    found = problems("Mayor Lobo said she and Mayor Ana Lobo had agreed on the sale of the harbour.", evidence)
    assert "name" in {problem.kind for problem in found}


def test_the_name_for_he_may_stand_beside_another_name_of_the_evidence() -> None:
    evidence = [
        "The city asked Elin Brask to tour the flooded villages.",
        "With Varnholm Dockers as guides, she toured the flooded villages and was appalled by the broken dams.",
    ]
    assert problems("Elin Brask toured the flooded villages and was appalled by the broken dams.", *evidence) == ()
    assert problems("Varnholm Council toured the flooded villages and was appalled by the broken dams.", *evidence)


@pytest.mark.parametrize(
    "quoted", ["He said the harbour would close.", "“The harbour will close.”", "The minister said so."]
)
def test_nobody_around_the_evidence_stands_for_who_is_known_to_speak_in_it(quoted: str) -> None:
    around = "Minister Ines Carvalho met Mayor Ana Lobo and Elin Brask."
    told = "Elin Brask said the harbour would close."
    found = verify(told, [quoted], meaning=MEANING, background=around, speakers=["Ines Carvalho"])
    assert "name" in {problem.kind for problem in found}
