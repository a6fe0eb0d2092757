"""What changed between two versions of an article, sentence by sentence."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from rag.indexing.sentences import sentences_between
from rag.schema import Span

# Share of characters in common from which two sentences at one place are one that was reworded.
REWORDED = 0.5


@dataclass(frozen=True, slots=True)
class Revision:
    """One sentence that was added, removed or reworded, with its characters in the text that has it."""

    kind: Literal["added", "removed", "reworded"]
    before: str | None
    before_start: int | None
    before_end: int | None
    after: str | None
    after_start: int | None
    after_end: int | None


def revisions(before: str, after: str, *, before_body: int = 0, after_body: int = 0) -> list[Revision]:
    """The sentences that differ between two texts, in order; white space alone makes no difference.

    What stands before the body of either (front matter) is left out; offsets count from the text's beginning.

    >>> [(r.kind, r.before, r.after) for r in revisions("Ferry\\nFive died.", "Ferry\\nSix died. It sank.")]
    [('reworded', 'Five died.', 'Six died.'), ('added', None, 'It sank.')]
    """
    old, new = sentences_between(before, before_body), sentences_between(after, after_body)
    matcher = difflib.SequenceMatcher(a=_words(before, old), b=_words(after, new), autojunk=False)
    return [
        revision
        for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes()
        if kind != "equal"
        for revision in _paired(before, old[old_start:old_end], after, new[new_start:new_end])
    ]


def _words(text: str, spans: Sequence[Span]) -> list[str]:
    return [" ".join(text[span.start : span.end].split()) for span in spans]


def _paired(before: str, old: Sequence[Span], after: str, new: Sequence[Span]) -> Iterator[Revision]:
    for one, other in zip_longest(old, new):
        if one is None or other is None or _alike(before[one.start : one.end], after[other.start : other.end]):
            yield _revision(before, one, after, other)
        else:
            yield _revision(before, one, after, None)
            yield _revision(before, None, after, other)


def _alike(before: str, after: str) -> bool:
    return difflib.SequenceMatcher(a=before, b=after, autojunk=False).ratio() >= REWORDED


def _revision(before: str, old: Span | None, after: str, new: Span | None) -> Revision:
    return Revision(
        kind="added" if old is None else "removed" if new is None else "reworded",
        before=None if old is None else before[old.start : old.end],
        before_start=None if old is None else old.start,
        before_end=None if old is None else old.end,
        after=None if new is None else after[new.start : new.end],
        after_start=None if new is None else new.start,
        after_end=None if new is None else new.end,
    )
