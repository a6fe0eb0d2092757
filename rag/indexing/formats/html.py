"""A web page: its main text, and what its own metadata states. Dates and names are never guessed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from lxml import html as lxml_html

from rag.errors import ReadingError
from rag.indexing.formats import Reading
from rag.indexing.formats.pages import decode_page, text_of, tree_of
from rag.indexing.formats.stated import day_in, is_url, line_of
from rag.indexing.formats.text import checked_length
from rag.settings import Settings

_LARGE = 1_000_000  # characters; trafilatura's second opinion takes twice as long (4.7 MB: 18.6 s, 10.3 s without)
_SHORT = 250  # characters; trafilatura's own MIN_EXTRACTED_SIZE
_LONGEST_JSON = 300_000  # characters of one block of metadata
_MOST_OBJECTS = 1000
_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "headline")
_DAYS = (
    "article:published_time", "og:published_time", "datepublished", "dc.date.issued", "dcterms.issued",
    "dcterms.date", "dc.date", "citation_publication_date", "citation_date", "parsely-pub-date", "sailthru.date",
    "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "date",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator", "citation_author", "byl", "parsely-author")
_OUTLETS = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "citation_journal_title")


def read_html(content: bytes, *, settings: Settings) -> Reading:
    """The main text of a page by trafilatura, or all of it where there is none; and what the page states."""
    page = decode_page(content, settings=settings)
    tree = tree_of(page)
    stated = _stated(tree)
    text, title, byline = _main_text(page)
    text = text or text_of(tree)
    if not text:
        raise ReadingError("no text on this page")
    return Reading(
        checked_length(text, settings=settings),
        title=stated.get("title") or title,
        byline=stated.get("byline") or byline,
        published=stated.get("published"),
        publisher=stated.get("publisher"),
        url=stated.get("url"),
    )


def _main_text(page: str) -> tuple[str, str | None, str | None]:
    """Main text, and the title and author that stand on the page for its readers."""
    from trafilatura.metadata import extract_author, extract_title

    text = _extracted(page, shortest=1)
    if len(text) < _SHORT:
        # What trafilatura does with all short texts: take one from elsewhere, which has no paragraphs.
        other = _extracted(page, shortest=_SHORT)
        text = other if len(other) > 2 * len(text) else text
    tree = tree_of(page)  # a fresh one: both were seen to change what they are given
    seen = line_of(extract_title(tree)), line_of(extract_author(tree))
    return "\n\n".join(line for part in text.splitlines() if (line := part.strip())), *seen


def _extracted(page: str, *, shortest: int) -> str:
    from trafilatura import bare_extraction
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(shortest))
    found = bare_extraction(page, include_comments=False, fast=len(page) > _LARGE, config=config)
    return getattr(found, "text", None) or ""


def _stated(tree: lxml_html.HtmlElement) -> dict[str, str | None]:
    """Title, byline, published, publisher and url in JSON-LD, else in meta elements and microdata."""
    article = _article(tree)
    metas = _metas(tree)
    outlets = [*_named(metas, _OUTLETS), article.get("publisher")]
    days = [article.get("datePublished"), *_named(metas, _DAYS), *_marked_days(tree)]
    authors = [article.get("author"), *_named(metas, _AUTHORS)]
    addresses = [*tree.xpath("//link[@rel='canonical']/@href"), *_named(metas, ("og:url",)), article.get("url")]
    lines = [line for author in authors if (line := line_of(author)) is not None]
    return {
        "title": next(filter(None, map(line_of, [article.get("headline"), *_named(metas, _TITLES)])), None),
        "byline": next((line for line in lines if not is_url(line)), None),
        "published": next(filter(None, map(day_in, days)), None),
        "publisher": next((line for line in map(line_of, outlets) if line and not is_url(line)), None),
        "url": next((address for address in addresses if isinstance(address, str) and is_url(address)), None),
    }


def _metas(tree: lxml_html.HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        value = (meta.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop"):
            if value and (name := meta.get(attribute)):
                metas.setdefault(name.strip().lower(), value)
    return metas


def _named(metas: Mapping[str, str], names: tuple[str, ...]) -> list[str]:
    return [metas[name] for name in names if name in metas]


def _marked_days(tree: lxml_html.HtmlElement) -> Iterator[str]:
    """Days that elements of the page are marked with as those of its publication."""
    marked = tree.xpath(
        "//*[@itemprop='datePublished'] | //time[@pubdate] | "
        "//*[contains(concat(' ', @class, ' '), ' dt-published ')] | "
        "//abbr[contains(concat(' ', @class, ' '), ' published ')] | "
        "//time[contains(concat(' ', @class, ' '), ' published ')] | "
        "//time[contains(concat(' ', @class, ' '), ' entry-date ')]"
    )
    for element in marked[:20]:
        yield from filter(None, (element.get("content"), element.get("datetime"), element.get("title"), element.text))


def _article(tree: lxml_html.HtmlElement) -> dict[str, object]:
    """The page's one article in JSON-LD; nothing where it lists several."""
    found: list[dict[str, object]] = []
    for block in tree.xpath("//script[@type='application/ld+json']/text()"):
        if len(block) <= _LONGEST_JSON:
            try:
                found += _articles_in(json.loads(block, strict=False))
            except (ValueError, RecursionError):
                continue
    headlines = {str(article.get("headline")) for article in found}
    return found[0] if len(headlines) == 1 else {}


def _articles_in(block: object) -> list[dict[str, object]]:
    objects = block if isinstance(block, list) else [block]
    graphs = [part for one in objects if isinstance(one, dict) and isinstance(part := one.get("@graph"), list)]
    objects = [*objects, *(one for graph in graphs for one in graph)][:_MOST_OBJECTS]
    return [one for one in objects if isinstance(one, dict) and _is_article(one.get("@type"))]


def _is_article(kind: object) -> bool:
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(one, str) and one.endswith(("Article", "Posting", "Report")) for one in kinds)
