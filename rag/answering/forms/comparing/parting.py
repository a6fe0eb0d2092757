"""Which names of people mean others than those asked about, since a proper name parts the two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.answering.evidence import EvidenceSentence
from rag.answering.forms.comparing.articles import Read
from rag.answering.forms.comparing.known_as import Subject
from rag.answering.forms.comparing.noun_phrases import Phrase, describes, phrases
from rag.answering.verifying.claims import names
from rag.places import known_place
from rag.schema import Span
from rag.words import Word, words

_OF = re.compile(r"(?: groups?)? of (?:the )?(?=[A-Z])")
_THE_SAME = re.compile(r"(?:\bthe|\bthose|\bthese)\s+$", re.IGNORECASE)


def own_names(articles: Iterable[Read], subject: Subject) -> frozenset[str]:
    """The proper names, by the stems of their words, that articles use with the question's own noun: "Contra rebels".

    With them the words of the question itself.
    """
    asked = {word.stem for word in words(subject.topic)}
    found = {word.stem for word in words(subject.topic)}
    for article in articles:
        for sentence in article.sentences:
            for phrase in phrases(sentence.text, subject.names):
                if words(sentence.text[phrase.start : phrase.end])[-1].stem in asked:
                    found |= named_with(sentence, phrase)
    return frozenset(found)


def of_those_asked_about(
    sentence: EvidenceSentence, found: Sequence[Phrase], subject: Subject, own: frozenset[str]
) -> list[Phrase]:
    """The phrases without those of another group: "Daesh militants", "groups of Daesh", and "the extremists" after."""
    kept: list[Phrase] = []
    parted = False
    for phrase in found:
        named = named_with(sentence, phrase)
        again = parted and _THE_SAME.search(sentence.text[: phrase.start]) is not None
        if (named and not named & own) or again:
            parted = True
        else:
            kept.append(phrase)
    return kept


def named_with(sentence: EvidenceSentence, phrase: Phrase) -> set[str]:
    """The stems of the proper names that tell which group a phrase means, of no place: in it, or after its "of"."""
    text = sentence.text
    of = _OF.match(text, phrase.end)
    places = [phrase.span, *([Span(of.end(), of.end() + 1)] if of else [])]
    return {
        word.stem
        for name in names(text)
        for word in name.words
        if any(place.start <= word.start < place.end for place in places) and _proper(sentence, word)
    }


def _proper(sentence: EvidenceSentence, word: Word) -> bool:
    """Whether a word with a capital is somebody's name: no place, no kind, and no sentence's beginning."""
    if known_place(word.folded) or describes(word):
        return False
    written = sentence.text[word.start : word.end]
    told = sentence.document.text
    if re.search(rf"\b(?:at|near|outside|(?:city|town|village|province) of) {re.escape(written)}\b", told):
        return False
    return word.start > 0 or written.isupper() or re.search(rf"[a-z,] {re.escape(written)}\b", told) is not None
