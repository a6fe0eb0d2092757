"""One file to one Document: its text exactly as in the file, and what it says of itself."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path

from rag.errors import ReadingError
from rag.indexing.metadata import published_in, publisher_in
from rag.schema import Document
from rag.settings import Settings

FORMATS = {".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown"}
"""Known suffixes, in lower case, and the format of each."""

_MEGABYTE = 1_000_000
_LONGEST_TITLE = 200  # characters; a longer first line is a paragraph
_BOM = "\ufeff"
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.01  # of the characters; text carries a stray one at times, binary far more


def read_document(file: Path, *, root: str, path: str, settings: Settings) -> Document:
    """The article in `file`; its text is `file.read_bytes().decode("utf-8")`, nothing changed.

    Raises ReadingError with the reason when it can't be read as an article.
    """
    return document_from(read_bytes(file, settings=settings), root=root, path=path, settings=settings)


def file_text(file: Path, *, settings: Settings) -> str:
    """The text of the file as it is now, to check quotes against. Raises ReadingError."""
    return _decode(read_bytes(file, settings=settings), settings)


def read_bytes(file: Path, *, settings: Settings) -> bytes:
    """The file's bytes, at most `file_mb` of them. Raises ReadingError; never waits on a pipe."""
    limit = settings.file_mb * _MEGABYTE
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as opened:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise ReadingError("not a regular file")
            content = b"" if status.st_size > limit else opened.read(limit + 1)
    except FileNotFoundError:
        raise ReadingError("the file is gone") from None
    except (OSError, ValueError) as error:
        # Opening a socket is an OSError too (ENXIO).
        raise ReadingError(f"can't be opened: {getattr(error, 'strerror', None) or error}") from error
    if status.st_size > limit or len(content) > limit:
        raise ReadingError(
            f"{max(status.st_size, len(content)):,} bytes, over the limit of {settings.file_mb} MB (DATELINE_FILE_MB)"
        )
    return content


def document_from(content: bytes, *, root: str, path: str, settings: Settings) -> Document:
    """The article these bytes are. Raises ReadingError with the reason when they are none."""
    text = _decode(content, settings)
    sha256 = hashlib.sha256(content).hexdigest()
    return Document(
        id=hashlib.sha256(f"{root}\0{path}\0{sha256}".encode()).hexdigest()[:20],
        root=root,
        path=path,
        sha256=sha256,
        size=len(content),
        text=text,
        title=title_in(text),
        publisher=publisher_in(text),
        published=published_in(text),
        format=FORMATS.get(Path(path).suffix.lower(), "text"),
    )


def title_in(text: str) -> str | None:
    """The first line that is not empty, without a heading's marks; None when it is too long for a title.

    >>> title_in("\\ufeff\\n  # Ferry stops at noon #\\nMore.")
    'Ferry stops at noon'
    """
    first = next((line for line in map(_bare, text.splitlines()) if line), "")
    title = re.sub(r"\s+#+$", "", re.sub(r"^#{1,6}\s+", "", first)).strip()
    return title if any(map(str.isalnum, title)) and len(title) <= _LONGEST_TITLE else None


def _bare(line: str) -> str:
    return line.strip().strip(_BOM).strip()


def _decode(content: bytes, settings: Settings) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ReadingError("UTF-16 text; convert it to UTF-8")
    if (position := content.find(b"\0")) >= 0:
        raise ReadingError(f"binary, not text (a NUL at byte {position})")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ReadingError(f"not valid UTF-8 at byte {error.start}; convert it to UTF-8") from None
    if len(text) > settings.document_chars:
        raise ReadingError(
            f"{len(text):,} characters, over the limit of {settings.document_chars:,} (DATELINE_DOCUMENT_CHARS)"
        )
    if not text.strip().strip(_BOM).strip():
        raise ReadingError("empty")
    if len(_CONTROLS.findall(text)) > _MOST_CONTROLS * len(text):
        raise ReadingError("binary, not text (control characters)")
    return text
