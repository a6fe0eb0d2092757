"""How alike two texts are: a sketch to find near-identical ones by, and a closer look at two that may be.

A story that goes over a wire and is printed with another title, a credit line, fewer paragraphs or some
words changed is a copy. Two reports in the same words of different things (earnings, dividends, the same
auction a week later) are not: they differ in their numbers and names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.indexing.agencies import AGENCIES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BODY, OPENING, ROWS = 64, 12, 4
BANDS = BODY + OPENING
"""Texts with one band in common are looked at. Of pairs with a fifth of their words changed 93 % have one, of
those with three in ten 53 %. With bands of three it would be 85 %, but unrelated stories would meet too often
in a large archive (docs/evaluation.md, "Origins"). The bands of the opening meet what was cut from the end."""

# Least share of word pairs, numbers and names; chosen on half of reuters21578 (docs/evaluation.md, "Origins").
# With less of the pairs more rewrites are known again, but follow-ups, too.
_COPIES = (0.6, 0.85, 0.55)
_SHORT_COPIES = (0.6, 0.85, 0.8)
_LENGTH = 0.25  # a digest that holds a story is no copy of it: it would make one of all it holds
SHORT = 80  # words; in a shorter body the title counts too, since it alone may say whose dividend it is
# Words; in a body below that one word is the news: "closed", "open", "not". Of the 187 pairs of reuters21578 that were
# taken for copies with such a body in them 103 differ in one; of twelve looked at seven told other news.
TINY = 30
SAID_AGAIN = 0.45  # share of its word pairs that a sentence of a copy has from what is known already
SKETCHING = "2"  # raised with every change to `matter`, `sketch` or rensa that makes other sketches of the same text
LONGEST = 100_000  # characters of a text that are compared; what is alike so far is taken to be alike

# Scripts that are written without spaces go by character.
_WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
    r"|\d+(?:[.,/:-]\d+)*|[^\W\d_]+"
)
_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand january february march "
    "april may june july august september october november december".split()
)


_DATELINE = re.compile(r"\W*(?=[^\W\d_a-z])[^\n]{2,80}?\s(?:-{1,2}|[–—])\s")
_ARTICLES = frozenset({"a", "an", "the", "that"})
_NEGATIONS = frozenset("no not never none neither nor nobody nothing without cannot t".split())  # "isn't"
_CREDIT = re.compile(
    rf"(?:\((?:reporting|writing|editing)\b[^()\n]*\)?|(?:\n\s*|[(\[–—-]\s*)(?:{AGENCIES})|\sReuters?)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Matter:
    """What of an article is compared."""

    body: str  # without title and dateline
    whole: str
    short: bool
    tiny: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """What two texts are compared by."""

    pairs: frozenset[str]  # neighbouring words
    numbers: frozenset[str]  # in digits or words; months too
    names: frozenset[str]  # capitalised words


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two texts share of what the one with less of it has: 0 for nothing, 1 for all."""

    pairs: float
    numbers: float  # one more on both sides: where the only one differs it is a half
    names: float
    short: bool  # both of them
    length: float  # of the shorter, as a share of the longer
    reworded: bool  # one of them is tiny, and a word of it is another

    @property
    def copies(self) -> bool:
        """Whether these are one text, but for a title, a credit, an order, an ending or some words."""
        if self.length < _LENGTH or self.reworded:
            return False
        least = _SHORT_COPIES if self.short else _COPIES
        return all(has >= needs for has, needs in zip((self.pairs, self.numbers, self.names), least, strict=True))


def matter(text: str, *, title: str | None) -> Matter:
    """What of an article is compared; `title` as its text has it."""
    text = text[:LONGEST]
    place = text.find(title, 0, len(title) + 200) if title else -1
    body = text[place + len(title) :] if title and place >= 0 else text
    dateline = _DATELINE.match(body)
    body = body[dateline.end() :] if dateline else body
    words = len(_WORD.findall(body[: 40 * SHORT]))
    return Matter(body if words else text, text, words < SHORT, words < TINY)


