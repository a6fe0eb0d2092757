"""How well the product's own search ranks the articles of a public set, beside plain BM25."""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evals.bench.bm25 import BM25
from evals.bench.index import open_indexed
from evals.bench.output import Measured, tell
from evals.bench.sets import PublicSet, Question, read_set
from evals.metrics.ranking import hit_at, mrr_at, ndcg_at
from evals.metrics.statistics import mean, percentile

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.schema import Passage, SearchMode

DEPTH = 50  # passages asked for; several may be of one article
RRF_K = 60
HALVES = ("chosen by", "other half")
"""Weights and depths were chosen by the questions whose id's sha256 is even."""

TITLES = (
    "search",
    "nDCG@10",
    *(f"nDCG@10, {half}" for half in HALVES),
    "MRR@10",
    "hit@1",
    "hit@4",
    *(f"hit@4, {half}" for half in HALVES),
    "hit@10",
    "median ms",
    "95 % ms",
)

Metric = Callable[[Sequence[str], Mapping[str, float]], "float | None"]

METRICS: dict[str, Metric] = {
    "nDCG@10": lambda ranking, gains: ndcg_at(ranking, gains, 10),
    "MRR@10": lambda ranking, gains: mrr_at(ranking, gains, 10),
    "hit@1": lambda ranking, gains: hit_at(ranking, gains, 1),
    "hit@4": lambda ranking, gains: hit_at(ranking, gains, 4),
    "hit@10": lambda ranking, gains: hit_at(ranking, gains, 10),
}

Search = Callable[[str], list[str]]
"""A question to ids of articles, best first."""


def measure(name: str, *, sets: Path, work: Path, questions: int | None) -> Measured:
    """Every side over the same questions, those without a relevant article left out.

    Raises SetMissingError where the set is absent, BenchError when it can't be indexed.
    """
    public = read_set(name, sets)
    asked = [question for question in public.sample(questions) if public.relevant.get(question.id)]
    plain = BM25({article.id: f"{article.title} {article.text}" for article in public.articles})
    assistant, ids = open_indexed(public, work)
    sides: dict[str, Search] = {
        "plain BM25, whole documents": lambda query: plain.search(query, DEPTH),
        "lexical": _product(assistant, ids, "lexical"),
        "dense": _product(assistant, ids, "dense"),
        "lexical + dense, fused by rank (RRF)": _fused(assistant, ids),
        "hybrid (the product's answer)": _product(assistant, ids, "hybrid"),
    }
    numbers = {side: _score(side, search, asked, public) for side, search in sides.items()}
    rows = [[side, *(_shown(title, scores[title]) for title in TITLES[1:])] for side, scores in numbers.items()]
    state = assistant.store.state()
    return Measured(
        name=f"retrieval {name}",
        about={
            "set": f"{name}, corpus sha256 {public.sha256[:16]}…",
            "articles": f"{len(public.articles)} in {state.chunks} chunks, {state.dense_coverage:.0%} with vectors",
            "questions": f"{len(asked)} of {len(public.questions)}, those with a relevant article, evenly spaced",
            "ranked by": f"an article's best passage among {DEPTH}",
        },
        titles=TITLES,
        rows=rows,
        numbers=numbers,
    )


def fold(passages: Sequence[Passage], ids: Mapping[str, str]) -> list[str]:
    """Ids of the articles of these passages, each once, at the rank of its best passage."""
    return list(dict.fromkeys(ids[passage.path] for passage in passages))


def _product(assistant: Assistant, ids: Mapping[str, str], mode: SearchMode) -> Search:
    return lambda query: fold(assistant.search(query, k=DEPTH, mode=mode), ids)


def _fused(assistant: Assistant, ids: Mapping[str, str]) -> Search:
    """The usual way to join two searches, beside the product's: reciprocal rank fusion with k = 60.

    Cormack, Clarke and Büttcher, SIGIR 2009, doi:10.1145/1571941.1572114.
    """

    def search(query: str) -> list[str]:
        legs = [assistant.search(query, k=DEPTH, mode=mode) for mode in ("lexical", "dense")]
        places = {passage.chunk_id: passage for leg in legs for passage in leg}
        scores: dict[str, float] = {}
        for leg in legs:
            for rank, passage in enumerate(leg, start=1):
                scores[passage.chunk_id] = scores.get(passage.chunk_id, 0.0) + 1 / (RRF_K + rank)
        return fold([places[chunk_id] for chunk_id in sorted(scores, key=lambda one: -scores[one])], ids)

    return search


def half_of(question: Question) -> str:
    """The half of its set that a question is in, by the sha256 of its id."""
    return HALVES[int(hashlib.sha256(question.id.encode()).hexdigest(), 16) % 2]


def _score(side: str, search: Search, asked: Sequence[Question], public: PublicSet) -> dict[str, float | None]:
    tell(f"{side}: {len(asked)} questions")
    scores: dict[str, list[float]] = defaultdict(list)
    milliseconds = []
    for question in asked:
        clock = time.perf_counter()
        ranking = search(question.text)
        milliseconds.append((time.perf_counter() - clock) * 1000)
        for metric, formula in METRICS.items():
            scored = formula(ranking, public.relevant[question.id])
            if scored is not None:
                scores[metric].append(scored)
                scores[f"{metric}, {half_of(question)}"].append(scored)
    found = {metric: mean(scores[metric]) for metric in TITLES[1:-2]}
    return {**found, "median ms": percentile(milliseconds, 50), "95 % ms": percentile(milliseconds, 95)}


def _shown(title: str, value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:.1f}" if title.endswith("ms") else f"{value:.3f}"
