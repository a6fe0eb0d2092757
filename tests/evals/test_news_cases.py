"""The cases that ask for a form: sound by themselves, and the four that were made first are answered right."""

from __future__ import annotations

import json
import re
from contextlib import closing
from pathlib import Path

import jsonschema
import pytest

import evals
from evals.cases import Case, load_cases
from evals.metrics.correctness import facts_held
from evals.runner import run_cases
from rag.assistant import Assistant
from rag.settings import Settings

FOLDER = Path(evals.__file__).parent
SEEDS = FOLDER.parent / "seeds"
CASES = load_cases(FOLDER / "news.jsonl")
COUNTED = re.compile(r"(?:articles|article) (?:that )?mentions? (?P<first>[^?.]+)|does (?P<second>\w+) appear")


def test_every_line_follows_the_schema_and_every_question_is_asked_once() -> None:
    schema = json.loads((FOLDER / "case.schema.json").read_text(encoding="utf-8"))
    for line in (FOLDER / "news.jsonl").read_text(encoding="utf-8").splitlines():
        jsonschema.validate(json.loads(line), schema)
    assert len({case.question.casefold() for case in CASES}) == len(CASES) == 38
    assert all(case.note for case in CASES if not case.answerable)


@pytest.mark.parametrize("case", [case for case in CASES if case.kind in ("count", "list")], ids=lambda case: case.id)
def test_the_files_of_a_count_are_those_that_hold_its_words(case: Case) -> None:
    asked = COUNTED.search(case.question)
    if asked is None:
        assert case.question == "Who met Assad?"
        return
    phrases = re.sub(r"^(?:both|the) ", "", asked["first"] or asked["second"]).split(" and ")
    texts = {file.name: file.read_text(encoding="utf-8") for file in SEEDS.iterdir()}
    holding = {
        name for name, text in texts.items() if all(re.search(rf"\b{re.escape(one)}\b", text, re.I) for one in phrases)
    }
    assert holding == set(case.files)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.answerable and case.kind not in ("count", "list")], ids=lambda case: case.id
)
def test_every_key_fact_stands_in_a_listed_file(case: Case) -> None:
    texts = [(SEEDS / file).read_text(encoding="utf-8") for file in case.files]
    for fact in case.facts:
        assert any(facts_held(text, [fact])[0] for text in texts), fact


@pytest.mark.parametrize("case", [case for case in CASES if case.split == "dev"], ids=lambda case: case.id)
def test_a_question_for_a_form_is_answered_complete_and_in_it(case: Case, seeds_index: Path) -> None:
    with closing(Assistant.open(seeds_index, settings=Settings(llm="none"))) as assistant:
        (record,) = run_cases([case], assistant).records
    assert record.error is None
    assert record.scores.outcome == "right", record.answer and record.answer.text
    assert record.scores.quotes_exact == record.scores.quotes > 0
