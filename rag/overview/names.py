"""The names that articles mention: people, organisations and places, each counted in articles.

A name is a run of words with capitals. What only opens a sentence, a line in capitals and words that
the archive mostly writes small are none, and whether a name is a place shows in the words before it:
all of it is read off the archive itself, so that no list of names is needed. In languages without
capitals nothing is found, and where every noun has one, too much.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from rag.answering.dating.dates import MONTH_FORMS, WEEKDAYS
from rag.answering.verifying.numbers import SMALL_NUMBERS
from rag.indexing.agencies import AGENCY
from rag.places import known_place
from rag.words import STOP_WORDS, fold

LONGEST = 20_000  # characters of one article that are looked at

_UPPER = "".join(chr(code) for code in range(0x41, 0x590) if chr(code).isupper())
_LETTERS = r"[^\W\d_]+"
_WORD = (
    rf"(?:(?:[{_UPPER}]\.){{2,}}|St\.(?= )|(?:(?:al|el|as|ash|an|ad|d)[-'’])?[{_UPPER}][^\W\d_]*(?:[-'’&]{_LETTERS})*)"
)
_LINKS = "de|del|da|di|du|van|von|der|den|bin|ibn|al|el"
_RUN = re.compile(rf"(?<![\w<]){_WORD}(?:[ \u00a0\n](?:(?:{_LINKS}) )?{_WORD})*")
_SMALL = re.compile(r"(?<![\w.'’-])[a-zß-ÿ]{3,}(?![\w'’])")
_BEFORE = re.compile(r"(\w+)(?: the)?\s$")
_OPENS = re.compile(r"(?:^|[.!?:;…•*|\"“‘«(\[–—]|\n\s|--)[\s\"“‘«(\[]*$")
_OF = re.compile(r"\s(?:of|on|for)(?: the)?\s")
_AND = re.compile(r"\sand\s")
_WRAPPED = re.compile(r"[^\s.!?]\n[a-z]")
_GOING_ON = frozenset({"of ", "on ", "for", "and"})
_TAIL = re.compile(r"['’]s?$|-[a-zß-ÿ].*$")
_POSSESSIVE = re.compile(r"(\w+)['’]s(?=\s)")
_IN = frozenset("in near across outside inside within throughout around".split())
_AMOUNTS = frozenset("hundred thousand mln million bln billion trillion".split())
# "Bank of England", "Secretary of State": of these words only, what follows "of" is part of the name.
_BODIES = frozenset(
    "bank ministry house department university board council organization organisation republic chamber federation"
    " league association institute bureau gulf strait states court society academy college union kingdom church"
    " minister secretary office port bay agreement fund conference".split()
)
_OF_SEVERAL = frozenset("ministry minister department agreement organization organisation conference".split())
# The last word of a title; "General Motors" and "Foreign Ministry" are none.
_HEADS = frozenset(
    "president minister chairman chairwoman secretary chief executive spokesman spokeswoman director premier chancellor"
    " mr mrs ms dr sir senator sen rep governor gov king queen pope judge ambassador envoy economist analyst leader"
    " representative commissioner ayatollah prince princess emir sheikh sultan".split()
)
_PLAIN = frozenset({"former", "acting", "late", "meanwhile", "however"})
_CALENDAR = frozenset(MONTH_FORMS) | frozenset(WEEKDAYS)


@dataclass
class Mentions:
    """What a scan gathers: by name, the numbers of the articles that mention it, and in what company."""

    articles: dict[str, list[int]] = field(default_factory=dict)
    openers: dict[str, list[int]] = field(default_factory=dict)  # where a capital may only open the sentence
    seen: Counter[str] = field(default_factory=Counter)  # times, not articles
    placed: Counter[str] = field(default_factory=Counter)  # times after "in", "near"
    titled: Counter[str] = field(default_factory=Counter)  # times after "President", "Mr"
    joined: Counter[tuple[str, str]] = field(default_factory=Counter)  # times as "Food and Drug Administration"
    counted: Counter[str] = field(default_factory=Counter)  # times after a number: "330 Ecus"
    small: Counter[str] = field(default_factory=Counter)  # articles that write the word without a capital

    def add(self, number: int, text: str) -> None:
        """Gather the names of one article."""
        lines = ["" if _says_nothing(line) else line for line in text[:LONGEST].split("\n")]
        text = "\n".join(lines)
        if len(_WRAPPED.findall(text)) * 4 < len(lines):
            text = text.replace("\n", "\n\n")  # a line is a paragraph: no name goes on below
        self.small.update(set(_SMALL.findall(text)))
        last, last_end = "", -1
        for start, written in _runs(text):
            name, titled, cut = _bare(written)
            if name:
                before = text[max(0, start - 12) : start]
                opens = not cut and _OPENS.search(before) is not None
                places = (self.openers if opens else self.articles).setdefault(name, [])
                if not places or places[-1] != number:
                    places.append(number)
                self.seen[name] += 1
                self.titled[name] += titled
                if not cut and (word := _BEFORE.search(before)) is not None:
                    self.placed[name] += word[1].lower() in _IN
                    self.counted[name] += word[1][-1].isdigit() or word[1].lower() in _AMOUNTS
                if last and not cut and text[last_end:start].split() == ["and"]:
                    self.joined[last, name] += 1
            last, last_end = name, start + len(written)


def _says_nothing(line: str) -> bool:
    """Whether it is a heading in capitals, or an agency's name alone."""
    return line.isupper() or (len(line) < 40 and AGENCY.fullmatch(line.strip()) is not None)


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """Where each run of words with capitals begins, and the run; "Bank of England" is one, "Iran's Tasnim" two."""
    start, end = -1, -1
    for match in _RUN.finditer(text):
        if start >= 0 and text[end + 1 : end + 4] in _GOING_ON and _goes_on(text, start, end, match.start()):
            end = match.end()
            continue
        if start >= 0:
            yield from _parted(start, text[start:end])
        start, end = match.span()
    if start >= 0:
        yield from _parted(start, text[start:end])


