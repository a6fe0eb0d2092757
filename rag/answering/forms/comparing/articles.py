"""The articles that speak of something, each with all its sentences, so that what it does not say can be told too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.evidence import EvidenceSentence, evidence_at, sentences_of
from rag.schema import Chunk, Degradation, Document, Span

if TYPE_CHECKING:
    from rag.answering.asking import Request
    from rag.retrieval.retrieve import Retrieved, Retriever

PASSAGES = 60  # looked for; their articles are read
ARTICLES = 12  # read at most, best passage first; of copies of one story the best
WHOLE = 60_000  # characters; of a longer article only the passages found are read


@dataclass(frozen=True, slots=True)
class Read:
    """One article with its sentences, in its order."""

    document: Document
    sentences: tuple[EvidenceSentence, ...]
    copies: tuple[Document, ...] = ()  # found with it: the same story elsewhere


@dataclass(frozen=True, slots=True)
class Gathered:
    """The articles found, best first, and what was unavailable meanwhile."""

    articles: tuple[Read, ...]
    degraded: tuple[Degradation, ...]

    @property
    def sentences(self) -> tuple[EvidenceSentence, ...]:
        """All of them, as evidence to cite."""
        return tuple(sentence for article in self.articles for sentence in article.sentences)


def gather(query: str, request: Request, retriever: Retriever) -> Gathered:
    """The articles of the best passages for `query` that pass the request's filters and are as they were indexed."""
    retrieved = retriever.retrieve(query, k=PASSAGES, filters=request.filters)
    passed: dict[str, list[Chunk]] = {}
    rank_of: dict[str, int] = {}
    # Of the copies of one story, the first to come stands for all where it was found.
    found = {passage.document_id for passage in retrieved.passages}
    stands_for = {passage.origin: passage.origin for passage in retrieved.passages if passage.origin in found}
    for passage in retrieved.passages:
        origin = passage.origin or passage.document_id
        if stands_for.setdefault(origin, passage.document_id) != passage.document_id:
            continue
        passed.setdefault(passage.document_id, []).append(retrieved.chunks[passage.chunk_id])
        rank_of.setdefault(passage.document_id, passage.rank)
    articles = []
    number = 0
    for document_id in list(passed)[:ARTICLES]:
        document = retrieved.documents[document_id]
        spans = _read(document, passed[document_id])
        sentences = tuple(
            evidence_at(
                document,
                span,
                number=number + place,
                passage_rank=rank_of[document_id],
                chunk_id=passed[document_id][0].id,
            )
            for place, span in enumerate(spans, start=1)
        )
        number += len(sentences)
        articles.append(Read(document, sentences, _copies(document, retrieved)))
    return Gathered(tuple(articles), retrieved.degraded)


def _copies(document: Document, retrieved: Retrieved) -> tuple[Document, ...]:
    """The other articles of its story that were found too, by their paths; they are as they were indexed."""
    origin = document.origin or document.id
    found = (retrieved.documents[one] for one in {chunk.document_id for chunk in retrieved.chunks.values()})
    same = [other for other in found if other.id != document.id and (other.origin or other.id) == origin]
    return tuple(sorted(same, key=lambda other: (other.root, other.path)))


def _read(document: Document, chunks: Sequence[Chunk]) -> Sequence[Span]:
    if len(document.text) <= WHOLE:
        return sentences_of(document)
    return sorted({span for chunk in chunks for span in chunk.sentences}, key=lambda span: span.start)
