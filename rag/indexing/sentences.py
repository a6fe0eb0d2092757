"""Sentence boundaries with exact character offsets.

Blocks (paragraphs, headings, unwrapped lines) are found here; inside a block the boundaries
are sentencex's. `text[span.start:span.end]` never starts or ends with white space.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import cache

from rag.schema import Span

MAX_SENTENCE = 1200
"""Characters; what runs on longer without an end is cut, at a clause where there is one."""

WINDOW = 8000
"""Characters of one block looked at together; a longer one is parted after a full stop."""

_Stretch = tuple[int, int]
"""Start and end: a Span in the making, of which a story has many."""

_WIDEST_WRAP = 120  # characters; a longer line was not wrapped
_RAGGED = 10  # characters by which one line of a wrapped paragraph may be longer than the others
_OPENS_STORY = re.compile(r"[A-Z]{3}|By\s")  # "LIMA, June 3", "By Ana Lobo": what stands above is a title
_STOP = re.compile(r"[.!?。！？][\"'”’»)]*\s")
_EDGE = " \t\r\n\v\f\u00a0\u2028\u2029\u200b\ufeff"
_LINE = re.compile(rf"[^{_EDGE}](?:[^\r\n]*[^{_EDGE}])?")  # as `_trim` leaves it
_STOPS = frozenset(".!?…:;。！？۔؟")
_CLOSING = "\"'”’»)]"
_CLOSED = frozenset('"”»')
_OWN_LINE = re.compile(r"#{1,6}\s|[-*+•]\s|\d{1,3}[.)]\s|>")
_CLAUSE = re.compile(r"(?<=[;:,–—])\s|\s(?=[–—(])")
_SPACE = re.compile(r"\s")
# Ends that are not ends: sentencex 1.0.32 stops after these before a capital.
_NOT_AN_END = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sgt|Capt|Maj|Adm|Gov|Sen|Rep|Rev|St|Pres|Hon|Messrs|Mt|No|Nos"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|vs|approx|ca|cf|e\.g|i\.e)\.)$"
)
_LONG_WORD = 7  # characters, longer than any of them
_AFTER_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}$")


def sentences_between(text: str, start: int, end: int | None = None) -> list[Span]:
    """The sentences of `text[start:end]`, in order, by their places in all of `text`."""
    return [Span(span.start + start, span.end + start) for span in split_sentences(text[start:end])]


def split_sentences(text: str) -> list[Span]:
    """The sentences of `text` in order, titles and headings as sentences of their own.

    >>> [text[s.start:s.end] for text in ["A title\\n\\nIt rains. “Stay in,” he said."] for s in split_sentences(text)]
    ['A title', 'It rains.', '“Stay in,” he said.']
    """
    found: list[Span] = []
    for block in _blocks(text):
        for start, end in _sentences_of(text, block):
            span = Span(start, end)
            found += [span] if end - start <= MAX_SENTENCE else cut_at_clauses(text, span, limit=MAX_SENTENCE)
    return found


def ends_as_a_sentence(line: str) -> bool:
    """Whether a line ends with a mark that ends sentences, within closing quotation marks or not.

    >>> ends_as_a_sentence("“Stay in!”"), ends_as_a_sentence("A title")
    (True, False)
    """
    return line[-1:] in _CLOSED or line.rstrip(_CLOSING)[-1:] in _STOPS


def cut_at_clauses(text: str, span: Span, *, limit: int) -> list[Span]:
    """`span` in pieces of at most `limit` characters, cut after a clause, else at a space.

    >>> t = "one, two three"
    >>> [t[p.start:p.end] for p in cut_at_clauses(t, Span(0, 14), limit=10)]
    ['one,', 'two three']
    """
    pieces: list[Span] = []
    start = span.start
    while span.end - start > limit:
        window = text[start : start + limit + 1]
        # Halves of like length read better than a full piece and a stub.
        floor = min(limit // 2, (span.end - start) // 3)
        cut = _last(_CLAUSE, window, floor) or _last(_SPACE, window, floor) or limit
        pieces.append(Span(start, start + cut))
        start += cut
    pieces.append(Span(start, span.end))
    return [Span(*trimmed) for piece in pieces if (trimmed := _trim(text, piece.start, piece.end))]


def _last(pattern: re.Pattern[str], window: str, floor: int) -> int | None:
    cuts = [match.start() for match in pattern.finditer(window) if match.start() >= floor]
    return cuts[-1] if cuts else None


def _blocks(text: str) -> Iterator[_Stretch]:
    """Runs of lines that belong to one paragraph.

    A line break inside a paragraph ends a sentence, unless the article is hard-wrapped:
    then most of its lines end in the middle of one.
    """
    lines = [match.span() for match in _LINE.finditer(text)]
    if not lines:
        return
    if not _first_line_goes_on(text, lines):
        yield lines[0]  # the title
        lines = lines[1:]
    adjacent = [_one_break(text[end:start]) for (_, end), (start, _) in itertools.pairwise(lines)]
    single = [line for line, near in zip(lines, adjacent, strict=False) if near]
    open_ended = sum(not ends_as_a_sentence(text[start:end]) for start, end in single)
    if len(single) < 2 or open_ended * 2 <= len(single):
        yield from lines
        return
    own = [not text[start].isalpha() and _OWN_LINE.match(text, start) is not None for start, _ in lines]
    begin = lines[0][0]
    for n, (start, end) in enumerate(lines[:-1]):
        if not adjacent[n] or own[n] or own[n + 1] or end - start > _WIDEST_WRAP:
            yield begin, end
            begin = lines[n + 1][0]
    yield begin, lines[-1][1]


def _first_line_goes_on(text: str, lines: Sequence[_Stretch]) -> bool:
    """Whether the first line is no title but the wrapped beginning of the text.

    Then the next line goes on in lower case, or its first word had no room left behind a line of the text's width.
    """
    if len(lines) < 3 or not _one_break(text[lines[0][1] : lines[1][0]]):
        return False
    (start, end), (following, _) = lines[:2]
    first, width = text[start:end], max(last - begun for begun, last in lines[1:])
    if ends_as_a_sentence(first) or first.isupper() or max(end - start, width) > _WIDEST_WRAP:
        return False
    if _OWN_LINE.match(first) or _OWN_LINE.match(text, following) or _OPENS_STORY.match(text, following):
        return False
    word = len(text[following : lines[1][1]].split()[0])
    return text[following].islower() or width - word - 1 < end - start <= width + _RAGGED


def _one_break(gap: str) -> bool:
    """Whether exactly one line ends in what stands between two lines."""
    return gap == "\n" or gap.count("\n") + gap.count("\r") - gap.count("\r\n") == 1


def _sentences_of(text: str, block: _Stretch) -> list[_Stretch]:
    first, last = block
    found: list[_Stretch] = []
    glued = False
    for boundaries in _windowed_boundaries(text[first:last]):
        sentence = _trim(text, first + boundaries[0], first + boundaries[1])
        if sentence is None:
            continue
        start, end = sentence
        if found and (glued or not (text[start].isalnum() or any(map(str.isalnum, text[start:end])))):
            start, _ = found.pop()
        found.append((start, end))
        glued = text[end - 1] == "." and _runs_on(text, start, end, last)
    return found


def _runs_on(text: str, start: int, end: int, last: int) -> bool:
    """Whether the full stop that ends this sentence of a block up to `last` is an abbreviation's."""
    if end - start > _LONG_WORD and text[end - 1 - _LONG_WORD : end - 1].isalnum():
        return False  # no abbreviation is as long: spares most sentences the two patterns below
    tail = text[max(start, end - 24) : end]
    following = text[end : min(end + 3, last)].lstrip()
    if _NOT_AN_END.search(tail):
        return True
    return bool(_AFTER_INITIALS.search(tail)) and not following[:1].isupper()


