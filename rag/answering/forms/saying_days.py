"""When somebody said something, as far as the article tells it: the day beside the verb, not those of what is said."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.dating.when import DateMention, mentions_of
from rag.answering.evidence import sentences_of
from rag.answering.forms.told import Told, before
from rag.answering.reader.cues import leans_back
from rag.answering.reader.question import SPEECH_STEMS
from rag.answering.verifying.claims import quoted_spans
from rag.schema import Document, Span
from rag.words import words

_OCCASIONS = frozenset("call talk meet interview speech address confer statement phone visit remark comment".split())
_THE_REMARKS = re.compile(
    r"\b(?:made|making)\b[^.]{0,20}\b(?:remarks?|comments?|statements?|announcement)\b"
    r"|\b(?:was|were) (?:speaking|talking)\b"
)
_YEAR = re.compile(r"(?:early |mid-?|late )?\d{4}s?", re.IGNORECASE)
_SAID_IN = re.compile(r"\b(?:said|wrote|told|announced|declared|warned|stated)(?: [a-z]+)? in $")
_OPENS_WHAT_IS_SAID = re.compile(r"\b(?:that|saying|adding|explaining|stating|stressing|whether|if)\b|:\s")
_ENDS_IT = re.compile(r"[;:“”\"]")
_TOLD_THEN = frozenset("on late early in at during after to today yesterday earlier last this by".split())
_SAYING = frozenset("say said think believ claim state add".split())  # what follows them is what is said
_FAR = 9  # words between a verb of speech and its day
_OPENS = 3  # words that a sentence may have before its day, where this stands before the verb: "In a late Tuesday …"
_LEANS = 2  # sentences that what continues may stand behind what it continues


@dataclass(frozen=True, slots=True)
class Day:
    """When something was said: as written, the ISO date as far as it is known, and the sentence that tells it."""

    written: str
    date: str | None
    span: Span  # of the sentence


def said_on(told: Told) -> Day | None:
    """The day on which it was said, as its article tells it; None where it does not.

    In the sentence itself; else in the one it continues ("He added …"), or in one of the same call or meeting
    by the same speaker; else where the next says when these remarks were made.
    """
    own = _day_in(told, told.span)
    if own is not None:
        return own
    spans = before(told)
    for earlier in reversed(spans[-_LEANS:] if _continues(told) else ()):
        if (day := _day_in(told, earlier)) is not None:
            return day
        if _names_speaker(told, earlier):
            break  # it goes on with what was said there, on no day
    for earlier in reversed(_of_the_same_occasion(told)):
        if _names_speaker(told, earlier) and (day := _day_in(told, earlier)) is not None:
            return day
    everything = sentences_of(told.document)
    after = bisect_left(everything, told.span.end, key=lambda span: span.start)
    for later in everything[after : after + 1]:
        text = told.document.text[later.start : later.end]
        if tells_only_when(text) and (found := list(_mentions(told, later))):
            return _day(found[-1], later)
    return None


def tells_only_when(text: str) -> bool:
    """Whether a sentence only tells when or where something was said.

    >>> tells_only_when("The minister made the remarks in Rome on Monday."), tells_only_when("She said so on Monday.")
    (True, False)
    """
    return _THE_REMARKS.search(text) is not None


def _day_in(told: Told, span: Span) -> Day | None:
    return next(
        (_day(mention, span) for mention in _mentions(told, span) if _of_the_telling(told, span, mention)), None
    )


def _day(mention: DateMention, span: Span) -> Day:
    return Day(mention.written, mention.date, span)


def _mentions(told: Told, span: Span) -> Iterator[DateMention]:
    """The days that a sentence mentions; a year is one only right behind the verb, since little is said on a year."""
    for one in _mentions_in(told.document, span):
        if not _YEAR.fullmatch(one.written) or _said_in(told, span, one):
            yield one


def _mentions_in(document: Document, span: Span) -> Sequence[DateMention]:
    known = mentions_of(document)
    first, last = (bisect_left(known, place, key=lambda one: one.start) for place in (span.start, span.end))
    return known[first:last]


def _said_in(told: Told, span: Span, year: DateMention) -> bool:
    return _SAID_IN.search(told.document.text[span.start : year.start]) is not None


def _of_the_telling(told: Told, span: Span, mention: DateMention) -> bool:
    """Whether a date stands beside the verb of speech, outside what is quoted and before what is told."""
    text = told.document.text[span.start : span.end]
    start, end = mention.start - span.start, mention.end - span.start
    if any(quote.start <= start < quote.end for quote in quoted_spans(text)):
        return False
    verbs = [
        word
        for word in words(text)
        if (word.stem in SPEECH_STEMS or word.folded == "according")
        and not any(quote.start <= word.start < quote.end for quote in quoted_spans(text))
    ]
    spoken = [verb for verb in verbs if verb.end <= start]
    if not spoken:
        opens = len(words(text[:start])) <= _OPENS and not _ENDS_IT.search(text[:start])
        return opens and any(end <= verb.start for verb in verbs)
    between = text[spoken[-1].end : start]
    run = words(between)
    if len(run) > _FAR or _OPENS_WHAT_IS_SAID.search(between) or _ENDS_IT.search(between):
        return False
    return not run or run[0].folded in _TOLD_THEN or (spoken[-1].stem not in _SAYING and run[-1].folded == "on")


def _continues(told: Told) -> bool:
    return leans_back(told.text) or not told.names_speaker


def _of_the_same_occasion(told: Told) -> list[Span]:
    """The earlier sentences with a date that speak of the same call, meeting or speech."""
    here = {word.stem for word in words(told.text)} & _OCCASIONS
    earlier = _dated_occasions(told.document) if here else ()
    return [span for span, occasions in earlier if span.end <= told.span.start and here & occasions]


@lru_cache(maxsize=256)
def _dated_occasions(document: Document) -> tuple[tuple[Span, frozenset[str]], ...]:
    """The sentences of an article that mention a date, with the occasions that they speak of."""
    stems = (
        (span, _OCCASIONS & {word.stem for word in words(document.text[span.start : span.end])})
        for span in sentences_of(document)
        if _mentions_in(document, span)
    )
    return tuple((span, occasions) for span, occasions in stems if occasions)


def _names_speaker(told: Told, earlier: Span) -> bool:
    there = {word.stem for word in words(told.document.text[earlier.start : earlier.end])}
    speaker = words(told.said.speaker or "")[-1:] if told.said else ()
    return any(word.stem in there for word in speaker)
