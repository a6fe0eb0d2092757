"""Whether an assistant refuses what it should, and nothing else. Abstained is the positive class."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Ratio(NamedTuple):
    """A count out of a total; `value` is None, unscored, where the total is 0."""

    hits: int
    total: int

    @property
    def value(self) -> float | None:
        """hits / total, 0 to 1."""
        return self.hits / self.total if self.total else None


class Decision(NamedTuple):
    """What was to be done with one question, and what was done."""

    answerable: bool
    abstained: bool


def abstention_precision(decisions: Iterable[Decision]) -> Ratio:
    """Share of the abstentions that were right: TP / (TP + FP).

    TP: abstained and unanswerable, FP: abstained and answerable (van Rijsbergen 1979, chapter 7).
    Unscored where nothing was refused.
    """
    refused = [decision for decision in decisions if decision.abstained]
    return Ratio(sum(not decision.answerable for decision in refused), len(refused))


def abstention_recall(decisions: Iterable[Decision]) -> Ratio:
    """Share of the unanswerable that were refused: TP / (TP + FN), FN: answered and unanswerable.

    Unscored where every question is answerable.
    """
    unanswerable = [decision for decision in decisions if not decision.answerable]
    return Ratio(sum(decision.abstained for decision in unanswerable), len(unanswerable))


def false_answer_rate(decisions: Iterable[Decision]) -> Ratio:
    """Share of the unanswerable that were answered: FN / (TP + FN) = 1 - abstention recall."""
    unanswerable = [decision for decision in decisions if not decision.answerable]
    return Ratio(sum(not decision.abstained for decision in unanswerable), len(unanswerable))


def false_refusal_rate(decisions: Iterable[Decision]) -> Ratio:
    """Share of the answerable that were refused: FP / (FP + TN), the price of abstention recall.

    Unscored where every question is unanswerable.
    """
    answerable = [decision for decision in decisions if decision.answerable]
    return Ratio(sum(decision.abstained for decision in answerable), len(answerable))
