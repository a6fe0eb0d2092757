"""The archive that page tests ask: two real articles, and events that the tests choose."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from rag.overview.frequent import Named
from rag.overview.overview import Count, Duplicates, Failed, FailedFile, Origin, Overview
from rag.overview.periods import Gap, Period
from rag.retrieval.query import FilterField
from rag.schema import Answer, Citation, Document, Event, IndexState, Reason, Sentence
from vectorstore import Progress

STATE = IndexState(fingerprint="f" * 16, as_of="2026-11-21T22:57:32+00:00", documents=2, chunks=4, dense_coverage=1.0)
RIVER = Document(
    id="river-1",
    root="archive",
    path="2021/river.txt",
    sha256="0" * 64,
    size=0,
    text="River rises\n\n😀 The river rose by two metres on Monday.\n\nNobody was hurt, the mayor said.\n",
    title="River rises",
    publisher="The Valley Post",
    published="2021-03-04",
)
OVERVIEW = Overview(
    index=STATE,
    filters=(),
    articles=2,
    superseded=0,
    excluded_undated=0,
    undated=1,
    first="2021-03-04",
    last="2021-03-04",
    unit="day",
    over_time=(Period("2021-03-04", 1),),
    gaps=(Gap("2021-03-04", "2021-06-04", 91),),
    outlets=(Count("The Valley Post", 1), Count(None, 1)),
    other_outlets=0,
    formats=(Count("text", 2),),
    languages=(Count("en", 2),),
    people_and_organisations=(Named("Ann Berg", 2, ("Berg",)),),
    places=(Named("Oslo", 1),),
    names_read=2,
    duplicates=Duplicates(1, 1, (Origin("river-1", 2, "archive", "2021/river.txt", "River rises"),)),
    failed=Failed(1, (Count("empty", 1),), (FailedFile("archive", "bad.txt", "empty"),)),
    embedder="minilm",
)
BRIDGE = Document(
    id="bridge-2",
    root="archive",
    path="bridge.txt",
    sha256="1" * 64,
    size=0,
    text="The bridge is closed.\nIt opens on Friday.\n",
)


def cite(document: Document, quote: str, number: int | None, *, speaker: str | None = None) -> Citation:
    """A citation of the first place where these words stand."""
    start = document.text.index(quote)
    return Citation(
        number=number,
        root=document.root,
        path=document.path,
        document_id=document.id,
        sha256=document.sha256,
        start=start,
        end=start + len(quote),
        quote=quote,
        title=document.title,
        publisher=document.publisher,
        published=document.published,
        speaker=speaker,
    )


ROSE = cite(RIVER, "😀 The river rose by two metres on Monday.", 1)
UNHURT = cite(RIVER, "Nobody was hurt, the mayor said.", 2, speaker="the mayor")
SENTENCES = (
    Sentence(text=ROSE.quote, citations=(1,), verdict="supported", shown=True),
    Sentence(text=UNHURT.quote, citations=(2,), verdict="supported", shown=True),
)
ANSWERED = Answer(
    question="What did the river do?",
    status="answered",
    text=f"{ROSE.quote} [1] {UNHURT.quote} [2]",
    sentences=SENTENCES,
    citations=(ROSE, UNHURT),
    reason=None,
    nearest=(),
    mode="extractive",
    filters=(),
    degraded=(),
    index=STATE,
    timing_ms={"total": 120.0},
)
ABSTAINED = replace(
    ANSWERED,
    status="abstained",
    text="No article says who built the bridge.",
    sentences=(),
    citations=(),
    reason=Reason("key_part_missing", "No article says who built the bridge."),
    nearest=(cite(BRIDGE, "It opens on Friday.", None),),
)
EVENTS: tuple[Event, ...] = (
    {"stage": "Searching 2 articles…"},
    {"sentence": SENTENCES[0], "citations": (ROSE,)},
    {"sentence": SENTENCES[1], "citations": (UNHURT,)},
    {"answer": ANSWERED},
)


@dataclass
class FakeAssistant:
    """Streams these events for every question, `pause` seconds apart; remembers what it was asked."""

    events: Sequence[Event] = EVENTS
    pause: float = 0.0
    host: str | None = None
    error: Exception | None = None
    asked: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    closed: int = 0
    filtered: list[bool | Collection[FilterField]] = field(default_factory=list)

    def stream(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        question_filters: bool | Collection[FilterField] = True,
    ) -> Iterator[Event]:
        self.asked.append((question, list(history)))
        self.filtered.append(question_filters)
        try:
            for event in self.events:
                time.sleep(self.pause)
                yield event
            if self.error is not None:
                raise self.error
        finally:
            self.closed += 1

    def document(self, document_id: str) -> Document | None:
        return {RIVER.id: RIVER, BRIDGE.id: BRIDGE}.get(document_id)

    def model_host(self) -> str | None:
        return self.host

    def examples(self) -> list[str]:
        return ["What did the river do?"]

    def state(self) -> IndexState:
        return STATE

    def overview(self, *, progress: Progress | None = None) -> Overview:
        return OVERVIEW
