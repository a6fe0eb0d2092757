"""How much of the exact spans that answer a question five retrieved chunks hold, and how little else."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evals.bench.index import ingested
from evals.bench.output import Measured, tell
from evals.bench.sets import SetMissingError
from evals.bench.splitting import recursive_split
from evals.cases import SPLITS, Split
from evals.metrics.statistics import mean
from rag.schema import SearchMode, Span

if TYPE_CHECKING:
    from rag.assistant import Assistant

SET = "chunking_evaluation"
RETRIEVED = 5  # chunks, as in the published table
FIXED = (200, 400)  # tokens of a fixed-size split
TITLES = ("chunks", "questions", "recall", "precision", "IoU", "characters of a chunk")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the spans of one corpus that answer it."""

    text: str
    corpus: str
    spans: tuple[Span, ...]

    @property
    def split(self) -> Split:
        """Its half, by the sha256 of its text; the product's chunking was chosen on dev."""
        return SPLITS[int(hashlib.sha256(self.text.encode()).hexdigest(), 16) % 2]


@dataclass(frozen=True, slots=True)
class Slice:
    """A retrieved chunk: where it stands in which corpus."""

    corpus: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shares of 0 to 1 for one question."""

    recall: float  # of the characters that answer
    precision: float  # of the characters retrieved
    iou: float  # both / (retrieved, counted as often as they are, and answering characters that were missed)


Search = Callable[[str], Sequence[Slice]]
"""A question to the best chunks, best first."""


def measure(*, sets: Path, work: Path) -> Measured:
    """The product's chunks under the default embedder alone and as it retrieves, beside fixed-size splits.

    Raises SetMissingError where the set is absent, BenchError when it can't be indexed.
    """
    corpora, questions = read_spans(sets / SET)
    assistant = _indexed(corpora, work)
    sides: dict[str, Search] = {f"recursive, {tokens} tokens, dense": _fixed(corpora, tokens) for tokens in FIXED}
    modes: tuple[SearchMode, ...] = ("dense", "lexical", "hybrid")
    sides |= {f"Dateline, {mode}": _product(assistant, mode) for mode in modes}
    numbers: dict[str, dict[str, dict[str, float]]] = {}
    for side, search in sides.items():
        tell(f"{side}: {len(questions)} questions")
        numbers[side] = _scores(search, questions)
    return Measured(
        name="chunking",
        about={
            "set": f"{SET}: {len(questions)} questions, {sum(len(asked.spans) for asked in questions)} spans, "
            f"{len(corpora)} corpora of {sum(map(len, corpora.values())):,} characters in one index",
            "chunks": f"{assistant.store.state().chunks} of Dateline, {RETRIEVED} retrieved for a question",
            "counted in": "characters, as the published table's own program counts",
            "halves": "by the sha256 of the question; chosen on dev",
            "published": "five chunks, text-embedding-3-large: recall 91.9 % with IoU 3.9 %, 87.3 % with 8.0 %",
        },
        titles=TITLES,
        rows=[_row(side, part, found) for side, parts in numbers.items() for part, found in parts.items()],
        numbers=numbers,
    )


def read_spans(folder: Path) -> tuple[dict[str, str], list[Asked]]:
    """The corpora by name, and the questions in their order. Raises SetMissingError."""
    table = folder / "questions_df.csv"
    files = sorted((folder / "corpora").glob("*.md.gz"))
    if not table.is_file() or not files:
        raise SetMissingError(f"skipped: {folder} is not there; give the folder of public sets with --sets")
    corpora = {file.name.removesuffix(".md.gz"): gzip.decompress(file.read_bytes()).decode("utf-8") for file in files}
    with table.open(encoding="utf-8", newline="") as opened:
        questions = [
            Asked(
                row["question"],
                row["corpus_id"],
                tuple(Span(one["start_index"], one["end_index"]) for one in json.loads(row["references"])),
            )
            for row in csv.DictReader(opened)
        ]
    return corpora, questions


def overlap(chunks: Sequence[Slice], asked: Asked) -> Overlap:
    """How far these chunks and the spans that answer cover each other, as chunking_evaluation's program defines it.

    Characters of several chunks count once as found and each time as retrieved; those of other corpora are only
    retrieved (github.com/brandonstarxel/chunking_evaluation, base_evaluation.py).
    """
    answering = {place for span in asked.spans for place in range(span.start, span.end)}
    held = {place for chunk in chunks if chunk.corpus == asked.corpus for place in range(chunk.start, chunk.end)}
    found, missed = len(answering & held), len(answering - held)
    retrieved = sum(chunk.end - chunk.start for chunk in chunks)
    return Overlap(
        recall=found / len(answering),
        precision=found / retrieved if retrieved else 0.0,
        iou=found / (retrieved + missed),
    )


def _scores(search: Search, questions: Sequence[Asked]) -> dict[str, dict[str, float]]:
    """Means in per cent, of each half and of all questions."""
    found = [(asked, search(asked.text)) for asked in questions]
    parts: dict[str, dict[str, float]] = {}
    for part in (*SPLITS, "all"):
        counted = [(asked, chunks) for asked, chunks in found if part in (asked.split, "all")]
        overlaps = [overlap(chunks, asked) for asked, chunks in counted]
        parts[part] = {
            "questions": len(counted),
            "recall": 100 * (mean([one.recall for one in overlaps]) or 0.0),
            "precision": 100 * (mean([one.precision for one in overlaps]) or 0.0),
            "IoU": 100 * (mean([one.iou for one in overlaps]) or 0.0),
            "characters of a chunk": mean([float(c.end - c.start) for _, chunks in counted for c in chunks]) or 0.0,
        }
    return parts


def _indexed(corpora: Mapping[str, str], work: Path) -> Assistant:
    whole = hashlib.sha256("\0".join(corpora.values()).encode()).hexdigest()
    return ingested({f"{name}.txt": text for name, text in corpora.items()}, work / f"{SET}-{whole[:12]}")


def _product(assistant: Assistant, mode: SearchMode) -> Search:
    def search(question: str) -> list[Slice]:
        found = assistant.search(question, k=RETRIEVED, mode=mode)
        return [Slice(passage.path.removesuffix(".txt"), passage.start, passage.end) for passage in found]

    return search


def _fixed(corpora: Mapping[str, str], tokens: int) -> Search:
    """Fixed-size recursive splits under the default embedder, searched exactly."""
    from rag.embedding.minilm import MiniLM

    model = MiniLM()
    slices = [
        Slice(corpus, span.start, span.end)
        for corpus, text in corpora.items()
        for span in recursive_split(text, max_tokens=tokens)
    ]
    tell(f"embedding {len(slices)} splits of {tokens} tokens")
    vectors = model.embed([corpora[one.corpus][one.start : one.end] for one in slices])

    def search(question: str) -> list[Slice]:
        order = (-(vectors @ model.embed([question])[0])).argsort(kind="stable")
        return [slices[place] for place in order[:RETRIEVED]]

    return search


def _row(side: str, part: str, found: Mapping[str, float]) -> list[str]:
    shown = [f"{found[title]:.1f}" for title in TITLES[2:5]]
    return [side, f"{part} ({found['questions']:.0f})", *shown, f"{found['characters of a chunk']:.0f}"]
