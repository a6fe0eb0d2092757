"""A document in chunks: whole sentences, packed up to a token budget, no overlap."""

from __future__ import annotations

from rag.indexing.sentences import cut_at_clauses, split_sentences
from rag.schema import Chunk, Document, Span
from rag.tokens import count_tokens

_VERSION = 1


def chunking_fingerprint(max_tokens: int) -> str:
    """Changes whenever the chunks of the same text would."""
    return f"sentences-{_VERSION}/{max_tokens}"


def chunk_document(document: Document, *, max_tokens: int) -> list[Chunk]:
    """The chunks of `document`, in order: `document.text[c.start:c.end] == c.text`.

    Each holds whole sentences, at most `max_tokens` tokens of cl100k_base; a single sentence
    over the budget is cut at its clauses. Ids are "<document id>#<n>", n from 0.
    """
    spans = [
        piece
        for sentence in split_sentences(document.text)
        for piece in _within_budget(document.text, sentence, max_tokens)
    ]
    chunks: list[Chunk] = []
    current: list[Span] = []
    used = 0
    for span, tokens in spans:
        if current:
            # A long gap of white space stands in the chunk's text, too.
            gap = document.text[current[-1].end : span.start]
            tokens += count_tokens(gap) if len(gap) > 2 else 0
        if current and used + tokens > max_tokens:
            chunks.append(_chunk(document, len(chunks), current))
            current, used = [], 0
        current.append(span)
        used += tokens
    if current:
        chunks.append(_chunk(document, len(chunks), current))
    return chunks


def embedded_text(document: Document, chunk: Chunk) -> str:
    """What is embedded for a chunk: the title leads where the chunk does not hold it. Never quoted."""
    if document.title is None or document.title in chunk.text:
        return chunk.text
    return f"{document.title}\n{chunk.text}"


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
