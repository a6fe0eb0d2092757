"""Texts with markers taken apart: the sentences, the numbers they cite, and what those point at.

Three forms of a reference are read, below the text or, with a colon, anywhere in it:
`[1] path`, `[1] path:120-180` and `[1] path "words"`, also as Markdown footnotes (`[^1]: path`)
and as `dateline ask` and the page's copy button write them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rag.answering.cited_texts.cited import Reference
from rag.answering.cited_texts.markers import take_apart
from rag.answering.cited_texts.printed import told_of
from rag.errors import DatelineError
from rag.indexing.sentences import split_sentences
from rag.schema import Span

_REFERENCE = re.compile(r"^ {0,3}(?:[-*•] +)?\[\^?(?P<number>\d{1,3})\](?P<colon>:?)\s+(?P<rest>\S.*)$")
_CONTINUED = re.compile(r"^(?: {2,}|\t)\s*\S")
_HEADING = re.compile(r"^\W*(?:sources?|references?|notes|footnotes|citations)\W*$", re.IGNORECASE)
_FOOT = re.compile(r"^(?:Archive as of \d|Only articles .+ asks without\.$)")  # what `dateline ask` prints last
_PLACE = re.compile(r"^(?P<path>.+?)(?:(?::|, characters )(?P<start>\d+) ?[-–—] ?(?P<end>\d+))?$")
_PATH = re.compile(r"^(?:\S.*\.[A-Za-z][A-Za-z0-9]{0,7}|\S*/\S+)$")
_QUOTED = re.compile(r"(?:^|\s)[\"“„«](?P<quote>.+)[\"”“»]\s*$")
_MARKDOWN_LINK = re.compile(r"(?<!!)\[([^\]\n]+)\]\([^)\n]*\)")
_BULLET = re.compile(r"^(?:[-*+•–]|\d{1,3}[.)]|>+|#{1,6})\s+")
_END = re.compile(r"[.!…。！۔][\"'”’»)\]*_]*$")
_WRAPPED = re.compile(r"(?<=[^\n])\n(?=[^\n\S]*[^\s\[［【>#*+•–-])(?!\s*\d{1,3}[.)]\s)")
_HEADED = re.compile(r"^(#{1,6}\s.*)\n", re.MULTILINE)
_TITLE = "T\n\n"  # the splitter takes a first line for a title


class CitedTextError(DatelineError):
    """The text has no citations that can be read, or two under one number."""


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """One sentence of a text, without its markers, and the numbers in them."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CitedText:
    """A text taken apart."""

    sentences: tuple[CitedSentence, ...]
    references: tuple[Reference, ...]


def read_cited(text: str, references: Sequence[Reference] | None = None) -> CitedText:
    """The sentences of a text with what their markers point at: `references`, else its own reference lines.

    Headings, questions and other lines without a marker that make no statement are left out.
    Raises CitedTextError.

    >>> read = read_cited("Lavrov denied it. [1]\\n\\n[1] news/a.txt:10-40")
    >>> read.sentences
    (CitedSentence(text='Lavrov denied it.', numbers=(1,)),)
    >>> read.references
    (Reference(number=1, path='news/a.txt', root=None, start=10, end=40, quote=None),)
    """
    if references is None:
        text, references = _apart(told_of(text.removeprefix("\ufeff").replace("\r\n", "\n")))
    numbers = [reference.number for reference in references]
    twice = next((number for number in numbers if numbers.count(number) > 1), None)
    if twice is not None:
        raise CitedTextError(f"two references have the number {twice}; give each its own")
    if not references:
        raise CitedTextError("nothing says what its markers stand for; below the text, write lines such as [1] path")
    return CitedText(tuple(_sentences(text)), tuple(references))


def references_of(values: Sequence[Mapping[str, Any]]) -> list[Reference]:
    """References from JSON: number and path, with root, start and end, or quote where they are known.

    Raises ValueError, TypeError, LookupError.
    """
    return [
        Reference(
            number=_whole(entry["number"]),
            path=text_of(entry["path"]),
            root=None if entry.get("root") is None else text_of(entry["root"]),
            start=None if entry.get("start") is None else _whole(entry["start"]),
            end=None if entry.get("end") is None else _whole(entry["end"]),
            quote=None if entry.get("quote") is None else text_of(entry["quote"]),
        )
        for entry in values
    ]


