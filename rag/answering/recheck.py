"""Later: does what was quoted still stand in the files?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rag.answering.cited import Outcome, Recheck
from rag.schema import Answer, Citation


def recheck(answer: Answer, roots: Mapping[str, Path]) -> list[Recheck]:
    """Each citation of the answer against the bytes of its file now, in order.

    `roots` maps the names of roots to their folders; an unknown root counts as gone.
    """
    return [_recheck(citation, roots) for citation in answer.citations]


def file_below(folder: Path, path: str) -> Path | None:
    """The file at `path` below `folder`; None where that leads out of the folder or is no path at all.

    Paths come from anyone: what they name stays inside the folders that were given.
    """
    try:
        file = (folder / path).resolve()
        return file if file.is_relative_to(folder.resolve()) else None
    except (OSError, RuntimeError, ValueError):  # a loop of links; a NUL or what no file name can hold
        return None


def nearest_place(text: str, quote: str, start: int) -> int | None:
    """Where the quote stands, closest to where it stood."""
    places = []
    place = text.find(quote) if quote else -1
    while place >= 0:
        places.append(place)
        place = text.find(quote, place + 1)
    return min(places, key=lambda at: abs(at - start), default=None)


def _recheck(citation: Citation, roots: Mapping[str, Path]) -> Recheck:
    outcome, found = _look(citation, roots)
    return Recheck(
        number=citation.number,
        root=citation.root,
        path=citation.path,
        start=citation.start,
        end=citation.end,
        outcome=outcome,
        found=found,
    )


def _look(citation: Citation, roots: Mapping[str, Path]) -> tuple[Outcome, int | None]:
    folder = roots.get(citation.root)
    file = None if folder is None else file_below(folder, citation.path)
    if file is None:
        return "gone", None
    try:
        text = file.read_bytes().decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return "gone", None
    except (OSError, ValueError):
        return "changed", None
    if citation.start >= 0 and text[citation.start : citation.end] == citation.quote:
        return "holds", None
    found = nearest_place(text, citation.quote, citation.start)
    return ("changed", None) if found is None else ("moved", found)
