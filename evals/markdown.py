"""The parts of `report.md`. What articles, models and case files say is shown in fences, never as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from evals.comparison import Comparison, Difference, Turned
from evals.runner import Outcome, Record
from evals.summary import METRICS, Metric
from rag.schema import Answer, Citation

HEADINGS: dict[Outcome, str] = {
    "error": "Ended in an error",
    "false_answer": "Answered, though the articles do not say it",
    "facts_missing": "Answered without all key facts",
    "says_wrong": "All key facts, and something that is wrong",
    "unattributed": "All key facts, but not who says them",
    "wrong_form": "All key facts, but not as the table that was asked for",
    "wrong_file": "Right words, but cited elsewhere",
    "false_refusal": "Refused, though the articles say it",
}


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; bars and line breaks in its cells are neutralised."""
    lines = [_row(titles), _row(["---"] * len(titles)), *(_row(row) for row in rows)]
    return "\n".join(lines)


def fenced(text: str) -> str:
    """The text in a fence that nothing in it can close."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def state_section(summary: dict[str, Any]) -> str:
    """What was asked of what, when and where."""
    index = summary["index"] or {}
    rows = [
        ["cases", f"{summary['cases']['count']}, sha256 {summary['cases']['sha256'][:16]}…"],
        ["asked", f"{summary['started']}, {summary['seconds']:.1f} s in all, one after the other"],
        ["answered by", ", ".join(f"{mode} ({count})" for mode, count in summary["modes"].items()) or "nothing"],
        ["index", ", ".join(f"{name} {value}" for name, value in index.items()) or "unknown"],
        ["degraded", "; ".join(f"{part} ({count})" for part, count in summary["degraded"].items()) or "nothing"],
        *([name, value] for name, value in summary["machine"].items()),
    ]
    return table(["what", "how"], rows)


def failures_section(records: Sequence[Record]) -> str:
    """Every case that was not right, the gravest first, with what was expected and what came."""
    parts = ["## What went wrong"]
    if any(record.case.split == "test" for record in records):
        parts.append("Improve on what **dev** shows: a test case that is worked on measures nothing any more.")
    heading_only = len(parts)
    for outcome, heading in HEADINGS.items():
        failed = [record for record in records if record.scores.outcome == outcome]
        if failed:
            parts.append(f"### {heading}: {len(failed)}")
            parts.extend(_failure(record) for record in failed)
    if len(parts) == heading_only:
        parts.append("Nothing: every case was right.")
    return "\n\n".join(parts)


def comparison_section(comparison: Comparison) -> str:
    """What changed against the earlier run."""
    names = [name for name in comparison.differences if not name.startswith("kind: ")]
    rows = [
        [metric.heading, *(_change(metric, comparison.differences[name][metric.name]) for name in names)]
        for metric in METRICS
    ]
    turned = [
        ("Right now, not then", comparison.gained),
        ("Right then, not now", comparison.lost),
        ("Wrong both times, in another way", comparison.otherwise),
    ]
    parts = [
        "## Against the earlier run",
        f"{comparison.common} cases in common, {len(comparison.only_now)} only now, {len(comparison.only_then)} only "
        f"then. {len(comparison.gained)} gained, {len(comparison.lost)} lost: as uneven a turn comes by chance alone "
        f"with p = {comparison.chance:.3f} (exact sign test).",
        table(["metric", *names], rows),
        *(f"### {title}: {len(cases)}\n\n{_turned_list(cases)}" for title, cases in turned if cases),
    ]
    return "\n\n".join(parts)


def _failure(record: Record) -> str:
    case = record.case
    expected = [" or ".join(wordings) for wordings in case.facts]
    lines = [f"question  {case.question}"]
    if case.answerable:
        lines.append(f"expected  {'; '.join(expected)}")
        lines.append(f"in        {(' and ' if case.all_files else ' or ').join(case.files)}")
    else:
        lines.append("expected  a refusal")
    if case.note:
        lines.append(f"note      {case.note}")
    lines.extend(_got(record.answer) if record.answer is not None else [f"error     {record.error}"])
    name = f"{case.id}, {case.kind}" + (f", {case.split}" if case.split else "")
    return f"**{_cell(name)}**\n\n{fenced(chr(10).join(lines))}"


def _got(answer: Answer) -> list[str]:
    lines = [f"got       {answer.text}"]
    lines.extend(_cited(str(citation.number), citation) for citation in answer.citations)
    lines.extend(_cited("nearest", citation) for citation in answer.nearest)
    if answer.reason is not None:
        lines.append(f"reason    {answer.reason.code}: {answer.reason.message}")
    for sentence in answer.sentences:
        if not sentence.shown:
            problems = "; ".join(f"{problem.kind}: {problem.detail}" for problem in sentence.problems)
            lines.append(f"withheld  {sentence.text} ({problems})")
    lines.extend(f"degraded  {part.part}: {part.message}" for part in answer.degraded)
    return lines


def _cited(marker: str, citation: Citation) -> str:
    return f"  [{marker}] {citation.path}:{citation.start}–{citation.end}  “{citation.quote}”"


def _turned_list(turned: Sequence[Turned]) -> str:
    return fenced("\n".join(f"{case.id}  {case.then} -> {case.now}  {case.question}" for case in turned))


def _change(metric: Metric, difference: Difference) -> str:
    if difference.change is None or difference.then is None or difference.now is None:
        return "—"
    scale, unit, digits = {"share": (100, " points", 1), "ms": (1, " ms", 0), "count": (1, "", 2)}[metric.unit]
    change = round(difference.change * scale, digits)
    if change == 0:
        return "same"
    verdict = "better" if (change > 0) == metric.higher_is_better else "worse"
    return f"{change:+.{digits}f}{unit} ({verdict})"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    """The text on one line, with nothing in it that could end a cell, be HTML, code, a link or an image."""
    escaped = re.sub(r"[|<`\\]|\](?=[(\[])", r"\\\g<0>", text)
    return " ".join(escaped.split())
