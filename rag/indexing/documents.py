"""Bytes to one Document: its text, and what it says of itself."""

from __future__ import annotations

import hashlib
import re
from datetime import date

from rag.indexing.datelines import opens_story
from rag.indexing.formats import DUMPS, Reading, format_of
from rag.indexing.formats.articles import read_article
from rag.indexing.formats.text import BOM
from rag.indexing.languages import language_of
from rag.indexing.metadata import Published, published_by
from rag.indexing.sentences import ends_as_a_sentence, split_sentences
from rag.schema import Document, Span
from rag.settings import Settings

_LONGEST_TITLE = 200  # characters; a longer first line is a paragraph


def document_from(content: bytes, *, root: str, path: str, settings: Settings) -> Document:
    """The one article these bytes are. Raises ReadingError with the reason when they are none."""
    format = format_of(path) or "text"
    reading = read_article(content, format, settings=settings)
    return document_of(reading, content, root=root, path=path, format=format)


def document_of(reading: Reading, content: bytes, *, root: str, path: str, format: str) -> Document:
    """The article that was read out of these bytes; what it states goes before what its text says."""
    body = reading.text[reading.body_start :] if reading.body_start else reading.text
    published = published_by(body)
    sha256 = hashlib.sha256(content).hexdigest()
    return Document(
        id=hashlib.sha256(f"{root}\0{path}\0{sha256}".encode()).hexdigest()[:20],
        root=root,
        path=path,
        sha256=sha256,
        size=len(content),
        text=reading.text,
        title=reading.title or (title_in(body) if _opens_with_title(body, format) else None),
        publisher=reading.publisher or published.publisher,
        published=_published(reading, published),
        byline=reading.byline or published.byline,
        url=reading.url,
        format=format,
        language=language_of(body),
        pages=tuple(reading.pages),
        body_start=reading.body_start,
    )


def _published(reading: Reading, said: Published) -> str | None:
    """The day that the article states; None where two are stated, or one that could be two."""
    if reading.published is None:
        return said.on
    if said.stated and said.on and reading.published and _days_between(said.on, reading.published) > 1:
        return None  # one day apart may be one hour in two places
    return reading.published or None


def _days_between(one: str, other: str) -> int:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


def _opens_with_title(body: str, format: str) -> bool:
    """Whether the first line may be taken for the title: not in a message, nor in a record of one line."""
    if format in ("mail", "mbox"):
        return False
    return format not in DUMPS.values() or "\n" in body.strip()


def title_in(text: str) -> str | None:
    """The first line that is not empty, without a heading's marks; None when it is a paragraph.

    >>> title_in("\\ufeff\\n  # Ferry stops at noon #\\nMore."), title_in("The ferry stopped. Nobody was hurt.\\nMore.")
    ('Ferry stops at noon', None)
    """
    span = title_span(text)
    return None if span is None else text[span.start : span.end]


def title_span(text: str, start: int = 0) -> Span | None:
    """Where the title stands in a text that begins at `start`; None where its first line is a paragraph."""
    for raw in text[start:].splitlines(keepends=True):
        line = raw.strip().strip(BOM).strip()
        if line:
            title = re.sub(r"\s+#+$", "", re.sub(r"^#{1,6}\s+", "", line)).strip() if "#" in line else line
            if not any(map(str.isalnum, title)) or len(title) > _LONGEST_TITLE or _is_story(title):
                return None
            start += raw.index(title)
            return Span(start, start + len(title))
        start += len(raw)
    return None


def _is_story(line: str) -> bool:
    """Whether a line begins the story: two sentences or more with a full stop, or one behind a dateline."""
    if not ends_as_a_sentence(line):
        return False
    return opens_story(line) or ("." in line[-3:] and len(split_sentences(line)) > 1)
