"""Plain BM25 over whole documents: the other side of the retrieval benchmark, sharing no code with the product."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping

import Stemmer

K1, B = 1.2, 0.75  # Lucene's defaults, as in Anserini's published BEIR runs
_WORDS = re.compile(r"[^\W_]+")


class BM25:
    """An inverted index over texts by id; Porter-stemmed (English), no stop words.

    score(q, d) = Σ idf(t) tf / (tf + k1 (1 - b + b |d| / avgdl)), idf(t) = ln(1 + (N - df + 0.5) / (df + 0.5)).
    Robertson and Zaragoza 2009, doi 10.1561/1500000019, in Lucene's form (Kamphuis et al. 2020).
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._stemmer = Stemmer.Stemmer("english")
        self._postings: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._lengths: dict[str, int] = {}
        for document_id, text in texts.items():
            counted = Counter(self._stems(text))
            self._lengths[document_id] = sum(counted.values())
            for stem, count in counted.items():
                self._postings[stem].append((document_id, count))
        self._mean_length = sum(self._lengths.values()) / max(1, len(self._lengths))

    def search(self, query: str, k: int) -> list[str]:
        """Ids of the k best documents that share a stem with the query, best first, ties by id."""
        scores = self._scores(query)
        return sorted(scores, key=lambda document_id: (-scores[document_id], document_id))[:k]

    def score(self, query: str, document_id: str) -> float:
        """The score of one document; 0 where it shares no stem with the query."""
        return self._scores(query).get(document_id, 0.0)

    def _scores(self, query: str) -> dict[str, float]:
        scores: dict[str, float] = defaultdict(float)
        for stem in set(self._stems(query)):
            postings = self._postings.get(stem, [])
            weight = math.log(1 + (len(self._lengths) - len(postings) + 0.5) / (len(postings) + 0.5))
            for document_id, count in postings:
                length = self._lengths[document_id] / self._mean_length
                scores[document_id] += weight * count / (count + K1 * (1 - B + B * length))
        return scores

    def _stems(self, text: str) -> list[str]:
        return list(self._stemmer.stemWords(_WORDS.findall(text.lower())))
