"""One article as `dateline show` tells it: what it says of itself, with the characters it was read from."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rag.answering.dating.when import DateMention, mentions_of
from rag.cli.looking import head_values
from rag.cli.printing import print_table
from rag.indexing.credits import Fact, stated_facts

MOST_DATES = 20  # told one by one

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
        "dates": [asdict(mention) for mention in mentions_of(document)],
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
    dates = mentions_of(document)
    rows += [("mentions", _resolved(mention)) for mention in dates[:MOST_DATES]]
    if len(dates) > MOST_DATES:
        rows.append(("mentions", f"{len(dates) - MOST_DATES:,} more dates; `dateline show PATH --json` has them"))
    print_table(rows)


def _told(fact: Fact) -> str:
    place = f"{fact.start}–{fact.end}" if fact.start is not None else fact.where
    return f"{fact.value}  ({place})"


def _resolved(mention: DateMention) -> str:
    """A date as written, the day it is, and where it stands."""
    written, place = " ".join(mention.written.split()), f"({mention.start}–{mention.end})"
    if mention.date is None:
        return f"“{written}”, of a time that can't be told  {place}"
    until = f" to {mention.until}" if mention.until else ""
    basis = "" if mention.basis == "stated" else ", counted from the day of publication"
    return f"“{written}” = {mention.date}{until}{basis}  {place}"


def _origin(document: Document) -> str | None:
    if document.origin is None:
        return None
    own = "the first of its group" if document.origin == document.id else f"a copy of document {document.origin}"
    return f"near-identical to other articles, {own}"
