"""How texts and questions become the terms of the lexical index: folded words, stemmed as their language asks."""

from __future__ import annotations

from functools import cache
from typing import Any

from rag.words import STOP_WORDS

STEMMED = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
"""Languages (ISO 639-1) that are stemmed, by tantivy's names; the words of others stay as they are."""

SPACELESS = frozenset({"zh", "ja", "ko", "th", "lo", "km", "my"})
"""Languages whose words are not parted by spaces, or grow endings (Korean): a term a character."""

_STOPPED = frozenset(STEMMED) - {"ar", "el", "en", "ro", "ta", "tr"}  # that tantivy has stop words of
_LONGEST_WORD = 64  # bytes; longer ones are not words (tantivy's own limit is 40)
_CHARACTERS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"


@cache
def analyzer(language: str, *, stops: bool = True) -> Any:
    """Tantivy's analyzer of texts in this language; without `stops` it leaves out words that carry form only."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    spaceless = rf"[{_CHARACTERS}]|[\p{{L}}\p{{N}}--[{_CHARACTERS}]]+"
    builder = TextAnalyzerBuilder(Tokenizer.regex(spaceless) if language in SPACELESS else Tokenizer.simple())
    steps = [Filter.remove_long(_LONGEST_WORD), Filter.lowercase()]
    if not stops and language == "en":
        steps.append(Filter.custom_stopword(sorted(STOP_WORDS)))
    elif not stops and language in _STOPPED:
        steps.append(Filter.stopword(STEMMED[language]))
    if language == "en":
        steps += [Filter.ascii_fold(), Filter.stemmer("english")]  # English accents are of other tongues' names
    elif language in STEMMED:
        steps += [Filter.stemmer(STEMMED[language]), Filter.ascii_fold()]  # endings are told by their accents
    else:
        steps.append(Filter.ascii_fold())
    for step in steps:
        builder = builder.filter(step)
    return builder.build()


def language_read_as(language: str | None) -> str:
    """The language whose analyzer reads such texts: English where it is not known."""
    return language or "en"


def tokens(text: str) -> list[str]:
    """The words of `text` as they are written, without marks."""
    return list(_plain().analyze(sendable(text)))


def terms(text: str, language: str, *, stops: bool = True) -> tuple[str, ...]:
    """The terms of `text` read in `language`, in order.

    >>> terms("The Müllers protested", "en"), terms("The Müllers protested", "en", stops=False)
    (('the', 'muller', 'protest'), ('muller', 'protest'))
    """
    return tuple(analyzer(language, stops=stops).analyze(sendable(text)))


def sendable(text: str) -> str:
    """`text` without lone surrogates, which can't cross into Rust."""
    return text.encode("utf-8", "replace").decode("utf-8")


@cache
def _plain() -> Any:
    from tantivy import TextAnalyzerBuilder, Tokenizer

    return TextAnalyzerBuilder(Tokenizer.simple()).build()
