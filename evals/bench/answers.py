"""How often the extractive answer holds the gold answer of a public set, and what it refuses."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evals.bench.index import open_indexed
from evals.bench.output import Measured, tell
from evals.bench.sets import Question, read_set
from evals.metrics.abstention import Decision, Ratio, abstention_precision, abstention_recall, false_refusal_rate
from evals.metrics.correctness import correctness_at
from evals.metrics.statistics import percentile, wilson_interval

if TYPE_CHECKING:
    from rag.assistant import Assistant

GOLD_WORDS = 10  # a longer gold answer is a text, not a wording to look for: unscored


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with what came back from the product, and from the other side."""

    question: Question
    abstained: bool
    sentences: tuple[str, ...]  # shown
    beside: tuple[str, ...]  # the first sentences of the best passage
    milliseconds: float


def measure(name: str, *, sets: Path, work: Path, questions: int | None) -> Measured:
    """The extractive reader over the set's questions, beside reading the best passage from its start.

    A refusal holds nothing. Raises SetMissingError where the set is absent, BenchError when it can't be indexed.
    """
    public = read_set(name, sets)
    assistant, _ = open_indexed(public, work)
    sample = public.sample(questions)
    tell(f"asking {len(sample)} questions")
    asked = [_ask(assistant, question) for question in sample]
    found = ratios(asked)
    latencies = [one.milliseconds for one in asked]
    median, slow = percentile(latencies, 50) or 0.0, percentile(latencies, 95) or 0.0
    return Measured(
        name=f"answers {name}",
        about={
            "set": f"{name}, corpus sha256 {public.sha256[:16]}…, {len(public.articles)} articles",
            "questions": f"{len(sample)} of {len(public.questions)}, evenly spaced; "
            f"{sum(one.question.answerable for one in asked)} answerable",
            "gold": f"any wording of at most {GOLD_WORDS} words, whole words, normalised as in docs/evaluation.md",
            "latency": f"{median:.0f} ms median, {slow:.0f} ms 95th percentile",
        },
        titles=["what", "share", "95 % interval", "count"],
        rows=[ratio_row(what, ratio) for what, ratio in found.items()],
        numbers={what: {"hits": ratio.hits, "total": ratio.total} for what, ratio in found.items()},
    )


def _ask(assistant: Assistant, question: Question) -> Asked:
    from rag.indexing.sentences import split_sentences

    clock = time.perf_counter()
    answer = assistant.answer(question.text, llm="none")
    took = (time.perf_counter() - clock) * 1000
    best = assistant.search(question.text, k=1)
    text = best[0].text if best else ""
    beside = tuple(text[span.start : span.end] for span in split_sentences(text))[:3]
    abstained = answer.status == "abstained"
    shown = () if abstained else tuple(sentence.text for sentence in answer.sentences if sentence.shown)
    return Asked(question, abstained, shown, beside, took)


def ratios(asked: Sequence[Asked]) -> dict[str, Ratio]:
    """Every count of the benchmark, by what it says."""
    decisions = [Decision(one.question.answerable, one.abstained) for one in asked]
    answered = [one for one in asked if not one.abstained]
    return {
        "gold in the first sentence": _held([(one.question, one.sentences) for one in asked], 1),
        "gold in at most three sentences": _held([(one.question, one.sentences) for one in asked], 3),
        "beside: first sentence of the best passage": _held([(one.question, one.beside) for one in asked], 1),
        "beside: first three of the best passage": _held([(one.question, one.beside) for one in asked], 3),
        "of what was answered, gold in at most three": _held([(one.question, one.sentences) for one in answered], 3),
        "answerable, but refused": false_refusal_rate(decisions),
        "unanswerable refused (abstention recall)": abstention_recall(decisions),
        "refusals that were right (abstention precision)": abstention_precision(decisions),
    }


def _held(pairs: Sequence[tuple[Question, tuple[str, ...]]], k: int) -> Ratio:
    """In how many the first k sentences hold a gold answer; questions without a short one are left out."""
    scored = []
    for question, sentences in pairs:
        short = [gold for gold in question.gold if len(gold.split()) <= GOLD_WORDS]
        if short:
            scored.append(bool(correctness_at(sentences, [short], k)))
    return Ratio(sum(scored), len(scored))


def ratio_row(what: str, ratio: Ratio) -> list[str]:
    """A row of a table: what, share, Wilson's interval and count."""
    interval = wilson_interval(ratio.hits, ratio.total)
    if ratio.value is None or interval is None:
        return [what, "—", "—", "0 of 0"]
    return [
        what,
        f"{ratio.value * 100:.1f} %",
        f"{interval.low * 100:.1f}–{interval.high * 100:.1f} %",
        f"{ratio.hits} of {ratio.total}",
    ]
