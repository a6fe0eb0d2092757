"""How good a ranking is, as TREC counts: ranks from 1, the best first, the mean over questions by the caller."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def hit_at(ranking: Sequence[str], gains: Mapping[str, float], k: int) -> float | None:
    """1.0 if a relevant document is among the first k, else 0.0; None if no document is relevant.

    hit@k = [some i ≤ k with gain(i) > 0], also called success@k (ranx: hit_rate).
    """
    _check(ranking, k)
    if not _relevant(gains):
        return None
    return float(any(gains.get(document, 0) > 0 for document in ranking[:k]))


def mrr_at(ranking: Sequence[str], gains: Mapping[str, float], k: int) -> float | None:
    """The reciprocal rank of the first relevant document among the first k, 0 to 1; None if none is relevant.

    RR@k = 1 / rank of the first relevant document, 0 past k; its mean over questions is MRR@k
    (Voorhees 1999, TREC-8 question answering track).
    """
    _check(ranking, k)
    if not _relevant(gains):
        return None
    ranks = (rank for rank, document in enumerate(ranking[:k], start=1) if gains.get(document, 0) > 0)
    return next((1 / rank for rank in ranks), 0.0)


def ndcg_at(ranking: Sequence[str], gains: Mapping[str, float], k: int) -> float | None:
    """Normalised discounted cumulative gain of the first k, 0 to 1; None if no document is relevant.

    nDCG@k = DCG@k / IDCG@k, DCG@k = Σ_{i≤k} gain(i) / log2(i + 1), IDCG that of the best ranking.
    Järvelin and Kekäläinen 2002 (doi 10.1145/582415.582418) with the discount log2(i + 1) and linear
    gain, as trec_eval's ndcg_cut and BEIR compute it.
    """
    _check(ranking, k)
    relevant = _relevant(gains)
    if not relevant:
        return None
    ideal = _dcg(sorted(relevant, reverse=True)[:k])
    return _dcg([max(gains.get(document, 0), 0) for document in ranking[:k]]) / ideal


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def _relevant(gains: Mapping[str, float]) -> list[float]:
    return [gain for gain in gains.values() if gain > 0]


def _check(ranking: Sequence[str], k: int) -> None:
    if k < 1:
        raise ValueError(f"k counts ranks from 1, not {k}")
    if len(set(ranking)) != len(ranking):
        raise ValueError("a ranking names each document once; fold its passages first")
