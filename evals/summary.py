"""A run in numbers: each metric over the cases it applies to, by split and by kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.metrics.abstention import (
    Decision,
    Ratio,
    abstention_precision,
    abstention_recall,
    false_answer_rate,
    false_refusal_rate,
)
from evals.metrics.statistics import mean, percentile, wilson_interval
from evals.runner import Record


@dataclass(frozen=True, slots=True)
class Estimate:
    """One metric over a group of cases; all None where it is unscored."""

    value: float | None
    total: int  # what it was measured on: cases, or quotes for quote exactness
    hits: int | None = None  # for a proportion
    low: float | None = None  # 95 % Wilson interval, for a proportion
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """How one metric reads in a report: its name in `summary.json`, its heading, its unit."""

    name: str
    heading: str
    unit: str  # "share" (0 to 1), "ms" or "count"
    higher_is_better: bool


METRICS: tuple[Metric, ...] = (
    Metric("right", "Right: facts and files, or a right refusal", "share", True),
    Metric("correct_at_3", "Answer correct, within three sentences", "share", True),
    Metric("correct", "Answer correct, any length", "share", True),
    Metric("correct_at_1", "Answer correct, first sentence", "share", True),
    Metric("fact_recall", "Key facts held (mean)", "share", True),
    Metric("correct_when_answered", "Correct, of all that was answered", "share", True),
    Metric("attributed", "Names who says it, where that is asked for", "share", True),
    Metric("citations_right", "All citations of an answer in the right files", "share", True),
    Metric("citation_correctness", "Citations in a right file (mean over answers)", "share", True),
    Metric("quotes_exact", "Quotes exact, checked against the bytes", "share", True),
    Metric("abstention_recall", "Unanswerable refused (abstention recall)", "share", True),
    Metric("abstention_precision", "Refusals that were right (abstention precision)", "share", True),
    Metric("false_answer_rate", "Unanswerable answered (false answers)", "share", False),
    Metric("false_refusal_rate", "Answerable refused (false refusals)", "share", False),
    Metric("nearest_holds", "Answerable refused, but the evidence shown holds it", "share", True),
    Metric("sentences", "Sentences of an answer (mean)", "count", False),
    Metric("latency_p50", "Latency, median", "ms", False),
    Metric("latency_p95", "Latency, 95th percentile", "ms", False),
    Metric("latency_max", "Latency, slowest", "ms", False),
    Metric("errors", "Questions that ended in an error", "share", False),
)

Summary = dict[str, Estimate]
"""Estimates by metric name, in the order of METRICS."""


def summarise(records: Sequence[Record]) -> Summary:
    """Every metric over these records."""
    scores = [record.scores for record in records]
    decisions = [Decision(record.case.answerable, record.scores.abstained) for record in records]
    answered = [score for score in scores if not score.abstained and score.outcome != "error"]
    latencies = [record.latency_ms for record in records]
    exact = Ratio(sum(score.quotes_exact for score in scores), sum(score.quotes for score in scores))
    found = {
        "right": _proportion(Ratio(sum(score.outcome == "right" for score in scores), len(scores))),
        "correct_at_3": _flags(score.correct_at_3 for score in scores),
        "correct": _flags(score.correct for score in scores),
        "correct_at_1": _flags(score.correct_at_1 for score in scores),
        "fact_recall": _mean(score.fact_recall for score in scores),
        "correct_when_answered": _proportion(Ratio(sum(score.correct is True for score in answered), len(answered))),
        "attributed": _flags(score.attributed for score in scores),
        "citations_right": _flags(score.citations_right for score in scores),
        "citation_correctness": _mean(score.citation_correctness for score in scores),
        "quotes_exact": _proportion(exact),
        "abstention_recall": _proportion(abstention_recall(decisions)),
        "abstention_precision": _proportion(abstention_precision(decisions)),
        "false_answer_rate": _proportion(false_answer_rate(decisions)),
        "false_refusal_rate": _proportion(false_refusal_rate(decisions)),
        "nearest_holds": _flags(score.nearest_holds for score in scores),
        "sentences": _mean(score.sentences for score in scores),
        "latency_p50": Estimate(percentile(latencies, 50), len(latencies)),
        "latency_p95": Estimate(percentile(latencies, 95), len(latencies)),
        "latency_max": Estimate(percentile(latencies, 100), len(latencies)),
        "errors": _proportion(Ratio(sum(score.outcome == "error" for score in scores), len(scores))),
    }
    return {metric.name: found[metric.name] for metric in METRICS}


def groups(records: Sequence[Record]) -> dict[str, list[Record]]:
    """The records by group, in the order of a report: "test", "dev", "all", then "kind: …" as they come.

    A file of cases without a split has no test and dev; one of a single split has only that and "all".
    """
    grouped: dict[str, list[Record]] = {}
    for split in ("test", "dev"):
        chosen = [record for record in records if record.case.split == split]
        if chosen:
            grouped[split] = chosen
    grouped["all"] = list(records)
    for record in records:
        grouped.setdefault(f"kind: {record.case.kind}", []).append(record)
    return grouped


def _proportion(ratio: Ratio) -> Estimate:
    interval = wilson_interval(ratio.hits, ratio.total)
    low, high = interval if interval is not None else (None, None)
    return Estimate(ratio.value, ratio.total, ratio.hits, low, high)


def _flags(flags: Iterable[bool | None]) -> Estimate:
    scored = [flag for flag in flags if flag is not None]
    return _proportion(Ratio(sum(scored), len(scored)))


def _mean(values: Iterable[float | None]) -> Estimate:
    scored = [value for value in values if value is not None]
    return Estimate(mean(scored), len(scored))
