"""Timelines: what the articles tell of a topic, in the order in which it happened, what has no date last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.answering.citations import displayed
from rag.answering.claims import names
from rag.answering.dates import MONTHS
from rag.answering.evidence import Draft, EvidenceSentence
from rag.answering.forms import Formed
from rag.answering.forms.happenings import Happening, happenings
from rag.answering.numbers import quantities
from rag.schema import Cell, Column, Degradation, Reason, Row, Table

if TYPE_CHECKING:
    from rag.answering.asking import Request
    from rag.embedding.meaning import Meaning
    from rag.retrieval.retrieve import Retriever

MOST = 20  # sentences shown
MOST_UNDATED = 6  # of them without any date of their own
SAME = 0.85  # cosine from which two articles' sentences of one date tell one thing, where names and numbers agree
AGAIN = 0.75  # cosine above which a sentence says again what one of the same date, or of the same story, says
COLUMNS = (Column("when"), Column("what"), Column("published"), Column("in"))

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
_RECOGNISED = tuple(re.compile(rf"\s*{pattern}\s*[?.!]*\s*", re.IGNORECASE) for pattern in _ASKED)
_QUESTION = re.compile(
    r"(?:who|what|when|where|why|how|which|is|are|was|were|did|does|do|has|have|can)\b", re.IGNORECASE
)
_LIMITS = frozenset("since until till by before after from".split())


@dataclass(frozen=True, slots=True)
class TimelineQuestion:
    """A question for what happened when."""

    topic: str

    @property
    def stage(self) -> str:
        """What is being done, for who waits."""
        return "Ordering what happened by date…"

    def find(self, request: Request, retriever: Retriever) -> Formed | None:
        """The sentences nearest to the topic by date of the event; None where no article is about it."""
        found, degraded = happenings(self.topic, retriever, request.filters)
        kept = _distinct(found, retriever.meaning)
        undated = [group for group in kept if group[0].mention is None][:MOST_UNDATED]
        chosen = [group for group in kept if group[0].mention is not None or group in undated]
        left_out = len(chosen) - MOST
        shown = sorted(chosen[:MOST], key=_in_time)
        if not shown:
            reason = Reason("nothing_found", f"No article tells when anything happened of “{displayed(self.topic)}”.")
            return Formed((), (), reason=reason, degraded=degraded)
        return _formed(shown, left_out=left_out, degraded=degraded)


def recognise(question: str) -> TimelineQuestion | None:
    """The timeline that a question asks for; None for any other question.

    >>> recognise("Timeline of the Syrian war")
    TimelineQuestion(topic='the Syrian war')
    >>> recognise("What timeline did Lavrov name for the talks?") is None
    True
    """
    for pattern in _RECOGNISED:
        match = pattern.fullmatch(question)
        if match and match["topic"].strip() and not _QUESTION.match(match["topic"]):
            return TimelineQuestion(match["topic"].strip(" \t\"“”'"))
    return None


def _distinct(found: Sequence[Happening], meaning: Meaning) -> list[list[Happening]]:
    """The happenings in their order, those that say the same together, without those that say it again otherwise."""
    vectors = meaning.of([one.sentence.text for one in found])
    groups: dict[int, list[Happening]] = {}
    for place, one in enumerate(found):
        told = None
        for leader, group in groups.items():
            cosine = float(vectors[place].whole @ vectors[leader].whole)
            if cosine > AGAIN and (_one_time(one, group[0]) or _origin(one) == _origin(group[0])):
                told = leader
                other_story = _origin(one) not in {_origin(other) for other in group}
                if cosine >= SAME and other_story and _says_the_same(one, group[0]):
                    group.append(one)
                break
        if told is None:
            groups[place] = [one]
    return list(groups.values())


def _one_time(one: Happening, other: Happening) -> bool:
    """Whether two may tell of one time: "last month" and the twentieth of it."""
    mine, theirs = (known.mention.date if known.mention is not None else None for known in (one, other))
    return mine == theirs if mine is None or theirs is None else mine.startswith(theirs) or theirs.startswith(mine)


def _origin(one: Happening) -> str:
    return one.sentence.document.origin or one.sentence.document.id


def _says_the_same(one: Happening, other: Happening) -> bool:
    """Whether two sentences have one date, the same names and the same numbers."""
    if one.mention is None or other.mention is None or one.mention.date is None:
        return False
    if (one.mention.date, one.mention.until) != (other.mention.date, other.mention.until):
        return False
    texts = (one.sentence.text, other.sentence.text)
    named, others = ({word.folded for name in names(text) for word in name.words} for text in texts)
    mine, theirs = ({str(quantity.value) for quantity in quantities(text)} for text in texts)
    return (named <= others or others <= named) and mine == theirs


def _in_time(group: Sequence[Happening]) -> tuple[str, str, str, str, int]:
    first = group[0]
    document = first.sentence.document
    known = first.mention.date if first.mention is not None else None
    # A month comes before its days, what has no date behind everything.
    return (
        known or "9999",
        document.published or "9999",
        document.root,
        document.path,
        first.sentence.start,
    )


def _formed(shown: Sequence[Sequence[Happening]], *, left_out: int, degraded: tuple[Degradation, ...]) -> Formed:
    sentences = (one.sentence for group in shown for one in group)
    evidence = [replace(sentence, number=number) for number, sentence in enumerate(sentences, start=1)]
    drafts, rows, place = [], [], 0
    for group in shown:
        cited = evidence[place : place + len(group)]
        place += len(group)
        drafts.append(Draft(cited[0].text, tuple(sentence.number for sentence in cited)))
        rows.append(_row(group[0], cited))
    if left_out > 0:
        first = {sentence.document.id: sentence.number for sentence in reversed(evidence)}
        said = f"These are the {len(shown)} that are nearest to the question; {left_out} more were left out."
        drafts.append(Draft(said, tuple(sorted(first.values())), about_archive=True))
    return Formed(tuple(evidence), tuple(drafts), Table("timeline", COLUMNS, tuple(rows)), degraded=degraded)


def _row(happening: Happening, cited: Sequence[EvidenceSentence]) -> Row:
    numbers = tuple(sentence.number for sentence in cited)
    published = dict.fromkeys(sentence.document.published or "" for sentence in cited)
    articles = dict.fromkeys(_name(sentence) for sentence in cited)
    cells = (
        Cell(told_when(happening)),
        Cell(displayed(cited[0].text), numbers),
        Cell("; ".join(day for day in published if day)),
        Cell("; ".join(articles)),
    )
    return Row(cells, date=happening.mention.date if happening.mention is not None else None)


def _name(sentence: EvidenceSentence) -> str:
    document = sentence.document
    return document.publisher or displayed(document.title or "") or document.path


def told_when(happening: Happening) -> str:
    """The date of what happened, and the article's own words where they are others; "" where there are none."""
    mention = happening.mention
    if mention is None:
        return ""
    written = " ".join(mention.written.split())
    before = happening.sentence.text[: mention.start - happening.sentence.start].split()
    if before and before[-1].lower() in _LIMITS:
        written = f"{before[-1].lower()} {written}"
    if mention.date is None:
        return f"“{written}”"
    if mention.basis == "stated":
        return written
    end = f" to {spelt(mention.until)}" if mention.until else ""
    return f"{spelt(mention.date)}{end} (“{written}”)"


def spelt(iso: str) -> str:
    """An ISO date as people write it.

    >>> spelt("2017-11-07"), spelt("2017-11"), spelt("2017")
    ('7 November 2017', 'November 2017', '2017')
    """
    year, *rest = iso.split("-")
    month = [MONTHS[int(rest[0]) - 1].title()] if rest else []
    day = [str(int(rest[1]))] if len(rest) == 2 else []
    return " ".join([*day, *month, year])
