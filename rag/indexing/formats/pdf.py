"""PDF: the text of each page, its lines joined into paragraphs, and where each page starts."""

from __future__ import annotations

import re

from rag.errors import ReadingError
from rag.indexing.formats import Reading
from rag.indexing.formats.stated import line_of
from rag.indexing.formats.text import checked_length
from rag.settings import Settings

_PAGE_BREAK = "\n\n"
_SHORT = 0.75  # of the longest usual line: a line that ends earlier, after a full stop, ends its paragraph
_STOP = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_OWN_LINE = re.compile(r"[-*+•·▪◦–—]\s|\(?\d{1,3}[.)]\s|\(?[a-z]\)\s")
_PASSWORD = 4  # FPDF_ERR_PASSWORD
# Titles that programs give: file names, and what the author never saw.
_NO_TITLE = re.compile(r"(?:microsoft word|powerpoint presentation|untitled|document\d*$)|\.\w{2,5}$", re.IGNORECASE)


def read_pdf(content: bytes, *, settings: Settings) -> Reading:
    """Text and pages. Raises ReadingError for one that is encrypted, damaged, or has pictures of pages only."""
    import pypdfium2

    if b"%PDF-" not in content[:1024]:
        raise ReadingError("no PDF")
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise ReadingError("encrypted; save it without its password") from None
        raise ReadingError(f"a damaged PDF: {error}") from None
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    for page in document:
        text = page_text(page.get_textpage().get_text_range())
        starts.append(length)
        pieces.append(text)
        length += len(text) + (len(_PAGE_BREAK) if text else 0)
        if length > settings.document_chars + len(_PAGE_BREAK):
            break
        page.close()
    text = "".join(piece + _PAGE_BREAK for piece in pieces if piece).removesuffix(_PAGE_BREAK)
    if not text.strip():
        raise ReadingError("no text in it: pages that were scanned need a text layer (OCR) first")
    stated = document.get_metadata_dict()
    title = line_of(stated.get("Title"))
    return Reading(
        checked_length(text, settings=settings),
        title=None if title is None or _NO_TITLE.search(title) else title,
        byline=line_of(stated.get("Author")),
        pages=[min(start, len(text)) for start in starts],
    )


def page_text(lines: str) -> str:
    """A page's lines joined into paragraphs.

    >>> page_text("The ferry stop\\ufffe\\r\\nped at noon on Monday, the\\r\\nmaster said.\\r\\n• A point\\r\\n")
    'The ferry stopped at noon on Monday, the master said.\\n\\n• A point'
    """
    # PDFium writes U+FFFE for a hyphen that stands there only because the line ends.
    stripped = [" ".join(line.split()) for line in re.sub("\ufffe\r?\n", "\ufffe", lines).splitlines()]
    usual = sorted(len(line) for line in stripped if line)
    full = usual[len(usual) * 9 // 10] if usual else 0
    paragraphs: list[list[str]] = [[]]
    for line in stripped:
        last = paragraphs[-1][-1] if paragraphs[-1] else ""
        ended = bool(last) and len(last) < _SHORT * full and (_STOP.search(last) is not None or line[:1].isupper())
        if not line or ended or _OWN_LINE.match(line):
            paragraphs.append([])
        if line:
            paragraphs[-1].append(line.replace("\ufffe", ""))
    return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs if paragraph)
