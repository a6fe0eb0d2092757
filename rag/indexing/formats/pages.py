"""An HTML page's text without its markup: all of it, block by block."""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html

from rag.errors import ReadingError
from rag.indexing.formats import Reading
from rag.indexing.formats.text import decode
from rag.settings import Settings

_BLOCKS = frozenset(
    """address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary table td th title tr
    ul""".split()
)
_UNSEEN = frozenset("script style noscript template head iframe object svg math textarea select button".split())
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})""")
# lxml refuses text that states an encoding; entities that a page defines are none of its words.
_PROLOGUE = re.compile(r"^\ufeff?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!DOCTYPE[^>\[]*\[[^\]]*\]\s*>)?", re.IGNORECASE)
_HEAD = 4096  # bytes in which a page says its encoding


def decode_page(content: bytes, *, settings: Settings) -> str:
    """The page as text: in UTF-8, in the encoding it states, or in one that can be told. Raises ReadingError."""
    stated = _CHARSET.search(content[:_HEAD]) or _XML_ENCODING.match(content.lstrip()[:200])
    page = decode(content, settings=settings, stated=stated[1].decode("ascii") if stated else None)
    return _PROLOGUE.sub("", page)


def tree_of(page: str) -> lxml_html.HtmlElement:
    """The page as a tree; nothing is loaded or expanded. Raises ReadingError where there is none."""
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = lxml_html.document_fromstring(page, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ReadingError("no HTML in it") from error
    return tree


def text_of(tree: etree._Element) -> str:
    """The text that a reader sees, a blank line between its blocks."""
    blocks: list[list[str]] = [[]]
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        name = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
        if name in _BLOCKS:
            blocks.append([])
        if event == "start" and (name in _UNSEEN or not name):
            walk.skip_subtree()
        elif event == "start":
            blocks[-1].append(element.text or "")
        if event == "end" and element is not tree:
            blocks[-1].append(element.tail or "")
    return "\n\n".join(line for block in blocks if (line := " ".join("".join(block).split())))


def read_markup(content: bytes, *, settings: Settings) -> Reading:
    """The text of a piece of HTML in UTF-8."""
    return Reading(text_of(tree_of(content.decode("utf-8"))))
