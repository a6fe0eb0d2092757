"""The evidence under a table: each sentence its rows rest on, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.answering.evidence import EvidenceSentence
from rag.answering.reader.cues import leans_back
from rag.schema import Row


def cited_sentences(rows: Iterable[Row], evidence: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """What the rows cite, each once; one that leans on the sentence before it comes after that one."""
    by_number = {sentence.number: sentence for sentence in evidence}
    found: dict[int, EvidenceSentence] = {}
    for row in rows:
        for number in (number for cell in row.cells for number in cell.citations):
            sentence, before = by_number[number], by_number.get(number - 1)
            follows = before is not None and before.document.id == sentence.document.id
            if before is not None and follows and leans_back(sentence.text):
                found.setdefault(before.number, before)
            found.setdefault(number, sentence)
    return list(found.values())


def first_of_each(cited: Iterable[EvidenceSentence]) -> tuple[int, ...]:
    """The number of the first of these sentences of each article: what a count of the articles points at."""
    first: dict[str, int] = {}
    for sentence in cited:
        first.setdefault(sentence.document.id, sentence.number)
    return tuple(first.values())
