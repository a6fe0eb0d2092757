"""Every article that mentions a phrase, by looking through all of them: what counts and lists rest on."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.schema import Document, Span
from vectorstore import ChunkStore, Filters, MayHold

_SOFT_HYPHEN = "\u00ad"
_KINDS = {
    "'": "\u2018\u2019\u201a\u201b\u2032\u02bc\uff07",
    '"': "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d",
}
_ONE_KIND = str.maketrans({kind: plain for plain, kinds in _KINDS.items() for kind in kinds})
_WORD = re.compile(r"[^\W_]")
_RUN = re.compile(r"[^\s'\"-]+")  # of what folds to itself or to letters
# Characters that are ASCII letters once folded, or are left out: a text that has one may hold a word whose letters
# do not stand in it. In UTF-8: soft hyphen, ß, İ, ŉ, ſ, ǰ, ẖ to ẚ and ẞ, the Kelvin sign, ligatures.
_UNLIKE_THEIR_FOLD = re.compile(
    rb"\xc2\xad|\xc3\x9f|\xc4\xb0|\xc5[\x89\xbf]|\xc7\xb0|\xe1\xba[\x96-\x9e]|\xe2\x84\xaa|\xef\xac[\x80-\x86]"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """An article that mentions a phrase: where, in order. Nowhere in its text where only its stated title does."""

    document: Document
    spans: tuple[Span, ...]
    sentences: tuple[Span, ...]  # all of the article

    def sentence_of(self, span: Span) -> Span:
        """The sentence that this place begins in; the article's first where it has no text before it."""
        before = bisect_right(self.sentences, span.start, key=lambda sentence: sentence.start)
        return self.sentences[max(0, before - 1)]


def scan(store: ChunkStore, phrase: str, filters: Filters) -> Iterator[Mention]:
    """Every article that may be found, and that the filters leave, whose title or text mentions the phrase.

    Whole words, as `spans_of` has them. Nothing is ranked, sampled or estimated. Articles without a
    sentence, front matter, older versions and superseded articles are not looked at. About 0.1 s for
    21,578 stories; see docs/evaluation.md, "Counting". A phrase without a letter or digit is in none.
    """
    if _WORD.search(phrase) is None:
        return
    for found in store.scan(_sieve(phrase), filters, plain=_plain(phrase)):
        if not found.sentences:
            continue
        document = found.document
        start = found.sentences[0].start
        spans = tuple(Span(start + span.start, start + span.end) for span in spans_of(phrase, document.text[start:]))
        if spans or (document.title is not None and spans_of(phrase, document.title)):
            yield Mention(document, spans, found.sentences)


def spans_of(phrase: str, text: str) -> list[Span]:
    r"""Where `text` has the phrase in whole words, without overlaps, in its own characters.

    As `re.findall(rf"\b{phrase}\b", text, re.IGNORECASE)` would on plain text. Beyond that, letters are compared
    as Unicode folds their case ("Straße" is "STRASSE"), any white space is a space, quotation marks, apostrophes
    and dashes are of one kind each, soft hyphens are left out, and an accented letter is the same in one
    character or two (but never the bare letter). A phrase that ends in a mark ends there: "U.S." is
    in "the U.S.-led", not in "the U.S.S.R.".

    >>> spans_of("o'neill", "Mr O’Neill left; O’Neills stay"), spans_of("interest rate", "INTEREST\n    RATE")
    ([Span(start=3, end=10)], [Span(start=0, end=17)])
    """
    folded, places = _folded(text)
    found = _pattern(phrase).finditer(folded)
    if places is None:
        return [Span(*match.span()) for match in found]
    return [Span(places[match.start()], places[match.end()]) for match in found]


@lru_cache(maxsize=64)
def _pattern(phrase: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(part) for part in _folded(phrase)[0].split())
    return re.compile(rf"(?<!\w){words}(?!\w)")


def _folded(text: str) -> tuple[str, Sequence[int] | None]:
    """The text in the form that is compared; where in `text` each of its characters begins, None: at its own place."""
    if text.isascii():
        return text.lower(), None
    folded = text.translate(_ONE_KIND).casefold()
    if len(folded) == len(text) and _SOFT_HYPHEN not in folded and unicodedata.is_normalized("NFC", text):
        return folded, None
    letters: list[str] = []
    places: list[int] = []
    for start, end in _letters(text):
        letter = unicodedata.normalize("NFC", text[start:end]).translate(_ONE_KIND).casefold()
        letter = unicodedata.normalize("NFC", letter).replace(_SOFT_HYPHEN, "")
        letters.append(letter)
        places += [start] * len(letter)
    return "".join(letters), [*places, len(text)]


def _letters(text: str) -> Iterator[tuple[int, int]]:
    """Each character with the marks that combine with it."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not unicodedata.combining(text[place]):
            yield start, place
            start = place


def _plain(phrase: str) -> str | None:
    """The longest run of ASCII characters that a mention of the phrase in plain ASCII must hold, in any case."""
    runs = [run for run in _RUN.findall(_folded(phrase)[0]) if run.isascii()]
    return max(runs, key=len, default=None)


def _sieve(phrase: str) -> MayHold:
    """Lets through every text that may mention the phrase, told by its longest run of characters, and few others."""
    plain = _plain(phrase)
    longest = plain or max(_RUN.findall(_folded(phrase)[0]), key=len)
    wanted = longest.encode("utf-8")

    def may_hold(text: bytes) -> bool:
        if plain is not None and wanted in text.lower():  # of bytes: ASCII letters only
            return True
        if text.isascii() or (plain is not None and _UNLIKE_THEIR_FOLD.search(text) is None):
            return False
        return longest in _folded(text.decode("utf-8"))[0]

    return may_hold
