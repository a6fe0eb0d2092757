"""An article for the page's reading panel: found by its opaque id, its quote cut out by code points.

JavaScript counts UTF-16 units; offsets are code points, so the text is split here, never there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from rag.schema import Document, Span

# Characters shown before and after the quote: a browser lays these out at once, where ten million stall it.
WINDOW = 60_000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:#~-]{0,199}")
_BLANK_LINES = re.compile(r"\r?\n[ \t\xa0]*(?:\r?\n[ \t\xa0]*)+")
_LINES = re.compile(r"\r?\n|\r")
_NUMBER = re.compile(r"[0-9]{1,9}")


class Articles(Protocol):
    """Where articles are looked up; `rag.assistant.Assistant` is one."""

    def document(self, document_id: str) -> Document | None: ...


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why no article is shown: an HTTP status and one line."""

    status: int
    message: str


def read_article(articles: Articles, document_id: str, start: str | None, end: str | None) -> dict[str, Any] | Refusal:
    """The article as JSON-ready paragraphs of runs, the quoted ones marked; `start` and `end` as in the address."""
    if not _ID.fullmatch(document_id):
        return Refusal(404, "There is no such article.")
    span = _span(start, end)
    if isinstance(span, Refusal):
        return span
    document = articles.document(document_id)
    if document is None:
        return Refusal(404, "This article is no longer in the archive.")
    if span.end > len(document.text):
        return Refusal(400, "The place asked for is beyond the end of this article.")
    before, after = max(0, span.start - WINDOW), min(len(document.text), span.end + WINDOW)
    return {
        "title": document.title,
        "publisher": document.publisher,
        "published": document.published,
        "byline": document.byline,
        "path": f"{document.root}/{document.path}",
        "start": span.start,
        "end": span.end,
        "cut": {"before": before > 0, "after": after < len(document.text)},
        "paragraphs": paragraphs(document.text, Span(before, after), span),
    }


def paragraphs(text: str, window: Span, quote: Span) -> list[list[dict[str, Any]]]:
    """`text[window]` as paragraphs, each a list of `{text, quoted}` runs; no character but line ends is lost."""
    shown = text[window.start : window.end]
    breaks = _BLANK_LINES if _BLANK_LINES.search(shown) else _LINES
    runs = [
        list(_runs(text, Span(window.start + start, window.start + end), quote))
        for start, end in _between(breaks, shown)
    ]
    return [paragraph for paragraph in runs if any(run["text"].strip() for run in paragraph)]


def _between(breaks: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for found in breaks.finditer(text):
        yield at, found.start()
        at = found.end()
    yield at, len(text)


def _runs(text: str, paragraph: Span, quote: Span) -> Iterator[dict[str, Any]]:
    start = min(max(quote.start, paragraph.start), paragraph.end)
    end = min(max(quote.end, start), paragraph.end)
    for at, to, quoted in ((paragraph.start, start, False), (start, end, True), (end, paragraph.end, False)):
        if at < to:
            yield {"text": text[at:to], "quoted": quoted}


def _span(start: str | None, end: str | None) -> Span | Refusal:
    if start is None and end is None:
        return Span(0, 0)
    if start is None or end is None or not _NUMBER.fullmatch(start) or not _NUMBER.fullmatch(end):
        return Refusal(400, "start and end must both be whole numbers of characters.")
    if int(start) >= int(end):
        return Refusal(400, "start must be before end.")
    return Span(int(start), int(end))
