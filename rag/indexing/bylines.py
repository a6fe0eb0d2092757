"""Who wrote an article, where it says so in its own lines: "By Ann Berg", "(Reporting by Ann Berg)", "A. Berg/Lie"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.indexing.agencies import AGENCY
from rag.indexing.datelines import LONGEST
from rag.indexing.lines import Line
from rag.places import known_place
from rag.schema import Span

_PARTICLES = "al|el|bin|ibn|van|von|der|den|de|di|da|del|la|le|du|dos"
_WORD = rf"(?!(?:and|in|for|at)\b)(?:(?:{_PARTICLES})\b[- ]?)*[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?"
_PERSON = rf"{_WORD}(?: {_WORD}){{1,4}}"
_PERSONS = rf"(?P<names>{_PERSON}(?:(?:, | and | & |, and ){_PERSON}){{0,5}})"
_OPENING = re.compile(
    rf"(?:(?i:written by|story by|report by|words by|author|byline)|By|BY):?\s+{_PERSONS}(?: (?:in|at|for) [^;:()]*)?"
    r"(?:\s*[,|·•–—(-].*)?"
)
_CLOSING = re.compile(
    rf"[(\[*]*(?:(?i:reporting|writing|written|reported|additional reporting|compiled)) by:?\s+{_PERSONS}"
    r"(?: in [^;:()]*)?(?:[;,.)\]*].*)?"
)
_ROLE = re.compile(
    r",(?: and)? [^,]*\b(?:Writer|Correspondent|Reporter|Editor|Columnist|Contributor|News|Staff)s?\b.*$", re.IGNORECASE
)
_SIGNED = re.compile(rf"{_WORD}(?: {_WORD}){{0,3}}(?: ?/ ?{_WORD}(?: {_WORD}){{0,3}}){{1,4}}")
_INITIAL = re.compile(r"[^\W\d_]\. \w")
_ENDS = re.compile(r"[.!?…][\"'”’»)\]]*$")
_OF_PHOTOS = re.compile(r"\b(?:images?|photos?|pictures?|press|news|media|agency|via|pool)\b", re.IGNORECASE)
_BEGINS = frozenset("([*abcrswABCRSW")
_CLOSING_LINES = 4
_OPENING_LINES = 4
_SMALL = frozenset({*_PARTICLES.split("|"), "and"})
# Words that a line may open with after "By", and that no one is called.
_NO_NAMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday noon midnight contrast comparison then now the a an this"
    " that its their his her our".split()
)


def bylines_in(lines: Sequence[Line]) -> Iterator[Span]:
    """Where the names stand in each line that names the writers, and nobody else's acts."""
    for number, line in enumerate(lines):
        if "/" in line.text and number >= max(1, len(lines) - _CLOSING_LINES) and _signs_off(line, lines[number - 1]):
            yield Span(line.start, line.start + len(line.text))
            continue
        if len(line.text) > LONGEST or line.text[0] not in _BEGINS:
            continue
        begins = line.opens or not line.text.isupper()  # a title in capitals may go on below itself
        match = _OPENING.fullmatch(line.text) if begins and 0 < number <= _OPENING_LINES else None
        if match is None and number >= len(lines) - _CLOSING_LINES:
            match = _CLOSING.fullmatch(line.text)
        if match is not None and _are_names(match["names"]):
            start = line.start + match.start("names")
            yield Span(start, start + len(_ROLE.sub("", match["names"])))


def _signs_off(line: Line, before: Line) -> bool:
    """Whether a line under the story has its writers' names alone, with slashes: "H. Said/Manal / Hazem Sabbagh".

    One of them has an initial: "New York/London" is no name. No agencies ("AFP/Getty Images") nor currencies.
    """
    if len(line.text) > LONGEST or not line.opens or not _SIGNED.fullmatch(line.text) or not _ENDS.search(before.text):
        return False
    parts = [part.strip() for part in line.text.split("/")]
    whole = any(_INITIAL.match(part) for part in parts) and not any(len(part) > 1 and part.isupper() for part in parts)
    strange = any(AGENCY.search(part) or _OF_PHOTOS.search(part) or known_place(part) for part in parts)
    return whole and not strange and _are_names(", ".join(parts))


def _are_names(words: str) -> bool:
    parts = re.findall(r"[^\s,&]+", words)
    named = all(part[0].isupper() or part in _SMALL or part.startswith(("al-", "el-")) for part in parts)
    return named and parts[0].casefold() not in _NO_NAMES and not AGENCY.fullmatch(words)
