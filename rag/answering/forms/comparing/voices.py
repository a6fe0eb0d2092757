"""Whose words stand at a place of an article: a quoted speaker's, a reported one's, or the article's own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.answering.evidence import EvidenceSentence
from rag.answering.speaking.attribution import Said, said_at
from rag.answering.verifying.claims import quoted_spans
from rag.schema import Span


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks, and whether in their own words; nobody named means the article itself."""

    speaker: str | None = None
    quoted: bool = False

    def __str__(self) -> str:
        if self.speaker is None:
            return "quoting somebody" if self.quoted else "in its own words"
        return f"quoting {self.speaker}" if self.quoted else f"reporting {self.speaker}"


OWN = Voice()


def voice_at(sentence: EvidenceSentence, place: Span) -> Voice:
    """The voice of these characters of the sentence's text."""
    here = Span(sentence.start + place.start, sentence.start + place.end)
    said = list(said_at(sentence.document, here))
    if any(one.named_at is not None and _overlap(one.named_at, here) for one in said):
        return OWN  # the article names who speaks by it
    within = any(quote.start <= place.start and place.end <= quote.end for quote in quoted_spans(sentence.text))
    if within:
        return Voice(_speaker([one for one in said if one.kind == "quoted"] or said), quoted=True)
    said = [one for one in said if not _before_it_is_said(one, here, sentence.document.text)]
    reported = said if _before_quotation(sentence.text, place) else [one for one in said if one.kind == "said"]
    return Voice(_speaker(reported)) if reported else OWN


def _before_it_is_said(one: Said, here: Span, text: str) -> bool:
    """Whether a place stands between who speaks and the verb: "Mora, asked about the *blast*, said nothing"."""
    if one.kind != "said" or one.named_at is None or not one.named_at.end <= here.start:
        return False
    return re.search(rf"[,)]\s+(?:{re.escape(one.verb)})\b", text[here.end : one.end]) is not None and (
        text[one.named_at.end : here.start].lstrip()[:1] in (",", "(")
    )


def _before_quotation(text: str, place: Span) -> bool:
    """Whether a place leads up to a quotation: "saying that the *rebels* “have lost”"."""
    quotes = quoted_spans(text)
    return bool(quotes) and place.end <= quotes[0].start and " that " in text[: place.start]


def _speaker(said: list[Said]) -> str | None:
    """Who says it; of several who say it at once, the one whose claim is the shortest."""
    named = sorted((one for one in said if one.speaker), key=lambda one: one.end - one.start)
    return named[0].speaker if named else None


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