def sketch(matter: Matter) -> bytes:
    """76 numbers of 32 bits, one a band: texts that are alike have some in common. Empty for no words.

    MinHash over pairs of words (Broder 1997), values in bands of 4: 64 of the whole, 12 of its opening.
    """
    import numpy as np

    words = _WORD.findall((matter.whole if matter.short else matter.body).lower())
    if not words:
        return b""
    found = _minhash(words, BODY * ROWS) + _minhash(words[:SHORT], OPENING * ROWS)
    values = np.array(found, dtype=np.uint64).reshape(BANDS, ROWS)
    mixed: NDArray[np.uint64] = (values * _multipliers()).sum(axis=1, dtype=np.uint64)
    return (mixed >> np.uint64(32)).astype("<u4").tobytes()


def _minhash(words: list[str], count: int) -> list[int]:
    import rensa

    minhash = rensa.RMinHash(num_perm=count, seed=1)
    minhash.update(list(_pairs(words)))
    found: list[int] = minhash.digest()
    return found


@lru_cache(maxsize=1)
def _multipliers() -> NDArray[np.uint64]:
    import numpy as np

    # Odd numbers without a pattern: the golden ratio's fraction of 2^64 and its multiples.
    return np.array([(0x9E3779B97F4A7C15 * (2 * row + 1)) % (1 << 64) | 1 for row in range(ROWS)], dtype=np.uint64)


def likeness(one: Matter, other: Matter) -> Likeness:
    """What two articles share; the same whichever comes first. An ending cut off takes nothing from it.

    Two short ones are compared with their titles.
    """
    short = one.short and other.short
    mine, theirs = (wording(text.whole if short else text.body) for text in (one, other))
    return Likeness(
        pairs=_shared(mine.pairs, theirs.pairs),
        numbers=_shared(mine.numbers, theirs.numbers, beside=1),
        names=_shared(mine.names, theirs.names, beside=1),
        short=short,
        reworded=(one.tiny or other.tiny) and _is_reworded(one, other),
        length=min(len(mine.pairs), len(theirs.pairs)) / max(1, len(mine.pairs), len(theirs.pairs)),
    )


def _is_reworded(one: Matter, other: Matter) -> bool:
    """Whether a word of the shorter is not in the longer, or of two tiny texts in either; articles aside.

    Where the longer says "not" somewhere it must also have all that the shorter says in the same order.
    """
    written = [[word.lower() for word in _WORD.findall(_CREDIT.sub("", text.body))] for text in (one, other)]
    mine, theirs = (frozenset(words) - _ARTICLES for words in written)
    if one.tiny and other.tiny:
        return mine != theirs
    if other.tiny:
        mine, theirs = theirs, mine
        written.reverse()
    shorter, longer = (set(pairwise(words)) for words in written)
    negated = not shorter <= longer and bool((theirs - mine) & _NEGATIONS)
    return negated or not mine <= theirs


@lru_cache(maxsize=512)  # a group's first article is compared with each of the others
def wording(text: str) -> Wording:
    """What two texts are compared by; about 0.3 ms for 2,000 characters."""
    written = _WORD.findall(text)
    words = [word.lower() for word in written]
    return Wording(
        pairs=frozenset(_pairs(words)),
        numbers=frozenset(word for word in words if word[0].isdigit() or word in _NUMBER_WORDS),
        names=frozenset(word.lower() for word in written if word[0].isupper()) - _NUMBER_WORDS,
    )


def _shared(one: frozenset[str], other: frozenset[str], *, beside: int = 0) -> float:
    fewer = min(len(one), len(other)) + beside
    return (len(one & other) + beside) / fewer if fewer else 0.0


def _pairs(words: list[str]) -> set[str]:
    return {f"{first} {second}" for first, second in zip(words, words[1:] or [""], strict=False)}
