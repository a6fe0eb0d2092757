"""Whether the names of a sentence stand in its evidence, under any of the forms news gives them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache

from rag.answering.verifying.claims import Name, names
from rag.places import known_place, same_people, same_state
from rag.words import Word, alike, stem, words

GENERIC = frozenset(
    "corp corporation inc ltd co plc company group bank holding union ministry department minister president "
    "chairman secretary chief executive spokesman spokeswoman general director deputy foreign finance prime "
    "state national international association council commission agency office board committee ag sa nv the "
    "of mr mrs ms dr sir senior officer former vice head new economy economist analyst leader sen rep gov al "
    "de treasury trade industries industry systems services service energy partners center centers centre "
    "resources products technology technologies american united first capital insurance department federal "
    "central university society authority court".split()
)
"""Words of names that many bear: they name nobody on their own."""
PERSONAL = frozenset(
    "minister president chairman secretary chief executive spokesman spokeswoman director prime foreign "
    "finance mr mrs ms dr sir senator governor general deputy former vice economist analyst king queen pope "
    "judge ambassador envoy".split()
)
"""Words for somebody, whose name may stand instead."""
_DEMONYMS = ("n", "an", "ian", "i", "ish", "ese", "ean", "s")
_COMMON_ENDING = re.compile(r"(?:.{4}ing|.{3}ly|tions?|ments?|ness|it(?:y|ies)|isms?|ances?|ences?|ures?|ages?)$")
_ACRONYM = re.compile(r"\b(?:[A-Z]\.){2,}|\b[A-Z]{2,}\b")
_PREPOSITION = re.compile(
    r"\b(with|at|from|in|for|of|on|against|near|under|between)\s+(?:(?:the|a|an)\s+)?(?:[a-z]+\s+)?$", re.IGNORECASE
)
_SOMEBODY = r"(?:the|this|that|these|those|him|her|his|them|their|it|its|me|my|us|our)"
_APPOSED = frozenset("a an the of for s who's its his her their new long-time".split())
MISSPELT = 6  # letters from which a slip of the keyboard, or another transliteration, is the same name
FIRST = 8  # words from the start within which a sentence names whom its evidence calls "he"
_NEAR = 7  # words within which two names of one phrase are taken for one bearer's


def missing_names(sentence: str, cited: str, stand_in: str, told: str) -> Iterator[str]:
    """Names of the sentence that its evidence does not have.

    `stand_in` names whom the evidence only calls "he" or "the company"; of `told`, all that stands
    around it, only more words of a name that it has: "Ana Lobo" for its "Lobo".
    """
    for name in names(sentence):
        short = _acronym(name)
        known = f"{cited} {stand_in}" if short is not None or _may_stand_for(name, sentence, cited) else cited
        held, acronyms, spelt_out = _held(known)
        if short is not None:
            supported = (
                short in acronyms
                or short.removesuffix("s") in acronyms
                or _spells(short, spelt_out)
                or _named(short, held)
            )
        else:
            initials = "".join(word.folded[0] for word in name.words)
            there = [word for word in _titled(name, sentence) if _named(word.folded, held)]
            missing = [word for word in name.words if len(word.folded) > 1 and word not in there]
            supported = all(any(side_by_side(word, other, told) for other in there) for word in missing)
            supported = supported or (len(initials) > 1 and initials in acronyms)
            supported = supported and not _borrowed(_titled(name, sentence), cited, told)
        if not supported and not _opens_as_a_word(sentence, name):
            yield name.text


@lru_cache(maxsize=64)
def _held(text: str) -> tuple[frozenset[str], frozenset[str], tuple[tuple[Word, ...], ...]]:
    """The words and acronyms of a text, its acronyms, and its names."""
    acronyms = _acronyms(text)
    spelt_out = tuple(name.words for name in names(text))
    return frozenset(word.folded for word in words(text)) | acronyms, acronyms, spelt_out


def _may_stand_for(name: Name, sentence: str, cited: str) -> bool:
    """Whether a name may stand for the evidence's "he": late, "with Lobo" only for its "with him"."""
    if len(words(sentence[: name.words[0].start])) < FIRST:
        return True
    before = _PREPOSITION.search(sentence[: name.words[0].start])
    return before is None or re.search(rf"\b{before.group(1)}\s+{_SOMEBODY}\b", cited, re.IGNORECASE) is not None


def _titled(name: Name, sentence: str) -> tuple[Word, ...]:
    """The words of a name and of the one that only titles part it from: "Norwegian minister Ana Lobo"."""
    following = [word for word in words(sentence) if word.start >= name.words[-1].end]
    titles = list(itertools.takewhile(lambda word: not word.capital and word.folded in PERSONAL, following))
    reached = following[len(titles) :]
    after = next((other for other in names(sentence) if reached and other.words[0].start == reached[0].start), None)
    return (*name.words, *after.words) if titles and after is not None else name.words


