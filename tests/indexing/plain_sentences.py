"""Sentences in the plainest form that can be read at a glance, slow: what the quick one must agree with."""

from __future__ import annotations

import itertools
import re

from rag.indexing.sentences import MAX_SENTENCE, _first_line_goes_on, _windowed_boundaries, cut_at_clauses
from rag.schema import Span

EDGE = " \t\r\n\v\f\u00a0\u2028\u2029\u200b\ufeff"
ENDS = re.compile(r"[.!?…:;。！？۔؟][\"'”’»)\]]*$|[\"”»]$")
OWN_LINE = re.compile(r"#{1,6}\s|[-*+•]\s|\d{1,3}[.)]\s|>")
ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sgt|Capt|Maj|Adm|Gov|Sen|Rep|Rev|St|Pres|Hon|Messrs|Mt|No|Nos"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|vs|approx|ca|cf|e\.g|i\.e)\.)$"
)
INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}$")


def plain_sentences(text: str) -> list[Span]:
    """What `split_sentences` finds."""
    found = []
    for block in blocks(text):
        for span in sentences_of(text, block):
            found += cut_at_clauses(text, span, limit=MAX_SENTENCE) if span.end - span.start > MAX_SENTENCE else [span]
    return found


def trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start] in EDGE:
        start += 1
    while end > start and text[end - 1] in EDGE:
        end -= 1
    return Span(start, end) if start < end else None


def blocks(text: str) -> list[Span]:
    lines = [span for match in re.finditer(r"[^\r\n]+", text) if (span := trimmed(text, match.start(), match.end()))]
    titles = 0 if _first_line_goes_on(text, [(line.start, line.end) for line in lines]) else 1
    title, rest = lines[:titles], lines[titles:]
    single = [before for before, after in itertools.pairwise(rest) if adjacent(text, before, after)]
    open_ended = sum(not ENDS.search(text[line.start : line.end]) for line in single)
    wrapped = len(single) >= 2 and open_ended * 2 > len(single)
    found: list[Span] = []
    for n, line in enumerate(rest):
        if n and wrapped and joins(text, rest[n - 1], line):
            found[-1] = Span(found[-1].start, line.end)
        else:
            found.append(line)
    return title + found


def adjacent(text: str, before: Span, after: Span) -> bool:
    between = text[before.end : after.start].replace("\r\n", "\n")
    return between.count("\n") + between.count("\r") == 1


def joins(text: str, before: Span, after: Span) -> bool:
    own = any(OWN_LINE.match(text, line.start) for line in (before, after))
    return adjacent(text, before, after) and not own and before.end - before.start <= 120


def sentences_of(text: str, block: Span) -> list[Span]:
    spans: list[Span] = []
    glued = False
    for start, end in _windowed_boundaries(text[block.start : block.end]):
        sentence = trimmed(text, block.start + start, block.start + end)
        if sentence is None:
            continue
        wordless = not any(character.isalnum() for character in text[sentence.start : sentence.end])
        if spans and (glued or wordless):
            sentence = Span(spans.pop().start, sentence.end)
        spans.append(sentence)
        tail = text[max(sentence.start, sentence.end - 24) : sentence.end]
        following = text[sentence.end : min(sentence.end + 3, block.end)].lstrip()
        initials = INITIALS.search(tail) is not None and not following[:1].isupper()
        glued = ABBREVIATED.search(tail) is not None or initials
    return spans
