"""The numbered sentences a reader may point at, and what it drafts from them."""

from __future__ import annotations

from dataclasses import dataclass

from rag.schema import Document


@dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """One sentence of one article, with its place: `document.text[start:end] == text`."""

    number: int  # from 1, in the order shown to readers
    document: Document
    start: int
    end: int
    text: str
    passage_rank: int  # of the passage it was found in; 1 is best
    chunk_id: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence that a reader proposes, with the numbers of the evidence it points at.

    Nothing of it is trusted: verification resolves the numbers and checks the words.
    """

    text: str  # without markers
    points_at: tuple[int, ...]
