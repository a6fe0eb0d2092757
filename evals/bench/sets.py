"""Public sets in BEIR's shape, read where they lie: questions, articles and which article answers which."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import DatelineError

PROJECT = Path(__file__).resolve().parents[2]
DEFAULT_SETS = PROJECT.parent / "shared" / "bench"


class SetMissingError(DatelineError):
    """A public set is not where it was looked for; benchmarks are skipped then."""


@dataclass(frozen=True, slots=True)
class Article:
    """One document of a set's corpus."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a set; `gold` is empty where the set has no short answer for it."""

    id: str
    text: str
    gold: tuple[str, ...]
    answerable: bool
    written_for: str | None = None  # id of the article it was written about, answered there or not


@dataclass(frozen=True, slots=True)
class PublicSet:
    """A set whole: `relevant` maps a question's id to the gains of the articles that answer it."""

    name: str
    sha256: str  # of the corpus file
    articles: tuple[Article, ...]
    questions: tuple[Question, ...]
    relevant: dict[str, dict[str, float]]

    def sample(self, count: int | None) -> tuple[Question, ...]:
        """At most `count` questions, evenly spaced in the set's order; all of them for None."""
        if count is None or count >= len(self.questions):
            return self.questions
        return tuple(self.questions[place * len(self.questions) // count] for place in range(count))


def read_set(name: str, folder: Path) -> PublicSet:
    """The set of this name below `folder`: corpus.jsonl, queries.jsonl (gzipped or not) and qrels.tsv.

    Raises SetMissingError where the folder or one of the three is absent.
    """
    place = folder / name
    corpus = set_file(place, "corpus.jsonl")
    queries = set_file(place, "queries.jsonl")
    relevant = _relevant(set_file(place, "qrels.tsv"))
    return PublicSet(
        name=name,
        sha256=hashlib.sha256(corpus.read_bytes()).hexdigest(),
        articles=tuple(Article(row["_id"], row.get("title") or "", row["text"]) for row in read_rows(corpus)),
        questions=tuple(_question(row) for row in read_rows(queries)),
        relevant=relevant,
    )


def _question(row: dict[str, Any]) -> Question:
    answerable = bool(row.get("answerable", True))
    gold = tuple(row.get("answers") or ()) if answerable else ()
    articles = row.get("gold_doc_ids") or (None,)
    return Question(row["_id"], row["text"], gold, answerable, articles[0])


def set_file(place: Path, name: str) -> Path:
    """A file of a set, gzipped or not. Raises SetMissingError where it is absent."""
    for candidate in (place / f"{name}.gz", place / name):
        if candidate.is_file():
            return candidate
    raise SetMissingError(f"skipped: there is no {name} in {place}; say where the sets are with --sets DIR")


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-lines file, gzipped or not."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for line in text.decode("utf-8").split("\n"):
        if line.strip():
            yield json.loads(line)


def _relevant(path: Path) -> dict[str, dict[str, float]]:
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    relevant: dict[str, dict[str, float]] = {}
    for line in text.decode("utf-8").splitlines()[1:]:
        question_id, article_id, gain = line.split("\t")
        relevant.setdefault(question_id, {})[article_id] = float(gain)
    return relevant