def _goes_on(text: str, start: int, end: int, begin: int) -> bool:
    words = text[start:end].split()
    if _OF.fullmatch(text, end, begin):
        return words[-1].lower() in _BODIES
    several = "and" not in words and ("of" in words or "on" in words or "for" in words)
    return (
        several
        and not _OF_SEVERAL.isdisjoint(word.lower() for word in words)
        and bool(_AND.fullmatch(text, end, begin))
    )


def _parted(start: int, written: str) -> Iterator[tuple[int, str]]:
    """A run, cut behind a land's possessive: there another name begins."""
    for match in _POSSESSIVE.finditer(written):
        if known_place(match[1]):
            yield start, written[: match.end()]
            start, written = start + match.end() + 1, written[match.end() + 1 :]
            break
    yield start, written


@lru_cache(maxsize=65_536)
def _bare(written: str) -> tuple[str, bool, bool]:
    """The name without what stands before and after it; whether a title does, and whether anything was cut before."""
    words = _TAIL.sub("", written).split()
    folded = [fold(word).rstrip(".") for word in words]
    first, last = 0, len(words)
    while first < last and (folded[first] in STOP_WORDS or folded[first] in _CALENDAR or folded[first] in _PLAIN):
        first += 1
    while last > first and (folded[last - 1] in _CALENDAR or folded[last - 1] in STOP_WORDS):
        last -= 1
    heads = [place for place in range(first, last) if folded[place] in _HEADS]
    titled = bool(heads)
    if heads:
        first = heads[-1] + 1
        if folded[first : first + 1] == ["general"]:
            first += 1
        if folded[first : first + 1] == ["of"]:
            first += 2 + (folded[first + 1 : first + 2] == ["the"])
    name = " ".join(words[first:last])
    if name.startswith(("I'", "I’")):
        name = ""
    return (name if len(name) > 1 and folded[first] not in SMALL_NUMBERS else ""), titled, first > 0
