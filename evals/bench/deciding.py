"""The numbers of the abstention benchmark, from what each score made of each question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from evals.metrics.abstention import Ratio
from evals.metrics.calibration import auroc
from evals.metrics.selective import RiskCoverage, answering_share, risk_coverage
from evals.metrics.statistics import bootstrap_interval
from evals.training.split import Part

Score = Literal["reader", "bm25", "cosine", "rerank"]
SCORES: tuple[Score, ...] = get_args(Score)
SINGLE: tuple[Score, ...] = SCORES[1:]
SHARE = 0.9  # of the answerable that are to be answered
COVERAGES = tuple(tenth / 10 for tenth in range(1, 11))
GOLD_WORDS = 10  # a longer gold answer is a text, not a wording to look for

Over = Callable[[Sequence["Decided"]], "float | None"]


@dataclass(frozen=True, slots=True)
class Decided:
    """One question with what each score gave it, and what the product made of it."""

    id: str
    part: Part
    answerable: bool
    scores: Mapping[Score, float]  # higher: rather answered
    answered: bool  # by the product, at its own threshold
    gold_shown: bool | None  # in what it showed, or in the nearest evidence where it refused; None without short gold

    @property
    def is_wrong(self) -> bool:
        """Whether answering is wrong: the articles do not say it, or what is shown does not."""
        return not self.answerable or self.gold_shown is False


def parts_of(decided: Sequence[Decided]) -> dict[str, Sequence[Decided]]:
    """What is reported apart: the questions that nothing was learned from, and all."""
    report = [one for one in decided if one.part == "report"]
    return {"report": report, "all": decided} if len(report) < len(decided) else {"report": report}


def refused(decided: Sequence[Decided], score: Score) -> float | None:
    """The share of the unanswerable that this score refuses where SHARE of the answerable are answered."""
    found = answering_share([one.scores[score] for one in decided], [one.answerable for one in decided], SHARE)
    return None if found is None else found.refused


def area(decided: Sequence[Decided], score: Score) -> float | None:
    """AUROC of the answerable against the unanswerable."""
    return auroc([one.scores[score] for one in decided], [one.answerable for one in decided])


def best_single(decided: Sequence[Decided]) -> Score:
    """The single retrieval score that refuses most; the first of equals."""
    return max(SINGLE, key=lambda score: refused(decided, score) or 0.0)


def lead(decided: Sequence[Decided], other: Score) -> float | None:
    """How much more of the unanswerable the reader refuses than another score, in shares."""
    ours, theirs = refused(decided, "reader"), refused(decided, other)
    return None if ours is None or theirs is None else ours - theirs


def numbers_of(decided: Sequence[Decided]) -> dict[str, Any]:
    """Everything that is measured of one set, by its parts."""
    return {part: _numbers(found) for part, found in parts_of(decided).items() if found}


def _numbers(decided: Sequence[Decided]) -> dict[str, Any]:
    best = best_single(decided)
    return {
        "questions": len(decided),
        "answerable": sum(one.answerable for one in decided),
        "scores": {score: _scored(decided, score) for score in SCORES},
        "lead": {"over": best, **_with_interval(decided, lambda drawn: lead(drawn, best))},
        "operating_point": {
            what: {"hits": ratio.hits, "total": ratio.total} for what, ratio in operating_point(decided).items()
        },
    }


def _scored(decided: Sequence[Decided], score: Score) -> dict[str, Any]:
    curve = _curve(decided, score)
    return {
        "refused": _with_interval(decided, lambda drawn: refused(drawn, score)),
        "auroc": _with_interval(decided, lambda drawn: area(drawn, score)),
        "aurc": None if curve is None else curve.area,
        "risk_at_coverage": {} if curve is None else {f"{c:.1f}": curve.at(c) for c in COVERAGES},
    }


def _with_interval(decided: Sequence[Decided], statistic: Over) -> dict[str, Any]:
    interval = bootstrap_interval(len(decided), lambda places: statistic([decided[place] for place in places]))
    return {"value": statistic(decided), "interval": None if interval is None else list(interval)}


def _curve(decided: Sequence[Decided], score: Score) -> RiskCoverage | None:
    return risk_coverage([one.scores[score] for one in decided], [one.is_wrong for one in decided])


def operating_point(decided: Sequence[Decided]) -> dict[str, Ratio]:
    """What the product does with these questions at its own threshold, the same for every set."""
    answered = [one for one in decided if one.answered]
    known = [one for one in decided if one.answerable]
    unknown = [one for one in decided if not one.answerable]
    found = {
        "answerable answered": Ratio(sum(one.answered for one in known), len(known)),
        "unanswerable refused": Ratio(sum(not one.answered for one in unknown), len(unknown)),
        "of what was answered, answerable": Ratio(sum(one.answerable for one in answered), len(answered)),
    }
    if any(one.gold_shown is not None for one in decided):
        sayable = [one for one in answered if not one.answerable or one.gold_shown is not None]
        found["of what was answered, gold shown"] = Ratio(sum(not one.is_wrong for one in sayable), len(sayable))
    return found
