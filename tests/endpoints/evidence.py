"""Numbered evidence sentences, as the assistant hands them to a reader."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from rag.answering.evidence import EvidenceSentence
from rag.indexing.sentences import split_sentences
from rag.schema import Document


def document(text: str, *, path: str = "a.txt", title: str | None = None, publisher: str | None = None) -> Document:
    """An article with this text."""
    digest = hashlib.sha256(f"{path}\0{text}".encode("utf-8", "replace")).hexdigest()
    return Document(
        id=digest, root="seeds", path=path, sha256=digest, size=len(text), text=text, title=title, publisher=publisher
    )


def evidence_of(*documents: Document, per_passage: int = 4) -> tuple[EvidenceSentence, ...]:
    """Every sentence of these articles, in passages of a few; the first passage ranks best."""
    found: list[EvidenceSentence] = []
    rank = 0
    for article in documents:
        spans = split_sentences(article.text)
        for first in range(0, len(spans), per_passage):
            rank += 1
            for span in spans[first : first + per_passage]:
                text = article.text[span.start : span.end]
                chunk_id = f"{article.id}#{first // per_passage}"
                found.append(EvidenceSentence(len(found) + 1, article, span.start, span.end, text, rank, chunk_id))
    return tuple(found)


def numbers(evidence: Sequence[EvidenceSentence]) -> list[int]:
    """Their numbers, in their order."""
    return [sentence.number for sentence in evidence]
