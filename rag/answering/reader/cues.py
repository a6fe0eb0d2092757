"""What in a sentence shows that it holds the kind of answer a question wants: a number, a time, a name, a reason."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.reader.question import ANSWER_TYPES, Question
from rag.words import Word, alike, fold

_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands "
    "million millions billion billions trillion dozen dozens half quarter twice once several percent "
    "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
)
_MEASURES = frozenset({"percentag", "percent", "share", "proport", "amount", "number", "price", "rate", "valu"})
_TIME = re.compile(
    r"\b(?:1[0-9]{3}|20[0-9]{2}|(?:\d{1,4})s|january|february|march|april|may|june|july|august|september|october|"
    r"november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|tomorrow|tonight|"
    r"century|decade|(?:last|next|this|earlier this|past) (?:week|month|year|night|summer|winter|spring|autumn|fall)|"
    r"\d+ (?:days?|weeks?|months?|years?) (?:ago|later)|(?:since|until|by|in) \d{4}|noon|midnight|\d{1,2}:\d{2})\b"
)
_REASON = re.compile(
    r"\b(?:because|due to|owing to|so that|in order to|as a result|thanks to|since|therefore|aimed? at|over "
    r"(?:objections|fears|concerns)|caused|prompt\w*|led to|reason|purpose|to (?!the|a|an|his|her|its|their)\w+)\b"
)
_PLACE = re.compile(r"\b(?:in|at|from|to|near|of|on|into|through|across|around|outside) (?:the )?(?=[A-Z])|^[A-Z]{3,}")
OPENS_WITH_ROLE = re.compile(
    r"^(?:[A-Z][a-z]+ (?:the|that) \w+, |In (?:the|their) \w+ \w+, )?[Tt]he (?:[A-Z]\w+ |[a-z]+ )?"
    r"(?:diplomat|official|president|minister|leader|spokesman|spokeswoman|envoy|advis[eo]r|ambassador|general|commander|lawyer|chairman|chairwoman|"
    r"secretary|executive|analyst|judge|governor|mayor|senator|director|bishop|scientist|author)\b"
)
"""How a sentence opens that tells a role where the name stands before it."""

OPENS_BACK = re.compile(r"(?:he|she|they|it|this|that|these|those|his|her|their|the two|the latter|both)\b", re.I)
"""How a sentence opens that is not understood without the one before it."""


def leans_back(text: str) -> bool:
    """Whether a sentence opens with a pronoun, or with a role before any name: who it is stands before it.

    >>> leans_back("He added that talks went on."), leans_back("The Iranian diplomat left."), leans_back("Assad left.")
    (True, True, False)
    """
    return bool(OPENS_BACK.match(text) or OPENS_WITH_ROLE.search(text))


def number_at_noun(question: Question, found: Sequence[Word]) -> bool:
    """Whether a number stands up to five words before the noun that is counted; a share needs only be a number."""
    noun = question.asked_noun
    if noun is None or question.kind != "number":
        return False
    if noun in _MEASURES:
        return any(_numeric(word) for word in found)
    for place, word in enumerate(found):
        if word.stem == noun or alike(word.stem, noun):
            window = found[max(0, place - 5) : place]
            if any(_numeric(before) for before in window):
                return True
    return False


def _numeric(word: Word) -> bool:
    return word.number or word.folded in _NUMBER_WORDS


def type_fits(question: Question, text: str, found: Sequence[Word], new: Sequence[Word]) -> dict[str, float]:
    """1 for `fits_<kind>` where the sentence holds the kind of answer asked for, and news; else for `misses_<kind>`."""
    new_names = [word for word in new if word.capital and word.start > 0]
    kind = question.kind
    if kind == "number":
        fits = any(_numeric(word) for word in new)
    elif kind == "time":
        matter = {word.folded for word in question.matter}
        fits = any(not matter.issuperset(match.group().split()) for match in _TIME.finditer(fold(text)))
    elif kind == "place":
        fits = bool(new_names) and bool(_PLACE.search(text))
    elif kind == "person":
        fits = bool(new_names) or any(word.capital for word in new)
    elif kind == "reason":
        fits = bool(_REASON.search(fold(text)))
    else:
        fits = len(new) >= 2
    values = dict.fromkeys((f"{side}_{other}" for side in ("fits", "misses") for other in ANSWER_TYPES), 0.0)
    values[f"{'fits' if fits else 'misses'}_{kind}"] = 1.0
    return values
