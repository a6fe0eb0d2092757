"""What a run leaves behind: `results.jsonl`, `summary.json` and `report.md`, and the headline on the screen."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evals.comparison import Comparison
from evals.machine import describe_machine
from evals.markdown import comparison_section, failures_section, state_section, table
from evals.results import write_results
from evals.runner import Run
from evals.summary import METRICS, Estimate, Metric, Summary, groups, summarise

SUMMARY, REPORT = "summary.json", "report.md"
SPLIT_GROUPS = ("test", "dev", "all")


def build_summary(run: Run, *, cases_file: Path, comparison: Comparison | None) -> dict[str, Any]:
    """Everything `summary.json` states: what was asked, of what, where, and every estimate by group."""
    answers = [record.answer for record in run.records if record.answer is not None]
    degraded = Counter(f"{part.part}: {part.message}" for answer in answers for part in answer.degraded)
    return {
        "schema_version": 1,
        "cases": {
            "file": cases_file.name,
            "sha256": hashlib.sha256(cases_file.read_bytes()).hexdigest(),
            "count": len(run.records),
        },
        "started": run.started,
        "seconds": round(run.seconds, 3),
        "modes": dict(Counter(answer.mode for answer in answers)),
        "degraded": dict(degraded),
        "index": asdict(answers[-1].index) if answers else None,
        "machine": describe_machine(),
        "outcomes": dict(Counter(record.scores.outcome for record in run.records)),
        "groups": {
            name: {metric: asdict(estimate) for metric, estimate in summarise(records).items()}
            for name, records in groups(run.records).items()
        },
        "comparison": asdict(comparison) if comparison is not None else None,
    }


def write_report(run: Run, summary: dict[str, Any], folder: Path, *, comparison: Comparison | None) -> None:
    """Write the three files, replacing those of an earlier run in that folder, which exists."""
    write_results(run, folder)
    (folder / SUMMARY).write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sections = [
        f"# Evaluation on {summary['cases']['file']}",
        state_section(summary),
        "## Headline\n\n" + _headline_notes(run) + "\n\n" + table(*_headline_rows(run)),
        "## By kind of question\n\n" + table(*_kind_rows(run)),
        comparison_section(comparison) if comparison is not None else "",
        failures_section(run.records),
    ]
    (folder / REPORT).write_text("\n\n".join(section for section in sections if section) + "\n", encoding="utf-8")


def headline(run: Run) -> str:
    """The headline table for a screen: one metric a line, test before dev before all."""
    titles, rows = _headline_rows(run)
    widths = [max(len(row[column]) for row in [titles, *rows]) for column in range(len(titles))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [titles, *rows]]
    return "\n".join(line.rstrip() for line in lines)


def _headline_notes(run: Run) -> str:
    notes = "In brackets the 95 % Wilson interval, then the count; — where a metric applies to no case."
    if any(record.case.split for record in run.records):
        notes = "**test** is the result: thresholds may be tuned on dev only. " + notes
    return notes


def _headline_rows(run: Run) -> tuple[list[str], list[list[str]]]:
    chosen = {name: records for name, records in groups(run.records).items() if name in SPLIT_GROUPS}
    summaries = {name: summarise(records) for name, records in chosen.items()}
    titles = ["metric", *(f"{name} ({len(records)} cases)" for name, records in chosen.items())]
    rows = [
        [metric.heading, *(show(metric, summary[metric.name]) for summary in summaries.values())] for metric in METRICS
    ]
    return titles, rows


def _kind_rows(run: Run) -> tuple[list[str], list[list[str]]]:
    titles = ["kind", "cases", "right", "correct within three sentences", "refused wrongly", "answered wrongly"]
    rows = []
    for name, records in groups(run.records).items():
        if name.startswith("kind: "):
            summary = summarise(records)
            counts = ("right", "correct_at_3", "false_refusal_rate", "false_answer_rate")
            rows.append([name.removeprefix("kind: "), str(len(records)), *(_of(summary, metric) for metric in counts)])
    return titles, rows


def _of(summary: Summary, metric: str) -> str:
    estimate = summary[metric]
    return "—" if estimate.value is None else f"{estimate.hits} of {estimate.total}"


def show(metric: Metric, estimate: Estimate) -> str:
    """One estimate as a person reads it, e.g. "81.2 % [64.7–91.1] 26/32"; a dash where unscored."""
    if estimate.value is None:
        return "—"
    if metric.unit == "ms":
        return f"{estimate.value:,.0f} ms"
    if metric.unit == "count":
        return f"{estimate.value:.2f}"
    shown = f"{estimate.value * 100:.1f} %"
    if estimate.low is None or estimate.high is None:
        return f"{shown} (n={estimate.total})"
    return f"{shown} [{estimate.low * 100:.1f}–{estimate.high * 100:.1f}] {estimate.hits}/{estimate.total}"
