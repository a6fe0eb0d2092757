"""When that happened which a sentence tells, where it names more than one time."""

from __future__ import annotations

import re

from rag.answering.dating.when import DateMention, mentions_within
from rag.answering.evidence import EvidenceSentence
from rag.answering.reader.question import SPEECH_STEMS
from rag.indexing.datelines import dateline_end
from rag.schema import Span
from rag.words import words

_PREPOSITION = re.compile(
    r"\b(?:in|on|since|until|till|by|from|during|at|after|before|between|through|around|of|as of|for|and|or|late|early)"
    r"(?:\s+(?:the|an?|about|end of|beginning of|middle of))*\s+$",
    re.IGNORECASE,
)
_DETERMINER = re.compile(r"\b(?:an?|the|its|their|his|her|this|that|[\w-]+['’]s?)\s+(?:[\w-]+\s+)?$", re.IGNORECASE)
_COMPARED = re.compile(
    r"\b(?:than|compared (?:with|to)|against|versus|vs)\b[^,;]{1,40}$|\bafter\b[^,;]*\d\S*\s+$|\bup to\s+$"
    r"|\bfrom\s+\S[^,;]{0,40}$"
    r"|\b(?:up|down|higher|lower|unchanged|pct|percent)\b[^,;]{0,20}\bfrom\s+$",
    re.IGNORECASE,
)
_OF_A_DAY = re.compile(r"day\b|tomorrow|tonight|night|[a-z]\.? \d{1,2}\b|\b\d{1,2} [a-z]", re.IGNORECASE)
_ADVERB = re.compile(r"\b(?:last|this|next)\s+(?:week|weekend|month|year)$|\bago$", re.IGNORECASE)
_NOUN_AFTER = re.compile(
    r"['’]s\b|\s+(?!(?:and|or|to|for|by|in|on|at|that|as|but|with|from|when|while|after)\b)[A-Za-z-]{3,}"
)


def event_date(sentence: EvidenceSentence) -> DateMention | None:
    """The date of what a sentence tells: that of the event before that of who told it; None where it has none.

    A dateline's day is when the story was written; what happened has the days in its own words.
    """
    opening = sentence.start + dateline_end(sentence.text)
    ranked = []
    for mention in mentions_within(sentence.document, Span(sentence.start, sentence.end)):
        if mention.start < opening:
            continue
        before = sentence.text[opening - sentence.start : mention.start - sentence.start]
        after = sentence.text[mention.end - sentence.start :]
        rank = _rank(before, mention, after)
        if rank is not None:
            ranked.append((rank, mention.start, mention))
    return min(ranked, key=lambda one: one[:2])[2] if ranked else None


def _rank(before: str, mention: DateMention, after: str) -> int | None:
    """0 for when it happened, 1 for when it was said; None for what is measured or named by a date."""
    if after[:2] in ("'s", "’s") or _COMPARED.search(before):
        return None
    if not _ADVERB.search(mention.written):
        day = _OF_A_DAY.search(mention.written) is not None
        if _DETERMINER.search(before) and _NOUN_AFTER.match(after):
            return 1 if day else None  # "a Tuesday post" is of Tuesday, "the 1987 budget" of any day
        if not day and not _PREPOSITION.search(before) and before.strip() and _NOUN_AFTER.match(after):
            return None
    return 1 if any(word.stem in SPEECH_STEMS for word in words(before)[-4:]) else 0
