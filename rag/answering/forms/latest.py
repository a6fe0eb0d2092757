"""The latest on something: what the newest of the articles that fit say of it, and how new they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rag.answering.dating.dates import day_written
from rag.answering.evidence import Draft, EvidenceSentence, number_evidence
from rag.answering.forms import Formed
from rag.answering.reader.cues import leans_back
from rag.words import content_stems

if TYPE_CHECKING:
    from rag.answering.asking import Request
    from rag.embedding.meaning import Meaning
    from rag.retrieval.retrieve import Retrieved, Retriever
    from rag.schema import Passage

PASSAGES = 30  # looked at for the newest among them
ABOUT_EQUALLY = 0.2  # of the score (0 to 1.2): passages so far below the best fit about as well
ARTICLES = 3  # the newest ones that are quoted
HELD = 0.6  # of the topic's words that a passage must hold, and a sentence of it
NEWS = 31  # days before the newest article within which others are news as well

_NEW = r"(?:latest|newest|most recent)"
_KINDS = r"(?:news|reports?|articles?|stor(?:y|ies)|information|developments?|updates?|word|coverage)"
_ASKED = re.compile(
    r"^\W*(?:what(?:['’]s| is| are| was| were| do(?:es)?)?|show(?: me)?|give me|tell me|list|find|any)?\s*"
    rf"(?:the )?(?:{_NEW}(?: {_KINDS})?|what['’]s new|what is new|new with) (?:say )?(?:is |are )?"
    r"(?:on|about|of|regarding|concerning|from|in|with) (?P<topic>\S.*?)[\s?.!]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Latest:
    """A question for what is new on a topic."""

    topic: str

    @property
    def stage(self) -> str:
        return "Looking for the newest articles…"

    def find(self, request: Request, retriever: Retriever) -> Formed | None:
        retrieved = retriever.retrieve(self.topic, k=PASSAGES, filters=request.filters)
        pool = _fitting(self.topic, retrieved)
        if not pool:
            return None  # the plain reader says why
        newest = _newest(pool)[:ARTICLES]
        evidence = number_evidence(newest, retrieved.chunks, retrieved.documents)
        told = [_best(self.topic, evidence, passage, retriever.meaning) for passage in newest]
        held = [sentence for sentence in told if sentence is not None and _holds(self.topic, sentence)]
        drafts = [Draft(sentence.text, (sentence.number,)) for sentence in held or told[:1] if sentence is not None]
        if not drafts:
            return None
        age = Draft(_age(pool), drafts[0].points_at, about_archive=True)
        return Formed(evidence, (*drafts, age), degraded=retrieved.degraded, worded=True)


def recognise(question: str) -> Latest | None:
    """The question as one for what is new on a topic; None for any other.

    >>> recognise("What is the latest on the Sochi congress?").topic
    'the Sochi congress'
    >>> recognise("What is the latest version of the plan?")
    """
    asked = _ASKED.match(" ".join(question.split()))
    return Latest(asked["topic"]) if asked is not None and content_stems(asked["topic"]) else None


def _fitting(topic: str, retrieved: Retrieved) -> list[Passage]:
    """Of each article the best passage, where it fits about as well as the best of all."""
    asked = content_stems(topic)
    held: dict[str, tuple[int, Passage]] = {}
    for passage in retrieved.passages:
        stems = content_stems(f"{passage.title or ''} {passage.text}")
        count = len(asked & stems)
        if count >= HELD * len(asked) and passage.document_id not in held:
            held[passage.document_id] = count, passage
    if not held:
        return []
    most = max(count for count, _ in held.values())
    fit = [passage for count, passage in held.values() if count == most]
    return [passage for passage in fit if passage.score >= fit[0].score - ABOUT_EQUALLY]


def _newest(pool: Sequence[Passage]) -> list[Passage]:
    """The newest first, without those that are old beside it; where none has a date, all."""
    ordered = sorted(pool, key=lambda passage: passage.published or "", reverse=True)
    if not ordered[0].published:
        return ordered
    oldest = (date.fromisoformat(ordered[0].published) - timedelta(days=NEWS)).isoformat()
    return [passage for passage in ordered if (passage.published or "") >= oldest]


def _holds(topic: str, sentence: EvidenceSentence) -> bool:
    """Whether a sentence itself has enough of the topic's words."""
    asked = content_stems(topic)
    return len(asked & content_stems(sentence.text)) >= HELD * len(asked)


def _best(
    topic: str, evidence: Sequence[EvidenceSentence], passage: Passage, meaning: Meaning
) -> EvidenceSentence | None:
    """The sentence of the passage that says most of the topic and stands alone."""
    own = [
        sentence
        for sentence in evidence
        if sentence.chunk_id == passage.chunk_id and sentence.text != sentence.document.title
    ]
    own = [sentence for sentence in own if not leans_back(sentence.text)] or own
    asked = content_stems(topic)
    near = meaning.similarities(topic, [sentence.text for sentence in own])
    scored = [
        (len(asked & content_stems(one.text)) / len(asked) + nearness, one)
        for one, nearness in zip(own, near, strict=True)
    ]
    return max(scored, key=lambda pair: pair[0])[1] if scored else None


def _age(pool: Sequence[Passage]) -> str:
    """How new the newest is, as far as the articles state it."""
    dated = [passage.published for passage in pool if passage.published]
    undated = len(pool) - len(dated)
    if not dated:
        return "No article found on this states its date, so which is the newest can't be told."
    newest = f"The newest of the articles found on this is dated {day_written(max(dated))}"
    if not undated:
        return f"{newest}."
    return f"{newest}; {'1 more states' if undated == 1 else f'{undated} more state'} no date."
