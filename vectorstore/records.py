"""What is put into a store and what it lists, as records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.schema import Chunk, Document, Span


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """A document without its text, for lists and change detection."""

    id: str
    root: str
    path: str
    sha256: str
    size: int
    modified_ns: int
    title: str | None
    publisher: str | None
    published: str | None
    characters: int
    chunks: int
    superseded: bool = False  # a newer article has its URL: listed, never found
    origin: str | None = None  # of near-identical articles, the id of the first


@dataclass(frozen=True, slots=True)
class Entry:
    """A document to put, with its chunks and the embedded-text hash (`text_hash`) of each."""

    document: Document
    chunks: Sequence[Chunk]
    hashes: Sequence[str]
    modified_ns: int = 0


@dataclass(frozen=True, slots=True)
class PendingChunk:
    """A chunk whose embedded text has no vector yet."""

    hash: str
    document_id: str
    n: int
    start: int  # in the document's characters
    end: int


@dataclass(frozen=True, slots=True)
class ContainerHead:
    """An archive or dump, or a sidecar, as it was when its articles were put; unchanged, it need not be read again."""

    root: str
    path: str
    sha256: str
    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Version:
    """What an article said before it was replaced."""

    root: str
    path: str
    sha256: str
    title: str | None
    published: str | None
    text: str
    indexed_at: str  # ISO date and time, UTC
    replaced_at: str


MayHold = Callable[[bytes], bool]
"""Whether a text, as UTF-8, is worth reading."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """A document as a scan found it, with its sentences; what stands before the first is front matter."""

    document: Document
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class OriginGroup:
    """Near-identical articles: the id of the first, and how many there are."""

    origin: str
    articles: int


@dataclass(frozen=True, slots=True)
class Tallies:
    """How many articles that may be found say what of themselves; None counts those that do not say."""

    documents: int
    superseded: int  # in the whole index: a newer article has their URL
    days: dict[str | None, int]  # ISO dates
    publishers: dict[str | None, int]  # the most first, like those below
    formats: dict[str, int]
    languages: dict[str | None, int]
    groups: int  # of two or more near-identical articles
    copies: int  # articles in them beyond the first of each
    largest: tuple[OriginGroup, ...]
