"""How sure a measured number is."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

Z_95 = 1.959963984540054  # the standard normal's 97.5 % point


class Interval(NamedTuple):
    """A confidence interval, of a proportion within 0 to 1."""

    low: float
    high: float


def wilson_interval(hits: int, total: int, *, z: float = Z_95) -> Interval | None:
    """The interval in which the true proportion lies, at 95 % unless z says otherwise; None for a total of 0.

    With p = hits / n:  (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n).
    Wilson 1927, doi 10.1080/01621459.1927.10502953. Unlike p ± z √(p(1-p)/n) it stays within 0 to 1
    and is honest at 0 % and 100 %, where that one has no width (Brown, Cai and DasGupta 2001).
    """
    if not 0 <= hits <= total:
        raise ValueError(f"{hits} of {total} is not a proportion")
    if total == 0:
        return None
    share = hits / total
    scale = 1 + z * z / total
    centre = (share + z * z / (2 * total)) / scale
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / scale
    return Interval(0.0 if hits == 0 else centre - half, 1.0 if hits == total else centre + half)


def bootstrap_interval(
    count: int, statistic: Callable[[Sequence[int]], float | None], *, draws: int = 1000, seed: int = 0
) -> Interval | None:
    """The middle 95 % of a statistic over `draws` samples of the places 0 to count - 1, drawn with replacement.

    `statistic` is given the drawn places; draws for which it is None are left out; None where all are.
    Always the same for the same seed. The percentile bootstrap (Efron 1979, doi 10.1214/aos/1176344552).
    """
    random = np.random.default_rng(seed)
    values = [statistic(random.integers(0, count, count).tolist()) for _ in range(draws if count else 0)]
    known = [value for value in values if value is not None]
    low, high = percentile(known, 2.5), percentile(known, 97.5)
    return None if low is None or high is None else Interval(low, high)


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The value below which `percent` of the values lie, 0 to 100; None without values.

    Linear between the two nearest: with h = (n - 1) percent / 100 and x sorted from 0,
    x[⌊h⌋] + (h - ⌊h⌋)(x[⌊h⌋+1] - x[⌊h⌋]). Type 7 of Hyndman and Fan 1996, NumPy's default.

    >>> percentile([10, 20, 30, 40], 50)
    25.0
    """
    if not 0 <= percent <= 100:
        raise ValueError(f"a percentile lies between 0 and 100, not {percent}")
    if not values:
        return None
    ordered = sorted(values)
    position = (len(ordered) - 1) * percent / 100
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean; None without values."""
    return sum(values) / len(values) if values else None


def sign_test(only_first: int, only_second: int) -> float:
    """How likely two runs over the same cases differ this much by chance alone, 0 to 1.

    Given are the cases that only the one and only the other run has right; those on which both
    agree say nothing. Exact, two-sided: min(1, 2 Σ_{i≤m} C(n, i) / 2ⁿ), n their sum, m the smaller.
    McNemar 1947 in its exact form, as Dietterich 1998 (doi 10.1162/089976698300017197) advises.

    >>> sign_test(0, 5)
    0.0625
    """
    if only_first < 0 or only_second < 0:
        raise ValueError("counts of cases can't be negative")
    total = only_first + only_second
    tail = sum(math.comb(total, count) for count in range(min(only_first, only_second) + 1))
    return float(min(1.0, 2 * tail / 2**total))
