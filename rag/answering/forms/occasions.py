"""When somebody did something to somebody: the sentences that tell the act and its day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.dating.when import mentions_within
from rag.answering.evidence import Draft
from rag.answering.forms import Formed
from rag.answering.forms.acted import told_as_done
from rag.answering.forms.acts import acts_like
from rag.answering.forms.told import Told, current, numbered, once
from rag.schema import Span

if TYPE_CHECKING:
    from rag.answering.asking import Request
    from rag.retrieval.retrieve import Retriever

MOST = 3  # sentences, as the plain reader tells
_WHEN = re.compile(
    r"^when (?:did|has|have|had) (?P<who>.+?) (?P<verb>[a-z]+)(?: with)? (?P<whom>[^,;?]+?)\s*\??$", re.I
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A question for when an act was done, told as a claim: "Assad meet Velayati"."""

    claim: str

    @property
    def stage(self) -> str:
        """What is being done."""
        return "Looking for when it was…"

    def find(self, request: Request, retriever: Retriever) -> Formed | None:
        """The sentences that tell the act with a day, one an article; None where no article tells it so."""
        done = told_as_done(self.claim, request, retriever)
        told = [Told(one.document, Span(one.start, one.end)) for one in done]
        found, degraded = current(once(one for one in told if mentions_within(one.document, one.span)), retriever)
        evidence = numbered(found[:MOST])
        drafts = tuple(Draft(sentence.text, (sentence.number,)) for sentence in evidence)
        return Formed(evidence, drafts, degraded=degraded, worded=True) if drafts else None


def recognise(question: str) -> Occasion | None:
    """The question as one for when somebody did something to somebody; None for any other.

    >>> recognise("When did Assad meet with Velayati?")
    Occasion(claim='Assad meet Velayati')
    >>> recognise("When did the ferry sink in the harbour?")
    """
    asked = _WHEN.match(" ".join(question.split()))
    if asked is None or not acts_like(asked["verb"]):
        return None
    return Occasion(f"{asked['who']} {asked['verb']} {asked['whom']}")
