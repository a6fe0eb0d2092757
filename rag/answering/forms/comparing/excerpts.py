"""The few words of a sentence that carry a claim: an exact part of it, at most a clause or two."""

from __future__ import annotations

import re

from rag.answering.evidence import EvidenceSentence
from rag.indexing.sentences import cut_at_clauses
from rag.schema import Span
from rag.words import content_stems

SHORT = 240  # characters; a sentence up to so long is shown whole


def excerpt(sentence: EvidenceSentence, wanted: str) -> Span:
    """Where the clause of the sentence stands, in its text, that shares most with `wanted`."""
    text = sentence.text
    if len(text) <= SHORT:
        return Span(0, len(text))
    stems = content_stems(wanted)
    pieces = cut_at_clauses(text, Span(0, len(text)), limit=SHORT)
    return max(pieces, key=lambda piece: (len(stems & content_stems(text[piece.start : piece.end])), -piece.start))


def in_marks(written: str) -> str:
    """An excerpt in quotation marks, other ones where it has some itself.

    >>> in_marks("armed groups"), in_marks("‘safe zones’"), in_marks("he said “no”")
    ('“armed groups”', '‘safe zones’', '‘he said “no”’')
    """
    if written[:1] in "“\"‘'«„" and written[-1:] in "”\"’'»“":
        return written
    return f"‘{written}’" if re.search('[“”"„]', written) else f"“{written}”"
