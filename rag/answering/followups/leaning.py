"""Which words of a question lean on the conversation before it: pronouns that nothing in the question binds."""

from __future__ import annotations

import itertools
import re
from typing import Literal

from rag.answering.verifying.claims import names
from rag.places import known_place
from rag.schema import Span
from rag.words import words

_OF_ARTICLES = re.compile(
    r"^\W*(?:how many|which|what|list|find|show)\b(?: me| all| the| of)* (?:articles|stories|outlets|newspapers|"
    r"publishers|sources)(?: (?:do|did|have|has|that|which))*(?: (?:mention|report|say|cover|contain)(?:ed|s)?|"
    r" said)?(?: that| on| about)?\s*",
    re.IGNORECASE,
)
Leaning = Literal["person", "plural", "thing", "place", "time"]

_PERSON = frozenset("he she him her his hers".split())
_PLURAL = frozenset("they them their theirs".split())
_THING = frozenset("it its".split())
_POINTING = frozenset("this that these those".split())
_SPANS_OF_TIME = frozenset(
    "week month year morning afternoon evening night day summer winter spring autumn fall decade century time".split()
)
_BE = frozenset("is are was were be been".split())
_AUXILIARIES = _BE | frozenset("did does do will would can could has had have should may might".split())
_BEFORE_THAT = _BE | frozenset(
    "of after before about in on for with to from than by at since until did does do has will would can could why "
    "when where how against during despite over".split()
)
_NO_THING = re.compile(
    r"\b(?:is|was|be) it (?:true|false|possible|likely|clear|known|legal|correct|the case|safe|allowed|raining)\b"
    r"|\bit (?:is|was) (?:true|false|possible|likely|clear|known|said|reported|claimed)\b"
    r"|\b(?:does|did|will|would) it (?:take|cost)\b.*\bto\b|\b(?:does|did|will) it (?:rain|snow)\b",
    re.IGNORECASE,
)
_PEOPLE = frozenset("people men women children police troops militia public".split())
_DETERMINERS = frozenset("the a an which what every each any no its".split())


def leaning_words(question: str) -> list[tuple[Span, Leaning]]:
    """The words that need the conversation to be understood, with what they stand for, in order.

    >>> [kind for _, kind in leaning_words("Did he meet her there?")]
    ['person', 'person', 'place']
    >>> leaning_words("Why did Lavrov cancel his trip?"), leaning_words("Is there a list of those who signed it?")
    ([], [])
    """
    found: list[tuple[Span, Leaning]] = []
    tokens = words(question)
    for place, word in enumerate(tokens):
        before = [token.folded for token in tokens[:place]]
        after = [token.folded for token in tokens[place + 1 :]]
        kind = _kind(question, word.folded, word.start, before, after)
        if kind is not None:
            found.append((Span(word.start, word.end), kind))
    return found


def _kind(question: str, word: str, start: int, before: list[str], after: list[str]) -> Leaning | None:
    if word in _PERSON:
        return None if _names_before(question, start, persons=True) else "person"
    if word in _PLURAL:
        return None if _plural_before(question, start, before) else "plural"
    if word in _THING:
        bound = _names_before(question, start) or _noun_before(before) or _NO_THING.search(question)
        return None if bound else "thing"
    if word in _POINTING:
        return "thing" if _points(question, word, start, before, after) else None
    if word == "there":
        existing = bool(after) and (after[0] in _BE or bool(before and before[-1] in _BE))
        placed = bool(after) and after[0] in ("in", "at", "near")
        return None if existing or placed else "place"
    if word == "then":
        return "time" if before and (not after or before[-1] in ("by", "since", "until", "back")) else None
    return None


def _points(question: str, word: str, start: int, before: list[str], after: list[str]) -> bool:
    """Whether "this" or "that" points back, and does not open a clause or name the present."""
    if after and after[0] in _SPANS_OF_TIME:
        return word in ("that", "those")
    following = question[start + len(word) :].strip()
    if word in ("these", "those"):
        return not (after and ({"who", "that", "which"} & set(after[:3])))
    if word == "this":
        return True
    if not after or not before:
        return True
    opens_clause = following[:1].isupper() or after[0] in ("the", "a", "an", "he", "she", "they", "it", "there", "his")
    return not opens_clause and (before[-1] in _BEFORE_THAT or len(after) == 1)


def _names_before(question: str, start: int, *, persons: bool = False) -> bool:
    found = [name for name in names(question[:start]) if not (persons and known_place(name.text))]
    return any(name.words[0].start > 0 for name in found) or bool(persons and _role_before(question[:start]))


def _role_before(text: str) -> bool:
    return bool(
        re.search(r"\b(?:the|a|an|which|what) (?:\w+ )?\w*(?:er|or|ent|man|woman|ist|king|queen|chief)\b", text)
    )


def _plural_before(question: str, start: int, before: list[str]) -> bool:
    plural = any(
        word in _PEOPLE or (word.endswith("s") and not word.endswith(("ss", "is", "us")) and len(word) > 3)
        for word in before
        if word not in ("does", "whose", "this", "others", "times", "years", "days", "months", "weeks", "votes")
    )
    return plural or len(names(question[:start])) > 1


def _noun_before(before: list[str]) -> bool:
    """Whether a noun with its article stands before: "the ferry … it"."""
    return any(word in _DETERMINERS and after not in _AUXILIARIES for word, after in itertools.pairwise(before))


def asks_of_articles(question: str) -> bool:
    """Whether a question asks which or how many articles there are, not what they tell.

    >>> asks_of_articles("How many articles mention Velm?"), asks_of_articles("Who met Assad?")
    (True, False)
    """
    return _OF_ARTICLES.match(question) is not None


def without_articles(question: str) -> str:
    """The question without the words that ask for articles.

    >>> without_articles("How many articles mention Velm?")
    'Velm?'
    """
    return _OF_ARTICLES.sub("", question)
