"""A second look at the best chunks: what they and their best sentences say of the query."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from rag.embedding.meaning import Meaning
from rag.retrieval.fusion import or_least, shares
from rag.schema import Chunk, Document
from rag.words import alike, content_stems, words
from vectorstore import Hit

DEPTH = 20  # chunks looked at again
SENTENCES = 24  # sentences embedded for one query; each costs about 25 ms of one core
# What each counts: logistic regression on half the questions of ClapNQ, NQ-open, SQuAD 2 and SciFact,
# rounded. docs/evaluation.md has the other half.
BY_WORDS = 0.05
BY_MEANING = 0.4
BY_SENTENCE = 0.25  # the nearest sentence's cosine
COVERED = 0.15  # of the query's words, in chunk and title
COVERED_AT_ONCE = 0.15  # the same in one sentence
# What the chunks before and after it add in a long article, which speaks of many things: chosen on half the questions
# of chunking_evaluation (recall of five chunks 86.5 to 88.2 %); 0.05 to 0.1 and 0.6 to 0.9 of it by words are alike,
# 0.15 is worse. In abstracts of three chunks it costs 0.006 nDCG@10 (SciFact): there the others are about the same.
BESIDE = 0.1
BESIDE_BY_WORDS = 0.8
LONG = 10_000  # characters


def rerank(
    query: str,
    ranked: Sequence[str],
    *,
    lexical: Sequence[Hit],
    dense: Sequence[Hit],
    chunks: Mapping[str, Chunk],
    documents: Mapping[str, Document],
    rarities: Mapping[str, float],
    meaning: Meaning,
) -> list[tuple[str, float]]:
    """(chunk id, score from 0 to 1.2), best first.

    `ranked` is the fused order so far; what stands below DEPTH keeps its place behind. `documents` are
    by id, `rarities` by word of the query (`rarities`). A chunk of which no sentence is looked at
    counts as near as the farthest that was.
    """
    held = [chunk_id for chunk_id in ranked if chunk_id in chunks]
    top = [chunks[chunk_id] for chunk_id in held[:DEPTH]]
    by_words, by_meaning, by_sentence = shares(lexical), shares(dense), _nearest_sentence(query, top, meaning)
    covered = _covered(query, top, {name: document.title for name, document in documents.items()}, rarities)
    long = {name for name, document in documents.items() if len(document.text) > LONG}
    scores = {
        chunk.id: BY_WORDS * by_words.get(chunk.id, 0.0)
        + BY_MEANING * or_least(by_meaning, chunk.id)
        + BY_SENTENCE * or_least(by_sentence, chunk.id)
        + COVERED * covered[chunk.id][0]
        + COVERED_AT_ONCE * covered[chunk.id][1]
        + (BESIDE * _around(chunk.id, by_words, by_meaning) if chunk.document_id in long else 0.0)
        for chunk in top
    }
    order = sorted(scores.items(), key=lambda scored: -scored[1])
    floor = order[-1][1] if order else 0.0
    return order + [(chunk_id, floor / (2 + place)) for place, chunk_id in enumerate(held[DEPTH:])]


def content_words(query: str) -> list[str]:
    """The words of a query that carry matter, as they are written."""
    return list(dict.fromkeys(query[word.start : word.end] for word in words(query) if not word.stop))


def rarities(occurrences: Mapping[str, int], chunks: int) -> dict[str, float]:
    """By word, its inverse document frequency among so many chunks, as BM25 has it; 0 where none holds it."""
    return {
        word: math.log(1 + (max(chunks - count, 0) + 0.5) / (count + 0.5)) if count else 0.0
        for word, count in occurrences.items()
    }


def likely_sentences(query: str, chunks: Sequence[Chunk]) -> list[tuple[str, str]]:
    """(chunk id, text) of the sentences worth embedding: those that share words with the query, and openings."""
    wanted = content_stems(query)
    scored: list[tuple[float, int, str, str]] = []
    for place, chunk in enumerate(chunks):
        for nth, text in enumerate(_sentences(chunk)):
            shared = len(wanted & content_stems(text))
            scored.append((-shared - (0.5 if nth == 0 else 0.0), place, chunk.id, text))
    return [(chunk_id, text) for _, _, chunk_id, text in sorted(scored)[:SENTENCES]]


def _nearest_sentence(query: str, chunks: Sequence[Chunk], meaning: Meaning) -> dict[str, float]:
    likely = likely_sentences(query, chunks)
    best: dict[str, float] = {}
    for (chunk_id, _), similarity in zip(
        likely, meaning.similarities(query, [text for _, text in likely]), strict=True
    ):
        best[chunk_id] = max(best.get(chunk_id, 0.0), similarity)
    return best


def _covered(
    query: str, chunks: Sequence[Chunk], titles: Mapping[str, str | None], rarities: Mapping[str, float]
) -> dict[str, tuple[float, float]]:
    """By chunk id: the share of the query's words that it and its title hold, and the most that one sentence holds.

    Rare words count more. One that no article holds counts only where it may be a slip of another, and
    then as much as the rarest.
    """
    sentences = {chunk.id: [content_stems(text) for text in _sentences(chunk)] for chunk in chunks}
    whole = {
        chunk.id: content_stems(titles.get(chunk.document_id) or "").union(*sentences[chunk.id]) for chunk in chunks
    }
    meant: dict[frozenset[str], float] = {}
    for written in content_words(query):
        found = frozenset(stem for word in content_stems(written) for stem in _meant(word, whole.values()))
        slip = max(rarities.values(), default=1.0) if found else 0.0
        meant[found or content_stems(written)] = rarities.get(written, 1.0) or slip
    total = sum(meant.values()) or 1.0

    def share(stems: frozenset[str]) -> float:
        return sum(weight for forms, weight in meant.items() if not forms.isdisjoint(stems)) / total

    return {
        chunk.id: (share(whole[chunk.id]), max((share(one) for one in sentences[chunk.id]), default=0.0))
        for chunk in chunks
    }


def _around(chunk_id: str, by_words: Mapping[str, float], by_meaning: Mapping[str, float]) -> float:
    """How well the two searches found the chunks before and after one in its article, from 0 to 2."""
    document_id, _, number = chunk_id.rpartition("#")
    beside = [f"{document_id}#{int(number) + step}" for step in (-1, 1)]
    return sum(
        BESIDE_BY_WORDS * by_words.get(one, 0.0) + (1 - BESIDE_BY_WORDS) * by_meaning.get(one, 0.0) for one in beside
    )


def _meant(word: str, held: Collection[frozenset[str]]) -> frozenset[str]:
    """The stems that a word of the query stands for: itself, or where nothing holds it, what it may be a slip of."""
    if any(word in stems for stems in held):
        return frozenset([word])
    return frozenset(stem for stems in held for stem in stems if alike(word, stem))


def _sentences(chunk: Chunk) -> list[str]:
    return [chunk.text[span.start - chunk.start : span.end - chunk.start] for span in chunk.sentences]
