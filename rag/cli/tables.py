"""An answer's table as plain text: aligned where it fits the width, else row by row, each cell with its heading."""

from __future__ import annotations

import io
import math
import shutil
import sys
from dataclasses import replace

from rag.answering.citations import cell_text, displayed, found_uncited
from rag.cli.printing import escaped
from rag.schema import Cell, Row, Stance, Table

PIPED_WIDTH = 80  # columns of characters, where there is no terminal to ask
MOST_ALIGNED = 1000  # rows; aligning takes about a millisecond each
GAP = 3  # between two columns
SILENT: Stance = "silent"
SHORT = 5  # words; a name is told again with who uses it
MANY = 3  # who are silent; from so many on they are told by number
NARROWEST = 14  # columns of characters that a column needs to be read with ease


def table_text(table: Table, *, width: int | None = None) -> str:
    """The table in lines of at most `width` (the terminal's) where words allow it; wide characters count as two."""
    width = width or (shutil.get_terminal_size().columns if sys.stdout.isatty() else PIPED_WIDTH)
    names = [displayed(column.name) for column in table.columns]
    rows = [[cell_text(cell) for cell in row.cells] for row in table.rows]
    if any(found_uncited(row) for row in table.rows):
        names.append("Found in")
        rows = [[*cells, _found(row)] for cells, row in zip(rows, table.rows, strict=True)]
    if table.kind == "comparison":
        return _aligned(names, rows, width) if _fits(names, rows, width) else _compared(table, names, rows)
    if width // len(names) >= NARROWEST and len(rows) <= MOST_ALIGNED:
        return _aligned(names, rows, width)
    return "\n\n".join(_stacked(names, cells) for cells in rows)


def _fits(names: list[str], rows: list[list[str]], width: int) -> bool:
    """Whether every cell has room on one line."""
    from rich.cells import cell_len

    widest = (max(cell_len(cell) for cell in column) for column in zip(names, *rows, strict=True))
    return sum(widest) + GAP * (len(names) - 1) <= width


def _found(row: Row) -> str:
    found = found_uncited(row)
    return "" if found is None else escaped(f"{found.root}/{found.path}:{found.start}–{found.end}")


def _aligned(names: list[str], rows: list[list[str]], width: int) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1))
    for name, wide in zip(names, _widths(names, rows, width), strict=True):
        grid.add_column(Text(name), overflow="fold", width=wide)
    for cells in rows:
        grid.add_row(*(Text(cell) for cell in cells))
    console = Console(file=io.StringIO(), width=width, color_system=None, legacy_windows=False, force_terminal=False)
    with console.capture() as captured:
        console.print(grid)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def _widths(names: list[str], rows: list[list[str]], width: int) -> list[int]:
    """How wide each column is: as wide as its widest cell where all fit, else longer texts get more, none nothing."""
    from rich.cells import cell_len

    columns = list(zip(names, *rows, strict=True))
    natural = [max(cell_len(cell) for cell in column) for column in columns]
    room = width - GAP * (len(columns) - 1)
    if sum(natural) <= room:
        return natural
    words = [max(cell_len(word) for cell in column for word in cell.split() or [""]) for column in columns]
    least = [min(word, NARROWEST - GAP) for word in words]
    wanting = [math.sqrt(wide - low) for wide, low in zip(natural, least, strict=True)]
    spare = room - sum(least)
    return [low + int(spare * share / sum(wanting)) for low, share in zip(least, wanting, strict=True)]


def _stacked(names: list[str], cells: list[str]) -> str:
    """One row: its first cell as a heading, the others below it."""
    lines = [f"  {name}: {cell}" for name, cell in zip(names[1:], cells[1:], strict=True) if cell]
    return "\n".join([cells[0] or "–", *lines])


def _compared(table: Table, names: list[str], rows: list[list[str]]) -> str:
    """Row by row; who is silent is told on one line, by number where they are many."""
    told = []
    for row, cells in zip(table.rows, rows, strict=True):
        silent = [name for name, cell in zip(names, row.cells, strict=True) if cell.stance == SILENT]
        who = ", ".join(silent) if len(silent) < MANY else f"the other {len(silent)}"
        claim = row.cells[0].text
        heard = [cells[0]] + [
            "" if one.stance == SILENT else cell_text(_unrepeated(one, claim)) for one in row.cells[1:]
        ]
        told.append(_stacked(names, heard) + (f"\n  {SILENT}: {who}" if silent else ""))
    return "\n\n".join(told)


def _unrepeated(cell: Cell, claim: str) -> Cell:
    """The cell without the words of the heading above it, where they are a sentence: who says it is left."""
    before, found, after = cell.text.partition(claim)
    whole = found and len(before) <= 1 and len(claim.split()) > SHORT
    return replace(cell, text=after[len(before) :].strip()) if whole else cell
