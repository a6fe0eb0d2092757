"""Bytes to text: UTF-8 as it is, other encodings where they are stated or can be told safely."""

from __future__ import annotations

import re

from rag.errors import ReadingError
from rag.settings import Settings

BOM = "\ufeff"
_BOMS = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEVEN_BITS = re.compile(r"(?i)iso-?2022[-_]|hz|utf-?7")  # encodings whose bytes are ASCII
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.01  # of the characters; text carries a stray one at times, binary far more


def decode(content: bytes, *, settings: Settings, stated: str | None = None) -> str:
    """The article that these bytes are: `content.decode("utf-8")` where that can be.

    `stated` is the encoding that the file says it is in. Raises ReadingError for what is no text, empty,
    longer than `document_chars`, or in an encoding that can't be told.
    """
    return checked_length(decode_any(content, stated=stated), settings=settings)


def checked_length(text: str, *, settings: Settings) -> str:
    """The text itself. Raises ReadingError where there is too much of it, or none."""
    if len(text) > settings.document_chars:
        raise ReadingError(
            f"{len(text):,} characters, over the limit of {settings.document_chars:,} (DATELINE_DOCUMENT_CHARS)"
        )
    if not text.strip().strip(BOM).strip():
        raise ReadingError("empty")
    return text


def decode_any(content: bytes, *, stated: str | None = None) -> str:
    """The same for text of any length. Raises ReadingError."""
    text = _decoded(content, stated)
    if len(_CONTROLS.findall(text)) > _MOST_CONTROLS * len(text):
        raise ReadingError("binary, not text (control characters)")
    return text


def _decoded(content: bytes, stated: str | None) -> str:
    from rag.indexing.formats.encodings import stated_encoding, told_encoding

    for mark, encoding in _BOMS:
        if content.startswith(mark):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError as error:
                raise ReadingError(f"not valid {encoding.upper()} at byte {error.start}") from None
            if "\0" in text:
                raise ReadingError("binary, not text (a NUL)")
            return text
    if (position := content.find(b"\0")) >= 0:
        raise ReadingError(f"binary, not text (a NUL at byte {position})")
    stated = "iso2022_jp" if b"\x1b$B" in content else stated
    if stated and _SEVEN_BITS.match(stated) and (text := stated_encoding(stated, content) or ""):
        return text
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        broken = error
    if stated and (text := stated_encoding(stated, content) or ""):
        return text
    if _is_utf8_but_for_surrogates(content):
        raise ReadingError(f"not valid UTF-8 at byte {broken.start} (a lone surrogate)")
    if len(content) - broken.start < 4 and len(content) > 4:
        raise ReadingError(f"cut off inside a character of UTF-8, at byte {broken.start}")
    return told_encoding(content)


def _is_utf8_but_for_surrogates(content: bytes) -> bool:
    try:
        content.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True
