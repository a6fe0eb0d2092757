"""One article as `dateline show` tells it: what it says of itself, with the characters it was read from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.cli.looking import head_values
from rag.cli.printing import print_table
from rag.indexing.credits import Fact, stated_facts

if TYPE_CHECKING:
    from rag.schema import Document
    from vectorstore import DocumentHead


def shown(head: DocumentHead, document: Document, versions: int) -> dict[str, Any]:
    """The article as JSON-ready values (docs/schema/show.schema.json)."""
    return {
        **head_values(head),
        "byline": document.byline,
        "url": document.url,
        "format": document.format,
        "language": document.language,
        "pages": len(document.pages) or None,
        "versions": versions,
        "facts": [fact._asdict() for fact in stated_facts(document)],
    }


def print_article(head: DocumentHead, document: Document, versions: int) -> None:
    """The article, one line for each thing known of it."""
    rows: list[tuple[str, object]] = [(fact.field, _told(fact)) for fact in stated_facts(document)]
    rows += [
        ("path", f"{document.root}/{document.path}"),
        ("document", document.id),
        ("sha256", document.sha256),
        ("size", f"{document.size} bytes, {head.characters} characters, {head.chunks} chunks"),
        ("format", document.format),
        ("language", document.language),
        ("pages", len(document.pages) or None),
        ("origin", _origin(document)),
        ("versions", f"{versions} earlier; `dateline show PATH --versions` lists them" if versions else None),
        ("superseded", "by a newer article with its URL: listed, never found" if head.superseded else None),
    ]
    print_table(rows)


def _told(fact: Fact) -> str:
    place = f"{fact.start}–{fact.end}" if fact.start is not None else fact.where
    return f"{fact.value}  ({place})"


def _origin(document: Document) -> str | None:
    if document.origin is None:
        return None
    own = "the first of its group" if document.origin == document.id else f"a copy of document {document.origin}"
    return f"near-identical to other articles, {own}"
