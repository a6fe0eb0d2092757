"""Timelines: what the articles tell of a topic, in the order in which it happened, what has no date last."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.citations import displayed
from rag.answering.dating.date_forms import written_dates
from rag.answering.dating.resolving import resolve
from rag.answering.forms import Formed
from rag.answering.forms.chronicle import LIMITS, distinct, formed, in_time
from rag.answering.forms.happenings import Happening, happenings
from rag.answering.reader.question import parts
from rag.retrieval.rerank import content_words
from rag.schema import Reason

if TYPE_CHECKING:
    from rag.answering.asking import Request
    from rag.retrieval.retrieve import Retriever

MOST = 20  # sentences shown
MOST_UNDATED = 6  # of them without any date of their own

_TIMELINE = r"(?:time ?line|chronology)(?: of (?:the )?(?:main |key |major )?events)?"
_PLEASE = r"(?:(?:please |(?:can|could|would) you )*(?:give|show|make|draw|write|build|list|provide)(?: me| us)? )?"
_OF = r"(?:of|for|about|on|in|around|surrounding|leading to)"
_ABOUT = r"(?:in|during|with|to|at|around)"
_IN_ORDER = r"(?:in order|in sequence|in (?:chronological|time) order|chronologically|step by step)"
_ASKED = (
    rf"{_PLEASE}(?:an? |the )?(?:short |brief |full |complete )?{_TIMELINE} {_OF} (?P<topic>.+)",
    rf"what (?:is|was) the {_TIMELINE} {_OF} (?P<topic>.+)",
    r"(?P<topic>[^:]+?)[:,]? (?:time ?line|chronology)",
    rf"when did what happen {_ABOUT} (?P<topic>.+)",
    rf"what happened,? {_IN_ORDER},? {_ABOUT} (?P<topic>.+)",
    rf"what happened {_ABOUT} (?P<topic>.+?),? {_IN_ORDER}",
    r"what happened when (?:in|during) (?P<topic>.+)",
)
_RECOGNISED = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _ASKED)
_BETWEEN = re.compile(r"what happened (?P<topic>.*?\b(?:between|from) .+ (?:and|to) .+)", re.IGNORECASE)
_QUESTION = re.compile(
    r"(?:who|what|when|where|why|how|which|is|are|was|were|did|does|do|has|have|can)\b", re.IGNORECASE
)
_TIME_PREPOSITIONS = LIMITS | frozenset("in on during between of for".split())
_EDGES = " \t,;:\"“”'"
_OPENS = re.compile(rf"^(?:{_ABOUT}|and|or)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TimelineQuestion:
    """A question for what happened when, maybe only within a time that it names."""

    topic: str
    since: str | None = None  # ISO as far as it is known, as `until`
    until: str | None = None

    @property
    def stage(self) -> str:
        """What is being done, for who waits."""
        return "Ordering what happened by date…"

    def find(self, request: Request, retriever: Retriever) -> Formed | None:
        """The sentences nearest to the topic by date of the event, or that no article tells when anything happened."""
        gathered = happenings(self.topic, retriever, request.filters)
        if gathered is None:
            return None
        found, degraded = gathered
        within = [one for one in found if self._holds(one)]
        told = distinct(within, retriever.meaning)
        # What has no date at all only fills the places that are left.
        dated = [group for group in told if group[0].mention is not None]
        undated = [group for group in told if group[0].mention is None][:MOST_UNDATED]
        shown = sorted([*dated, *undated][:MOST], key=in_time)
        if not shown:
            then = " in that time" if found else ""
            message = f"No article tells when anything happened of “{displayed(self.topic)}”{then}."
            reason = Reason("nothing_found", message)
            return Formed((), (), reason=reason, degraded=degraded)
        return formed(shown, left_out=len(dated) + len(undated) - len(shown), degraded=degraded)

    def _holds(self, one: Happening) -> bool:
        """Whether something surely happened in the time that is asked for."""
        if self.since is None and self.until is None:
            return True
        if one.mention is None or one.mention.date is None:
            return False
        first, last = one.mention.date, _end_of(one.mention.until or one.mention.date)
        return (self.since is None or first >= self.since) and (self.until is None or last <= _end_of(self.until))


def _end_of(iso: str) -> str:
    """What sorts behind every day of a year or month: "2017-11" ends with "2017-11-99"."""
    return iso + "-99-99"[: 10 - len(iso)]


def recognise(question: str) -> TimelineQuestion | None:
    """The timeline that a question asks for; None for any other question.

    >>> recognise("Timeline of the Syrian war")
    TimelineQuestion(topic='the Syrian war', since=None, until=None)
    >>> recognise("What happened in Aleppo between March 2016 and June 2016?")
    TimelineQuestion(topic='Aleppo', since='2016-03', until='2016-06')
    >>> recognise("What timeline did Lavrov name for the talks?") is None
    True
    """
    if len(parts(question)) > 1:
        return None
    question = question.strip().rstrip("?.! ")
    for pattern in _RECOGNISED:
        match = pattern.fullmatch(question)
        if match and not _QUESTION.match(match["topic"]):
            asked = _within_time(match["topic"])
            return asked if content_words(asked.topic) else None
    match = _BETWEEN.fullmatch(question)
    asked = _within_time(match["topic"]) if match else TimelineQuestion("")
    return asked if asked.since and asked.until and content_words(asked.topic) else None


def _within_time(topic: str) -> TimelineQuestion:
    """The topic without the time that it names: "since 2015", "between March 3 and March 9, 1987"."""
    named = [(one, period) for one in written_dates(topic) if (period := resolve(one, None, None)) is not None]
    if not named:
        return TimelineQuestion(topic.strip(_EDGES))
    (first, since), (last, until) = named[0], named[-1]
    before = topic[: first.start].split()
    limit = before[-1].lower() if before else ""
    rest = [*(before[:-1] if limit in _TIME_PREPOSITIONS else before), *topic[last.end :].split()]
    bare = _OPENS.sub("", " ".join(rest).strip(_EDGES)).strip(_EDGES)
    if len(named) == 1 and limit in ("since", "after"):
        return TimelineQuestion(bare, since.start, None)
    if len(named) == 1 and limit in ("until", "till", "before", "by"):
        return TimelineQuestion(bare, None, until.until or until.start)
    return TimelineQuestion(bare, since.start, until.until or until.start)
