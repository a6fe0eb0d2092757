"""DOCX: paragraphs, tables and lists in their order, as they read with all changes accepted."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rag.errors import ReadingError
from rag.indexing.formats import Reading
from rag.indexing.formats.packed import check_packed
from rag.indexing.formats.stated import line_of
from rag.indexing.formats.text import checked_length
from rag.settings import Settings

if TYPE_CHECKING:
    from lxml import etree

_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(content: bytes, *, settings: Settings) -> Reading:
    """Text, and the title and author among the document's properties. Raises ReadingError."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReadingError("encrypted, or in Word's old format; save it as an open .docx")
    check_packed(content, settings=settings)
    import docx

    document = docx.Document(io.BytesIO(content))
    paragraphs = (_text(element) for element in document.element.body.iter(f"{_WORDS}p"))
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    properties = document.core_properties
    return Reading(
        checked_length(text, settings=settings),
        title=line_of(properties.title),
        byline=line_of(properties.author) if properties.author != "python-docx" else None,
    )


def _text(paragraph: etree._Element) -> str:
    """The paragraph's own words; deleted ones have another name, and a text box in it has its own paragraphs."""
    pieces: list[str] = []
    for element in paragraph.iter(f"{_WORDS}t", *(f"{_WORDS}{name}" for name in _BREAKS)):
        if next(element.iterancestors(f"{_WORDS}p")) is paragraph:
            name = element.tag.removeprefix(_WORDS)
            pieces.append((element.text or "") if name == "t" else _BREAKS[name])
    return "\n".join(line for part in "".join(pieces).splitlines() if (line := " ".join(part.split())))
