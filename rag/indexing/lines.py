"""The lines at both ends of an article, with where they stand: there it says of itself what it says."""

from __future__ import annotations

from typing import NamedTuple

STATED_LINES = 6  # at either end of the article; nothing looks farther in


class Line(NamedTuple):
    """A line that is not empty, without the white space around it."""

    start: int  # in the text's characters
    text: str
    opens: bool = True  # whether it is the first, stands under an empty one, or farther in than the one before


def lines_at_both_ends(text: str) -> list[Line]:
    """The lines that are not empty: all of them, or of a longer text the first and the last few."""
    lines = text.splitlines(keepends=True)
    first: list[Line] = []
    start = below = 0
    while below < len(lines) and len(first) < STATED_LINES:
        _fill(first, start, lines, below)
        start += len(lines[below])
        below += 1
    last: list[Line] = []
    start, above = len(text), len(lines)
    while above > below and len(last) < STATED_LINES:
        above -= 1
        start -= len(lines[above])
        _fill(last, start, lines, above)
    return first + last[::-1]


def _fill(filled: list[Line], start: int, lines: list[str], number: int) -> None:
    raw = lines[number]
    line = raw.strip()
    if line.startswith("\ufeff") or line.endswith("\ufeff"):
        line = line.strip("\ufeff").strip()
    if line:
        before = lines[number - 1] if number else ""
        indent = raw.index(line[0])
        opens = not before or before.isspace() or (raw[0].isspace() and indent > len(before) - len(before.lstrip()))
        filled.append(Line(start + indent, line, opens))
