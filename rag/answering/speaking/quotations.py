"""Where an article quotes: quotation marks followed across sentences and paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rag.schema import Span

_OPENING = "“„«"
_CLOSING = "”»"
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n\s*|\n(?=[ \t]{2,}\S)|\n(?=[\"“„«])")
_MARK = re.compile(f'["{_OPENING}{_CLOSING}]')
_LONGEST = 3000  # characters; a mark that nothing closes for longer is a slip


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between two quotation marks, the marks outside; `continues` one that a paragraph left open."""

    start: int
    end: int
    continues: bool = False


def quotations(text: str) -> list[Quotation]:
    """The double quotations of an article, in order.

    A paragraph that ends inside one ends it, and where the next opens with a quotation mark, that one continues it.
    “He” or ‘it’ between single marks is an apostrophe as often, and left to who reads one sentence.

    >>> [text[q.start:q.end] for text in ['“We stay,” she said. “Go.'] for q in quotations(text)]
    ['We stay,', 'Go.']
    """
    found: list[Quotation] = []
    left_open = False
    for start, end in _paragraphs(text):
        opened: int | None = None
        continues = left_open
        for match in _MARK.finditer(text, start, end):
            place, mark = match.start(), match.group()
            if opened is None and _opens(text, place, mark):
                opened = place + 1
                continues = left_open and not text[start:place].strip()
            elif opened is not None and (mark in _CLOSING or (mark == '"' and not _opens_straight(text, place))):
                found.append(Quotation(opened, place, continues))
                opened = None
        left_open = opened is not None and end - opened < _LONGEST and bool(text[opened:end].strip())
        if opened is not None and left_open:
            found.append(Quotation(opened, end, continues))
    return found


def quoted_in(span: Span, quoted: Sequence[Quotation]) -> Sequence[Quotation]:
    """Those of an article's quotations, in order, that a stretch has a part of."""
    first = bisect_right(quoted, span.start, key=lambda one: one.end)
    return quoted[first : bisect_left(quoted, span.end, key=lambda one: one.start)]


def quoted_share(span: Span, quoted: Sequence[Quotation], text: str) -> float:
    """How much of the letters of a stretch stand in quotations, 0 to 1."""
    letters = sum(map(str.isalnum, text[span.start : span.end]))
    inside = sum(
        sum(map(str.isalnum, text[max(span.start, one.start) : min(span.end, one.end)]))
        for one in quoted_in(span, quoted)
    )
    return inside / letters if letters else 0.0


def _paragraphs(text: str) -> list[tuple[int, int]]:
    starts = [0, *(match.end() for match in _PARAGRAPH.finditer(text))]
    ends = [*(match.start() for match in _PARAGRAPH.finditer(text)), len(text)]
    return list(zip(starts, ends, strict=True))


def _opens(text: str, place: int, mark: str) -> bool:
    return mark in _OPENING or (mark == '"' and _opens_straight(text, place))


def _opens_straight(text: str, place: int) -> bool:
    """Whether a straight mark at this place can only open: white space before it, a word after it."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return (not before or before.isspace() or before in "([—–-:,") and bool(after) and not after.isspace()
