"""One story once: what a copy of an article says again takes no place among the passages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from rag.indexing.likeness import SAID_AGAIN, wording
from rag.schema import Chunk, Document

_CREDIT = re.compile(r"©|\b(?:(?:reporting|editing|writing|compiled) by|rights reserved)\b", re.IGNORECASE)


def fold(ranked: Sequence[str], *, chunks: Mapping[str, Chunk], documents: Mapping[str, Document]) -> list[str]:
    """The chunk ids in their order, without those that only repeat better ranked chunks of copies of their article.

    A chunk with a sentence or a number of its own stays. Of copies of one text the article that came
    first stands for all, at the best one's rank.
    """
    kept: list[str] = []
    told: dict[str, list[str]] = {}  # ids kept of each origin
    for chunk_id in ranked:
        document = documents[chunks[chunk_id].document_id]
        before = told.setdefault(document.origin or document.id, [])
        of_copies = [other for other in before if chunks[other].document_id != document.id]
        if not of_copies or _adds(chunks[chunk_id], document, [chunks[other].text for other in of_copies]):
            before.append(chunk_id)
            kept.append(chunk_id)
            continue
        for other in of_copies:
            same = chunks[other].text.split() == chunks[chunk_id].text.split()
            if same and _came_before(document, documents[chunks[other].document_id]):
                kept[kept.index(other)] = before[before.index(other)] = chunk_id
                break
    return kept


def _adds(chunk: Chunk, document: Document, told: Sequence[str]) -> bool:
    """Whether a chunk has a sentence, or a number, that these texts of copies have not."""
    wordings = [wording(text) for text in told]
    pairs = {pair for known in wordings for pair in known.pairs}
    numbers = {number for known in wordings for number in known.numbers}
    for text in _sentences(chunk, document):
        mine = wording(text)
        if not mine.numbers <= numbers or len(mine.pairs & pairs) < SAID_AGAIN * len(mine.pairs):
            return True
    return False


def _sentences(chunk: Chunk, document: Document) -> Iterator[str]:
    """The chunk's sentences but its title and credits, which are what copies differ in."""
    for span in chunk.sentences:
        text = chunk.text[span.start - chunk.start : span.end - chunk.start].strip()
        if text != (document.title or "").strip() and not _CREDIT.search(text):
            yield text


def _came_before(one: Document, other: Document) -> bool:
    """Whether an article is dated before another, or as it is, and is the first of its group."""
    dates = [document.published or "9999" for document in (one, other)]
    return dates[0] < dates[1] or (dates[0] == dates[1] and one.id == one.origin)
