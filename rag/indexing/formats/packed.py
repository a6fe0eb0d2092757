"""Formats that are ZIP files inside (DOCX, EPUB): held to an archive's bounds before they are unpacked."""

from __future__ import annotations

import io

from rag.indexing.formats.archives import zip_members
from rag.indexing.formats.bounds import Bounds
from rag.settings import Settings


def check_packed(content: bytes, *, settings: Settings) -> None:
    """Raise ReadingError for a damaged ZIP, and for one that would unpack to more than an archive may."""
    for _ in zip_members(io.BytesIO(content), Bounds(len(content), settings=settings)):
        return