def text_of(value: object) -> str:
    """The value, which must be a text with something in it. Raises ValueError."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("not a text")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("not a whole number")
    return value


def _apart(text: str) -> tuple[str, list[Reference]]:
    """The text without its reference lines, and the references."""
    lines = text.split("\n")
    tail = len(lines)
    while tail > 0 and _below(lines[tail - 1]):
        tail -= 1
    kept: list[str] = []
    references: list[Reference] = []
    open_reference: list[str] = []

    def finish() -> None:
        if open_reference and (reference := _reference(open_reference)) is not None:
            references.append(reference)
        open_reference.clear()

    for place, line in enumerate(lines):
        begun = _REFERENCE.match(line)
        if begun and (begun["colon"] or place >= tail) and _reference([line]) is not None:
            finish()
            open_reference.append(line)
        elif open_reference and _CONTINUED.match(line):
            open_reference.append(line)
        elif line.strip():
            finish()
            if not (place >= tail and (_HEADING.match(line) or _FOOT.match(line))):
                kept.append(line)
        else:
            kept.append(line)
    finish()
    return "\n".join(kept), references


def _below(line: str) -> bool:
    """Whether a line may stand among the references below a text."""
    reference = _REFERENCE.match(line) is not None and _reference([line]) is not None
    named = _CONTINUED.match(line) or _HEADING.match(line) or _FOOT.match(line)
    return not line.strip() or reference or named is not None


def _reference(lines: Sequence[str]) -> Reference | None:
    """A reference out of its line and those that continue it; None when it names no path."""
    begun = _REFERENCE.match(lines[0])
    if begun is None:
        return None
    quotes = [found["quote"] for line in (begun["rest"], *lines[1:]) if (found := _QUOTED.search(line))]
    place = _PLACE.match(_QUOTED.sub("", begun["rest"]).strip().strip("`<>").strip())
    if place is None:
        return None
    path = place["path"].rsplit(" — ", 1)[-1]
    if ", characters " in begun["rest"]:
        path = path.rsplit(", ", 1)[-1]
    path = path.strip().strip("`<>,;").strip()
    if not _PATH.match(path):
        return None
    return Reference(
        number=int(begun["number"]),
        path=path,
        start=int(place["start"]) if place["start"] else None,
        end=int(place["end"]) if place["end"] else None,
        quote=quotes[0] if quotes else None,
    )


def _sentences(text: str) -> Iterator[CitedSentence]:
    paragraphs = _WRAPPED.sub(" ", _HEADED.sub(r"\1\n\n", text))
    marked = take_apart(_MARKDOWN_LINK.sub(_link_words, paragraphs))
    spans = [
        Span(max(0, span.start - len(_TITLE)), span.end - len(_TITLE))
        for span in split_sentences(_TITLE + marked.plain)
        if span.end > len(_TITLE)
    ]
    numbers: list[list[int]] = [[] for _ in spans]
    starts, ends = [span.start for span in spans], [span.end for span in spans]
    lines = [marked.plain.rfind("\n", 0, mark.at) + 1 for mark in marked.marks]
    # "[1] A. [2] B." or "A. [1] B. [2]": what opens the line tells.
    leading = {
        line
        for line, mark in zip(lines, marked.marks, strict=True)
        if not marked.plain[line : min(mark.at, line + 9)].strip(" -*•>")
    }
    for line, mark in zip(lines, marked.marks, strict=True):
        place = bisect_right(ends, mark.at) if line in leading else bisect_left(starts, mark.at) - 1
        if spans:
            numbers[max(0, min(place, len(spans) - 1))] += mark.numbers
    for span, own in zip(spans, numbers, strict=True):
        sentence = " ".join(_BULLET.sub("", marked.plain[span.start : span.end]).split())
        heading = marked.plain[span.start : span.start + 1] == "#"
        if own or (_END.search(sentence) and not heading and any(map(str.isalnum, sentence))):
            yield CitedSentence(sentence, tuple(dict.fromkeys(own)))


def _link_words(link: re.Match[str]) -> str:
    """The words of a Markdown link, without where it leads; [1](…) is the marker [1]."""
    return f"[{link[1]}]" if link[1].lstrip("^").isdigit() else link[1]
