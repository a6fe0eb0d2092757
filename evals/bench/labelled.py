"""What verification says of sentences that small models wrote, beside labels made by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from evals.bench.answers import ratio_row
from evals.bench.output import Measured, tell
from evals.bench.sets import PROJECT, read_rows, set_file
from evals.cases import SPLITS, Split
from evals.markdown import table
from evals.metrics.abstention import Ratio
from rag.answering.evidence import EvidenceSentence
from rag.errors import DatelineError
from rag.schema import Document, Problem, Span

LABELLED = PROJECT / "evals" / "labelled" / "reuters.jsonl"
SET = "reuters21578"

Label = Literal["supported", "unsupported"]


class LabelledError(DatelineError):
    """The labelled sentences and the stories they were written about do not fit together."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence a model wrote, the spans of the story it points at, and what was found on reading both."""

    id: str
    model: str
    story: str
    evidence: tuple[Span, ...]  # in the story's text, in its order
    sentence: str
    label: Label
    reason: str

    @property
    def split(self) -> Split:
        """The half its story is in, by the sha256 of the id; dev may be looked at while verification is tuned."""
        return SPLITS[int(hashlib.sha256(self.story.encode()).hexdigest(), 16) % 2]


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled sentence with what verification finds wrong with it."""

    labelled: Labelled
    problems: tuple[Problem, ...]

    @property
    def is_right(self) -> bool:
        """Whether verification says the same as the label."""
        return (self.labelled.label == "supported") == (not self.problems)


def measure(*, sets: Path, show_test: bool) -> Measured:
    """Verification over the labelled sentences; its errors on the test half are only counted unless `show_test`.

    Raises SetMissingError where the stories are absent, LabelledError where they are not those that were labelled.
    """
    from rag.answering.citations import displayed
    from rag.answering.writing import unsupported
    from rag.embedding.meaning import Meaning

    labelled = read_labelled(LABELLED)
    stories = _stories(sets, {one.story for one in labelled})
    tell(f"verifying {len(labelled)} sentences")
    meaning = Meaning()
    judged = [
        Judged(one, unsupported(displayed(one.sentence), evidence_of(one, stories[one.story]), meaning=meaning))
        for one in labelled
    ]
    found = ratios(judged)
    return Measured(
        name="labelled",
        about={
            "sentences": f"{len(labelled)}, {sum(one.label == 'supported' for one in labelled)} of them supported, "
            f"labelled by hand before verification had seen them; sha256 {_digest(LABELLED)}…",
            "written by": ", ".join(f"{model} ({count})" for model, count in _models(labelled)),
            "evidence": f"the sentences of {SET} that they point at, all that was shown where they point at none",
            "aims": "at least 95 % of the unsupported caught, at least 85 % of the supported kept",
        },
        titles=["what", "split", "share", "95 % interval", "count"],
        rows=[[what, split, *ratio_row(what, ratio)[1:]] for (what, split), ratio in found.items()],
        numbers={f"{what}, {split}": {"hits": r.hits, "total": r.total} for (what, split), r in found.items()},
        notes=_errors([one for one in judged if show_test or one.labelled.split == "dev"]),
    )


def ratios(judged: Sequence[Judged]) -> dict[tuple[str, str], Ratio]:
    """What was caught and kept, by half and whole, and by model over both halves."""
    parts: dict[str, list[Judged]] = {split: [one for one in judged if one.labelled.split == split] for split in SPLITS}
    parts["both"] = list(judged)
    for model, _ in _models([one.labelled for one in judged]):
        parts[f"both, {model}"] = [one for one in judged if one.labelled.model == model]
    return {
        (what, part): _right(found, label)
        for label, what in (("unsupported", "unsupported caught"), ("supported", "supported kept"))
        for part, found in parts.items()
    }


def _right(judged: Iterable[Judged], label: str) -> Ratio:
    flags = [one.is_right for one in judged if one.labelled.label == label]
    return Ratio(sum(flags), len(flags))


def _models(labelled: Sequence[Labelled]) -> list[tuple[str, int]]:
    models = sorted({one.model for one in labelled})
    return [(model, sum(one.model == model for one in labelled)) for model in models]


def _errors(judged: Sequence[Judged]) -> list[str]:
    rows = [
        [
            one.labelled.id,
            one.labelled.split,
            f"{one.labelled.label}: {one.labelled.reason}",
            one.labelled.sentence,
            "; ".join(f"{problem.kind}: {problem.detail}" for problem in one.problems) or "nothing found",
        ]
        for one in judged
        if not one.is_right
    ]
    return ["Where they differ:", table(["id", "split", "label", "sentence", "verification"], rows)] if rows else []


def read_labelled(path: Path) -> list[Labelled]:
    """The labelled sentences of a file."""
    return [_labelled(row) for row in read_rows(path)]


def _labelled(row: dict[str, Any]) -> Labelled:
    spans = tuple(Span(start, end) for start, end in row["evidence"])
    return Labelled(row["id"], row["model"], row["story"], spans, row["sentence"], row["label"], row["reason"])


def _stories(sets: Path, wanted: set[str]) -> dict[str, Document]:
    rows = read_rows(set_file(sets / SET, "corpus.jsonl"))
    return {row["_id"]: _document(row) for row in rows if row["_id"] in wanted}


def _document(row: dict[str, Any]) -> Document:
    text = row["text"]
    published = datetime.strptime(row["date"].strip().split()[0], "%d-%b-%Y").date().isoformat()
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Document(
        row["_id"], SET, row["_id"], sha256, len(text.encode()), text, title=row["title"], published=published
    )


def evidence_of(labelled: Labelled, story: Document) -> tuple[EvidenceSentence, ...]:
    """The evidence sentences that a labelled sentence points at. Raises LabelledError for a span beyond the story."""
    return tuple(_evidence(labelled, story))


def _evidence(labelled: Labelled, story: Document) -> Iterator[EvidenceSentence]:
    for number, span in enumerate(labelled.evidence, start=1):
        text = story.text[span.start : span.end]
        if not text.strip() or span.end > len(story.text):
            raise LabelledError(f"{labelled.id} points at {span.start} to {span.end} of {story.id}, which is not there")
        yield EvidenceSentence(number, story, span.start, span.end, text, passage_rank=1, chunk_id=f"{story.id}#0")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
