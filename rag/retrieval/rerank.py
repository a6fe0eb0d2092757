"""A second look at the best chunks: how near their best sentence comes to the query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.embedding.meaning import Meaning
from rag.retrieval.fusion import reciprocal_rank_fusion
from rag.schema import Chunk
from rag.words import content_stems

DEPTH = 20  # chunks looked at again
SENTENCES = 24  # sentences embedded for one query; each costs about 25 ms of one core


def rerank(
    query: str,
    ranked: Sequence[str],
    lexical: Sequence[str],
    *,
    nearness: Mapping[str, float],
    chunks: Mapping[str, Chunk],
    meaning: Meaning,
) -> list[tuple[str, float]]:
    """(chunk id, score), best first: the order by best sentence, fused with the lexical order.

    A chunk that shares no words with the query is as near as the whole of it: `nearness`, its
    cosine by the dense leg. `ranked` is the fused order so far; what stands below DEPTH keeps its place behind.
    """
    top = [chunk_id for chunk_id in ranked[:DEPTH] if chunk_id in chunks]
    likely = likely_sentences(query, [chunks[chunk_id] for chunk_id in top])
    similar = meaning.similarities(query, [text for _, text in likely])
    best: dict[str, float] = {}
    for (chunk_id, _), similarity in zip(likely, similar, strict=True):
        best[chunk_id] = max(best.get(chunk_id, -1.0), similarity)
    by_sentence = sorted(top, key=lambda chunk_id: -best.get(chunk_id, nearness.get(chunk_id, -1.0)))
    by_words = [chunk_id for chunk_id in lexical if chunk_id in set(top)]
    fused = reciprocal_rank_fusion([by_sentence, by_words] if by_words else [by_sentence])
    floor = fused[-1][1] if fused else 0.0
    rest = [chunk_id for chunk_id in ranked if chunk_id in chunks and chunk_id not in set(top)]
    return fused + [(chunk_id, floor / (2 + place)) for place, chunk_id in enumerate(rest)]


def likely_sentences(query: str, chunks: Sequence[Chunk]) -> list[tuple[str, str]]:
    """(chunk id, text) of the sentences worth embedding: those that share words with the query, and openings."""
    wanted = content_stems(query)
    scored: list[tuple[float, int, str, str]] = []
    for place, chunk in enumerate(chunks):
        for nth, span in enumerate(chunk.sentences):
            text = chunk.text[span.start - chunk.start : span.end - chunk.start]
            shared = len(wanted & content_stems(text))
            scored.append((-shared - (0.5 if nth == 0 else 0.0), place, chunk.id, text))
    return [(chunk_id, text) for _, _, chunk_id, text in sorted(scored)[:SENTENCES]]
