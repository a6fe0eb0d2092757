"""What an article says of itself, each with where it says it; and who carries it."""

from __future__ import annotations

from rag.indexing.documents import title_span
from rag.indexing.formats.markdown import read_markdown
from rag.indexing.metadata import Fact as Fact
from rag.indexing.metadata import Field, facts_in
from rag.schema import Document
from rag.settings import Settings

# A record of a dump has no sidecar; which of the two it was the index does not keep.
_OUTSIDE = {
    "html": "page metadata or sidecar",
    "pdf": "document properties or sidecar",
    "docx": "document properties or sidecar",
    "epub": "book metadata or sidecar",
    "mail": "message header or sidecar",
    "mbox": "message header",
    "csv": "record",
    "json": "record",
    "jsonl": "record",
}


def stated_facts(document: Document) -> tuple[Fact, ...]:
    """What the article says of itself, in order of field; nothing is guessed.

    A fact that its text says has the document's characters; one that only the format's own fields
    state, such as a page's metadata, has none and says where it stands. Where a field and the text
    differ, the field is what counts.
    """
    start = document.body_start
    said: dict[str, list[Fact]] = {}
    for fact in facts_in(document.text[start:]):
        said.setdefault(fact.field, []).append(_moved(fact, start))
    if (title := title_span(document.text, start)) is not None:
        said["title"] = [Fact("title", document.text[title.start : title.end], title.start, title.end)]
    fields: tuple[tuple[Field, str | None], ...] = (
        ("title", document.title),
        ("publisher", document.publisher),
        ("published", document.published),
        ("byline", document.byline),
        ("url", document.url),
    )
    found: list[Fact] = []
    for field, value in fields:
        if value is not None:
            told = next((fact for fact in said.get(field, ()) if fact.value == value), None)
            found.append(told or Fact(field, value, None, None, _where(field, value, document)))
    for field in ("agency", "place", "photo"):
        found += said.get(field, [])
    return tuple(found)


def carrier_of(document: Document) -> str | None:
    """Who carries the article: its publisher, else the agency that it credits, else None."""
    if document.publisher is not None:
        return document.publisher
    return next((fact.value for fact in facts_in(document.text[document.body_start :]) if fact.field == "agency"), None)


def _moved(fact: Fact, start: int) -> Fact:
    assert fact.start is not None and fact.end is not None
    return fact._replace(start=fact.start + start, end=fact.end + start)


def _where(field: Field, value: str, document: Document) -> str:
    """What states this, outside the text; a name of a field that a setting chose can't be told from a sidecar's."""
    if not document.body_start:
        return _OUTSIDE.get(document.format, "sidecar")
    front: str | None = getattr(read_markdown(document.text, settings=Settings()), field)
    return "front matter" if front == value else "front matter or sidecar"
