"""Bytes to text: UTF-8 as it is, other encodings where they can be told safely."""

from __future__ import annotations

import re

from rag.errors import ReadingError
from rag.settings import Settings

BOM = "\ufeff"
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.01  # of the characters; text carries a stray one at times, binary far more


def decode(content: bytes, *, settings: Settings) -> str:
    """The text that these bytes are: `content.decode("utf-8")` where that can be.

    Raises ReadingError for what is no text, empty, longer than `document_chars`, or in an encoding that
    can't be told.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ReadingError("UTF-16 text; convert it to UTF-8")
    if (position := content.find(b"\0")) >= 0:
        raise ReadingError(f"binary, not text (a NUL at byte {position})")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ReadingError(f"not valid UTF-8 at byte {error.start}; convert it to UTF-8") from None
    checked_length(text, settings=settings)
    if len(_CONTROLS.findall(text)) > _MOST_CONTROLS * len(text):
        raise ReadingError("binary, not text (control characters)")
    return text


def checked_length(text: str, *, settings: Settings) -> str:
    """The text itself. Raises ReadingError where there is too much of it, or none."""
    if len(text) > settings.document_chars:
        raise ReadingError(
            f"{len(text):,} characters, over the limit of {settings.document_chars:,} (DATELINE_DOCUMENT_CHARS)"
        )
    if not text.strip().strip(BOM).strip():
        raise ReadingError("empty")
    return text
