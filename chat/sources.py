"""Citations as HTML: chips behind words, and the list of what an answer was found in; each opens its article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chat.escaping import attribute, exact_attribute, shown
from rag.schema import Citation

CHIPS_SHOWN = 8  # of one sentence or cell; the others come on a click
SOURCES_SHOWN = 20


def draw_chips(numbers: Sequence[int], by_number: Mapping[int | None, Citation]) -> str:
    """A chip for each of these citations; past eight, a button that shows the others."""
    chips = [_chip(by_number[number]) for number in numbers if number in by_number]
    first, rest = "".join(chips[:CHIPS_SHOWN]), chips[CHIPS_SHOWN:]
    return first + with_more(f"<span hidden>{''.join(rest)}</span>", f"+{len(rest)} more") if rest else first


def draw_sources(citations: Sequence[Citation]) -> str:
    """The numbered list of what the answer was found in, with each quote; a click opens the article."""
    if not citations:
        return ""
    articles = len({citation.document_id for citation in citations})
    heading = f"Found in {articles:,} article{'s' if articles > 1 else ''}"
    return f'<section class="dl-sources"><h3>{heading}</h3>{_listed("ol", citations)}</section>'


def draw_nearest(citations: Sequence[Citation]) -> str:
    """What comes nearest where nothing answers."""
    if not citations:
        return ""
    return f'<section class="dl-sources"><h3>Nearest in the archive</h3>{_listed("ul", citations)}</section>'


def with_more(hidden: str, label: str) -> str:
    """Something hidden, and the button after it that shows it (page.js)."""
    return f'{hidden}<button type="button" class="dl-more" data-more="">{label}</button>'


def opens(citation: Citation) -> str:
    """The attributes of a button that opens the article at the quote."""
    return (
        f'data-article="{exact_attribute(citation.document_id)}" '
        f'data-start="{int(citation.start)}" data-end="{int(citation.end)}"'
    )


def name_of(citation: Citation) -> str:
    """What the article is called."""
    return citation.title or citation.path


def place(citation: Citation) -> str:
    """Publisher, date and path in one line; what the article does not state is said to be unstated."""
    stated = [part for part in (citation.publisher, citation.published) if part]
    if not citation.published:
        stated.append("date not stated")
    page = [f"page {citation.page}"] if citation.page is not None else []
    return " · ".join([*stated, f"{citation.root}/{citation.path}", *page])


def _chip(citation: Citation) -> str:
    label = f"Source {citation.number}: {name_of(citation)}. Open the article at the quote"
    return (
        f'<button type="button" class="dl-chip" {opens(citation)} title="{attribute(name_of(citation))}" '
        f'aria-label="{attribute(label)}">{citation.number}</button>'
    )


def _listed(tag: str, citations: Sequence[Citation]) -> str:
    rows = [f"<li>{_quoted(citation)}</li>" for citation in citations]
    first, rest = "".join(rows[:SOURCES_SHOWN]), "".join(rows[SOURCES_SHOWN:])
    listed = f"<{tag}>{first}</{tag}>"
    return listed + with_more(f"<{tag} hidden>{rest}</{tag}>", f"Show all {len(rows):,}") if rest else listed


def _quoted(citation: Citation) -> str:
    number = f'<span class="dl-number">{citation.number}</span>' if citation.number is not None else ""
    says = f'<span class="dl-speaker">said by {shown(citation.speaker)}</span>' if citation.speaker else ""
    return (
        f'<button type="button" class="dl-source" {opens(citation)}>{number}<span class="dl-found">'
        f'<span class="dl-title">{shown(name_of(citation))}</span>'
        f'<span class="dl-place">{shown(place(citation))}</span>'
        f'<span class="dl-quote">{shown(citation.quote)}</span>{says}</span></button>'
    )
