"""One question asked within the filters that it states, and without them where they leave no answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.answering.asking import Request
from rag.answering.dating.dates import day_written
from rag.answering.usage import total_usage
from rag.retrieval.query import TOLD_WITHIN, FilterField, Limit, stated_limits, without
from rag.schema import Answer, Degradation, Event, Filter, Span, Usage
from rag.words import content_stems
from vectorstore import Filters

if TYPE_CHECKING:
    from vectorstore import ChunkStore

FIELDS: tuple[FilterField, ...] = ("publisher", "published")
UNDATED = "What answers stands in an article that states no date; whether it is of the time asked for can't be told."


@dataclass(frozen=True, slots=True)
class Way:
    """One way to ask, and what to say of it where it answers."""

    request: Request
    told: tuple[Degradation, ...] = ()
    last_resort: bool = False  # without the words for a time, which the filters stand for

    @property
    def untold(self) -> bool:
        """Whether a form was asked without the words for a time."""
        dated = any(limit.field == "published" and limit.origin == "question" for limit in self.request.given)
        return dated and self.request.form_query not in (None, self.request.query)


def question_limits(
    asked: Sequence[str], store: ChunkStore, *, fields: bool | Collection[FilterField], given: Sequence[Filter]
) -> list[Limit]:
    """What the question says of the articles it wants; a field given by hand is not read.

    `asked` is the question as it is understood, and before it those it leans on, the nearest first, whose
    filters it keeps where it has none of that field.
    """
    wanted = FIELDS if fields is True else fields or ()
    left = [field for field in FIELDS if field in wanted and field not in {limit.field for limit in given}]
    found: list[Limit] = []
    publishers = store.publishers() if "publisher" in left else ()
    for place, question in enumerate(asked if left else ()):
        stated = [limit for limit in stated_limits(question, publishers) if limit.filter.field in left]
        found += stated if place == 0 else [_kept(limit, question, asked[0]) for limit in stated]
        left = [field for field in left if field not in {limit.filter.field for limit in stated}]
    return found


def without_removed(request: Request, store: ChunkStore, *, fields: bool | Collection[FilterField]) -> Request:
    """The request without the words of the question that only say a filter which is not to be read."""
    off = {field for field in FIELDS if not (fields is True or (fields and field in fields))}
    off -= {limit.field for limit in request.given}
    stated = stated_limits(request.query, store.publishers() if "publisher" in off else ()) if off else []
    spans = [limit.span for limit in stated if limit.filter.field in off and limit.whole and limit.span is not None]
    query = without(request.query, spans)
    return replace(request, query=query) if spans and content_stems(query) else request


def _kept(limit: Limit, earlier: str, question: str) -> Limit:
    """A limit of an earlier question, with the place where its words, without the first, were taken over."""
    words = earlier[limit.span.start : limit.span.end].partition(" ")[2] if limit.span else ""
    start = question.find(words) if words else -1
    return replace(limit, span=Span(start, start + len(words)) if start >= 0 else None)


def ways(request: Request, limits: Sequence[Limit], store: ChunkStore) -> list[Way]:
    """How to ask, the likeliest first: within the filters, then without them, at last without their words."""
    if not limits:
        return [Way(request)]
    spans = [limit.span for limit in limits if limit.whole and limit.span is not None]
    stated = tuple(dict.fromkeys(limit.filter for limit in limits))
    filters = _narrowed(request.filters, stated)
    left = store.allowed(filters)
    narrows = left < store.allowed(request.filters)
    within = replace(
        request,
        # Filters that leave out nothing cost a search nothing either.
        filters=filters if narrows else request.filters,
        given=(*request.given, *stated),
        form_query=without(request.query, spans),
    )
    found = [Way(within, _later(limits))] if left else []
    if narrows:
        of_outlet = [limit.span for limit in limits if limit.whole and limit.span and limit.filter.field == "publisher"]
        unbound = replace(request, form_query=without(request.query, of_outlet))
        found.append(Way(unbound, (Degradation("filters", _let_go(stated)),)))
    resort = _last_resort(within, limits) if left else None
    if resort is not None:
        found.append(Way(resort, _later(limits, news=True), last_resort=True))
    return found


def _last_resort(within: Request, limits: Sequence[Limit]) -> Request | None:
    """Without the words for a time, where the filters say what they say, or would of news of a day or a month."""
    dates = [limit for limit in limits if limit.filter.field == "published"]
    spans = [limit.span for limit in dates if limit.span is not None and (limit.whole or limit.ends is not None)]
    if not spans:
        return None
    ends = next((limit.ends for limit in dates if not limit.whole), None)
    request = replace(within, query=without(within.query, spans))
    if ends is None:
        return request
    # Only what was published while it was news: later articles tell of later things.
    filters = replace(request.filters, since=dates[0].filter.value, until=ends, undated=True)
    return replace(request, filters=filters, given=(*request.given, Filter("published", "until", ends, "question")))


def _later(limits: Sequence[Limit], *, news: bool = False) -> tuple[Degradation, ...]:
    """That articles of the days after the time asked for are asked, too, where they are."""
    if not any(limit.later or (news and limit.ends is not None and not limit.whole) for limit in limits):
        return ()
    return (
        Degradation(
            "filters",
            f"Articles of the {TOLD_WITHIN} days after the time asked for are read, too; they may tell of it.",
        ),
    )


def answered_in_ways(asked: Sequence[Way], ask: Callable[[Way], Generator[Event, None, None]]) -> Iterator[Event]:
    """The events of the first way that answers; where none does, the answer of the last that is no last resort."""
    kept: Answer | None = None
    used: Usage | None = None
    for way in asked:
        with closing(ask(way)) as events:
            for event in events:
                if "answer" not in event:
                    yield event
                    continue
                answer = event["answer"]
        used = total_usage(used, answer.usage)
        if answer.status == "answered":
            by_filters_alone = way.last_resort or (way.untold and answer.table is not None)
            yield {"answer": replace(_undated_told(answer) if by_filters_alone else answer, usage=used)}
            return
        if kept is None or not way.last_resort:
            kept = answer
    assert kept is not None
    yield {"answer": replace(kept, usage=used)}


def _narrowed(filters: Filters, stated: Sequence[Filter]) -> Filters:
    """These filters with those of the question; what states no date stays where none was given by hand."""
    publisher = next((limit.value for limit in stated if limit.field == "publisher"), filters.publisher)
    if not any(limit.field == "published" for limit in stated):
        return replace(filters, publisher=publisher)
    since = next((limit.value for limit in stated if limit.op == "since"), None)
    until = next((limit.value for limit in stated if limit.op == "until"), None)
    return replace(filters, publisher=publisher, since=since, until=until, undated=True)


def _let_go(stated: Sequence[Filter]) -> str:
    return f"The question was asked of articles {described(stated)} first; they do not answer it, so all were asked."


def described(filters: Sequence[Filter]) -> str:
    """Filters in words, as what articles are.

    >>> described([Filter("publisher", "is", "SANA"), Filter("published", "since", "2017-11-01")])
    'of SANA, published since 1 November 2017 or undated'
    """
    of = [f"of {limit.value}" for limit in filters if limit.field == "publisher"]
    days = [f"{limit.op} {day_written(limit.value)}" for limit in filters if limit.field == "published"]
    return ", ".join([*of, *([f"published {' '.join(days)} or undated"] if days else [])])


def _undated_told(answer: Answer) -> Answer:
    if all(citation.published for citation in answer.citations):
        return answer
    return replace(answer, degraded=(*answer.degraded, Degradation("filters", UNDATED)))
