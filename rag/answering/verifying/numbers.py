"""The numbers of a text as they count: digits and words alike, scales joined, with the units beside them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answering.verifying.units import unit_beside
from rag.words import Word, words

SMALL_NUMBERS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        start=3,
    )
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12} | {
    "mln": 10**6,
    "mn": 10**6,
    "bln": 10**9,
    "trln": 10**12,
}
_SCALE_LETTERS = {"k": 1_000, "m": 10**6, "bn": 10**9, "tn": 10**12}  # only after digits
_VAGUE = frozenset("dozens hundreds thousands millions billions trillions half twice thrice".split())
_IMPLIED = {"first": 1.0, "one": 1.0, "single": 1.0, "once": 1.0, "second": 2.0, "both": 2.0, "pair": 2.0} | {
    "couple": 2.0,
    "twice": 2.0,
    "double": 2.0,
    "triple": 3.0,
}
_YEARS = re.compile(r"\b(1\d|20)(\d\d)[-–/](\d\d)\b")
_PHRASE = 4  # words after a number that may be what it counts
_EXPLAINING = frozenset("is are was were be been as of per such".split())
_RANGE = re.compile(r"\s*(?:to|and|or|-|–|—|/)\s*")

_UNCOUNTED = re.compile(r"\b(dozens|hundreds|thousands|millions)(?= of\b)", re.IGNORECASE)
YEAR = re.compile(r"1[0-9]{3}|20[0-9]{2}")
_OF = re.compile(r"\s+of\s+(?:the\s+|its\s+|their\s+)?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it counts, with its place; `value` is a float, or a word such as "dozens"."""

    value: float | str
    unit: str | None  # "percent", "dollar", "hour" …: only those that are listed in units.py
    start: int
    end: int


def quantities(text: str) -> list[Quantity]:
    """The numbers of a text, in digits or words, with scales joined; in a range both have the unit.

    >>> [q.value for q in quantities("two million of 1,250 and 4.5 billion; dozens, half a million, 3-1/2")]
    [2000000.0, 1250.0, 4500000000.0, 'dozens', 500000.0, 3.5]
    """
    found: list[Quantity] = []
    tokens = words(text)
    place = 0
    while place < len(tokens):
        value, used = _number_at(text, tokens, place)
        if value is None:
            place += 1
            continue
        end = tokens[place + used - 1].end
        found.append(Quantity(value, unit_beside(text, tokens[place].start, end), tokens[place].start, end))
        place += used
    for place in range(len(found) - 2, -1, -1):
        one, following = found[place : place + 2]
        if one.unit is None and _RANGE.fullmatch(text[one.end : following.start]):
            found[place] = replace(one, unit=following.unit)
    return found


def _number_at(text: str, tokens: tuple[Word, ...], place: int) -> tuple[float | str | None, int]:
    first = tokens[place].folded
    following = [word.folded for word in tokens[place + 1 : place + 3]]
    if first == "half" and following[:1] in (["a"], ["of"]) and len(following) == 2 and following[1] in _SCALES:
        return _SCALES[following[1]] / 2, 3
    if first in ("a", "an") and following[:1] and following[0] in _SCALES:
        return float(_SCALES[following[0]]), 2
    if first in _VAGUE:
        return first, 1
    if first in _ORDINALS:
        return float(_ORDINALS[first]), 1
    value, used = _below_scale(text, tokens, place)
    if value is None:
        return None, 0
    while place + used < len(tokens):
        scale = tokens[place + used].folded
        multiplier = _SCALES.get(scale) or (_SCALE_LETTERS.get(scale) if tokens[place].number else None)
        if multiplier is None or not isinstance(value, float):
            break
        value *= multiplier
        used += 1
    return value, used


def _below_scale(text: str, tokens: tuple[Word, ...], place: int) -> tuple[float | str | None, int]:
    word = tokens[place].folded
    if word[0].isdigit():
        fraction = re.match(r"(\d+)-(\d)/(\d{1,2})(?!\d)", text[tokens[place].start :])
        if fraction and fraction.group(3) != "0":
            whole, above, below = (int(digits) for digits in fraction.groups())
            return whole + above / below, 3
        digits = re.match(r"[\d.,]*\d", word)
        return (_digits(digits.group()), 1) if digits else (None, 0)
    scale_follows = place + 1 < len(tokens) and tokens[place + 1].folded in _SCALES
    if word not in SMALL_NUMBERS or (word == "one" and not scale_follows):  # "one" is a pronoun more often
        return None, 0
    following = tokens[place + 1].folded if place + 1 < len(tokens) else ""
    if SMALL_NUMBERS[word] >= 20 and 0 < SMALL_NUMBERS.get(following, 0) < 10:
        return float(SMALL_NUMBERS[word] + SMALL_NUMBERS[following]), 2
    return float(SMALL_NUMBERS[word]), 1


