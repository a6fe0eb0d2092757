"""The cases that are shipped: each can be answered from the articles it names, or from none."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import jsonschema
import pytest

import evals
from evals.cases import Case, load_cases
from evals.metrics.correctness import facts_held

FOLDER = Path(evals.__file__).parent
SEEDS = FOLDER.parent / "seeds"
CASES = load_cases(FOLDER / "seeds.jsonl")
ANSWERABLE = [case for case in CASES if case.answerable]
SCHEMA = json.loads((FOLDER / "case.schema.json").read_text(encoding="utf-8"))


@cache
def sentences(file: str) -> tuple[str, ...]:
    """A plain cut after full stops and lines, good enough to count sentences."""
    return tuple(part for part in re.split(r"(?<=[.”])\s+|\n", (SEEDS / file).read_text(encoding="utf-8")) if part)


def test_every_line_follows_the_schema() -> None:
    for line in (FOLDER / "seeds.jsonl").read_text(encoding="utf-8").splitlines():
        jsonschema.validate(json.loads(line), SCHEMA)


def test_the_kinds_are_counted_as_the_documentation_says() -> None:
    assert Counter(case.kind for case in CASES) == {
        "fact": 15,
        "speaker": 10,
        "date": 8,
        "number": 6,
        "place": 6,
        "paraphrase": 12,
        "typo": 6,
        "several": 5,
        "false_premise": 8,
        "unanswerable": 34,
    }
    assert Counter(case.answerable for case in CASES) == {True: 72, False: 38}


def test_every_question_is_asked_once() -> None:
    assert len({case.question.casefold() for case in CASES}) == len(CASES)


def test_the_split_is_the_parity_of_the_hashed_id() -> None:
    for case in CASES:
        odd = int(hashlib.sha256(case.id.encode()).hexdigest(), 16) % 2
        assert case.split == ("test" if odd else "dev"), case.id
    assert Counter(case.split for case in CASES) == {"dev": 63, "test": 47}


@pytest.mark.parametrize("case", ANSWERABLE, ids=lambda case: case.id)
def test_every_key_fact_stands_in_a_listed_file(case: Case) -> None:
    texts = [(SEEDS / file).read_text(encoding="utf-8") for file in case.files]
    for fact in case.facts:
        assert any(facts_held(text, [fact])[0] for text in texts), fact


@pytest.mark.parametrize("case", ANSWERABLE, ids=lambda case: case.id)
def test_every_listed_file_states_a_key_fact(case: Case) -> None:
    for file in case.files:
        assert any(facts_held((SEEDS / file).read_text(encoding="utf-8"), case.facts)), file


@pytest.mark.parametrize("case", ANSWERABLE, ids=lambda case: case.id)
def test_every_case_can_be_answered_in_three_sentences_of_its_files(case: Case) -> None:
    listed = [(file, text) for file in case.files for text in sentences(file)]
    holding = [[place for place, (_, text) in enumerate(listed) if facts_held(text, [fact])[0]] for fact in case.facts]
    fewest = min((set(places) for places in itertools.product(*holding)), key=len, default=None)
    assert fewest is not None, "a fact that runs over two sentences"
    assert len(fewest) <= 3


@pytest.mark.parametrize("case", [case for case in ANSWERABLE if case.all_files], ids=lambda case: case.id)
def test_no_single_file_answers_a_case_that_needs_several(case: Case) -> None:
    assert len(case.files) > 1
    for file in case.files:
        assert not all(facts_held((SEEDS / file).read_text(encoding="utf-8"), case.facts)), file


def test_every_unanswerable_case_says_why() -> None:
    assert [case.id for case in CASES if not case.answerable and not case.note] == []
