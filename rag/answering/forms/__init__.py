"""Questions that ask for a form of answer: who said what, a comparison, a timeline, a count or a list.

A form finds its own evidence, often in every article there is, and never writes past it: its drafts
are checked like any reader's, and its table only arranges what they cite.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from rag.schema import Cell, Degradation, Reason, Row, Table

if TYPE_CHECKING:
    from rag.answering.asking import Request
    from rag.answering.evidence import Draft, EvidenceSentence
    from rag.retrieval.retrieve import Retriever


@dataclass(frozen=True, slots=True)
class Formed:
    """What a form found: drafts and the table they fill, or the reason for silence."""

    evidence: tuple[EvidenceSentence, ...]
    drafts: tuple[Draft, ...]
    table: Table | None = None  # its cells cite numbers of evidence sentences until the drafts are written
    reason: Reason | None = None
    nearest: tuple[EvidenceSentence, ...] = ()
    degraded: tuple[Degradation, ...] = ()
    worded: bool = False  # whether a model may say it in words of its own; never what code counted or compared


class Form(Protocol):
    """A question that was recognised as one of this form."""

    @property
    def stage(self) -> str:
        """What is being done, for who waits: "Counting articles…"."""

    def find(self, request: Request, retriever: Retriever) -> Formed | None:
        """What the archive has for it, files that changed left out; None hands the question to the plain reader."""


def form_of(question: str) -> Form | None:
    """The form that the question asks for; None for a plain question."""
    # Here, since the forms import this module.
    from rag.answering.forms import (
        about_article,
        comparing,
        corroboration,
        counting,
        introduced,
        latest,
        mentions,
        occasions,
        persons,
        statements,
        timeline,
        who_said,
    )

    return (
        counting.recognise(question)
        or corroboration.recognise(question)
        or timeline.recognise(question)
        or comparing.recognise(question)
        or who_said.recognise(question)
        or statements.recognise(question)
        or mentions.recognise(question)
        or persons.recognise(question)
        or occasions.recognise(question)
        or introduced.recognise(question)
        or latest.recognise(question)
        or about_article.recognise(question)
    )


def renumbered(table: Table, numbers_of: Callable[[int], tuple[int, ...]]) -> Table | None:
    """The table with citations in place of evidence numbers; what lost its evidence leaves it.

    `numbers_of` gives the citations of an evidence sentence, none where it is not cited. A row goes when
    nothing that it stood on is cited; None when no row is left.
    """
    rows = [row for row in (_renumbered(row, numbers_of) for row in table.rows) if row is not None]
    return replace(table, rows=tuple(rows)) if rows else None


def _renumbered(row: Row, numbers_of: Callable[[int], tuple[int, ...]]) -> Row | None:
    cells = [_cell(cell, numbers_of) for cell in row.cells]
    stood = any(cell.citations for cell in row.cells)
    if stood and not any(cell.citations for cell in cells):
        return None
    found = row.found
    if found is not None and found.number is not None:
        found = replace(found, number=next(iter(numbers_of(found.number)), None))
    return replace(row, cells=tuple(cells), found=found)


def _cell(cell: Cell, numbers_of: Callable[[int], tuple[int, ...]]) -> Cell:
    numbers = tuple(dict.fromkeys(number for place in cell.citations for number in numbers_of(place)))
    return Cell("withheld") if cell.citations and not numbers else replace(cell, citations=numbers)
