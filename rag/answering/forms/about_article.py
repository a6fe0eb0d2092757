"""What an article says of itself, asked for: who wrote it, who published it, when, and from where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rag.answering.citations import displayed
from rag.answering.evidence import Draft, EvidenceSentence, evidence_at, sentences_of
from rag.answering.forms import Formed
from rag.indexing.credits import Fact, stated_facts
from rag.schema import Reason
from rag.words import content_stems

if TYPE_CHECKING:
    from rag.answering.asking import Request
    from rag.retrieval.retrieve import Retriever
    from rag.schema import Document, Passage

Asked = Literal["byline", "publisher", "published", "place"]

HELD = 0.6  # of the words that say which article is meant, those it must hold
_FIELDS: dict[Asked, tuple[str, ...]] = {
    "byline": ("byline",),
    "publisher": ("publisher", "agency"),
    "published": ("published",),
    "place": ("place",),
}
_UNSAID: dict[Asked, str] = {
    "byline": "who wrote it",
    "publisher": "who published it",
    "published": "when it was published",
    "place": "from where it was filed",
}
_ARTICLE = r"the (?:news )?(?:article|report|story|piece|dispatch) (?:on|about|of|concerning) (?P<topic>.+?)"
_OUTLET = r"(?:which|what) (?:media |news )?(?:outlet|agency|newspaper|paper|magazine|publisher|site|website|source)"
_PATTERNS: tuple[tuple[Asked, str], ...] = (
    ("byline", rf"who (?:wrote|authored|is the author of|was the author of) {_ARTICLE}"),
    ("publisher", rf"(?:who|{_OUTLET}) (?:published|carried|ran|is behind) {_ARTICLE}"),
    ("publisher", rf"(?:where|{_OUTLET}) was {_ARTICLE} (?:taken|culled|republished|reprinted|copied) from"),
    ("publisher", rf"from {_OUTLET} was {_ARTICLE} (?:taken|culled|republished|reprinted|copied)"),
    ("published", rf"(?:when|on (?:what|which) (?:day|date)) was {_ARTICLE} (?:published|posted|written|filed)"),
    ("published", rf"what is the (?:publication )?date of {_ARTICLE}"),
    (
        "place",
        rf"(?:from )?(?:where|(?:which|what) (?:city|town|place|country)) was {_ARTICLE} (?:filed|sent)(?: from)?",
    ),
)
_ASKED = tuple((field, re.compile(rf"\W*{pattern}[\s?.!]*", re.IGNORECASE)) for field, pattern in _PATTERNS)


@dataclass(frozen=True, slots=True)
class AboutArticle:
    """A question for what one article says of itself."""

    field: Asked
    topic: str  # the words that say which article

    @property
    def stage(self) -> str:
        return "Looking at what the article says of itself…"

    def find(self, request: Request, retriever: Retriever) -> Formed | None:
        retrieved = retriever.retrieve(self.topic, k=3, filters=request.filters)
        meant = next((passage for passage in retrieved.passages if self._is_meant(passage, retrieved.documents)), None)
        if meant is None:
            return None
        document = retrieved.documents[meant.document_id]
        facts = [fact for field in _FIELDS[self.field] for fact in stated_facts(document) if fact.field == field]
        opening = _sentence(document, document.body_start, meant)
        if not facts:
            titled = f"“{displayed(document.title)}”" if document.title else document.path
            reason = Reason("not_answered", f"The article {titled} does not say {_UNSAID[self.field]}.")
            return Formed((), (), reason=reason, nearest=(opening,), degraded=retrieved.degraded)
        fact = facts[0]
        if fact.start is None:
            told = Draft(self._outside(fact), (opening.number,), about_archive=True)
            return Formed((opening,), (told,), degraded=retrieved.degraded)
        said = _sentence(document, fact.start, meant)
        return Formed((said,), (Draft(said.text, (said.number,)),), degraded=retrieved.degraded)

    def _is_meant(self, passage: Passage, documents: dict[str, Document]) -> bool:
        asked = content_stems(self.topic)
        document = documents[passage.document_id]
        return len(asked & content_stems(f"{document.title or ''} {passage.text}")) >= HELD * len(asked)

    def _outside(self, fact: Fact) -> str:
        """What the article's file or page states outside its text."""
        says = {
            "byline": f"The article is by {fact.value}",
            "publisher": f"The article was published by {fact.value}",
            "published": f"The article was published on {fact.value}",
            "place": f"The article was filed from {fact.value}",
        }
        return displayed(f"{says[self.field]}, as its {fact.where} says.")


def recognise(question: str) -> AboutArticle | None:
    """The question as one for what an article says of itself; None for any other.

    >>> recognise("Who wrote the article about the ferry?")
    AboutArticle(field='byline', topic='the ferry')
    >>> recognise("Who wrote the letter about the ferry?")
    """
    plain = " ".join(question.split())
    for field, pattern in _ASKED:
        asked = pattern.fullmatch(plain)
        if asked is not None and content_stems(asked["topic"]):
            return AboutArticle(field, asked["topic"])
    return None


def _sentence(document: Document, place: int, passage: Passage) -> EvidenceSentence:
    """The sentence of the article that holds this character."""
    spans = sentences_of(document)
    span = next((span for span in spans if place < span.end), spans[-1])
    return evidence_at(document, span, passage_rank=passage.rank, chunk_id=passage.chunk_id)
