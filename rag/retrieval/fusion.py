"""Two searches in one ranking: each hit by how near it comes to the best of its own search."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from vectorstore import Hit

# Of the score, the rest by words. Chosen on half the questions of ClapNQ, NQ-open and SQuAD 2, where it is better
# than either search alone and than ranks (RRF); docs/evaluation.md.
MEANING = 0.6


def fuse(lexical: Sequence[Hit], dense: Sequence[Hit]) -> list[tuple[str, float]]:
    """(chunk id, score from 0 to 1), best first; score = 0.4 share by words + 0.6 share by meaning.

    What the search by words did not find shares none; what the search by meaning did not find is at most
    as near as its last hit, and counts as that. Where one search found nothing the other ranks alone.
    Bruch, Gai and Ingber 2023, doi:10.1145/3596512. Ties keep the order of first appearance.

    >>> fuse([Hit("a", 8.0), Hit("b", 4.0)], [Hit("b", 0.5), Hit("c", 0.4)])
    [('a', 0.88), ('b', 0.8), ('c', 0.48)]
    """
    by_words, by_meaning = shares(lexical), shares(dense)
    if not lexical or not dense:
        return list((by_words or by_meaning).items())
    scores = {
        chunk_id: round((1 - MEANING) * by_words.get(chunk_id, 0.0) + MEANING * or_least(by_meaning, chunk_id), 9)
        for chunk_id in by_words | by_meaning
    }
    return sorted(scores.items(), key=lambda scored: -scored[1])


def assumed(lexical: Sequence[Hit], dense: Sequence[Hit], waiting: Collection[str]) -> list[Hit]:
    """The hits by meaning, and the chunks that have no vector yet as if they came as near by meaning as by words.

    Without this what has a vector stands before what has none, whatever they say, until all have one.

    >>> assumed([Hit("a", 8.0), Hit("b", 4.0)], [Hit("b", 0.5)], {"a"})
    [Hit(chunk_id='a', score=0.5), Hit(chunk_id='b', score=0.5)]
    """
    if not waiting or not dense:
        return list(dense)
    by_words, best = shares(lexical), dense[0].score
    guesses = [Hit(chunk_id, by_words[chunk_id] * best) for chunk_id in by_words if chunk_id in waiting]
    return sorted([*guesses, *dense], key=lambda hit: -hit.score)


def shares(hits: Sequence[Hit]) -> dict[str, float]:
    """The score of each hit, best first, as a share of the best; below zero counts as none."""
    best = max((hit.score for hit in hits), default=0.0)
    return {hit.chunk_id: max(hit.score, 0.0) / best if best > 0 else 0.0 for hit in hits}


def or_least(scores: Mapping[str, float], chunk_id: str) -> float:
    """A chunk's score; of one that has none, the least of those that are known."""
    return scores.get(chunk_id, min(scores.values(), default=0.0))
