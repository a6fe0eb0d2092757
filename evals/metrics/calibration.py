"""How well a score tells two classes apart, whatever the threshold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float | None:
    """Chance that a positive scores above a negative, ties counting half; None where either class is empty.

    AUROC = U / (n+ n-), U the Mann-Whitney statistic (Hanley and McNeil, Radiology 143, 1982).

    >>> auroc([0.9, 0.4, 0.4, 0.1], [True, True, False, False])
    0.875
    """
    if len(scores) != len(positive):
        raise ValueError(f"{len(scores)} scores for {len(positive)} labels")
    up = sum(positive)
    down = len(positive) - up
    if not up or not down:
        return None
    wins = float(_ranks(scores)[np.asarray(positive, dtype=bool)].sum())
    return (wins - up * (up + 1) / 2) / (up * down)


def _ranks(scores: Sequence[float]) -> NDArray[np.float64]:
    """Ranks from 1, equal scores sharing the mean of theirs."""
    _, place, counts = np.unique(np.asarray(scores), return_inverse=True, return_counts=True)
    means: NDArray[np.float64] = np.cumsum(counts) - (counts - 1) / 2
    return means[place]
