"""Who says what in an article, by name where it names them: each claim, each quotation, and who carries it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from rag.answering.speaking.cast import Cast
from rag.answering.speaking.introductions import figures_of
from rag.answering.speaking.quotations import Quotation, quotations, quoted_in, quoted_share
from rag.answering.speaking.speaker_phrases import flattened
from rag.answering.speaking.telling import Line, Told, told_in
from rag.answering.verifying.naming import may_be_same
from rag.indexing.sentences import ends_as_a_sentence, split_sentences
from rag.schema import Document, Span

LONG = 60_000  # characters of an article from which only the stretches beside a sentence are read; 3 µs a character
STRETCH = 10_000  # characters
WHOLE = 0.85  # share of a sentence's letters in quotation marks from which it is a quotation


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says in one sentence of an article, by place in the article's characters."""

    start: int
    end: int
    speaker: str | None  # as the article names them at their fullest; None where nobody can be told
    verb: str  # as written; "" in a quotation that goes on
    kind: Literal["said", "quoted"]
    via: str | None = None  # who carries it at second hand
    named_at: Span | None = None  # where the speaker's name was read


@lru_cache(maxsize=256)
def attributions_of(document: Document) -> tuple[Said, ...]:
    """Everything that somebody says in an article, in order of place."""
    return tuple(_read(document.text[document.body_start :], document.body_start))


def speaker_of(document: Document, span: Span) -> str | None:
    """The one speaker of what the sentence at `span` claims; None for the article's own voice, or for several."""
    said = said_at(document, span)
    return said[0].speaker if said and len({one.speaker for one in said}) == 1 else None


def said_at(document: Document, span: Span) -> tuple[Said, ...]:
    """What somebody says in the sentence at `span`; of a very long article only what stands around it is read."""
    long = len(document.text) > LONG
    return within(_said_near(document, span.start // STRETCH) if long else attributions_of(document), span)


def within(said: Sequence[Said], span: Span) -> tuple[Said, ...]:
    """Those of an article's claims, in order of place, that stand at these characters."""
    first = bisect_right(said, span.start, key=lambda one: one.end)
    return tuple(said[first : bisect_left(said, span.end, key=lambda one: one.start)])


@lru_cache(maxsize=64)
def _said_near(document: Document, stretch: int) -> tuple[Said, ...]:
    start = max(document.body_start, (stretch - 1) * STRETCH)
    start = document.text.find("\n", start) + 1 if start > document.body_start else start
    return tuple(_read(document.text[start : (stretch + 2) * STRETCH], start))


def same_speaker(one: str, other: str, document: Document) -> bool:
    """Whether two names may stand for one speaker in this article."""
    return may_be_same(one, other, document.text)


def _read(text: str, at: int) -> Iterator[Said]:
    quoted = quotations(text)
    lines = list(_lines(text, quoted))
    named = [
        (line.number, replace(one, span=Span(one.span.start + line.span.start, one.span.end + line.span.start)))
        for line in lines
        if not line.capitals
        for one in figures_of(line.text, line.flat)
    ]
    cast = Cast(named)
    told: list[list[Told]] = [told_in(line, cast) for line in lines if not line.headline]
    if lines and lines[0].headline:  # last: whom it names in short is named below
        told.insert(0, told_in(replace(lines[0], number=len(lines)), cast))
    for place in range(len(lines)):
        told[place] = told[place] or _quoted_on(place, lines, told, quoted)
    for line, ones in zip(lines, told, strict=True):
        for one in ones:
            name_at = None if one.speaker is None else one.speaker.span
            yield Said(
                line.span.start + at,
                line.span.end + at,
                one.name,
                one.verb,
                "quoted" if line.quoted else "said",
                one.via,
                None if name_at is None else Span(name_at.start + at, name_at.end + at),
            )


def _lines(text: str, quoted: Sequence[Quotation]) -> Iterator[Line]:
    for number, span in enumerate(split_sentences(text)):
        written = text[span.start : span.end]
        inside = [
            Span(max(one.start, span.start) - span.start, min(one.end, span.end) - span.start)
            for one in quoted_in(span, quoted)
        ]
        yield Line(
            number,
            span,
            written,
            flattened(written),
            headline=number == 0 and not ends_as_a_sentence(written),
            quoted=tuple(one for one in inside if any(map(str.isalnum, written[one.start : one.end]))),
            whole=quoted_share(span, quoted, text) >= WHOLE,
        )


def _quoted_on(
    place: int, lines: Sequence[Line], told: Sequence[list[Told]], quoted: Sequence[Quotation]
) -> list[Told]:
    """The speaker of a quotation that names none: who is quoted in the same marks, else who spoke just before."""
    line = lines[place]
    if not line.whole:
        return []
    beside = [
        told[n][0]
        for one in quoted_in(line.span, quoted)
        for n in range(
            bisect_right(lines, one.start, key=lambda other: other.span.end),
            bisect_left(lines, one.end, key=lambda other: other.span.start),
        )
        if len(told[n]) == 1
    ]
    before = told[place - 1] if place else []
    goes_on = (beside or before)[0] if beside or len(before) == 1 else None
    return [] if goes_on is None else [Told(goes_on.speaker, "", goes_on.via)]
