"""What somebody says, sentence by sentence, in all the articles that may hold it; and evidence made of it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.evidence import EvidenceSentence, evidence_at, sentences_of
from rag.answering.speaking.attribution import Said, attributions_of
from rag.indexing.likeness import SAID_AGAIN, wording
from rag.schema import Degradation, Document, Span
from rag.words import words

if TYPE_CHECKING:
    from rag.retrieval.retrieve import Retriever

THE_SAME = 0.8  # share of its word pairs that a sentence has from one of another story that it repeats


@dataclass(frozen=True, slots=True)
class Told:
    """One whole sentence of an article, and who says it there; nobody where the article itself does."""

    document: Document
    span: Span
    said: Said | None = None

    @property
    def text(self) -> str:
        """The sentence, word for word."""
        return self.document.text[self.span.start : self.span.end]

    @property
    def names_speaker(self) -> bool:
        """Whether the sentence itself names who speaks, or nobody does."""
        name = words(self.said.speaker or "")[-1:] if self.said else ()
        return {word.stem for word in name} <= {word.stem for word in words(self.text)}

    @property
    def place(self) -> tuple[str, int]:
        """What tells it from every other sentence."""
        return self.document.id, self.span.start


def before(told: Told) -> tuple[Span, ...]:
    """The sentences of its article that stand before this one."""
    spans = sentences_of(told.document)
    return spans[: bisect_right(spans, told.span.start, key=lambda span: span.end)]


def told_in(document: Document, speaks: Callable[[Said], bool]) -> list[Told]:
    """The sentences of an article in which somebody says something for whom `speaks` holds; the title is none."""
    wanted = {said.start: said for said in reversed(attributions_of(document)) if speaks(said)}  # the first of each
    found = []
    for span in sentences_of(document) if wanted else ():
        said = wanted.get(span.start)  # both by the same sentences
        if said is not None and not is_title(document, span):
            found.append(Told(document, span, said))
    return found


def is_title(document: Document, span: Span) -> bool:
    """Whether a sentence is the article's title."""
    return document.title is not None and document.text[span.start : span.end].strip() == document.title.strip()


def once(found: Iterable[Told]) -> list[Told]:
    """These sentences without those that repeat an earlier one of another article.

    In a copy of its story the same may be said in other words; elsewhere nearly all words are the same.
    """
    kept: list[Told] = []
    holding: dict[str, list[int]] = {}  # pairs of words, and which of those kept have them
    written = set()
    for one in found:
        if (one.document.id, one.text) in written:
            continue
        written.add((one.document.id, one.text))
        mine = wording(one.text)
        shared = Counter(place for pair in mine.pairs for place in holding.get(pair, ()))
        elsewhere = [(kept[n], count) for n, count in shared.items() if kept[n].document.id != one.document.id]
        if any(_repeats(one, other, count / len(mine.pairs)) for other, count in elsewhere):
            continue
        for pair in mine.pairs:
            holding.setdefault(pair, []).append(len(kept))
        kept.append(one)
    return kept


def _repeats(one: Told, other: Told, share: float) -> bool:
    copies = (one.document.origin or one.document.id) == (other.document.origin or other.document.id)
    return share >= (SAID_AGAIN if copies else THE_SAME) and wording(one.text).numbers <= wording(other.text).numbers


def current(found: Sequence[Told], retriever: Retriever) -> tuple[list[Told], tuple[Degradation, ...]]:
    """These sentences without those of articles whose files changed, and what to say of these."""
    changed = retriever.changed({one.document.id: one.document for one in found}.values())
    return [one for one in found if one.document.id not in changed], tuple(dict.fromkeys(changed.values()))


def numbered(found: Iterable[Told]) -> tuple[EvidenceSentence, ...]:
    """Evidence sentences, numbered from 1 in this order."""
    return tuple(evidence_at(one.document, one.span, number=number) for number, one in enumerate(found, start=1))
