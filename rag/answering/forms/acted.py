"""Claims that somebody did something to somebody, told as such: "he hosted Velayati" says that they met."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rag.answering.evidence import EvidenceSentence, evidence_at
from rag.answering.forms.acts import Act, acts_in, acts_like, may_tell
from rag.answering.forms.named import Named, articles_naming, called, is_named
from rag.words import fold, words

if TYPE_CHECKING:
    from rag.answering.asking import Request
    from rag.answering.speaking.figures import Figure
    from rag.retrieval.retrieve import Retriever
    from rag.schema import Document

MOST = 300  # articles that name both and are read for the act, about 10 ms each
_CLAIM = re.compile(r"^(?P<who>.+?) (?:(?:has|have|had) )?(?P<verb>[a-z]+)(?: with)? (?P<whom>.+?)\.?$")
_BESIDE_NAMES = frozenset({"the", "of"})


def told_as_done(claim: str, request: Request, retriever: Retriever) -> list[EvidenceSentence]:
    """The first sentence of each article that tells the act of a claim such as "Assad met Velayati".

    None for a claim of another kind, or one that says when or where. Files may have changed since.
    """
    match = _CLAIM.match(claim)
    if match is None or not acts_like(match["verb"]):
        return []
    who, whom = _called(match["who"]), _called(match["whom"])
    if who is None or whom is None:
        return []
    whom, documents = articles_naming(whom, retriever, request.filters)
    acts = acts_like(match["verb"])
    both = [document for document in documents if who.name in fold(document.text) and may_tell(acts, document.text)]
    found = (next(_told(document, acts, who, whom), None) for document in request.reading.read(both[:MOST]))
    return [sentence for sentence in found if sentence is not None]


def _called(text: str) -> Named | None:
    named = called(text)
    return named if all(word.capital or word.folded in _BESIDE_NAMES for word in words(text)) else None


def _told(document: Document, acts: frozenset[str], who: Named, whom: Named) -> Iterator[EvidenceSentence]:
    for act in acts_in(document, acts):
        if any(_among(who, doers, document) and _among(whom, others, document) for doers, others in _sides(act)):
            yield evidence_at(document, act.span)


def _sides(act: Act) -> tuple[tuple[tuple[Figure, ...], tuple[Figure, ...]], ...]:
    """Who does it and to whom, both ways where the act is mutual."""
    return ((act.doers, act.others), (act.others, act.doers)) if act.mutual else ((act.doers, act.others),)


def _among(named: Named, figures: tuple[Figure, ...], document: Document) -> bool:
    return any(is_named(named, figure.name, document) for figure in figures)