def _digits(written: str) -> float | str:
    """1,250 and 1250 alike; a single comma before other than three digits is a decimal comma; "1.2.3" is itself."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", written):
        return float(written.replace(",", ""))
    return float(written.replace(",", ".")) if written.count(",") + written.count(".") <= 1 else written


def implied(text: str) -> set[float]:
    """Numbers that a text has in words that count without being numbers, and the year that "1861-65" ends in.

    >>> sorted(implied("Both were first in 1861–65."))
    [1.0, 2.0, 1865.0]
    """
    found = {_IMPLIED[word.folded] for word in words(text) if word.folded in _IMPLIED}
    for century, year, end in _YEARS.findall(text):
        if int(end) > int(year):
            found.add(float(century + end))
    return found


def counted(text: str) -> dict[str, set[float | str]]:
    """What numbers count: the stem of the word that follows each, with its values; "one" included.

    >>> counted("One passenger and 212 passengers")
    {'passeng': {1.0, 212.0}}
    """
    found: dict[str, set[float | str]] = {}
    ends: dict[int, float | str] = {quantity.end: quantity.value for quantity in quantities(text)}
    for before, after in itertools.pairwise(words(text)):
        value = ends.get(before.end, 1.0 if before.folded == "one" else None)
        if value is not None and not after.stop and not after.number:
            found.setdefault(after.stem, set()).add(value)
    return found


def one_of_several(text: str, cited: str) -> str | None:
    """A thing that a text has as one and its evidence counts as several: "a European bank" for "three European banks".

    One that explains a name ("Norbank, a bank") or what something is may be one of them.

    >>> one_of_several("It was sold to a Danish bank.", "It was sold to three large Danish banks.")
    'a Danish bank'
    """
    told = words(cited)
    several = {
        word.stem
        for quantity in quantities(cited)
        if isinstance(quantity.value, float) and quantity.value >= 2
        for word in _phrase_after(cited, told, quantity.end)
        if word.folded.endswith("s")
    }
    written = {word.folded for word in told}
    found = words(text)
    for place, article in enumerate(found):
        if article.folded not in ("a", "an") or re.search(r"[,(]\s*$", text[: article.start]):
            continue
        if place and found[place - 1].folded in _EXPLAINING:
            continue
        for word in _phrase_after(text, found, article.end):
            if word.stem in several and word.folded not in written and not word.folded.endswith("s"):
                return text[article.start : word.end]
    return None


def miscounted(text: str, cited: str) -> Iterator[tuple[str, str]]:
    """(number, what it counts) where the evidence counts something else by it, and this by another number.

    >>> list(miscounted("Forty ships sank with 9 men.", "Nine ships sank with forty men."))
    [('forty', 'ship'), ('9', 'men')]
    """
    there = list(_counts(cited))
    for value, nouns, written in _counts(text):
        same = [others for other, others, _ in there if other == value]
        by_another = set().union(*(others for other, others, _ in there if other != value))
        if same and all(same) and not any(others & nouns for others in same) and nouns & by_another:
            yield written, min(nouns & by_another)


def _counts(text: str) -> Iterator[tuple[float | str, set[str], str]]:
    """Each number with the stems of the words that it counts: "hundreds of wanted persons"."""
    run = words(text)
    ends = [(quantity.end, quantity.value, quantity.start) for quantity in quantities(text) if quantity.unit is None]
    ends += [(found.end(1), found.group(1).lower(), found.start()) for found in _UNCOUNTED.finditer(text)]
    for end, value, start in ends:
        if isinstance(value, float) and YEAR.fullmatch(text[start:end]):
            continue
        of = _OF.match(text[end:])
        nouns = {word.stem for word in _phrase_after(text, run, end + (of.end() if of else 0))}
        yield value, nouns, text[start:end].lower()


def _phrase_after(text: str, found: Sequence[Word], start: int) -> Iterator[Word]:
    """The words after a number or an article, as far as one phrase reaches."""
    following = [word for word in found if word.start >= start][:_PHRASE]
    ends = start
    for word in following:
        if word.stop or word.number or re.search(r"[^\s-]", text[ends : word.start]):
            return
        ends = word.end
        yield word
