"""The published schemas and examples fit each other, the records, and what they must refuse."""

from __future__ import annotations

import copy
import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from contract_checks import SCHEMAS, Kind, check_answer, check_schema, schema

from rag.overview.overview import Duplicates, Failed, Overview
from rag.schema import Answer, Citation, Degradation, Filter, IndexState, Passage, Problem, Reason, Sentence

EXAMPLES = sorted((SCHEMAS / "examples").glob("*.json"))


def example(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SCHEMAS / "examples" / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize(
    "kind", ["answer", "passage", "search", "ingest", "status", "verification", "show", "overview"]
)
def test_a_schema_is_itself_valid(kind: Kind) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(kind))


@pytest.mark.parametrize(
    ("record", "described"),
    [
        (Answer, schema("answer")),
        (Passage, schema("passage")),
        (Citation, schema("answer")["$defs"]["citation"]),
        (Sentence, schema("answer")["$defs"]["sentence"]),
        (Problem, schema("answer")["$defs"]["problem"]),
        (Reason, schema("answer")["$defs"]["reason"]),
        (Filter, schema("answer")["$defs"]["filter"]),
        (Degradation, schema("answer")["$defs"]["degradation"]),
        (IndexState, schema("answer")["$defs"]["index"]),
        (Overview, schema("overview")),
        (Duplicates, schema("overview")["properties"]["duplicates"]),
        (Failed, schema("overview")["properties"]["failed"]),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_a_schema_names_every_field_of_its_record_and_no_other(record: Any, described: dict[str, Any]) -> None:
    names = {field.name for field in fields(record)}
    assert set(described["properties"]) == names == set(described["required"])


def test_there_is_an_example_of_an_answer_a_table_an_abstention_and_a_degraded_answer() -> None:
    assert {file.stem for file in EXAMPLES} == {"answered", "table", "abstained", "degraded"}
    assert example("table")["table"]["rows"]
    assert example("answered")["status"] == "answered"
    assert example("abstained")["status"] == "abstained"
    assert example("degraded")["degraded"]


@pytest.mark.parametrize("file", EXAMPLES, ids=[file.stem for file in EXAMPLES])
def test_an_example_keeps_the_contract_to_the_bytes_of_the_seeds(file: Path, seeds: Path) -> None:
    check_answer(json.loads(file.read_text(encoding="utf-8")), {"seeds": seeds})


@pytest.mark.parametrize("file", EXAMPLES, ids=[file.stem for file in EXAMPLES])
def test_an_example_survives_the_round_trip_through_the_record(file: Path) -> None:
    values = json.loads(file.read_text(encoding="utf-8"))
    answer = Answer.from_dict(values)
    assert answer.to_dict() == values
    assert Answer.from_dict(answer.to_dict()) == answer


BROKEN = {
    "unknown_status": {"status": "maybe"},
    "answered_without_citations": {"citations": []},
    "answered_with_a_reason": {"reason": {"code": "nothing_found", "message": "nothing"}},
    "no_mode": {"mode": ""},
    "coverage_above_one": {"index": {**example("answered")["index"], "dense_coverage": 1.5}} if EXAMPLES else {},
    "another_version": {"schema_version": 2},
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_the_schema_refuses_an_answer_that_breaks_the_contract(change: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        check_schema("answer", {**example("answered"), **change})


def test_the_checks_refuse_a_quote_that_is_one_character_off(seeds: Path) -> None:
    answer = copy.deepcopy(example("answered"))
    answer["citations"][0]["start"] += 1
    answer["citations"][0]["end"] += 1
    with pytest.raises(AssertionError):
        check_answer(answer, {"seeds": seeds})


def test_the_checks_refuse_a_table_that_cites_what_the_answer_does_not(seeds: Path) -> None:
    answer = copy.deepcopy(example("table"))
    answer["table"]["rows"][0]["cells"][0]["citations"] = [99]
    with pytest.raises(AssertionError):
        check_answer(answer, {"seeds": seeds})


def test_the_checks_refuse_a_text_that_is_not_its_sentences(seeds: Path) -> None:
    answer = copy.deepcopy(example("answered"))
    answer["text"] = answer["text"].replace("[1]", "[2]")
    with pytest.raises(AssertionError):
        check_answer(answer, {"seeds": seeds})
