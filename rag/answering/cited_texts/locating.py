"""From a reference to the article and the characters it points at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.answering.cited_texts.cited import Outcome, Recheck, Reference
from rag.answering.cited_texts.recheck import nearest_place
from rag.answering.cited_texts.references import CitedTextError
from rag.errors import ReadingError
from rag.indexing.reading import GoneError, file_of, read_document
from rag.schema import Document, Span
from rag.settings import Settings

_ALIKE = {
    **dict.fromkeys("\"'“”„«»‘’‚`´", "'"),
    **dict.fromkeys("–—−‐‑", "-"),
    **dict.fromkeys("[［【〔⟦", "("),
    **dict.fromkeys("]］】〕⟧", ")"),
}


@dataclass(frozen=True, slots=True)
class Located:
    """A reference looked up: what became of it, its article, and the characters meant; no span is the whole article."""

    recheck: Recheck
    document: Document | None = None
    span: Span | None = None


def locate(reference: Reference, folders: Mapping[str, Path], *, settings: Settings) -> Located:
    """The article and the characters that a reference points at, in these folders by their root's name.

    Words are found also where quotation marks, dashes, brackets or white space are written another way.
    Raises CitedTextError where the path stands in several folders.
    """
    homes = list(dict.fromkeys(_homes(reference, folders)))
    if len(homes) > 1:
        named = " or ".join(f"{root}/{path}" for root, path, _ in homes[:2])
        raise CitedTextError(f"citation {reference.number}: {reference.path} is in several folders; write {named}")
    if not homes:
        return Located(_outcome(reference, reference.root, reference.path, "gone"))
    root, path, file = homes[0]
    try:
        document = read_document(file, root=root, path=path, settings=settings)
    except GoneError:
        return Located(_outcome(reference, root, path, "gone"))
    except ReadingError:
        return Located(_outcome(reference, root, path, "changed"))
    span, outcome = _span(reference, document.text)
    found = span.start if span is not None and outcome == "moved" else None
    checked = _outcome(reference, root, path, outcome, found)
    return Located(checked, None if outcome == "changed" else document, span)


def _homes(reference: Reference, folders: Mapping[str, Path]) -> Iterator[tuple[str, str, Path]]:
    """Where a file of this path is: (root, path in it, file)."""
    for root, folder in folders.items():
        if reference.root not in (None, root):
            continue
        for path in (reference.path, reference.path.removeprefix(f"{root}/")):
            file = file_of(folder, path)
            if file is not None:
                yield root, path, file
                break


def _outcome(reference: Reference, root: str | None, path: str, outcome: Outcome, found: int | None = None) -> Recheck:
    return Recheck(reference.number, root, path, reference.start, reference.end, outcome, found)


def _span(reference: Reference, text: str) -> tuple[Span | None, Outcome]:
    start, end, quote = reference.start, reference.end, reference.quote
    given = Span(start, end) if start is not None and end is not None and 0 <= start < end <= len(text) else None
    if quote is None:
        return given, "holds" if given is not None or (start is None and end is None) else "changed"
    if given is not None and _alike(text[given.start : given.end]) == _alike(quote):
        return given, "holds"
    found = _find(text, quote, start or 0)
    if found is None:
        return None, "changed"
    return found, "holds" if start is None else "moved"


def _find(text: str, quote: str, start: int) -> Span | None:
    place = nearest_place(text, quote, start)
    if place is not None:
        return Span(place, place + len(quote))
    plain, places = _plain(text)
    wanted = _alike(quote)
    found = nearest_place(plain, wanted, start)
    return None if found is None else Span(places[found], places[found + len(wanted) - 1] + 1)


def _alike(text: str) -> str:
    return _plain(text)[0].strip()


def _plain(text: str) -> tuple[str, list[int]]:
    """The text with one kind of quotation mark, dash, bracket and space, and where each character of it stood."""
    kept: list[str] = []
    places: list[int] = []
    for match in re.finditer(r"\s+|\S", text):
        written = match.group()
        kept.append(" " if written.isspace() else _ALIKE.get(written, written))
        places.append(match.start())
    return "".join(kept), places
