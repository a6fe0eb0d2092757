"""Sentences out of a text that is still being written, each as soon as it is whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.answering.cited_texts.markers import Mark, Marked, take_apart
from rag.indexing.sentences import split_sentences
from rag.schema import Span

ENOUGH = 12  # characters of the next sentence that show the one before it is over, not "U.S." or "Mr."

_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.IGNORECASE | re.DOTALL)
_THOUGHT_BEGUN = re.compile(r"<think(?:ing)?>", re.IGNORECASE)
_THOUGHT_ENDED = re.compile(r"^.*</think(?:ing)?>", re.IGNORECASE | re.DOTALL)
_LONGEST_TAG = len("</thinking>")
_BRACKET_BEGUN = re.compile(r"[\[【［][^\]】］\n]{0,60}$")
_TAG_BEGUN = re.compile(r"</?[a-z]{0,8}$", re.IGNORECASE)

_MONTH = r"(?:Jan|Feb|M[aä]r|Apr|Ma[iy]|Jun|Jul|Aug|Sep|O[ck]t|Nov|De[cz])"
_BULLET = re.compile(rf"\s*(?:[-*•–]\s+|#{{1,6}}\s+|[1-9][.)]\s+(?=[A-Z\"“'‘])(?!{_MONTH}))")
_END = re.compile(r"[.!?…。！？۔؟][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence as the model wrote it, without its markers, and the numbers in them."""

    text: str
    numbers: tuple[int, ...]
    marked_at_end: bool = True  # its last marker stands behind its words, not among them

    @property
    def ended(self) -> bool:
        """Whether it came to its end: a full stop, or the marker that follows one."""
        return bool(self.numbers and self.marked_at_end) or _END.search(self.text) is not None


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    numbers: tuple[int, ...]
    cut: int  # where the raw text goes on after it
    marked_at_end: bool = True


class Unfinished:
    """What has been written and not been taken yet. Thoughts (`<think>…</think>`) are left out."""

    def __init__(self) -> None:
        self._raw = ""
        self.thinking = False

    def feed(self, piece: str) -> None:
        """Add what was just written."""
        text = _THOUGHT.sub("", self._raw + piece)
        text = _THOUGHT_ENDED.sub("", text)  # some servers send only the closing tag
        begun = _THOUGHT_BEGUN.search(text)
        self.thinking = begun is not None
        if begun is not None:  # of a thought in progress, no more than may hold a part of its closing tag
            text = text[: begun.end()] + text[begun.end() :][-_LONGEST_TAG:]
        self._raw = text

    def take(self) -> list[Written]:
        """The sentences that nothing to come can change."""
        found = _find(take_apart(self._settled()))
        if not found or len(found[-1].text) < ENOUGH:
            found = found[:-1]
        found = found[:-1]
        if found:
            self._raw = self._raw[found[-1].cut :]
        return [Written(sentence.text, sentence.numbers) for sentence in found]

    def early(self) -> Written | None:
        """The last sentence where it came to its end and points at evidence, before it can be taken.

        More markers may follow it, and rarely more words: "in the U.S. [1] on Sunday".
        """
        found = _find(take_apart(self._settled()))
        if found and found[-1].numbers and _END.search(found[-1].text):
            return Written(found[-1].text, found[-1].numbers)
        return None

    def take_rest(self) -> list[Written]:
        """All that is left, when nothing more will come; the last may be cut short."""
        begun = _THOUGHT_BEGUN.search(self._raw)
        rest = self._raw if begun is None else self._raw[: begun.start()]
        self._raw = ""
        return [Written(one.text, one.numbers, one.marked_at_end) for one in _find(take_apart(rest))]

    @property
    def waiting(self) -> str:
        """What waits to be taken, as it was written."""
        return self._raw

    @property
    def size(self) -> int:
        """Characters that wait to be taken."""
        return len(self._raw)

    def _settled(self) -> str:
        text = self._raw
        begun = _THOUGHT_BEGUN.search(text)
        if begun is not None:
            return text[: begun.start()]
        for open_end in (_BRACKET_BEGUN, _TAG_BEGUN):
            if held := open_end.search(text):
                text = text[: held.start()]
        return text


def _find(marked: Marked) -> list[_Found]:
    """The sentences of a text, line by line, each with the markers that belong to it."""
    found: list[_Found] = []
    start = 0
    for line in marked.plain.split("\n"):
        end = start + len(line)
        bullet = _BULLET.match(line)
        sentences = _of_line(marked, Span(start + (bullet.end() if bullet else 0), end))
        bare = len(sentences) == 1 and not sentences[0].text
        if bare and found and not found[-1].numbers:
            found[-1] = _Found(found[-1].text, sentences[0].numbers, sentences[0].cut)
        else:
            found.extend(sentences)
        start = end + 1
    return found


def _of_line(marked: Marked, line: Span) -> list[_Found]:
    marks = [mark for mark in marked.marks if line.start <= mark.at <= line.end]
    spans = [
        Span(span.start + line.start, span.end + line.start)
        for span in split_sentences(marked.plain[line.start : line.end])
    ]
    if not spans:
        return [_Found("", _numbers(marks), marks[-1].raw_end)] if marks else []
    # "[1] A. [2] B." or "A. [1] B. [2]": the line's first characters tell.
    leading = bool(marks) and marks[0].at <= spans[0].start
    owners = [_owner(mark, spans, leading=leading) for mark in marks]
    found = []
    for position, span in enumerate(spans):
        own = [mark for mark, owner in zip(marks, owners, strict=True) if owner == position]
        cut = max([marked.raw(span.end), *(mark.raw_end for mark in own)])
        behind = bool(own) and own[-1].at >= span.end
        found.append(_Found(marked.plain[span.start : span.end], _numbers(own), cut, behind))
    return found


def _owner(mark: Mark, spans: list[Span], *, leading: bool) -> int:
    """Which of the sentences a marker belongs to."""
    if leading:
        after = (i for i, span in enumerate(spans) if mark.at < span.end)
        return next(after, len(spans) - 1)
    begun = [i for i, span in enumerate(spans) if span.start < mark.at]
    return begun[-1] if begun else 0


def _numbers(marks: list[Mark]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(number for mark in marks for number in mark.numbers))
