"""An archive at a glance: how much there is, from when and whom, about what, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rag.answering.asking import filters_of, given_filters
from rag.indexing.documents import title_span
from rag.overview.frequent import Named, frequent
from rag.overview.names import LONGEST, Mentions
from rag.overview.periods import Gap, Period, Unit, longest_gaps, over_time
from rag.plain import to_dict
from rag.schema import SCHEMA_VERSION, Document, Filter, IndexState
from vectorstore import ChunkStore, Filters, Progress

NAMES_READ = 25_000  # articles whose names are looked for; of more, so many spread evenly
_MOST_NAMES = 30
_MOST_OUTLETS = 50
_MOST_GAPS = 10
_MOST_FILES = 20
_REPORTED_EVERY = 200  # articles


@dataclass(frozen=True, slots=True)
class Count:
    """How many articles (of failures: files) are of this outlet, format, language or reason; None: not stated."""

    name: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Origin:
    """A story that several articles tell in nearly the same words: its first article, and how many there are."""

    origin: str
    articles: int
    root: str | None
    path: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Groups of near-identical articles, the articles in them beyond the first of each, the largest groups."""

    groups: int
    copies: int
    largest: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that could not be read."""

    root: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Files that could not be read: how many, by reason, and the first of them by name."""

    files: int
    reasons: tuple[Count, ...]
    named: tuple[FailedFile, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """An archive at a glance (docs/schema/overview.schema.json)."""

    index: IndexState
    filters: tuple[Filter, ...]
    articles: int  # that may be found and that the filters leave
    superseded: int  # in the whole index: a newer article has their URL
    excluded_undated: int  # by a filter of dates
    undated: int
    first: str | None  # ISO dates
    last: str | None
    unit: Unit | None
    over_time: tuple[Period, ...]
    gaps: tuple[Gap, ...]
    outlets: tuple[Count, ...]
    other_outlets: int  # beyond those listed
    formats: tuple[Count, ...]
    languages: tuple[Count, ...]
    people_and_organisations: tuple[Named, ...]
    places: tuple[Named, ...]
    names_read: int  # articles that the names were counted in
    duplicates: Duplicates
    failed: Failed
    embedder: str
    schema_version: int = SCHEMA_VERSION

    @property
    def sampled(self) -> bool:
        """Whether names were counted in some of the articles only."""
        return self.names_read < self.articles

    def to_dict(self) -> dict[str, Any]:
        """The overview as JSON-ready values."""
        return to_dict(self)


def overview_of(
    store: ChunkStore,
    *,
    publisher: str | None = None,
    since: str | None = None,
    until: str | None = None,
    path: str | None = None,
    names_read: int = NAMES_READ,
    progress: Progress | None = None,
) -> Overview:
    """What the index holds of the articles that the filters leave; it only reads.

    Everything is counted over all of them but the names, which are looked for in the first
    20,000 characters of at most `names_read` articles, evenly spread: about 0.25 ms each
    (docs/evaluation.md). Raises SettingsError for what is no date.
    """
    filters = filters_of(publisher=publisher, since=since, until=until, path=path)
    state = store.state()
    told = store.tallies(filters)
    days = {day: articles for day, articles in told.days.items() if day is not None}
    unit, periods = over_time(days)
    mentions, read = _mentions(store, filters, min(told.documents, names_read), progress)
    names = frequent(mentions, most=_MOST_NAMES)
    outlets = _counts(told.publishers)
    largest = store.documents([group.origin for group in told.largest])
    return Overview(
        index=state,
        filters=given_filters(publisher=publisher, since=since, until=until, path=path),
        articles=told.documents,
        superseded=told.superseded,
        excluded_undated=store.excluded_undated(filters),
        undated=told.days.get(None, 0),
        first=min(days, default=None),
        last=max(days, default=None),
        unit=unit,
        over_time=periods,
        gaps=longest_gaps(days, most=_MOST_GAPS),
        outlets=outlets[:_MOST_OUTLETS],
        other_outlets=len(outlets[_MOST_OUTLETS:]),
        formats=_counts(told.formats),
        languages=_counts(told.languages),
        people_and_organisations=names.people_and_organisations,
        places=names.places,
        names_read=read,
        duplicates=Duplicates(
            told.groups,
            told.copies,
            tuple(_origin(group.origin, group.articles, largest.get(group.origin)) for group in told.largest),
        ),
        failed=_failed(store),
        embedder=store.stamp.embedder,
    )


def _mentions(store: ChunkStore, filters: Filters, total: int, progress: Progress | None) -> tuple[Mentions, int]:
    mentions, read = Mentions(), 0
    for read, document in enumerate(store.sample(total, filters), 1):
        mentions.add(read, _story(document))
        if progress is not None and (read % _REPORTED_EVERY == 0 or read == total):
            progress("names", read, total)
    return mentions, read


def _story(document: Document) -> str:
    """The article's opening without its title, which may write every word with a capital; all of one line."""
    title = title_span(document.text, document.body_start)
    start = document.body_start if title is None else title.end
    story = document.text[start : start + LONGEST]
    return story if story.strip() else document.text[document.body_start : start]


def _counts(counted: Mapping[Any, int]) -> tuple[Count, ...]:
    """The most first, what is not stated last."""
    return tuple(Count(name, count) for name, count in sorted(counted.items(), key=lambda one: one[0] is None))


def _origin(origin: str, articles: int, first: Document | None) -> Origin:
    if first is None:
        return Origin(origin, articles, None, None, None)
    return Origin(origin, articles, first.root, first.path, first.title)


def _failed(store: ChunkStore) -> Failed:
    failures = store.failures()
    reasons = Counter(failure.reason for failure in failures)
    return Failed(
        files=len(failures),
        reasons=tuple(Count(reason, count) for reason, count in reasons.most_common(_MOST_FILES)),
        named=tuple(FailedFile(failure.root, failure.path, failure.reason) for failure in failures[:_MOST_FILES]),
    )
