"""Whether a text holds the key facts of a case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

Facts = Sequence[Sequence[str]]
"""Key facts, all of which must be held; each a sequence of wordings, one of which suffices."""

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_APOSTROPHES = re.compile("['’‘ʼ`´]")
_WORDS = re.compile(r"[^\W_]+")


def normalised(text: str) -> str:
    """The words of a text, lower-case and without accents, with one space before, between and after.

    Compatibility forms are unified (NFKD, casefold), apostrophes and thousands separators dropped,
    all other punctuation parts words. Articles ("the") stay, unlike in SQuAD's normalisation
    (Rajpurkar et al. 2016, arXiv 1606.05250): a wording is short enough to state them or not.

    >>> normalised("Iran’s 1,000 “al-Assad” cafés.")
    ' irans 1000 al assad cafes '
    """
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    plain = _APOSTROPHES.sub("", _THOUSANDS.sub("", plain))
    return f" {' '.join(_WORDS.findall(plain))} "


def facts_held(text: str, facts: Facts) -> tuple[bool, ...]:
    """For each key fact, whether one of its wordings stands in the text as whole words, normalised alike.

    >>> facts_held("Astana has hosted five rounds.", [["five", "5"], ["January"]])
    (True, False)
    """
    words = normalised(text)
    return tuple(any(normalised(wording) in words for wording in wordings) for wordings in facts)


def answer_correctness(text: str, facts: Facts) -> bool | None:
    """Whether all key facts stand in the text; None where no fact is asked for.

    correct = product over facts of [one of its wordings in text]. The same rule as answer containment
    in NaturalQuestions-open (Lee et al. 2019, arXiv 1906.00300), for several facts at once.
    """
    held = facts_held(text, facts)
    return all(held) if held else None


def correctness_at(sentences: Sequence[str], facts: Facts, k: int) -> bool | None:
    """Whether all key facts stand in the first k sentences of an answer (k >= 1); None without facts."""
    if k < 1:
        raise ValueError(f"k counts sentences from 1, not {k}")
    return answer_correctness(" ".join(sentences[:k]), facts)


def fact_recall(text: str, facts: Facts) -> float | None:
    """Share of the key facts that stand in the text, 0 to 1; None without facts.

    recall = held / asked, as nugget recall in the TREC question answering tracks (Voorhees 2003).
    """
    held = facts_held(text, facts)
    return sum(held) / len(held) if held else None
