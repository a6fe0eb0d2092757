"""The markers in what a model writes: found, read, and taken out of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

# [1] [1, 2] [1-3] [Source 7] [^1] 【1】 【1†source】; round brackets are prose, four digits are a year.
_NUMBERS = r"[#^]?\s*\d{1,3}(?!\d)(?:\s*(?:,|;|&|and|-|–|—|:)?\s*[#^]?\s*\d{1,3}(?!\d))*"
_MARKER = (
    r"[\[【［]\s*(?:(?:sources?|evidence|sentences?|see|ref\.?|citations?)\s*:?\s*)?"
    rf"{_NUMBERS}\s*(?:†[^\]】］]{{0,40}})?\s*[\]】］]"
)
_RUN = re.compile(rf"{_MARKER}(?:[ \t,;]*{_MARKER})*", re.IGNORECASE)
_AFTER_DAGGER = re.compile(r"†[^\]】］]*")
_RANGE = re.compile(r"(\d{1,3})\s*[-–—]\s*[#^]?\s*(\d{1,3})|(\d{1,3})")
_STOPS = ".,;:!?…。、，"
_MAX_RANGE = 20  # [1-300] points at nothing in particular


@dataclass(frozen=True, slots=True)
class Mark:
    """Markers that stood together before character `at` of the plain text."""

    at: int
    numbers: tuple[int, ...]
    raw_end: int  # where the raw text goes on after them
    length: int  # how much longer the raw text was for them


@dataclass(frozen=True, slots=True)
class Marked:
    """Text without its markers, and the markers, in order."""

    plain: str
    marks: tuple[Mark, ...]

    def raw(self, position: int) -> int:
        """Where a character of the plain text stood in the raw text."""
        return position + sum(mark.length for mark in self.marks if mark.at < position)


def take_apart(text: str) -> Marked:
    """`text` without its markers, and the markers.

    >>> marked = take_apart("He left [1][2]. She stayed.[2, 4-6]They won in [1998].")
    >>> marked.plain
    'He left. She stayed. They won in [1998].'
    >>> [(mark.at, mark.numbers) for mark in marked.marks]
    [(7, (1, 2)), (20, (2, 4, 5, 6))]
    """
    plain = ""
    marks: list[Mark] = []
    position = 0
    for match in _RUN.finditer(text):
        before, after = text[position : match.start()], text[match.end() : match.end() + 1]
        space = ""
        if after and after in _STOPS:
            before = before.rstrip(" \t")
        elif after.isalnum() and before and not before[-1].isspace():
            space = " "
        plain += before
        length = match.end() - position - len(before) - len(space)
        marks.append(Mark(len(plain), _expand(_AFTER_DAGGER.sub("", match.group())), match.end(), length))
        plain += space
        position = match.end()
    return Marked(plain + text[position:], tuple(marks))


def _expand(numbers: str) -> tuple[int, ...]:
    found: list[int] = []
    for match in _RANGE.finditer(numbers):
        if match.group(3):
            found.append(int(match.group(3)))
            continue
        first, last = int(match.group(1)), int(match.group(2))
        found.extend(range(first, last + 1) if 0 <= last - first < _MAX_RANGE else (first, last))
    return tuple(dict.fromkeys(found))
