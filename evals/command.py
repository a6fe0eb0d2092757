"""`dateline eval`: ask the questions of a file, measure the answers, write the report."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

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
            _notice(line)
        return 1
    except ReportMissingError as exc:
        _notice(str(exc))
        return 1
    folder = out if out is not None else REPORTS / datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    try:
        folder.mkdir(parents=True, exist_ok=True)  # before the questions, which take a while
    except OSError as exc:
        _notice(f"can't write a report to {folder}: {exc.strerror}; give another --out")
        return 1
    run = run_cases(cases, assistant, progress=_progress())
    comparison = compare(run.records, earlier) if earlier is not None else None
    summary = build_summary(run, cases_file=cases_file, comparison=comparison)
    write_report(run, summary, folder, comparison=comparison)
    if as_json:
        _result(json.dumps(summary, ensure_ascii=False))
    else:
        _result(headline(run))
        if comparison is not None:
            _result("\n" + _verdict(comparison))
    _notice(f"{folder / REPORT} has every failure")
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
            sys.stderr.write(f"\rasked {done} of {total}" + ("\n" if done == total else ""))
            sys.stderr.flush()
        elif done % 25 == 0 or done == total:
            sys.stderr.write(f"asked {done} of {total}\n")

    return show


def _result(text: str) -> None:
    sys.stdout.write(text + "\n")


def _notice(line: str) -> None:
    sys.stderr.write(f"dateline: {line}\n")
