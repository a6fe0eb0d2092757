"""What a model adds on the seed cases, and what its inventions cost: beside the extractive reader alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from evals.bench.output import Measured, tell
from evals.bench.process import BenchError
from evals.bench.sets import PROJECT
from evals.cases import Case, Split, load_cases
from evals.metrics.statistics import percentile
from evals.runner import Record, run_cases
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.schema import Answer
    from vectorstore import ChunkStore

CASES = PROJECT / "evals" / "seeds.jsonl"
SEVERAL = "several"  # the kind of case that asks for more than one article


@dataclass(frozen=True, slots=True)
class _Asking:
    """An assistant that is always asked for one model."""

    assistant: Assistant
    llm: str

    @property
    def store(self) -> ChunkStore:
        return self.assistant.store

    def answer(self, question: str) -> Answer:
        answer = self.assistant.answer(question, llm=self.llm)
        tell(f"{answer.timing_ms['total'] / 1000:5.1f} s  {answer.mode}  {question}")
        return answer


def measure(llm: str, *, cases: Path, split: Split | None, work: Path, questions: int | None) -> Measured:
    """The cases asked with `llm` and without; settings such as DATELINE_EVIDENCE_TOKENS are those of the environment.

    Raises BenchError when the seeds can't be indexed, and what naming the model raises.
    """
    asked = [case for case in load_cases(cases) if split is None or case.split == split]
    if questions is not None:
        asked = [asked[place * len(asked) // questions] for place in range(min(questions, len(asked)))]
    assistant = open_over([PROJECT / "seeds"], work / "models-index")
    beside = run_cases(asked, _Asking(assistant, "none")).records
    found = run_cases(asked, _Asking(assistant, llm)).records
    assistant.close()
    numbers = {"with the model": _counts(found), "extractive": _counts(beside)}
    titles = ["what", *numbers]
    rows = [[what, *(str(counts[what]) for counts in numbers.values())] for what in numbers["extractive"]]
    changed = [line for one, other in zip(found, beside, strict=True) for line in _change(one, other)]
    return Measured(
        name="models",
        about={
            "model": llm.rsplit("/", 1)[-1],
            "cases": f"{len(asked)} of {cases.name}, split {split or 'all'}",
            "prompt": f"at most {assistant.settings.evidence_tokens} tokens of evidence",
            "sentences": _sentences(found),
            "seconds an answer": _seconds(found),
        },
        titles=titles,
        rows=rows,
        numbers=numbers,
        notes=changed,
    )


def open_over(folders: Sequence[Path], index: Path) -> Assistant:
    """An assistant over an index of these folders, made or brought up to date. Raises BenchError."""
    from rag.assistant import Assistant
    from rag.embedding import open_embedder
    from rag.errors import DatelineError
    from rag.indexing.ingest import ingest

    settings = replace(Settings.from_env(), index=index, llm="none")
    try:
        ingest(list(folders), settings=settings, index=index, embedder=open_embedder("minilm", settings), sync=False)
    except DatelineError as exc:
        raise BenchError(f"the articles can't be indexed: {exc}") from exc
    return Assistant.open(index, settings=settings)


def _counts(records: Iterable[Record]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for record in records:
        case, scores = record.case, record.scores
        counts["correct answers"] += bool(scores.correct)
        counts["refused, of the unanswerable"] += not case.answerable and scores.abstained
        counts["correct answers and refusals"] += _right(record)
        counts["correct, of those that ask for several articles"] += case.kind == SEVERAL and bool(scores.correct)
        counts["citations all right"] += bool(scores.citations_right)
        counts["written by the model"] += record.answer is not None and record.answer.mode.startswith("llm:")
    return dict(counts)


def _right(record: Record) -> bool:
    return bool(record.scores.correct) if record.case.answerable else record.scores.abstained


def _change(one: Record, other: Record) -> list[str]:
    if _right(one) == _right(other) or one.answer is None:
        return []
    return [f"- {'better' if _right(one) else 'worse'}: {_named(one.case)} {one.answer.text}"]


def _named(case: Case) -> str:
    return f"{case.id} “{case.question}”"


def _sentences(records: Sequence[Record]) -> str:
    written = [record.answer for record in records if record.answer is not None]
    shown = sum(len(a.sentences) - _withheld(a) for a in written if a.mode.startswith("llm:"))
    caught = sum(_withheld(answer) for answer in written)
    return f"{caught + shown} drafted by the model, {caught} withheld, {shown} shown"


def _withheld(answer: Answer) -> int:
    return sum(not sentence.shown for sentence in answer.sentences)


def _seconds(records: Sequence[Record]) -> str:
    taken = [record.latency_ms / 1000 for record in records]
    return f"{percentile(taken, 50) or 0.0:.1f} median, {percentile(taken, 95) or 0.0:.1f} 95th percentile"
