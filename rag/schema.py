"""The records everything speaks in: frozen, plain, and the same in Python, JSON and HTTP.

Offsets are Unicode code points into the text of the file, newlines and byte-order mark
included: `document.text[start:end]`. What an article does not say of itself is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict

from rag.plain import from_dict, to_dict

SCHEMA_VERSION = 1

Status = Literal["answered", "abstained"]
Verdict = Literal["supported", "unsupported"]
SearchMode = Literal["hybrid", "dense", "lexical"]
ProblemKind = Literal[
    "no_evidence",  # points at no evidence sentence that was shown
    "number",
    "unit",
    "date",
    "name",
    "quoted_words",
    "negation",
    "speaker",
    "comparison",
    "not_said",  # its content is not in the evidence, no single word to blame
]
TableKind = Literal["statements", "comparison", "timeline", "list"]
Stance = Literal["says", "contradicts", "silent"]
ReasonCode = Literal[
    "nothing_found",
    "key_part_missing",
    "not_answered",
    "premise_conflict",
    "filters_exclude_all",
    "archive_ends_before",
    "withheld",  # everything that was found failed verification, or its file changed
]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters."""

    start: int
    end: int

    def __reduce__(self) -> tuple[type[Span], tuple[int, int]]:
        return Span, (self.start, self.end)  # half the time, and they go between processes by the thousand


@dataclass(frozen=True, slots=True)
class Document:
    """One article, whole, with what it says of itself."""

    id: str
    root: str
    path: str
    sha256: str  # of the file's bytes; of a member of an archive or a record of a dump, of its own bytes
    size: int  # bytes
    text: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None  # ISO date
    byline: str | None = None
    url: str | None = None
    format: str = "text"
    language: str | None = None  # ISO 639-1, of the text
    pages: tuple[int, ...] = ()  # where each page starts, page 1 first
    origin: str | None = None  # of near-identical articles, the id of the first
    body_start: int = 0  # what stands before is front matter: neither chunked nor quoted


@dataclass(frozen=True, slots=True)
class Chunk:
    """A contiguous slice of one document: `document.text[start:end] == text`, always."""

    id: str  # "<document id>#<n>"
    document_id: str
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]  # in the document's characters


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk returned for a query; rank 1 is best, a higher score is better."""

    rank: int
    score: float
    root: str
    path: str
    document_id: str
    chunk_id: str
    start: int
    end: int
    text: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    origin: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The passage as JSON-ready values."""
        return to_dict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Passage:
        """The passage that `to_dict` wrote."""
        return from_dict(cls, values)


@dataclass(frozen=True, slots=True)
class Citation:
    """One sentence of one article, quoted and located; the number is None among `nearest`."""

    number: int | None
    root: str
    path: str
    document_id: str
    sha256: str
    start: int
    end: int
    quote: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    speaker: str | None = None
    url: str | None = None
    page: int | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a sentence is not supported, e.g. kind "number", detail "42 is not in the evidence"."""

    kind: ProblemKind
    detail: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer with its verdict; only supported ones are shown."""

    text: str  # without markers
    citations: tuple[int, ...]
    verdict: Verdict
    shown: bool
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an answer abstains."""

    code: ReasonCode
    message: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A restriction in force, given by the caller or read from the question."""

    field: Literal["publisher", "published", "path"]
    op: Literal["is", "since", "until"]
    value: str
    origin: Literal["given", "question"] = "given"


@dataclass(frozen=True, slots=True)
class Degradation:
    """A part that was unavailable, behind or replaced while this answer was made."""

    part: str
    message: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of a table: words, the numbers of the citations they stand on, and what they do to the row's claim."""

    text: str
    citations: tuple[int, ...] = ()
    stance: Stance | None = None  # of an article, in a comparison


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: a cell for each column."""

    cells: tuple[Cell, ...]
    date: str | None = None  # of the event: an ISO date as far as it is known, 2017 or 2017-11 or 2017-11-07
    found: Citation | None = (
        None  # in a list, where the article shows it; its number is None where no sentence cites it
    )


@dataclass(frozen=True, slots=True)
class Column:
    """What the cells below say; in a comparison, of which article."""

    name: str
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """An answer's facts side by side: the same as its shown sentences say, arranged; a list has all that was found."""

    kind: TableKind
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class IndexState:
    """What was asked: which index, as of when, how large, how much of it has vectors (0 to 1)."""

    fingerprint: str
    as_of: str  # ISO date and time, UTC, of the last change
    documents: int
    chunks: int
    dense_coverage: float


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens an LLM reported for one answer; the cost is None where the price is unknown."""

    input_tokens: int
    output_tokens: int
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer or an abstention, with everything needed to check it later."""

    question: str
    status: Status
    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    reason: Reason | None
    nearest: tuple[Citation, ...]
    mode: str
    filters: tuple[Filter, ...]
    degraded: tuple[Degradation, ...]
    index: IndexState
    timing_ms: dict[str, float] = field(default_factory=dict)
    usage: Usage | None = None
    rewritten: str | None = None
    table: Table | None = None  # where the question asks for one: who said what, a comparison, a timeline, a list
    schema_version: int = SCHEMA_VERSION

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON-ready values (docs/schema/answer.schema.json)."""
        return to_dict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Answer:
        """The answer that `to_dict` wrote: `Answer.from_dict(a.to_dict()) == a`."""
        return from_dict(cls, values)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, best first, and what was unavailable meanwhile."""

    query: str
    passages: tuple[Passage, ...]
    degraded: tuple[Degradation, ...]
    filters: tuple[Filter, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON-ready values (docs/schema/search.schema.json)."""
        return to_dict(self)


class Event(TypedDict, total=False):
    """One step of `Assistant.stream`: {stage}, or {sentence, citations}, or at last {answer}."""

    stage: str
    sentence: Sentence
    citations: tuple[Citation, ...]  # those the sentence is the first to use
    answer: Answer
