"""A document in chunks: whole sentences, no overlap, cut where the text turns to something else."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from rag.indexing.sentences import cut_at_clauses, ends_as_a_sentence, split_sentences
from rag.schema import Chunk, Document, Span
from rag.tokens import count_tokens

_VERSION = 3

# What a cut costs, beside the square of how far a chunk is from its target, relative to it. Chosen on
# half of the questions of chunking_evaluation (docs/evaluation.md).
TARGET = 0.72  # of the most tokens a chunk may have
_WITHIN_A_PARAGRAPH = 1.0
_BETWEEN_PARAGRAPHS = 0.25
_BEFORE_A_HEADING = 0.0
_AFTER_A_HEADING = 3.0
_LONGEST_HEADING = 80  # characters
_WORD = re.compile(r"[^\W\d_]{3}")


def chunking_fingerprint(max_tokens: int) -> str:
    """Changes whenever the chunks of the same text would."""
    return f"sentences-{_VERSION}/{max_tokens}"


def chunk_document(document: Document, *, max_tokens: int) -> list[Chunk]:
    """The chunks of `document`, in order: `document.text[c.start:c.end] == c.text`.

    Each holds whole sentences, at most `max_tokens` tokens of cl100k_base; a single sentence over the
    budget is cut at its clauses. Of all ways to cut it the cheapest is taken: chunks near TARGET, cut between
    paragraphs rather than within one, before headings and not behind them. Front matter is in none of them.
    Ids are "<document id>#<n>", n from 0.
    """
    pieces = _pieces(document.text, document.body_start, max_tokens)
    return [
        _chunk(document, number, [piece.span for piece in pieces[start:end]])
        for number, (start, end) in enumerate(_cheapest_cut(pieces, max_tokens))
    ]


def embedded_text(document: Document, chunk: Chunk) -> str:
    """What is embedded for a chunk: the title leads where the chunk does not hold it. Never quoted."""
    if document.title is None or document.title in chunk.text:
        return chunk.text
    return f"{document.title}\n{chunk.text}"


class Piece(NamedTuple):
    """A sentence, or a part of one that is over the budget, and what it adds to a chunk."""

    span: Span
    tokens: int  # its own, and one for what joins it to its neighbour
    gap: int  # tokens of a long white space before it, which stands in the chunk's text, too
    cut: float  # the cost of cutting before it


def _pieces(text: str, body_start: int, max_tokens: int) -> list[Piece]:
    sentences = split_sentences(text[body_start:])
    if body_start:
        sentences = [Span(body_start + span.start, body_start + span.end) for span in sentences]
    spans = [piece for sentence in sentences for piece in _within_budget(text, sentence, max_tokens)]
    gaps = [text[before.end : after.start] for (before, _), (after, _) in itertools.pairwise(spans)]
    breaks = [True, *("\n" in gap or "\r" in gap for gap in gaps), True]
    headings = [
        breaks[n] and breaks[n + 1] and _is_heading(text[span.start : span.end]) for n, (span, _) in enumerate(spans)
    ]
    found = []
    for n, (span, tokens) in enumerate(spans):
        gap = count_tokens(gaps[n - 1]) if n and len(gaps[n - 1]) > 2 else 0
        if n and headings[n - 1]:
            cut = _AFTER_A_HEADING
        elif headings[n]:
            cut = _BEFORE_A_HEADING
        else:
            cut = _BETWEEN_PARAGRAPHS if breaks[n] else _WITHIN_A_PARAGRAPH
        found.append(Piece(span, tokens, gap, cut))
    return found


def _is_heading(line: str) -> bool:
    """Whether a line of its own leads what follows: short, in words, not a sentence nor a row of a table."""
    return (
        len(line) <= _LONGEST_HEADING
        and not ends_as_a_sentence(line)
        and "|" not in line
        and _WORD.search(line) is not None
    )


def _cheapest_cut(pieces: Sequence[Piece], max_tokens: int) -> list[tuple[int, int]]:
    """Numbers (first, last + 1) of the pieces of each chunk, by dynamic programming over where one may end."""
    target = TARGET * max_tokens
    if sum(tokens + gap for _, tokens, gap, _ in pieces) <= target:
        return [(0, len(pieces))] if pieces else []  # of two chunks each would be farther from the target
    costs = [0.0] + [inf] * len(pieces)  # of the pieces before each
    froms = [0] * (len(pieces) + 1)
    for end in range(1, len(pieces) + 1):
        used = 0
        for start in range(end - 1, -1, -1):
            _, tokens, gap, cut = pieces[start]
            used += tokens
            if used > max_tokens and start < end - 1:
                break
            cost = costs[start] + (used / target - 1) ** 2 + (cut if start else 0.0)
            if cost < costs[end]:
                costs[end], froms[end] = cost, start
            used += gap
    cuts = []
    end = len(pieces)
    while end:
        cuts.append((froms[end], end))
        end = froms[end]
    return cuts[::-1]


def _within_budget(text: str, sentence: Span, max_tokens: int) -> list[tuple[Span, int]]:
    # One more for the space or line break that joins it to its neighbour.
    tokens = count_tokens(text[sentence.start : sentence.end]) + 1
    if tokens <= max_tokens:
        return [(sentence, tokens)]
    limit = (sentence.end - sentence.start) // 2
    if limit < 1:
        return [(sentence, tokens)]
    return [
        counted
        for piece in cut_at_clauses(text, sentence, limit=limit)
        for counted in _within_budget(text, piece, max_tokens)
    ]


def _chunk(document: Document, number: int, sentences: list[Span]) -> Chunk:
    start, end = sentences[0].start, sentences[-1].end
    return Chunk(
        id=f"{document.id}#{number}",
        document_id=document.id,
        start=start,
        end=end,
        text=document.text[start:end],
        sentences=tuple(sentences),
    )
