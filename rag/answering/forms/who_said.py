"""Who said that …: every speaker whose statement says what the question does; or denies it, where that is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.evidence import EvidenceSentence, evidence_at, number_evidence, text_before
from rag.answering.forms import Formed
from rag.answering.forms.arranging import MOST, arranged
from rag.answering.forms.predicates import of_another_subject
from rag.answering.forms.told import Told, is_title, numbered, once
from rag.answering.forms.topics import Bearing, bearings, topic_of
from rag.answering.speaking.attribution import Said, said_at
from rag.answering.verifying.verification import verify
from rag.schema import Degradation, Reason, Span
from rag.words import stem, words

if TYPE_CHECKING:
    from rag.answering.asking import Request
    from rag.embedding.meaning import Meaning
    from rag.retrieval.retrieve import Retriever

DEPTH = 50  # passages searched for statements that say it
LOOKED_AT = 16  # statements, those that share most of its words, that are held to it
# Share of what is claimed that a statement must say, and cosine that it must come near. On questions about the seeds
# that which says it has 0.85 and more with 0.52 and more, other statements that pass the checks at most 0.76 with 0.41.
HELD, NEAR = 0.75, 0.5
ALL = 0.95  # share from which likeness is not asked for
FEW, NEAR_FEW = 2, 0.7  # words of matter that stand together in sentences about anything near, and likeness asked then
_SAID = r"said|says|say|claimed|claims|claim|stated|states"
_SAID_THAT = (
    r"announced|announces|declared|declares|argued|argues|confirmed|confirms|insisted|insists|warned|warns|believes|"
    r"believed|thinks|thought|predicted|predicts|promised|vowed|admitted|acknowledged|stressed|emphasi[sz]ed|added|"
    r"reported|reports|alleged|alleges"
)
_DENIED = r"denied|denies|deny|disputes|disputed"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^who(?: else)?(?: has| have| had| also)? (?:(?:{_SAID})(?: that|[:,])?|(?:{_SAID_THAT}) that"
        rf"|(?P<denied>{_DENIED})(?: that)?) (?P<claim>.+?)\s*\??$",
        r"^who (?:told|tells) (?:[\w’'-]+ ){1,4}?that (?P<claim>.+?)\s*\??$",
        r"^according to whom,? (?:is|are|was|were|did|does|do|has|have|had|will|would|can|could|may|might) "
        r"(?P<claim>.+?)\s*\??$",
    )
)
_WHAT = re.compile(
    r"^(?:what|so|it|this|that|anything|something|why|how|when|where|whether)\b\s*(?:about|on|of)?", re.IGNORECASE
)
_WHAT_ABOUT = re.compile(r"^what (?:about|on|of) (?P<topic>.+)$", re.IGNORECASE)
_ONLY_ASKED = re.compile(r"\b(?:ask|wonder)(?:ed|s|ing)?\b[^,;:]{0,40}\b(?:whether|if)\b[^,;:.]*", re.IGNORECASE)
_DENYING = frozenset(stem(verb) for verb in "deny reject refute dismiss dispute contradict".split())


@dataclass(frozen=True, slots=True)
class WhoSaid:
    """A question for who said something."""

    claim: str
    denied: bool
    topic: str = ""  # where it is asked who said what of it

    @property
    def stage(self) -> str:
        """What is being done."""
        return "Looking for who said it…"

    def find(self, request: Request, retriever: Retriever) -> Formed | None:
        """Everyone who says it, the statement nearest to the question first; None where nobody plainly does."""
        retrieved = retriever.retrieve(request.query, k=DEPTH, filters=request.filters)
        evidence = number_evidence(retrieved.passages, retrieved.chunks, retrieved.documents)
        attributed = once(_attributed(evidence))
        topic = topic_of(self.topic or self.claim, retriever)
        if self.topic:
            found = [one.told for one in bearings(topic, attributed, retriever) if one.bears]
        else:
            judged = bearings(topic, attributed, retriever, looked_at=LOOKED_AT)
            near = NEAR if len(topic.matter) > FEW else NEAR_FEW
            worded = {one.told.place for one in judged if _has_the_words(self.claim, one.told.text)}
            likely = [one for one in judged if one.told.place in worded or (one.names_met and _may_say(one, near))]
            found = [one.told for one in likely if self._says(one.told, retriever.meaning)]
            near_it = [one.told for one in judged if one.told.place in worded]
            near_it += [one.told for one in likely if of_another_subject(self.claim, one.told.text)]
            if not found and near_it:
                return _nobody(once(near_it), retrieved.degraded)
        if not found:
            return None
        return arranged(found, found[:MOST], days=False, degraded=retrieved.degraded)

    def _says(self, told: Told, meaning: Meaning) -> bool:
        """Whether the sentence says what the question says, as one would be held to it who wrote it down."""
        denies = told.said is not None and not _DENYING.isdisjoint(word.stem for word in words(told.said.verb))
        if denies != self.denied:
            return False
        speaker = told.said.speaker if told.said else ""
        wording = f"{speaker} {'denied' if self.denied else 'said'} that {self.claim}."
        before = " ".join(filter(None, [told.document.title, text_before(_evidence(told))]))
        published = [told.document.published]
        if of_another_subject(self.claim, told.text):
            return False
        stated = _ONLY_ASKED.sub("", told.text)
        problems = verify(
            wording, [stated], meaning=meaning, background=before, speakers=[speaker or ""], published=published
        )
        return all(problem.kind == "speaker" for problem in problems)  # who it is was read across sentences


def recognise(question: str) -> WhoSaid | None:
    """The question as one for who said something; None for any other.

    >>> recognise("Who denied that the congress was postponed?")
    WhoSaid(claim='the congress was postponed', denied=True, topic='')
    >>> recognise("Who said what about the ferry?").topic
    'the ferry'
    >>> recognise("Who met the mayor?")
    """
    asked = " ".join(question.split())
    for pattern in _PATTERNS:
        match = pattern.match(asked)
        if match is None:
            continue
        parts = match.groupdict()
        claim, denied = match["claim"], bool(parts.get("denied"))
        about = _WHAT_ABOUT.match(claim)
        if about is not None:
            return None if denied else WhoSaid(claim, denied, about["topic"])
        long_enough = sum(not word.stop for word in words(claim)) >= 2
        return WhoSaid(claim, denied) if long_enough and not _WHAT.match(claim) else None
    return None


def _may_say(one: Bearing, near: float) -> bool:
    """Whether a statement is worth holding to the question's words; of few words it must come nearer to them."""
    return one.said >= HELD and (one.near >= near or (one.said >= ALL and near == NEAR))


