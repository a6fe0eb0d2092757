"""An answer's table as HTML: captioned, with headers for rows and columns; a timeline also as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from chat.escaping import attribute, exact_attribute, shown, undirected
from chat.sources import draw_chips, name_of, opens, with_more
from rag.answering.citations import displayed, found_uncited
from rag.schema import Cell, Citation, Column, Row, Stance, Table, TableKind

ROWS_SHOWN = 20  # of a list; the others come on a click
CAPTIONS: Mapping[TableKind, str] = {
    "statements": "Who said what",
    "comparison": "What each of them says",
    "timeline": "In order of time",
    "list": "Found in the archive",
}
# A shape beside the word, so that no stance is told by colour.
SHAPES: Mapping[Stance, str] = {"says": "●", "contradicts": "≠", "silent": "○"}


def draw_table(table: Table, citations: Sequence[Citation]) -> str:
    """The table, cells with the chips of their citations; of a long list the rest is a click away."""
    by_number = {citation.number: citation for citation in citations}
    rows = [_row(row, by_number) for row in table.rows]
    caption = f"{CAPTIONS[table.kind]}: {len(rows):,}" if table.kind == "list" else CAPTIONS[table.kind]
    first = len(rows) if table.kind != "list" else ROWS_SHOWN
    rest = f"<tbody hidden>{''.join(rows[first:])}</tbody>" if rows[first:] else ""
    head = "".join(_header(column) for column in table.columns)
    scrolled = (
        f'<div class="dl-scroll" role="region" aria-label="{caption}" tabindex="0">'
        f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows[:first])}</tbody>{rest}</table></div>"
    )
    whole = with_more(scrolled, f"Show all {len(rows):,}") if rest else scrolled
    return f'<section class="dl-table dl-table-{table.kind}">{whole}{_picture(table)}</section>'


def _header(column: Column) -> str:
    name = shown(displayed(column.name))
    if column.document_id is None:
        return f'<th scope="col">{name}</th>'
    opener = f'class="dl-column" data-article="{exact_attribute(column.document_id)}"'
    return f'<th scope="col"><button type="button" {opener} title="Open the article">{name}</button></th>'


def _row(row: Row, by_number: Mapping[int | None, Citation]) -> str:
    found = found_uncited(row)
    cells = [_cell(cell, by_number) for cell in row.cells]
    head = f'<th scope="row">{cells[0]}{_opener(found) if found else ""}</th>'
    return f"<tr>{head}{''.join(f'<td>{cell}</td>' for cell in cells[1:])}</tr>"


def _cell(cell: Cell, by_number: Mapping[int | None, Citation]) -> str:
    stance = f'<span class="dl-stance dl-{cell.stance}">{_stance(cell.stance)}</span>' if cell.stance else ""
    words = "" if cell.text.strip() in ("", cell.stance) else shown(displayed(cell.text))
    parts = [stance, words, draw_chips(cell.citations, by_number)]
    return " ".join(part for part in parts if part) or '<span aria-hidden="true">–</span>'


def _stance(stance: Stance) -> str:
    return f'<span aria-hidden="true">{SHAPES[stance]}</span> {stance}'


def _opener(found: Citation) -> str:
    label = attribute(f"Open {name_of(found)} at the place")
    return f' <button type="button" class="dl-chip dl-place-chip" {opens(found)} aria-label="{label}">↗</button>'


@lru_cache(maxsize=32)  # a turn is drawn again with each later question, and a plot takes a fifth of a second
def _picture(table: Table) -> str:
    if table.kind != "timeline":
        return ""
    from rag.plotting import timeline_svg

    rows = [
        replace(row, cells=tuple(replace(cell, text=undirected(cell.text)) for cell in row.cells)) for row in table.rows
    ]
    return f'<div class="dl-plot">{timeline_svg(replace(table, rows=tuple(rows)))}</div>'