def _windowed_boundaries(content: str) -> list[tuple[int, int]]:
    """Boundaries of a block of any length, a window at a time.

    sentencex 1.0.32 takes time with the square of the length where quotation marks open and
    never close: 11 s for 100 kB of them in one line.
    """
    found: list[tuple[int, int]] = []
    start = 0
    while start < len(content):
        end = len(content)
        if end - start > WINDOW:
            stops = [match.end() for match in _STOP.finditer(content, start + WINDOW // 2, start + WINDOW)]
            end = stops[-1] if stops else start + WINDOW
        found += [(start + first, start + last) for first, last in _boundaries(content[start:end])]
        start = end
    return found


def _boundaries(content: str) -> list[tuple[int, int]]:
    boundaries = _sentencex()("en", content)
    found = [(int(boundary["start_index"]), int(boundary["end_index"])) for boundary in boundaries]
    for n, (start, end) in enumerate(found[:-1]):
        if end > start + 2 and content[end - 1] in "\"'" and content[end - 2].isspace() and not content[end].isspace():
            found[n], found[n + 1] = (start, end - 1), (end - 1, found[n + 1][1])  # the mark opens what follows
    return found


@cache
def _sentencex():  # type: ignore[no-untyped-def]
    from sentencex import get_sentence_boundaries

    return get_sentence_boundaries


def _trim(text: str, start: int, end: int) -> _Stretch | None:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return (start, end) if start < end else None
