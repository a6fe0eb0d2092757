"""Who says what in an article, by name where it names them: each claim, each quotation, and who carries it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rag.answering.claims import quoted_spans
from rag.answering.naming import may_be_same
from rag.answering.speech import attributions
from rag.indexing.sentences import split_sentences
from rag.schema import Document, Span


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says in one sentence of an article, by place in the article's characters."""

    start: int
    end: int
    speaker: str | None  # as the article names them at their fullest; None where nobody can be told
    verb: str
    kind: Literal["said", "quoted"]
    via: str | None = None  # who carries it at second hand
    named_at: Span | None = None  # where the speaker's name was read


@lru_cache(maxsize=256)
def attributions_of(document: Document) -> tuple[Said, ...]:
    """Everything that somebody says in an article, in order of place."""
    found = []
    for span in split_sentences(document.text[document.body_start :]):
        start, end = span.start + document.body_start, span.end + document.body_start
        text = document.text[start:end]
        kind: Literal["said", "quoted"] = "quoted" if quoted_spans(text) else "said"
        for one in attributions(text):
            named = Span(start + one.speaker[0].start, start + one.speaker[-1].end) if one.speaker else None
            found.append(Said(start, end, one.label or None, "said", kind, named_at=named))
    return tuple(found)


def speaker_of(document: Document, span: Span) -> str | None:
    """The one speaker of what the sentence at `span` claims; None for the article's own voice, or for several."""
    here = [said for said in attributions_of(document) if said.start < span.end and span.start < said.end]
    speakers = {said.speaker for said in here}
    return next(iter(speakers)) if len(speakers) == 1 else None


def same_speaker(one: str, other: str, document: Document) -> bool:
    """Whether two names may stand for one speaker in this article."""
    return may_be_same(one, other, document.text)
