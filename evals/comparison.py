"""Two runs side by side: what each metric gained or lost, and which cases turned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evals.metrics.statistics import sign_test
from evals.runner import Record
from evals.summary import METRICS, groups, summarise


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric in both runs; `change` is now - then, None where either is unscored."""

    then: float | None
    now: float | None
    change: float | None


@dataclass(frozen=True, slots=True)
class Turned:
    """A case whose outcome is another one now."""

    id: str
    question: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run against an earlier one, over the cases that both asked in the same words."""

    common: int
    only_now: tuple[str, ...]  # ids
    only_then: tuple[str, ...]
    differences: dict[str, dict[str, Difference]]  # by group, then by metric
    gained: tuple[Turned, ...]  # right now, not then
    lost: tuple[Turned, ...]  # right then, not now
    otherwise: tuple[Turned, ...]  # wrong both times, in another way
    chance: float  # how likely so uneven a turn is by chance alone; the exact sign test


def compare(now: Sequence[Record], then: Sequence[Record]) -> Comparison:
    """What changed since `then`; a case with another question under its id counts as another case."""
    earlier = {_key(record): record for record in then}
    later = {_key(record): record for record in now}
    common = [record for record in now if _key(record) in earlier]
    before = [earlier[_key(record)] for record in common]
    turned = [
        (record, old) for record, old in zip(common, before, strict=True) if record.scores.outcome != old.scores.outcome
    ]
    gained = tuple(_turned(record, old) for record, old in turned if record.scores.outcome == "right")
    lost = tuple(_turned(record, old) for record, old in turned if old.scores.outcome == "right")
    wrong = ((record, old) for record, old in turned if "right" not in (record.scores.outcome, old.scores.outcome))
    return Comparison(
        common=len(common),
        only_now=tuple(record.case.id for record in now if _key(record) not in earlier),
        only_then=tuple(record.case.id for record in then if _key(record) not in later),
        differences=_differences(common, earlier),
        gained=gained,
        lost=lost,
        otherwise=tuple(_turned(record, old) for record, old in wrong),
        chance=sign_test(len(gained), len(lost)),
    )


def _differences(common: Sequence[Record], earlier: dict[tuple[str, str], Record]) -> dict[str, dict[str, Difference]]:
    differences: dict[str, dict[str, Difference]] = {}
    for name, records in groups(common).items():
        now = summarise(records)
        then = summarise([earlier[_key(record)] for record in records])
        differences[name] = {
            metric.name: _difference(then[metric.name].value, now[metric.name].value) for metric in METRICS
        }
    return differences


def _difference(then: float | None, now: float | None) -> Difference:
    return Difference(then, now, None if then is None or now is None else now - then)


def _turned(record: Record, old: Record) -> Turned:
    return Turned(record.case.id, record.case.question, old.scores.outcome, record.scores.outcome)


def _key(record: Record) -> tuple[str, str]:
    return record.case.id, record.case.question
