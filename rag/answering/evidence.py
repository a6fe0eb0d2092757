"""The numbered sentences a reader may point at, and what it drafts from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.answering.reader.cues import leans_back
from rag.indexing.sentences import sentences_between
from rag.schema import Chunk, Document, Passage, Span

_LOOK_BACK = 1500  # characters before a sentence that are searched for the sentences before it


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
    passage_cosine: float | None = None  # of the question with the passage; None where the dense leg did not find it


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence that a reader proposes, with the numbers of the evidence it points at.

    Nothing of it is trusted: verification resolves the numbers and checks the words. Only a statement
    about the archive ("37 articles mention it") stands in no article: code counted it, and points at each.
    """

    text: str  # without markers
    points_at: tuple[int, ...]
    about_archive: bool = False  # never set for what a model wrote


def evidence_at(
    document: Document, span: Span, *, number: int = 1, passage_rank: int = 1, chunk_id: str = ""
) -> EvidenceSentence:
    """The evidence sentence at these characters of the article; without a passage where no search found it."""
    text = document.text[span.start : span.end]
    return EvidenceSentence(number, document, span.start, span.end, text, passage_rank, chunk_id)


@lru_cache(maxsize=256)
def sentences_of(document: Document) -> tuple[Span, ...]:
    """The sentences of an article behind its front matter, in order; its title is the first where it stands there."""
    return tuple(sentences_between(document.text, document.body_start))


def number_evidence(
    passages: Sequence[Passage],
    chunks: Mapping[str, Chunk],
    documents: Mapping[str, Document],
    *,
    cosines: Mapping[str, float] | None = None,
) -> tuple[EvidenceSentence, ...]:
    """Every sentence of these passages, numbered from 1, best passage first, in the order of the article.

    A passage that opens with "He added" or "The minister said" brings the sentence before it. `cosines` are
    those of `Retrieved`, which tell the reader how near a passage is as a whole.
    """
    found: dict[tuple[str, int], EvidenceSentence] = {}
    for passage in passages:
        document, chunk = documents[passage.document_id], chunks[passage.chunk_id]
        spans = chunk.sentences
        if spans and leans_back(document.text[spans[0].start : spans[0].end]):
            spans = (*sentences_before(document, spans[0].start, count=1), *spans)
        for span in spans:
            number = len(found) + 1
            sentence = evidence_at(document, span, number=number, passage_rank=passage.rank, chunk_id=passage.chunk_id)
            near = (cosines or {}).get(passage.chunk_id)
            found.setdefault((document.id, span.start), replace(sentence, passage_cosine=near))
    return tuple(found.values())


def sentences_before(document: Document, start: int, *, count: int) -> list[Span]:
    """The last `count` sentences of the article that end before `start`, in order."""
    window = max(document.body_start, start - _LOOK_BACK)
    spans = sentences_between(document.text, window, start)
    # The first may be the tail of a sentence that the window cuts.
    return (spans if window == document.body_start else spans[1:])[-count:]


def text_before(sentence: EvidenceSentence) -> str:
    """The three sentences before an evidence sentence: who "he" is, what "the meeting" was."""
    text = sentence.document.text
    spans = sentences_before(sentence.document, sentence.start, count=3)
    return " ".join(text[span.start : span.end] for span in spans)
