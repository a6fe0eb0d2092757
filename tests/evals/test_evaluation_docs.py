from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import evals
from evals.cases import FIELDS, load_cases, parse_case
from evals.summary import METRICS

PROJECT = Path(evals.__file__).parents[1]
DOCS = (PROJECT / "docs" / "evaluation.md").read_text(encoding="utf-8")
CASES = load_cases(PROJECT / "evals" / "seeds.jsonl")


def section(heading: str) -> str:
    return re.split(r"^##+ ", DOCS.partition(f"{heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def first_cells(heading: str) -> list[str]:
    rows = re.findall(r"^\| (.+?) \|", section(heading), flags=re.MULTILINE)
    return [row for row in rows if row != "---"][1:]


def test_every_metric_is_documented_in_the_order_of_the_report() -> None:
    named = [name for cell in first_cells("## The metrics") for name in re.findall(r"`(\w+)`", cell)]
    assert named == [metric.name for metric in METRICS]


def test_the_table_of_kinds_counts_the_cases_that_there_are() -> None:
    rows = re.findall(r"^\| (\w+) \| (\d+) \|", section("## The cases"), flags=re.MULTILINE)
    assert {kind: int(count) for kind, count in rows} == Counter(case.kind for case in CASES)


def test_the_numbers_of_the_split_are_those_of_the_cases() -> None:
    test = [case for case in CASES if case.split == "test"]
    dev = [case for case in CASES if case.split == "dev"]
    said = f"{len(test)} test ({sum(case.answerable for case in test)} answerable) and "
    said += f"{len(dev)} dev ({sum(case.answerable for case in dev)} answerable)"
    assert said in " ".join(section("### The split").split())


def test_the_example_case_is_one_of_ours() -> None:
    (example,) = re.findall(r"^```json\n(.+)\n```$", DOCS, flags=re.MULTILINE)
    assert parse_case(example) in CASES


def test_every_field_of_a_case_is_documented() -> None:
    named = [name for cell in first_cells("### Format") for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(FIELDS)
    schema = json.loads((PROJECT / "evals" / "case.schema.json").read_text(encoding="utf-8"))
    assert set(schema["properties"]) == set(FIELDS)
