"""`dateline eval`, whole: the real command over a real index, on one question of some kinds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import evals
from evals.cases import load_cases
from evals.results import read_results
from rag.cli import main

PROJECT = Path(evals.__file__).parents[1]


@pytest.fixture
def cases_file(tmp_path: Path) -> Path:
    """The first case of each of these kinds."""
    kinds = ("fact", "speaker", "several", "false_premise", "unanswerable")
    lines = (PROJECT / "evals" / "seeds.jsonl").read_text(encoding="utf-8").splitlines()
    first: dict[str, str] = {}
    for line in lines:
        if (kind := json.loads(line)["kind"]) in kinds:
            first.setdefault(kind, line)
    path = tmp_path / "some.jsonl"
    path.write_text("\n".join(first.values()), encoding="utf-8")
    return path


def test_the_command_measures_a_real_index_and_every_quote_is_exact(
    tmp_path: Path, cases_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_LLM", "none")
    index, report, again = tmp_path / "index", tmp_path / "report", tmp_path / "again"
    assert main(["ingest", str(PROJECT / "seeds"), "--index", str(index)]) == 0
    capsys.readouterr()
    assert main(["eval", str(cases_file), "--index", str(index), "--out", str(report), "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["modes"] == {"extractive": 5}
    assert (summary["index"]["documents"], summary["degraded"]) == (5, {})
    whole = summary["groups"]["all"]
    assert whole["quotes_exact"]["total"] > 0
    assert whole["quotes_exact"]["value"] == 1.0
    assert whole["errors"]["value"] == 0.0
    records = read_results(report)
    assert [record.case for record in records] == load_cases(cases_file)
    assert all(record.answer is not None and record.answer.question == record.case.question for record in records)

    arguments = ["eval", str(cases_file), "--index", str(index), "--out", str(again), "--baseline", str(report)]
    assert main(arguments) == 0
    assert "gained  none\nlost    none" in capsys.readouterr().out  # the same questions have the same answers
