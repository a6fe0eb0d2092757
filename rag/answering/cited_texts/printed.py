"""Answers as `dateline ask` prints them and the page copies them: what in them is said, and what only stands beside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.answering.cited_texts.markers import take_apart

_PRINTED = re.compile(r"^Archive as of \d{4}-\d\d-\d\d", re.MULTILINE)
_SOURCES = re.compile(r"^\[\d{1,3}\] ", re.MULTILINE)
_COPIED = re.compile(r"^\[\d{1,3}\] .*, characters \d+-\d+$", re.MULTILINE)
_BESIDE = re.compile(r"^ {4}\S")
_ELSEWHERE = re.compile(r"^ {4}.*— .+:\d+–\d+$", re.MULTILINE)


def told_of(text: str) -> str:
    """The text without the lines of a printed or copied answer that are no sentences; any other text as it is.

    When and by whom something was said stands over a statement, its outlet below; a copied table says
    again what the answer's sentences say. A statement that is listed with a place of its own cites nothing.

    >>> told_of("Monday · Ana Lobo\\nIt is safe. [1]\\n    Post\\n\\n[1] a.txt:1–9\\n\\nArchive as of 2026-01-01.")
    'It is safe. [1]\\n\\n[1] a.txt:1–9\\n\\nArchive as of 2026-01-01.'
    """
    if _PRINTED.search(text):
        said, listed = _parted(text)
        return "\n\n".join(_statements(said)) + listed
    if _COPIED.search(text):
        said, listed = _parted(text)
        return "\n".join(line for line in said.split("\n") if "\t" not in line) + listed
    return text


def _parted(text: str) -> tuple[str, str]:
    """What stands before the list of citations, and the list."""
    listed = _SOURCES.search(text)
    start = listed.start() if listed else len(text)
    said = text[:start].rstrip("\n")
    return said, text[len(said) :]


def _statements(said: str) -> Iterator[str]:
    for block in said.split("\n\n"):
        if _ELSEWHERE.search(block) and not take_apart(block).marks:
            continue
        lines = [line for line in block.split("\n") if not _BESIDE.match(line)]
        headed = len(lines) > 1 and not take_apart(lines[0]).marks and take_apart(lines[1]).marks
        yield "\n".join(lines[1:] if headed else lines)