def _has_the_words(claim: str, text: str) -> bool:
    """Whether a sentence has what is claimed word for word: two words of matter or more, in one run."""
    matter = [word.stem for word in words(claim) if not word.stop]
    held = [word.stem for word in words(text) if not word.stop]
    count = len(matter)
    return count >= FEW and any(held[place : place + count] == matter for place in range(len(held) - count + 1))


def _nobody(near: Sequence[Told], degraded: Sequence[Degradation]) -> Formed:
    """Silence where the words stand in the archive, and nobody says them as they are asked for."""
    silent = "The archive has these words, but no sentence found in which somebody says so."
    return Formed((), (), reason=Reason("not_answered", silent), nearest=numbered(near), degraded=tuple(degraded))


def _attributed(evidence: Sequence[EvidenceSentence]) -> Iterator[Told]:
    for sentence in evidence:
        span = Span(sentence.start, sentence.end)
        if is_title(sentence.document, span):
            continue
        said = _said(sentence)
        if said is not None:
            yield Told(sentence.document, span, said)


def _said(sentence: EvidenceSentence) -> Said | None:
    here = said_at(sentence.document, Span(sentence.start, sentence.end))
    return next((said for said in here if said.speaker), None)


def _evidence(told: Told) -> EvidenceSentence:
    return evidence_at(told.document, told.span)
