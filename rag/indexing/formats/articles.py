"""One article in any format: which module reads it, and where."""

from __future__ import annotations

from rag.indexing.formats import Reading
from rag.indexing.formats.apart import read_apart
from rag.indexing.formats.markdown import read_markdown, read_text
from rag.indexing.formats.text import decode
from rag.settings import Settings


def read_article(content: bytes, format: str, *, settings: Settings) -> Reading:
    """What is read out of a file of this format; all but text in a child process.

    Raises ReadingError with the reason when nothing is.
    """
    if format not in ("text", "markdown"):
        return read_apart(format, content, settings=settings)
    text = decode(content, settings=settings)
    return (read_markdown if format == "markdown" else read_text)(text, settings=settings)
