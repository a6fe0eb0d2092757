"""Later: does what was quoted still stand in the files?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.answering.cited_texts.cited import Outcome, Recheck
from rag.errors import ReadingError
from rag.indexing.reading import GoneError, file_of, read_document
from rag.schema import Answer, Citation
from rag.settings import Settings


def recheck(answer: Answer, roots: Mapping[str, Path], *, settings: Settings | None = None) -> list[Recheck]:
    """Each citation of the answer against its file now, in order.

    `roots` maps the names of roots to their folders; an unknown root counts as gone.
    """
    texts: dict[tuple[str, str], _Text] = {}
    checked = []
    for citation in answer.citations:
        place = (citation.root, citation.path)
        if place not in texts:
            texts[place] = _text(citation, roots, settings or Settings())
        outcome, found = _look(citation, texts[place])
        checked.append(
            Recheck(citation.number, citation.root, citation.path, citation.start, citation.end, outcome, found)
        )
    return checked


def nearest_place(text: str, quote: str, start: int) -> int | None:
    """Where the quote stands, closest to where it stood."""
    places = []
    place = text.find(quote) if quote else -1
    while place >= 0:
        places.append(place)
        place = text.find(quote, place + 1)
    return min(places, key=lambda at: abs(at - start), default=None)


@dataclass(frozen=True, slots=True)
class _Text:
    """The text of an article as it is now, or what became of it."""

    text: str
    outcome: Outcome | None = None


def _text(citation: Citation, roots: Mapping[str, Path], settings: Settings) -> _Text:
    folder = roots.get(citation.root)
    file = None if folder is None else file_of(folder, citation.path)
    if file is None:
        return _Text("", "gone")
    try:
        return _Text(read_document(file, root=citation.root, path=citation.path, settings=settings).text)
    except GoneError:
        return _Text("", "gone")
    except ReadingError:
        return _Text("", "changed")


def _look(citation: Citation, now: _Text) -> tuple[Outcome, int | None]:
    if now.outcome is not None:
        return now.outcome, None
    if citation.start >= 0 and now.text[citation.start : citation.end] == citation.quote:
        return "holds", None
    found = nearest_place(now.text, citation.quote, citation.start)
    return ("changed", None) if found is None else ("moved", found)
