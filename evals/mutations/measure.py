"""What verification catches of altered sentences, and what it rejects of faithful ones."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import get_args

from evals.bench.output import Measured, tell
from evals.metrics.abstention import Ratio
from evals.metrics.statistics import percentile, wilson_interval
from evals.mutations.build import build
from evals.mutations.cases import Case, Kind, Source, Split
from evals.mutations.frozen import frozen, summary
from rag.schema import Problem, ProblemKind

LIMIT = 300  # cases of a kind; the whole run then takes about six minutes on two quiet cores
SPLITS: tuple[Split, ...] = get_args(Split)
ALTERED: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind != "faithful")
NAMED_AS: dict[Kind, ProblemKind] = {
    "number": "number",
    "unit": "unit",
    "date": "date",
    "name": "name",
    "speaker": "speaker",
    "quoted_words": "quoted_words",
    "negation": "negation",
    "modality": "negation",
    "comparison": "comparison",
}
"""The problem that says what is wrong; of a blend no single kind does."""

Check = Callable[[Case], tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class Checked:
    """One case with what verification found and how long it took."""

    case: Case
    problems: tuple[Problem, ...]
    milliseconds: float

    @property
    def is_right(self) -> bool:
        """Kept where faithful, caught where altered."""
        return self.case.is_faithful != bool(self.problems)

    def names(self, kind: ProblemKind) -> bool:
        """Whether a problem of this kind was named."""
        return any(problem.kind == kind for problem in self.problems)


def measure(*, sets: Path, limit: int, failures: Path, show_test: bool) -> Measured:
    """Verification over at most `limit` cases of each kind, evenly spaced; its failures go to a file.

    Failures of the test split are counted and not shown, unless `show_test`. Raises SetMissingError
    where a set is absent.
    """
    cases = build(sets)
    made, then = summary(cases), frozen()
    matches = made == then
    tell("the cases are those that were frozen" if matches else f"these are NOT the frozen cases: {made['sha256']}")
    chosen = sample(cases, limit)
    tell(f"verifying {len(chosen)} of {len(cases)} sentences")
    check = _verification()
    checked = [_checked(case, check) for case in chosen]
    write_failures(checked, failures, show_test=show_test)
    took = [one.milliseconds for one in checked]
    ratios = count(checked)
    return Measured(
        name="mutations",
        about={
            "cases": f"{len(chosen)} of {len(cases)}, sha256 {made['sha256'][:16]}…",
            "frozen": "the same cases" if matches else f"OTHER cases than the frozen {then['sha256'][:16]}…",
            "time": f"{percentile(took, 50) or 0:.0f} ms a sentence median, {percentile(took, 95) or 0:.0f} ms 95th "
            "percentile, its evidence embedded anew",
            "failures": f"{sum(not one.is_right for one in checked)}; written are those of "
            f"{'both splits' if show_test else 'dev'}: {failures}",
        },
        titles=["what", "split", "share", "95 % interval", "count"],
        rows=[_row(what, split, ratio) for (what, split), ratio in ratios.items()],
        numbers={
            "matches_frozen": matches,
            **{f"{what}, {split}": {"hits": r.hits, "total": r.total} for (what, split), r in ratios.items()},
            "milliseconds": {"p50": percentile(took, 50), "p95": percentile(took, 95)},
        },
    )


def sample(cases: Sequence[Case], limit: int) -> list[Case]:
    """At most `limit` cases of each altered kind and of each source of faithful ones, evenly spaced in each split."""
    groups: dict[tuple[str, Split], list[Case]] = {}
    for case in cases:
        groups.setdefault((case.source if case.is_faithful else case.kind, case.split), []).append(case)
    return [case for group in groups.values() for case in _spaced(group, max(1, limit // 2))]


def _spaced(group: Sequence[Case], most: int) -> Iterable[Case]:
    if len(group) <= most:
        return group
    return [group[place * len(group) // most] for place in range(most)]


def _verification() -> Check:
    """The product's check, its model loaded."""
    from rag.answering.verifying.verification import verify
    from rag.embedding.meaning import Meaning

    meaning = Meaning()
    meaning.of(["The model is loaded before the clock starts."])
    return lambda case: verify(case.sentence, case.evidence, meaning=meaning, background=case.background)


def _checked(case: Case, check: Check) -> Checked:
    clock = time.perf_counter()
    problems = check(case)
    return Checked(case, problems, (time.perf_counter() - clock) * 1000)


def count(checked: Sequence[Checked]) -> dict[tuple[str, Split], Ratio]:
    """Every share of the benchmark by what it says, dev before test."""
    return {(what, split): ratio for split in SPLITS for what, ratio in _shares(checked, split)}


def _shares(checked: Sequence[Checked], split: Split) -> Iterator[tuple[str, Ratio]]:
    own = [one for one in checked if one.case.split == split]
    faithful = [one for one in own if one.case.is_faithful]
    for kind in ALTERED:
        yield f"{kind}: caught", _with_problems([one for one in own if one.case.kind == kind])
    yield "faithful: rejected", _with_problems(faithful)
    for source in get_args(Source):
        yield f"faithful of {source}: rejected", _with_problems([one for one in faithful if one.case.source == source])
    for named in dict.fromkeys(NAMED_AS.values()):
        meant = [one for one in own if NAMED_AS.get(one.case.kind) == named]
        said = [one for one in own if one.names(named)]
        both = sum(one.names(named) for one in meant)
        yield f"{named} named: recall", Ratio(both, len(meant))
        yield f"{named} named: precision", Ratio(both, len(said))


def _with_problems(checked: Sequence[Checked]) -> Ratio:
    return Ratio(sum(bool(one.problems) for one in checked), len(checked))


def write_failures(checked: Sequence[Checked], path: Path, *, show_test: bool) -> None:
    """Every altered sentence that was kept and every faithful one that was rejected, one a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as lines:
        for one in checked:
            if not one.is_right and (one.case.split == "dev" or show_test):
                failure = {**asdict(one.case), "problems": [asdict(problem) for problem in one.problems]}
                lines.write(json.dumps(failure, ensure_ascii=False) + "\n")


def _row(what: str, split: Split, ratio: Ratio) -> list[str]:
    interval = wilson_interval(ratio.hits, ratio.total)
    if ratio.value is None or interval is None:
        return [what, split, "—", "—", "0 of 0"]
    between = f"{interval.low * 100:.1f}–{interval.high * 100:.1f} %"
    return [what, split, f"{ratio.value * 100:.1f} %", between, f"{ratio.hits} of {ratio.total}"]
