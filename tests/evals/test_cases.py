from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import evals
from evals.cases import Case, CaseFileError, load_cases, parse_case

SCHEMA = json.loads(Path(evals.__file__).with_name("case.schema.json").read_text(encoding="utf-8"))

GOOD: dict[str, Any] = {
    "id": "c1",
    "question": "How many rounds?",
    "kind": "number",
    "answerable": True,
    "facts": [["five", "5"]],
    "files": ["talks.txt"],
}
REFUSED: dict[str, Any] = {**GOOD, "id": "c2", "answerable": False, "facts": [], "files": []}


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_case_needs_no_split_and_no_note(tmp_path: Path) -> None:
    path = write(tmp_path / "cases.jsonl", json.dumps(GOOD), "", json.dumps({**REFUSED, "split": "test", "note": "no"}))
    assert load_cases(path) == [
        Case("c1", "How many rounds?", "number", True, (("five", "5"),), ("talks.txt",)),
        Case("c2", "How many rounds?", "number", False, (), (), split="test", note="no"),
    ]


BAD = [
    ({"id": ""}, "id must be a text that is not empty"),
    ({"question": 7}, "question must be a text that is not empty"),
    ({"answerable": "yes"}, "answerable must be true or false"),
    ({"facts": ["five"]}, "facts must be a list of facts, each a list of accepted wordings"),
    ({"facts": [[]]}, "facts must be a list of facts, each a list of accepted wordings"),
    ({"files": "talks.txt"}, "files must be a list of file names"),
    ({"split": "train"}, "split must be dev, test or null"),
    ({"all_files": 1}, "all_files must be true or false"),
    ({"wrong": "five"}, "wrong must be a list of wordings"),
    ({"attributed_to": "Lavrov"}, "attributed_to must be a list of names"),
    ({"form": "poem"}, "form must be statements, comparison, timeline, list or null"),
    ({"facts": []}, "an answerable case needs facts and files, an unanswerable one has neither"),
    ({"answerable": False}, "an answerable case needs facts and files, an unanswerable one has neither"),
    ({"gold": "five"}, "unknown field 'gold'; known are id, question, "),
]


@pytest.mark.parametrize(("change", "message"), BAD)
def test_a_bad_field_is_named_with_what_it_must_be(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as raised:
        parse_case(json.dumps({**GOOD, **change}))
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize("change", [change for change, _ in BAD])
def test_the_schema_refuses_what_the_loader_refuses(change: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**GOOD, **change}, SCHEMA)


def test_a_missing_field_is_named() -> None:
    for name in GOOD:
        without = {key: value for key, value in GOOD.items() if key != name}
        with pytest.raises(ValueError, match=f"{name} is missing"):
            parse_case(json.dumps(without))
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(without, SCHEMA)


def test_all_bad_lines_are_told_at_once_one_line_each(tmp_path: Path) -> None:
    path = write(tmp_path / "cases.jsonl", json.dumps(GOOD), "{", "[]", json.dumps(GOOD))
    with pytest.raises(CaseFileError) as raised:
        load_cases(path)
    assert raised.value.problems == (
        "cases.jsonl line 2: not JSON: Expecting property name enclosed in double quotes at character 1",
        "cases.jsonl line 3: must be a JSON object",
        "cases.jsonl line 4: the id 'c1' is taken by line 1",
    )
    assert "3 bad lines" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_without_cases_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(CaseFileError, match="holds no cases; write one JSON object a line"):
        load_cases(write(tmp_path / "empty.jsonl", "", " "))


def test_a_file_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseFileError, match=r"can't read .*gone\.jsonl"):
        load_cases(tmp_path / "gone.jsonl")
    (tmp_path / "latin.jsonl").write_bytes("é".encode("latin-1"))
    with pytest.raises(CaseFileError, match=r"can't read .*latin\.jsonl"):
        load_cases(tmp_path / "latin.jsonl")