def _borrowed(name: Sequence[Word], cited: str, told: str) -> bool:
    """Whether a name that the evidence has is given a word that only stands around it, beside somebody else.

    "Iranian Foreign Minister Muallem", where the article speaks of Iranians, and Muallem is Syria's.
    """
    held = {word.folded for word in words(cited)}
    own = [word for word in name if word.folded not in GENERIC and len(word.folded) > 1]
    there = [word for word in own if _named(word.folded, held)]
    return any(
        word not in there and not any(side_by_side(word, other, told) for other in there) for word in own if there
    )


def _opens_as_a_word(sentence: str, name: Name) -> bool:
    """Whether a capital that opens the sentence has the ending of a common word: "Relations", "Harvesting"."""
    if len(name.words) > 1 or sentence[: name.words[0].start].strip(" “\"'‘«„"):
        return False
    return _COMMON_ENDING.search(name.words[0].folded) is not None and not known_place(name.text)


def _acronym(name: Name) -> str | None:
    """The letters of a name that is one: "UN", "U.S."; None for any other."""
    if all(len(word.folded) == 1 for word in name.words):
        return "".join(word.folded for word in name.words)
    written = name.text[:-1] if name.text.endswith("s") else name.text  # "CDs"
    return name.words[0].folded if len(name.words) == 1 and len(written) > 1 and written.isupper() else None


def _acronyms(text: str) -> frozenset[str]:
    """Runs of capitals in a text, with or without stops, as lower-case letters."""
    return frozenset(found.replace(".", "").lower() for found in _ACRONYM.findall(text))


def _spells(short: str, spelt_out: Sequence[tuple[Word, ...]]) -> bool:
    """Whether neighbouring words of some name begin with these letters: UN, United Nations Security Council."""
    initials = ["".join(word.folded[0] for word in name) for name in spelt_out]
    return len(short) > 1 and any(short in run for run in initials)


def _named(folded: str, held: Set[str]) -> bool:
    """Whether a name stands in the evidence, as itself or as its people: Iran for Iranian."""
    if folded in held:
        return True
    for other in held:
        short, long = sorted((folded, other), key=len)
        if len(short) >= MISSPELT and alike(folded, other):
            return True
        if len(short) >= 4 and long.startswith(short) and long[len(short) :] in _DEMONYMS:
            return True
        if len(short) >= 5 and long.startswith(short[:-1]) and long[len(short) - 1 :] in ("ian", "an", "n", "ese", "i"):
            return True
    return not same_people(stem(folded)).isdisjoint(stem(other) for other in held)


def may_be_same(one: str, other: str, told: str) -> bool:
    """Whether two names that stand in one another's place may have one bearer.

    They share a word that is not borne by many, one shortens the other, a state stands for its
    seat, or `told` sets them side by side: "Lavrov, Russia's foreign minister".

    >>> [may_be_same(one, other, "") for one, other in (("Assad", "al-Asad"), ("Moscow", "Kremlin"), ("Iran", "Iraq"))]
    [True, True, False]
    """
    ours, theirs = ([word for word in words(text) if word.folded not in GENERIC] for text in (one, other))
    if any(_role_of_a_country(side) for side in (words(one), words(other))):
        return True
    if not ours or not theirs:
        both = [{word.folded for word in words(text)} for text in (one, other)]
        return any(side <= PERSONAL for side in both) or both[0] <= both[1] or both[1] <= both[0]
    short, long = sorted((ours, theirs), key=len)
    if all(any(_bear(a, b) for b in long) for a in short) or _bear(ours[-1], theirs[-1]):
        return True
    written = [text.replace(".", "").strip().lower() for text in (one, other)]
    initials = ["".join(word.folded[0] for word in words(text) if not word.stop) for text in (one, other)]
    if (len(written[0]) > 1 and initials[1].startswith(written[0])) or (
        len(written[1]) > 1 and initials[0].startswith(written[1])
    ):
        return True
    return side_by_side(ours[-1], theirs[-1], told)


def _role_of_a_country(found: Sequence[Word]) -> bool:
    """ "Syrian President", for whoever that is."""
    return any(word.folded in PERSONAL for word in found) and all(
        word.stop or word.folded in PERSONAL or len(same_people(word.stem)) > 1 for word in found
    )


def _bear(one: Word, other: Word) -> bool:
    return alike(one.stem, other.stem) or not same_state(one.stem).isdisjoint(same_state(other.stem))


def side_by_side(one: Word, other: Word, told: str) -> bool:
    """Whether the two stand in one phrase, or beside one comma, with only titles and other names between them."""
    run = words(told)
    places = [[place for place, word in enumerate(run) if word.stem == name.stem] for name in (one, other)]
    for a in places[0]:
        for b in places[1]:
            first, last = sorted((a, b))
            if last - first <= _NEAR and _is_apposition(run[first + 1 : last], told[run[first].end : run[last].start]):
                return True
    return False


def _is_apposition(between: Sequence[Word], written: str) -> bool:
    if re.search(r"[;.!?“”\"()]", written) or written.count(",") > 1:
        return False
    titled = [word for word in between if word.folded in GENERIC | PERSONAL]
    if "," in written and not titled:
        return False  # two of a list
    return all(word.folded in _APPOSED or word in titled or word.capital for word in between)
