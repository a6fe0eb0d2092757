"""EPUB: its chapters in reading order, and what the package states of itself."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from rag.errors import ReadingError
from rag.indexing.formats import Reading
from rag.indexing.formats.packed import check_packed
from rag.indexing.formats.pages import decode_page, text_of, tree_of
from rag.indexing.formats.stated import day_in, is_url, line_of
from rag.indexing.formats.text import checked_length
from rag.settings import Settings

_CONTAINER = "META-INF/container.xml"
_CHAPTERS = ("application/xhtml+xml", "text/html")
_DC = "{http://purl.org/dc/elements/1.1/}"


def read_epub(content: bytes, *, settings: Settings) -> Reading:
    """The text of all chapters; title, creators, publisher and day of publication. Raises ReadingError."""
    check_packed(content, settings=settings)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        if "META-INF/rights.xml" in book.namelist():
            raise ReadingError("protected (DRM)")
        roots = _xml(book, _CONTAINER).xpath("//*[local-name()='rootfile']/@full-path")
        if not roots:
            raise ReadingError("no package in this EPUB")
        package = _xml(book, roots[0])
        chapters: list[str] = []
        length = 0
        for name in _spine(package, posixpath.dirname(roots[0])):
            chapters.append(text_of(tree_of(decode_page(_member(book, name), settings=settings))))
            length += len(chapters[-1])
            if length > settings.document_chars:
                break
    identifiers = [line_of(element.text) for element in package.iter(f"{_DC}identifier", f"{_DC}source")]
    return Reading(
        checked_length("\n\n".join(filter(None, chapters)), settings=settings),
        title=_stated(package, "title"),
        byline=line_of([element.text for element in package.iter(f"{_DC}creator")]),
        published=day_in(_stated(package, "date")),
        publisher=_stated(package, "publisher"),
        url=next((address for address in identifiers if address and is_url(address)), None),
    )


def _member(book: zipfile.ZipFile, name: str) -> bytes:
    try:
        return book.read(name)
    except KeyError:
        raise ReadingError(f"{name[:200]} is missing from this EPUB") from None


def _xml(book: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False)
    try:
        return etree.fromstring(_member(book, name), parser=parser)
    except etree.XMLSyntaxError as error:
        raise ReadingError(f"a damaged EPUB: {error}") from error


def _spine(package: etree._Element, folder: str) -> Iterator[str]:
    """The names of the chapters, in reading order, each once."""
    names = {
        part.get("id"): posixpath.normpath(posixpath.join(folder, unquote(part.get("href", "").partition("#")[0])))
        for part in package.xpath("//*[local-name()='manifest']/*[local-name()='item']")
        if part.get("media-type") in _CHAPTERS and "nav" not in part.get("properties", "").split()
    }
    places = package.xpath("//*[local-name()='spine']/*[local-name()='itemref']/@idref")
    yield from dict.fromkeys(names[place] for place in places if place in names)


def _stated(package: etree._Element, name: str) -> str | None:
    return next(filter(None, (line_of(element.text) for element in package.iter(f"{_DC}{name}"))), None)
