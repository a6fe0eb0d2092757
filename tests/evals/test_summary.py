from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hand_built import CASES, all_right, all_wrong, write_articles

from evals.runner import Record, run_cases
from evals.summary import METRICS, groups, summarise


@pytest.fixture
def right(tmp_path: Path) -> list[Record]:
    return list(run_cases(CASES, all_right(write_articles(tmp_path))).records)


@pytest.fixture
def wrong(tmp_path: Path) -> list[Record]:
    return list(run_cases(CASES, all_wrong(write_articles(tmp_path))).records)


def test_all_right_scores_one_everywhere(right: list[Record]) -> None:
    summary = summarise(right)
    assert summary["nearest_holds"].value is None  # nothing was refused wrongly
    for metric in METRICS:
        if metric.unit == "share" and metric.name != "nearest_holds":
            assert summary[metric.name].value == (1.0 if metric.higher_is_better else 0.0), metric.name


def test_all_wrong_scores_zero_everywhere(wrong: list[Record]) -> None:
    summary = summarise(wrong)
    # c1 cites the right file and c3 ended in an error: the rest is as wrong as can be
    expected = {"citations_right": 1.0, "citation_correctness": 1.0, "false_refusal_rate": 1 / 3, "errors": 1 / 5}
    for metric in METRICS:
        if metric.unit == "share":
            worst = 0.0 if metric.higher_is_better else 1.0
            assert summary[metric.name].value == expected.get(metric.name, worst), metric.name


def test_each_metric_is_measured_on_the_cases_it_applies_to(right: list[Record]) -> None:
    summary = summarise(right)
    assert summary["right"].total == 5
    assert summary["correct"].total == 3
    assert summary["abstention_recall"].total == 2
    assert summary["quotes_exact"].total == 3
    assert (summary["correct"].hits, summary["correct"].high) == (3, 1.0)
    assert summary["correct"].low == pytest.approx(1 / (1 + 1.959964**2 / 3))


def test_a_metric_that_applies_to_no_case_is_unscored(right: list[Record]) -> None:
    summary = summarise([record for record in right if record.case.answerable])
    for name in ("abstention_recall", "abstention_precision", "false_answer_rate"):
        assert (summary[name].value, summary[name].total, summary[name].low) == (None, 0, None)


def test_nothing_asked_is_unscored_throughout() -> None:
    assert all(estimate.value is None for estimate in summarise([]).values())


def test_latencies_are_those_of_all_questions(right: list[Record]) -> None:
    timed = [replace(record, latency_ms=float(ms)) for record, ms in zip(right, (10, 20, 30, 40, 90), strict=True)]
    summary = summarise(timed)
    assert summary["latency_p50"].value == 30
    assert summary["latency_p95"].value == pytest.approx(80)  # h = 4 x 0.95 = 3.8, 40 + 0.8 x 50
    assert summary["latency_max"].value == 90


def test_test_comes_before_dev_before_all_before_the_kinds(right: list[Record]) -> None:
    grouped = groups(right)
    assert list(grouped) == ["test", "dev", "all", "kind: number", "kind: date", "kind: unanswerable"]
    assert [record.case.id for record in grouped["test"]] == ["c1", "c3", "c4"]
    assert [record.case.id for record in grouped["kind: date"]] == ["c2", "c3"]


def test_a_file_without_a_split_has_only_all(right: list[Record]) -> None:
    unsplit = [replace(record, case=replace(record.case, split=None)) for record in right]
    assert [name for name in groups(unsplit) if not name.startswith("kind")] == ["all"]
