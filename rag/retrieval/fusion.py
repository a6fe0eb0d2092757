"""Several rankings in one, by rank alone."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

Ranked = TypeVar("Ranked", bound=Hashable)

RRF_K = 10  # better than the usual 60 on SQuAD 2, SciFact and TIME (docs/evaluation.md)


def reciprocal_rank_fusion(rankings: Sequence[Sequence[Ranked]], *, k: int = RRF_K) -> list[tuple[Ranked, float]]:
    """(entry, score), best first; score = sum over the rankings of 1 / (k + rank), ranks from 1.

    Cormack, Clarke and Büttcher, SIGIR 2009, doi:10.1145/1571941.1572114. Ties keep the order of first appearance.

    >>> reciprocal_rank_fusion([["a", "b"], ["b"]], k=1)
    [('b', 0.8333333333333333), ('a', 0.5)]
    """
    scores: dict[Ranked, float] = {}
    for ranking in rankings:
        for rank, entry in enumerate(ranking, start=1):
            scores[entry] = scores.get(entry, 0.0) + 1.0 / (k + rank)
    return sorted(scores.items(), key=lambda scored: -scored[1])
