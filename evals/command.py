"""`dateline eval`: ask the questions of a file, measure the answers, write the report."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from evals.cases import CaseFileError, load_cases
from evals.comparison import Comparison, compare
from evals.report import REPORT, build_summary, headline, write_report
from evals.results import ReportMissingError, read_results
from evals.runner import Answerer, Progress, run_cases

REPORTS = Path("reports")


def run_eval(
    cases_file: Path,
    *,
    assistant: Answerer,
    out: Path | None = None,
    baseline: Path | None = None,
    as_json: bool = False,
) -> int:
    """Exit status 0 once the report is written, however good it is; 1 for a bad case file or baseline.

    The headline goes to stdout, or with `as_json` what `summary.json` holds, on one line; progress and
    the report's place go to stderr. `out` is `reports/<UTC time>` when not given.
    """
    try:
        cases = load_cases(cases_file)
        earlier = read_results(baseline) if baseline is not None else None
    except CaseFileError as exc:
        for line in exc.problems or (str(exc),):
            click.echo(f"dateline: {line}", err=True)
        return 1
    except ReportMissingError as exc:
        click.echo(f"dateline: {exc}", err=True)
        return 1
    folder = out if out is not None else REPORTS / datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    try:
        folder.mkdir(parents=True, exist_ok=True)  # before the questions, which take a while
    except OSError as exc:
        click.echo(f"dateline: can't write a report to {folder}: {exc.strerror}; give another --out", err=True)
        return 1
    run = run_cases(cases, assistant, progress=_progress())
    comparison = compare(run.records, earlier) if earlier is not None else None
    summary = build_summary(run, cases_file=cases_file, comparison=comparison)
    write_report(run, summary, folder, comparison=comparison)
    if as_json:
        click.echo(json.dumps(summary, ensure_ascii=False))
    else:
        click.echo(headline(run))
        if comparison is not None:
            click.echo("\n" + _verdict(comparison))
    click.echo(f"dateline: {folder / REPORT} has every failure", err=True)
    return 0


def _verdict(comparison: Comparison) -> str:
    gained = ", ".join(case.id for case in comparison.gained) or "none"
    lost = ", ".join(case.id for case in comparison.lost) or "none"
    return (
        f"against the earlier run, {comparison.common} cases in common:\n"
        f"gained  {gained}\nlost    {lost}\nby chance alone with p = {comparison.chance:.3f}"
    )


def _progress() -> Progress:
    """A counter on one line where stderr is a terminal, else a line every 25 cases."""
    terminal = sys.stderr.isatty()

    def show(done: int, total: int) -> None:
        if terminal:
            click.echo(f"\rasked {done} of {total}" + ("\n" if done == total else ""), err=True, nl=False)
        elif done % 25 == 0 or done == total:
            click.echo(f"asked {done} of {total}", err=True)

    return show
