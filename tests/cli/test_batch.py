"""A file of questions: one result a line, in order, whatever some of the lines are."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from rag.cli.batch import run_batch
from rag.errors import QuestionError


def echo(text: str) -> dict[str, Any]:
    if not text.strip():
        raise QuestionError("the question is empty")
    return {"heard": text}


def run(lines: list[bytes], capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, Any]]]:
    status = run_batch(lines, ["query", "question"], echo)
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_results_come_in_the_order_of_the_lines_with_their_ids(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [b'{"id": 7, "question": "a"}\n', b"\n", b'{"id": "x", "query": "b"}']
    assert run(lines, capsys) == (0, [{"id": 7, "heard": "a"}, {"id": "x", "heard": "b"}])


@pytest.mark.parametrize(
    ("line", "identity"),
    [
        (b"not json", None),
        (b"[1, 2]", None),
        (b'{"question": "no id"}', None),
        (b'{"id": 1}', 1),
        (b'{"id": 1, "question": 5}', 1),
        (b'{"id": 1, "question": " "}', 1),
        (b'{"id": 1, "question": "\xff"}', None),
        (b"[" * 100_000, None),
        (b'{"id": NaN, "question": "a"}', None),
        (b'{"id": -Infinity, "question": "a"}', None),
        (b'{"id": 1e999, "question": "a"}', None),
        (b'{"id": ' + b"9" * 5000 + b', "question": "a"}', None),
    ],
    ids=[
        "not_json",
        "not_an_object",
        "no_id",
        "no_question",
        "not_a_text",
        "empty",
        "not_utf8",
        "very_deep",
        "nan",
        "infinity",
        "overflow",
        "huge",
    ],
)
def test_a_bad_line_gives_its_id_and_an_error_and_the_rest_goes_on(
    line: bytes, identity: object, capsys: pytest.CaptureFixture[str]
) -> None:
    status, results = run([line, b'{"id": 2, "question": "b"}'], capsys)
    assert status == 1
    assert results[0]["id"] == identity and set(results[0]) == {"id", "error"}
    assert not re.search("set_int_max_str_digits|recursion|codec", results[0]["error"])
    assert results[1] == {"id": 2, "heard": "b"}
