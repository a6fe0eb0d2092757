"""What is shown where articles give different answers: both sides with their sources, one of them, or a mixture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evals.bench.answers import ratio_row
from evals.bench.disputes import SET, Dispute, Quoted, Said, Settled, read_disputes
from evals.bench.index import open_indexed
from evals.bench.output import Measured, tell
from evals.metrics.abstention import Ratio
from evals.metrics.statistics import percentile

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.schema import Answer

PUBLISHED = 32.6  # % exact match, the best of the baselines of arXiv 2504.13079 (Llama 3.3 70B), reading all documents


def measure(*, sets: Path, work: Path, questions: int | None, llm: str) -> Measured:
    """The disputes of RAMDocs, each asked over one archive of all their documents, by this model or by none.

    Raises SetMissingError where the set is absent, BenchError when it can't be indexed.
    """
    public, disputes = read_disputes(sets)
    assistant, ids = open_indexed(public, work)
    sample = public.sample(questions)
    tell(f"asking {len(sample)} questions")
    settled = [_settle(assistant, disputes[question.id], ids, llm) for question in sample]
    found = ratios(settled)
    latencies = [one.milliseconds for one in settled]
    return Measured(
        name="conflicts",
        about={
            "set": f"{SET}, sha256 {public.sha256[:16]}…, {len(public.articles)} documents in one archive",
            "questions": f"{len(sample)} of {len(public.questions)}, evenly spaced",
            "reader": "extractive" if llm == "none" else llm,
            "a side": "an answer that the text holds as whole words, of an article that gives it",
            "latency": f"{percentile(latencies, 50) or 0:.0f} ms median, {percentile(latencies, 95) or 0:.0f} ms 95th "
            "percentile",
        },
        titles=["what", "share", "95 % interval", "count"],
        rows=[ratio_row(what, ratio) for what, ratio in found.items()],
        numbers={what: {"hits": ratio.hits, "total": ratio.total} for what, ratio in found.items()},
        notes=[
            f"Published for this set: {PUBLISHED} % exact match at best, by a model of 70 billion parameters that is "
            "given the question's own documents and nothing else (arXiv 2504.13079); here they are searched for "
            "among those of all questions."
        ],
    )


def ratios(settled: Sequence[Settled]) -> dict[str, Ratio]:
    """Every count of the benchmark, by what it says."""
    disputed = [one for one in settled if len(one.retrieved) > 1]
    misled = [one for one in disputed if one.retrieved - one.dispute.gold]
    sentences = [(one, said) for one in settled for said in one.shown]
    gold = [(one, answer) for one in settled for answer in sorted(one.dispute.gold)]
    return {
        "several sides retrieved": Ratio(len(disputed), len(settled)),
        "of those, at least two sides shown": _share(len(one.sides) > 1 for one in disputed),
        "of those, all sides retrieved shown": _share(one.retrieved <= one.sides for one in disputed),
        "of those, one side shown": _share(len(one.sides) == 1 for one in disputed),
        "of those, sentences shown, but no side": _share(bool(one.shown) and not one.sides for one in disputed),
        "of those, nothing shown": _share(not one.shown for one in disputed),
        "one of the sides false: at least two sides shown": _share(len(one.sides) > 1 for one in misled),
        "one of the sides false: only false ones shown": _share(
            bool(one.sides) and one.sides.isdisjoint(one.dispute.gold) for one in misled
        ),
        "sentences that merge what different articles say": _share(one.merges(said) for one, said in sentences),
        "sentences that hold several answers, as their article does": _share(
            len(one.dispute.held(said.text)) > 1 and not one.merges(said) for one, said in sentences
        ),
        "all questions: gold answers shown": _share(answer in one.held for one, answer in gold),
        "all questions: all gold shown, no wrong one (exact match)": _share(
            one.dispute.gold <= one.held and one.held.isdisjoint(one.dispute.wrong) for one in settled
        ),
        "all questions: nothing shown": _share(not one.shown for one in settled),
    }


def _share(flags: Iterable[bool]) -> Ratio:
    counted = list(flags)
    return Ratio(sum(counted), len(counted))


def _settle(assistant: Assistant, dispute: Dispute, ids: Mapping[str, str], llm: str) -> Settled:
    answer = assistant.answer(dispute.question.text, llm=llm)
    passages = assistant.search(dispute.question.text, k=assistant.settings.passages)
    return Settled(
        dispute=dispute,
        passages=tuple(Quoted(ids[passage.path], passage.text) for passage in passages),
        shown=_said(answer, ids),
        milliseconds=answer.timing_ms["total"],
    )


def _said(answer: Answer, ids: Mapping[str, str]) -> tuple[Said, ...]:
    quotes = {citation.number: Quoted(ids[citation.path], citation.quote) for citation in answer.citations}
    return tuple(
        Said(sentence.text, tuple(quotes[number] for number in sentence.citations))
        for sentence in answer.sentences
        if sentence.shown
    )
