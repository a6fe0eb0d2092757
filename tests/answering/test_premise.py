"""Questions that take for granted what the articles deny, and those that do not."""

from __future__ import annotations

import doctest
import json
from pathlib import Path
from typing import Any

import pytest
from made_up_evidence import article, evidence_of

import rag.answering.premise
from rag.answering.premise import premise, premise_conflict

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
NEWS = article(
    "Port and parliament\n\n"
    "Mayor Ana Lobo rejected the sale of the port of Varnholm on Monday. "
    "Norbank denied that the harbour crane had been sold. "
    "The dockers of Varnholm have not ended their strike. "
    "Parliament sent 300 soldiers to Orsa in June. "
    "The ferry Halcyon sank off Port Selby on 3 May 2016. "
    "Elin Brask met the finance minister in Lund. "
    "The bridge at Kivik was not opened until Friday. "
    "Piotr Wend said the union had lost the vote in Tessaly. "
    "While the court is not popular, the judges of Tessaly won praise for the water law.\n",
    "news.txt",
)
EVIDENCE = evidence_of(NEWS)
SEED_EVIDENCE = evidence_of(*(article(file.read_text("utf-8"), file.name) for file in sorted(SEEDS.iterdir())))


def test_the_examples_in_the_documentation_hold() -> None:
    found = doctest.testmod(rag.answering.premise)
    assert found.attempted >= 4 and found.failed == 0


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Why did Mayor Ana Lobo accept the sale of the port?", "rejected the sale"),
        ("Why was the Norbank harbour crane sold?", "denied that the harbour crane"),
        ("When did the dockers of Varnholm end their strike?", "have not ended"),
        ("Why did Parliament send 200 soldiers to Orsa in June?", "300 soldiers"),
        ("Why did the ferry Halcyon sink off Port Selby on 4 May 2016?", "3 May"),
        ("Why did Elin Brask not meet the finance minister in Lund?", "met the finance minister"),
        ("How did the union win the vote in Tessaly?", "lost the vote"),
        ("Why did Mayor Ana Lobo accept the sale of the port? (Varnholm)", "rejected the sale"),
    ],
)
def test_the_sentence_that_contradicts_a_premise_is_found(question: str, words: str) -> None:
    conflict = premise_conflict(question, EVIDENCE)
    assert conflict is not None and words in conflict.sentence.text and conflict.problems
    assert conflict.reason.code == "premise_conflict" and words in conflict.reason.message


@pytest.mark.parametrize(
    "question",
    [
        "Why did Mayor Ana Lobo reject the sale of the port?",
        "When did the ferry Halcyon sink off Port Selby?",
        "Where did Elin Brask meet the finance minister?",
        "When was the bridge at Kivik opened?",
        "Why did Parliament send 300 soldiers to Orsa?",
        "Why did Karl Dahl accept the sale of the port?",
        "Who ended the strike in Varnholm?",
        "Did the dockers of Varnholm end their strike?",
        "Why did the judges of Tessaly win praise for the water law?",
        "Why did they leave?",
        "",
    ],
)
def test_no_premise_is_contradicted_where_it_holds_or_is_of_something_else(question: str) -> None:
    assert premise_conflict(question, EVIDENCE) is None


def test_no_premise_is_contradicted_where_another_sentence_says_it_is_so() -> None:
    both = article("Two reports\n\nBrask did not sell the Lund mill. Later Brask did sell the Lund mill.\n", "b.txt")
    assert premise_conflict("Why did Brask sell the Lund mill?", evidence_of(both)) is None


def asked(name: str) -> list[dict[str, Any]]:
    lines = (SEEDS.parent / "evals" / name).read_text("utf-8").splitlines()
    return [case for line in lines if (case := json.loads(line))["split"] == "dev"]


@pytest.mark.parametrize("name", ["seeds.jsonl", "tuning_a.jsonl"])
def test_of_the_questions_for_tuning_only_false_premises_are_contradicted(name: str) -> None:
    kinds = [case["kind"] for case in asked(name) if premise_conflict(case["question"], SEED_EVIDENCE) is not None]
    assert kinds and set(kinds) == {"false_premise"}


def test_a_question_for_who_or_whether_takes_nothing_for_granted_that_is_looked_at() -> None:
    assert [premise(question) for question in ("Who met Assad?", "Did Assad leave?", "Assad")] == [None] * 3
