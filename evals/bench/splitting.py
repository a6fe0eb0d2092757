"""Fixed-size recursive splits: the other side of the chunking benchmark, sharing no code with the product's chunks."""

from __future__ import annotations

from collections.abc import Sequence

from rag.schema import Span
from rag.tokens import count_tokens

SEPARATORS = ("\n\n", "\n", ".", "?", "!", " ", "")
"""Tried in this order; those of the recursive splitter in the published table."""


def recursive_split(text: str, *, max_tokens: int, separators: Sequence[str] = SEPARATORS) -> list[Span]:
    """`text` in spans of at most `max_tokens` tokens, without overlap, that together are the whole of it.

    Cut at the first separator that occurs; what is still too long is cut at the next one, and neighbours are
    merged while they fit. A single character is never cut.
    """
    return _merged(text, _cut(text, Span(0, len(text)), max_tokens, separators), max_tokens)


def _cut(text: str, span: Span, max_tokens: int, separators: Sequence[str]) -> list[Span]:
    if span.end - span.start <= 1 or count_tokens(text[span.start : span.end]) <= max_tokens or not separators:
        return [span] if span.end > span.start else []
    first, rest = separators[0], separators[1:]
    parts: list[Span] = []
    start = span.start
    while start < span.end:
        if first:
            place = text.find(first, start, span.end)
            end = span.end if place < 0 else place + len(first)
        else:
            end = start + 1
        parts.append(Span(start, end))
        start = end
    return [piece for part in parts for piece in _cut(text, part, max_tokens, rest)]


def _merged(text: str, spans: Sequence[Span], max_tokens: int) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        if merged and count_tokens(text[merged[-1].start : span.end]) <= max_tokens:
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return merged
