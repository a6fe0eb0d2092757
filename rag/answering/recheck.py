"""Later: does what an answer quoted still stand in the files?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from rag.schema import Answer, Citation

Outcome = Literal["holds", "moved", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class Recheck:
    """One citation looked up again; `found` is where a moved quote begins now, in characters."""

    number: int | None
    root: str
    path: str
    start: int
    end: int
    outcome: Outcome
    found: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """The outcome as JSON-ready values."""
        return asdict(self)


def recheck(answer: Answer, roots: Mapping[str, Path]) -> list[Recheck]:
    """Each citation of the answer against the bytes of its file now, in order.

    `roots` maps the names of roots to their folders; an unknown root counts as gone.
    """
    return [_recheck(citation, roots) for citation in answer.citations]


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
    if folder is None:
        return "gone", None
    try:
        # An answer file may come from anyone: its paths stay inside the folders of the index.
        file = (folder / citation.path).resolve()
        if not file.is_relative_to(folder.resolve()):
            return "gone", None
    except (OSError, RuntimeError, ValueError):  # a loop of links; a NUL or what no file name can hold
        return "gone", None
    try:
        text = file.read_bytes().decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return "gone", None
    except (OSError, ValueError):
        return "changed", None
    if citation.start >= 0 and text[citation.start : citation.end] == citation.quote:
        return "holds", None
    nearest = _nearest(text, citation.quote, citation.start)
    return ("changed", None) if nearest is None else ("moved", nearest)


def _nearest(text: str, quote: str, start: int) -> int | None:
    """Where the quote stands, closest to where it stood."""
    places = []
    place = text.find(quote) if quote else -1
    while place >= 0:
        places.append(place)
        place = text.find(quote, place + 1)
    return min(places, key=lambda at: abs(at - start), default=None)
