"""Dates that articles mention: which are found, and which day, month or year is told, beside labels made by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from evals.bench.answers import ratio_row
from evals.bench.output import Measured, tell
from evals.bench.sets import PROJECT, read_rows, set_file
from evals.cases import SPLITS, Split
from evals.markdown import table
from evals.metrics.abstention import Ratio
from rag.answering.dating.when import DateMention, mentions_of
from rag.errors import DatelineError
from rag.schema import Document

LABELLED = PROJECT / "evals" / "labelled" / "dates.jsonl"
SET = "reuters21578"


class LabelError(DatelineError):
    """The labels and the texts they were made for do not fit together."""


@dataclass(frozen=True, slots=True)
class Label:
    """A date that a text mentions, and what it is; None where the text does not let it be told."""

    start: int
    end: int
    written: str
    date: str | None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of an article in which every date is labelled."""

    id: str
    document: Document
    start: int
    end: int
    labels: tuple[Label, ...]

    @property
    def split(self) -> Split:
        """The half it is in, by the sha256 of its id; dev may be looked at while the rules are tuned."""
        return SPLITS[int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 2]


@dataclass(frozen=True, slots=True)
class Compared:
    """A label beside the mention found at its place; one of the two may be missing."""

    stretch: Stretch
    label: Label | None
    found: DateMention | None

    @property
    def is_right(self) -> bool:
        """Whether both say the same, or both that it can't be told."""
        if self.label is None or self.found is None:
            return False
        same_end = self.label.until is None or self.label.until == self.found.until
        return self.label.date == self.found.date and (same_end or self.label.date is None)


def measure(*, sets: Path, show_test: bool) -> Measured:
    """What is found and resolved in the labelled stretches; errors on the test half are only counted unless asked for.

    Raises SetMissingError where the stories are absent, LabelError where they are not those that were labelled.
    """
    stretches = read_stretches(LABELLED, sets)
    tell(f"looking for dates in {len(stretches)} stretches")
    compared = [one for stretch in stretches for one in compare(stretch, mentions_of(stretch.document))]
    labels = [label for stretch in stretches for label in stretch.labels]
    found = ratios(compared)
    wrong = [one for one in compared if not one.is_right and (show_test or one.stretch.split == "dev")]
    return Measured(
        name="dates",
        about={
            "labels": f"{len(labels)} dates, {sum(one.date is None for one in labels)} of them not to be told; "
            f"sha256 {hashlib.sha256(LABELLED.read_bytes()).hexdigest()[:16]}…",
            "texts": ", ".join(f"{count} of {name}" for name, count in _origins(stretches).items()),
        },
        titles=["what", "split", "share", "95 % interval", "count"],
        rows=[[what, split, *ratio_row(what, ratio)[1:]] for (what, split), ratio in found.items()],
        numbers={f"{what}, {split}": {"hits": r.hits, "total": r.total} for (what, split), r in found.items()},
        notes=["Where they differ:", table(["text", "split", "label", "found"], [_row(one) for one in wrong])]
        if wrong
        else [],
    )


def compare(stretch: Stretch, mentions: Iterable[DateMention]) -> list[Compared]:
    """Each label with the first mention that overlaps it, then the mentions that overlap none."""
    here = [one for one in mentions if stretch.start <= one.start and one.end <= stretch.end]
    taken: set[int] = set()
    compared = []
    for label in stretch.labels:
        met = [place for place, one in enumerate(here) if one.start < label.end and label.start < one.end]
        taken.update(met)
        compared.append(Compared(stretch, label, here[met[0]] if met else None))
    return compared + [Compared(stretch, None, one) for place, one in enumerate(here) if place not in taken]


def ratios(compared: Sequence[Compared]) -> dict[tuple[str, str], Ratio]:
    """By what is asked and half: dates found, of those told how many are right, of those to be told how many are."""
    parts: dict[str, list[Compared]] = {split: [c for c in compared if c.stretch.split == split] for split in SPLITS}
    parts["both"] = list(compared)
    found = {}
    for split, part in parts.items():
        labelled = [one for one in part if one.label is not None]
        mentioned = [one for one in part if one.found is not None]
        told = [one for one in mentioned if one.found is not None and one.found.date is not None]
        to_tell = [one for one in labelled if one.label is not None and one.label.date is not None]
        unknown = [one for one in labelled if one.label is not None and one.label.date is None]
        found["mentions found", split] = Ratio(sum(one.found is not None for one in labelled), len(labelled))
        found["found that are dates", split] = Ratio(sum(one.label is not None for one in mentioned), len(mentioned))
        found["precision of what is told", split] = Ratio(sum(one.is_right for one in told), len(told))
        found["recall of what can be told", split] = Ratio(sum(one.is_right for one in to_tell), len(to_tell))
        guessed = [one for one in unknown if one.found is not None and one.found.date is not None]
        found["guessed where it can't be told", split] = Ratio(len(guessed), len(unknown))
    return dict(sorted(found.items(), key=lambda entry: list(parts).index(entry[0][1])))


def read_stretches(path: Path, sets: Path) -> list[Stretch]:
    """The labelled stretches with their articles. Raises SetMissingError, LabelError."""
    rows = list(read_rows(path))
    wanted = {row["story"] for row in rows if row["set"] == SET}
    stories = {row["_id"]: row for row in read_rows(set_file(sets / SET, "corpus.jsonl")) if row["_id"] in wanted}
    return [_stretch(row, _document(row, stories)) for row in rows]


def _stretch(row: Mapping[str, Any], document: Document) -> Stretch:
    labels = tuple(Label(**label) for label in row["mentions"])
    for label in labels:
        if document.text[label.start : label.end] != label.written:
            raise LabelError(f"{row['id']} has no {label.written!r} at {label.start}")
    return Stretch(row["id"], document, row["start"], row["end"], labels)


def _document(row: Mapping[str, Any], stories: Mapping[str, Mapping[str, Any]]) -> Document:
    match row["set"]:
        case "seeds":
            text = (PROJECT / "seeds" / row["story"]).read_bytes().decode("utf-8")
            published = None
        case "written":
            text, published = row["text"], row["published"]
        case _:
            story = stories[row["story"]]
            text = story["text"]
            published = datetime.strptime(story["date"].split()[0], "%d-%b-%Y").date().isoformat()
    return Document(row["id"], row["set"], row["id"], "", len(text.encode()), text, published=published)


def _origins(stretches: Sequence[Stretch]) -> dict[str, int]:
    roots = [stretch.document.root for stretch in stretches]
    return {root: roots.count(root) for root in dict.fromkeys(roots)}


def _row(one: Compared) -> list[str]:
    label, found = one.label, one.found
    return [
        one.stretch.id,
        one.stretch.split,
        f"{label.written}: {label.date} {label.until or ''}" if label else "no date",
        f"{found.written}: {found.date} {found.until or ''}" if found else "not found",
    ]
