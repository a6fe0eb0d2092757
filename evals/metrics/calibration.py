"""How well a score tells two classes apart, whatever the threshold."""

from __future__ import annotations

from collections.abc import Sequence


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float | None:
    """Chance that a positive scores above a negative, ties counting half; None where either class is empty.

    AUROC = U / (n+ n-), U the Mann-Whitney statistic (Hanley and McNeil, Radiology 143, 1982).

    >>> auroc([0.9, 0.4, 0.4, 0.1], [True, True, False, False])
    0.875
    """
    if len(scores) != len(positive):
        raise ValueError(f"{len(scores)} scores for {len(positive)} labels")
    ranks = _ranks(scores)
    wins = sum(rank for rank, is_positive in zip(ranks, positive, strict=True) if is_positive)
    up = sum(positive)
    down = len(positive) - up
    return (wins - up * (up + 1) / 2) / (up * down) if up and down else None


def _ranks(scores: Sequence[float]) -> list[float]:
    """Ranks from 1, equal scores sharing the mean of theirs."""
    order = sorted(range(len(scores)), key=lambda place: scores[place])
    ranks = [0.0] * len(scores)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and scores[order[end + 1]] == scores[order[start]]:
            end += 1
        for place in order[start : end + 1]:
            ranks[place] = (start + end) / 2 + 1
        start = end + 1
    return ranks
