"""Answering only what a score is sure of: what it refuses when most is answered, and how often it is wrong.

A score decides by a threshold: at or above it a question is answered, below it is refused.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple


class Answering(NamedTuple):
    """What a threshold makes of questions: shares of the answerable answered and of the unanswerable refused."""

    threshold: float
    answered: float
    refused: float


def answering_share(scores: Sequence[float], answerable: Sequence[bool], share: float) -> Answering | None:
    """The highest threshold at which at least `share` (above 0, at most 1) of the answerable are answered.

    None where either class is empty. Specificity at a fixed sensitivity: with a1 >= a2 >= … the scores of
    the n answerable, threshold = a⌈share n⌉. Equal scores are answered alike, so more than `share` may be answered.

    >>> answering_share([0.9, 0.8, 0.3, 0.5, 0.1], [True, True, True, False, False], 0.6)
    Answering(threshold=0.8, answered=0.6666666666666666, refused=1.0)
    """
    if not 0 < share <= 1:
        raise ValueError(f"a share lies above 0 and at most at 1, not {share}")
    known = sorted((s for s, is_answerable in zip(scores, answerable, strict=True) if is_answerable), reverse=True)
    unknown = [s for s, is_answerable in zip(scores, answerable, strict=True) if not is_answerable]
    if not known or not unknown:
        return None
    # Rounded first, so that 0.9 of 10 is 9 and not the 9.000000000000002nd.
    threshold = known[math.ceil(round(share * len(known), 9)) - 1]
    answered = sum(score >= threshold for score in known) / len(known)
    return Answering(threshold, answered, sum(score < threshold for score in unknown) / len(unknown))


class RiskCoverage(NamedTuple):
    """How often answers are wrong as more is answered; `risks[i]` is over the i + 1 surest questions."""

    risks: tuple[float, ...]

    def at(self, coverage: float) -> float:
        """The share of wrong answers among the surest `coverage` (above 0, at most 1) of all questions."""
        if not 0 < coverage <= 1:
            raise ValueError(f"coverage lies above 0 and at most at 1, not {coverage}")
        return self.risks[math.ceil(round(coverage * len(self.risks), 9)) - 1]

    @property
    def area(self) -> float:
        """The mean risk over all coverages (AURC), 0 to 1; lower is better."""
        return math.fsum(self.risks) / len(self.risks)


def risk_coverage(scores: Sequence[float], wrong: Sequence[bool]) -> RiskCoverage | None:
    """The risk-coverage curve of a score; None without questions.

    risk(k) = wrong answers among the k highest scores / k (El-Yaniv and Wiener 2010, JMLR 11; its mean is
    the AURC of Geifman, Uziel and El-Yaniv, arXiv 1805.08206). Equal scores count as their mean, so that
    their order says nothing.

    >>> risk_coverage([0.9, 0.5, 0.5, 0.1], [False, True, False, True]).risks
    (0.0, 0.25, 0.3333333333333333, 0.5)
    """
    if not scores:
        return None
    ordered = sorted(zip(scores, wrong, strict=True), key=lambda pair: -pair[0])
    risks: list[float] = []
    errors = 0.0
    for _, tied in groupby(ordered, key=lambda pair: pair[0]):
        flags = [is_wrong for _, is_wrong in tied]
        for _ in flags:
            errors += sum(flags) / len(flags)
            risks.append(errors / (len(risks) + 1))
    return RiskCoverage(tuple(risks))
