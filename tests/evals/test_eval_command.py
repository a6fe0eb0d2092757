from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hand_built import CASES, Scripted, abstained, all_right, all_wrong, answered, write_articles

from evals.cases import Case
from evals.command import run_eval
from evals.comparison import compare
from evals.results import read_results
from evals.runner import run_cases


@pytest.fixture
def right(tmp_path: Path) -> Scripted:
    return all_right(write_articles(tmp_path))


@pytest.fixture
def wrong(tmp_path: Path) -> Scripted:
    return all_wrong(write_articles(tmp_path))


def write_cases(path: Path, cases: list[Case] = CASES) -> Path:
    path.write_text("".join(json.dumps(asdict(case)) + "\n" for case in cases), encoding="utf-8")
    return path


def test_the_report_has_three_files_and_stdout_the_headline(
    tmp_path: Path, right: Scripted, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "deep" / "report"
    assert run_eval(write_cases(tmp_path / "cases.jsonl"), assistant=right, out=out) == 0
    assert sorted(path.name for path in out.iterdir()) == ["report.md", "results.jsonl", "summary.json"]
    printed = capsys.readouterr()
    lines = printed.out.splitlines()
    assert lines[0].split("  ")[0] == "metric"
    assert "test (3 cases)" in lines[0] and "dev (2 cases)" in lines[0] and "all (5 cases)" in lines[0]
    assert lines[1].startswith("Right: facts and files, or a right refusal")
    assert "100.0 % [43.9–100.0] 3/3" in lines[1]  # 1 / (1 + z²/3) = 0.4385
    assert str(out / "report.md") in printed.err


def test_stdout_holds_only_the_summary_with_json(
    tmp_path: Path, right: Scripted, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report"
    run_eval(write_cases(tmp_path / "cases.jsonl"), assistant=right, out=out, as_json=True)
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert printed["outcomes"] == {"right": 5}
    assert printed["modes"] == {"extractive": 5}
    assert printed["index"]["fingerprint"] == "f00d"
    assert printed["groups"]["test"]["correct"]["value"] == 1.0
    assert printed["groups"]["test"]["correct"]["total"] == 2


def test_every_failure_is_listed_with_what_was_expected_and_what_came(tmp_path: Path, wrong: Scripted) -> None:
    run_eval(write_cases(tmp_path / "cases.jsonl"), assistant=wrong, out=tmp_path / "report")
    report = (tmp_path / "report" / "report.md").read_text(encoding="utf-8")
    assert "### Answered, though the articles do not say it: 2" in report
    assert "question  How many rounds?\nexpected  five or 5\nin        talks.txt\ngot       They began" in report
    assert "withheld  There were 7. (number: 7 is not in the evidence)" in report
    assert "expected  a refusal\nnote      Not stated.\ngot       Astana has hosted five rounds. [1]" in report
    assert "error     the endpoint is down; start it" in report
    assert "reason    not_answered: Perhaps in January." in report


def test_a_run_without_failures_says_so(tmp_path: Path, right: Scripted) -> None:
    run_eval(write_cases(tmp_path / "cases.jsonl"), assistant=right, out=tmp_path / "report")
    assert "Nothing: every case was right." in (tmp_path / "report" / "report.md").read_text(encoding="utf-8")


def test_what_an_article_says_stays_inside_its_fence(tmp_path: Path, right: Scripted) -> None:
    evil = "Rounds ``` ![x](http://127.0.0.1/x.png) <script>"
    answers = {**right.answers, "Who paid?": abstained("Who paid?"), "How many died?": abstained("How many died?")}
    answers["How many rounds?"] = replace(answered("How many rounds?"), text=evil)
    odd = [replace(CASES[0], kind="a|b<img src=x>"), *CASES[1:]]
    run_eval(write_cases(tmp_path / "c.jsonl", odd), assistant=Scripted(right.store, answers), out=tmp_path / "report")
    report = (tmp_path / "report" / "report.md").read_text(encoding="utf-8")
    before, _, after = report.partition(evil)
    assert before.rpartition("````text\n")[2].count("````") == 0
    assert after.partition("````")[0].count("\n") <= 2
    assert "| a\\|b\\<img src=x> |" in report


def test_a_file_without_a_split_is_reported_as_a_whole(
    tmp_path: Path, right: Scripted, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = write_cases(tmp_path / "cases.jsonl", [replace(case, split=None) for case in CASES])
    assert run_eval(cases, assistant=right, out=tmp_path / "report") == 0
    title = capsys.readouterr().out.splitlines()[0]
    assert "all (5 cases)" in title and "test" not in title and "dev" not in title


def test_bad_lines_are_told_one_a_line_and_nothing_is_asked(
    tmp_path: Path, right: Scripted, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text('{"id": "x"}\nnonsense\n', encoding="utf-8")
    assert run_eval(cases, assistant=right, out=tmp_path / "report") == 1
    assert capsys.readouterr().err.splitlines() == [
        "dateline: cases.jsonl line 1: question is missing",
        "dateline: cases.jsonl line 2: not JSON: Expecting value at character 0",
    ]
    assert not (tmp_path / "report").exists()


def test_a_baseline_that_is_none_is_one_line(
    tmp_path: Path, right: Scripted, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = write_cases(tmp_path / "cases.jsonl")
    assert run_eval(cases, assistant=right, out=tmp_path / "report", baseline=tmp_path / "no") == 1
    (error,) = capsys.readouterr().err.splitlines()
    assert "no earlier report in" in error
    (tmp_path / "results.jsonl").write_text('{"case": 1}\n', encoding="utf-8")
    assert run_eval(cases, assistant=right, out=tmp_path / "report", baseline=tmp_path) == 1
    (error,) = capsys.readouterr().err.splitlines()
    assert "can't read" in error


def test_a_report_that_can_not_be_written_is_one_line_before_any_question(
    tmp_path: Path, right: Scripted, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    assert run_eval(write_cases(tmp_path / "c.jsonl"), assistant=right, out=tmp_path / "taken") == 1
    (error,) = capsys.readouterr().err.splitlines()
    assert "can't write a report" in error


def test_results_are_read_back_as_they_were(tmp_path: Path, wrong: Scripted) -> None:
    cases = write_cases(tmp_path / "cases.jsonl")
    run_eval(cases, assistant=wrong, out=tmp_path / "report")
    again = read_results(tmp_path / "report")
    fresh = run_cases(CASES, wrong).records
    assert [replace(record, latency_ms=0) for record in again] == [replace(record, latency_ms=0) for record in fresh]


def test_a_report_from_before_a_metric_was_added_can_still_be_compared_with(tmp_path: Path, wrong: Scripted) -> None:
    run_eval(write_cases(tmp_path / "cases.jsonl"), assistant=wrong, out=tmp_path)
    rows = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    for row in rows:
        del row["scores"]["nearest_holds"]
    (tmp_path / "results.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    fresh = run_cases(CASES, wrong).records
    comparison = compare(fresh, read_results(tmp_path))
    assert comparison.differences["all"]["nearest_holds"].change is None
    assert comparison.differences["all"]["right"].change == 0.0


def test_a_comparison_names_the_cases_that_turned(
    tmp_path: Path, right: Scripted, wrong: Scripted, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = write_cases(tmp_path / "cases.jsonl")
    run_eval(cases, assistant=wrong, out=tmp_path / "then")
    capsys.readouterr()
    run_eval(cases, assistant=right, out=tmp_path / "now", baseline=tmp_path / "then")
    printed = capsys.readouterr().out
    assert "gained  c1, c2, c3, c4, c5\nlost    none\nby chance alone with p = 0.062" in printed  # 2 / 2**5
    report = (tmp_path / "now" / "report.md").read_text(encoding="utf-8")
    assert "### Right now, not then: 5" in report
    assert "c4  false_answer -> right  Who paid?" in report
    assert "+100.0 points (better)" in report and "-100.0 points (better)" in report


def test_a_comparison_is_made_over_the_cases_both_asked_in_the_same_words(right: Scripted, wrong: Scripted) -> None:
    now = run_cases(CASES[:4], right).records
    reworded = replace(CASES[3], question="How many died?")
    then = run_cases([*CASES[:3], reworded], wrong).records
    comparison = compare(now, then)
    assert comparison.common == 3
    assert (comparison.only_now, comparison.only_then) == (("c4",), ("c4",))
    assert [case.id for case in comparison.gained] == ["c1", "c2", "c3"]
    assert comparison.differences["all"]["right"].change == 1.0
    assert comparison.differences["all"]["abstention_recall"].change is None  # no unanswerable case in common


def test_a_run_compared_with_itself_has_not_changed(wrong: Scripted) -> None:
    records = run_cases(CASES, wrong).records
    comparison = compare(records, records)
    assert (comparison.gained, comparison.lost, comparison.otherwise, comparison.chance) == ((), (), (), 1.0)


def test_nothing_in_common_compares_to_nothing(right: Scripted) -> None:
    comparison = compare(run_cases(CASES[:1], right).records, run_cases(CASES[1:2], right).records)
    assert comparison.common == 0
    assert comparison.differences["all"]["right"].change is None
