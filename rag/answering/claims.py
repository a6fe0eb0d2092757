"""The checkable parts of a sentence: numbers, dates, names, quoted words, negations.

Pure functions over text; what they find is compared in verification.py.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from rag.answering.units import unit_beside
from rag.words import STOP_WORDS, Word, fold, words

_UNITS = {
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
        "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth".split(), start=3
    )
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 10**12}
_SCALE_LETTERS = {"k": 1_000, "m": 1_000_000, "mln": 1_000_000, "bn": 10**9, "bln": 10**9, "tn": 10**12}
_VAGUE = {"dozen": "dozens", "dozens": "dozens", "hundreds": "hundreds", "thousands": "thousands"} | {
    "millions": "millions",
    "billions": "billions",
    "half": "half",
    "twice": "twice",
}
MONTHS = tuple("january february march april may june july august september october november december".split())
_MONTH_FORMS = {month: month for month in MONTHS} | {month[:3]: month for month in MONTHS} | {"sept": "september"}
_ORDINAL_PARTS = frozenset({"st", "nd", "rd", "th", "of", "the"})
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_RELATIVE = re.compile(
    r"\b(yesterday|today|tomorrow|tonight|(?:last|next|earlier this|this|past|previous) "
    r"(?:week|month|year|night|decade|century|summer|winter|spring|autumn))\b"
)
_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|(?<![\w])[‘']([^‘’'\n]+(?:['’](?=\w)[^‘’'\n]+)*)[’'](?!\w)")
NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor without cannot can't couldn't didn't doesn't don't hadn't hasn't "
    "haven't isn't wasn't weren't won't wouldn't shouldn't ain't aren't".split()
)
_DENIALS = frozenset("deni reject refus fail lack absenc unabl unlik rule oppos halt".split())
# "It is not true that …", "Nobody believed that …": the negation reaches what is told, not the telling.
_TELLING = frozenset("true believ think thought case evid".split())
_IDIOMS = frozenset({("no", "matter"), ("not", "only"), ("not", "just"), ("no", "doubt"), ("nothing", "but")})
_ADVERBS = frozenset("yet still ever already even actually really currently".split())
_CLAUSE_END = re.compile(r"[,;:.!?–—“”\"]")
# Words that open sentences with a capital without being names.
_OPENERS = frozenset(
    "according officials official authorities police rebels troops forces government governments people experts "
    "analysts residents witnesses reports sources leaders ministers negotiations talks fighting fighters "
    "militants countries states president minister foreign prime deputy state yes meanwhile however earlier later "
    "last next since despite although though during following instead also moreover additionally furthermore "
    "overall today yesterday tomorrow peace war victory reconciliation support two three four five six seven "
    "eight nine ten many several some most few another neither either both each every such any all one first "
    "second third western eastern northern southern civil military security political terrorism terrorists rebel "
    "opposition supporting hundreds thousands millions dozens".split()
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it counts, with its place; `value` is a float, or a word such as "dozens"."""

    value: float | str
    unit: str | None  # "percent", "dollar", "hour" …: only those that are listed here
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words, e.g. "Ali Akbar Velayati"."""

    words: tuple[Word, ...]
    text: str


def quantities(text: str) -> list[Quantity]:
    """The numbers of a text, in digits or words, with scales joined.

    >>> [q.value for q in quantities("two million of 1,250 and 4.5 billion; dozens")]
    [2000000.0, 1250.0, 4500000000.0, 'dozens']
    """
    found: list[Quantity] = []
    tokens = words(text)
    place = 0
    while place < len(tokens):
        value, used = _number_at(tokens, place)
        if value is None:
            place += 1
            continue
        end = tokens[place + used - 1].end
        found.append(Quantity(value, unit_beside(text, tokens[place].start, end), tokens[place].start, end))
        place += used
    return found


def _number_at(tokens: tuple[Word, ...], place: int) -> tuple[float | str | None, int]:
    first = tokens[place].folded
    if first in _VAGUE:
        return _VAGUE[first], 1
    if first in _ORDINALS:
        return float(_ORDINALS[first]), 1
    value, used = _below_scale(tokens, place)
    if value is None:
        return None, 0
    while place + used < len(tokens):
        scale = tokens[place + used].folded
        multiplier = _SCALES.get(scale) or (_SCALE_LETTERS.get(scale) if tokens[place].number else None)
        if multiplier is None:
            break
        value *= multiplier
        used += 1
    return value, used


def _below_scale(tokens: tuple[Word, ...], place: int) -> tuple[float | None, int]:
    word = tokens[place].folded
    if word[0].isdigit():
        digits = re.match(r"[\d.,]*\d", word)
        return (_digits(digits.group()), 1) if digits else (None, 0)
    if word not in _UNITS or word == "one":  # "one" is a pronoun more often than a number
        return None, 0
    following = tokens[place + 1].folded if place + 1 < len(tokens) else ""
    if _UNITS[word] >= 20 and 0 < _UNITS.get(following, 0) < 10:
        return float(_UNITS[word] + _UNITS[following]), 2
    return float(_UNITS[word]), 1


def _digits(written: str) -> float:
    """1,250 and 1250 alike; a single comma before other than three digits is a decimal comma."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", written):
        return float(written.replace(",", ""))
    return float(written.replace(",", ".")) if written.count(",") + written.count(".") <= 1 else float("nan")


def calendar_words(text: str) -> set[str]:
    """Months, weekdays and relative dates that a text names.

    >>> sorted(calendar_words("Last week, on Sunday, Nov. 5"))
    ['last week', 'november', 'sunday']
    """
    plain = fold(text)
    named = {match.group(1) for match in _RELATIVE.finditer(plain)}
    for word in words(text):
        if word.folded in _WEEKDAYS:
            named.add(word.folded)
        elif word.capital and word.folded in _MONTH_FORMS:
            named.add(_MONTH_FORMS[word.folded])
    return named


def month_days(text: str) -> set[tuple[str, int]]:
    """(month, day) pairs, in either order.

    >>> sorted(month_days("on November 18 or the 3rd of March"))
    [('march', 3), ('november', 18)]
    """
    tokens = [word for word in words(text) if word.folded not in _ORDINAL_PARTS]
    pairs: set[tuple[str, int]] = set()
    for one, other in itertools.pairwise(tokens):
        for month, day in ((one, other), (other, one)):
            number = re.match(r"(\d{1,2})$", day.folded)
            if month.capital and month.folded in _MONTH_FORMS and number and int(number.group(1)) <= 31:
                pairs.add((_MONTH_FORMS[month.folded], int(number.group(1))))
    return pairs


def names(text: str) -> list[Name]:
    """Runs of capitalised words; a capital that only opens the sentence is left out where it is no name.

    >>> [n.text for n in names("Officials told Ali Velayati of the United Nations plan.")]
    ['Ali Velayati', 'United Nations']
    """
    tokens = words(text)
    opening = _opening_places(text, tokens)
    runs: list[list[Word]] = []
    previous_end = -1
    for place, word in enumerate(tokens):
        is_name = word.capital and not word.number and not _calendar(word)
        if place in opening and (word.stop or word.folded in _OPENERS or word.folded in _UNITS):
            is_name = False
        if word.folded in STOP_WORDS and len(word.folded) > 1:
            is_name = False
        if not is_name:
            continue
        if (
            runs
            and previous_end == place - 1
            and not re.search(r"[,;:!?“”\"()]|\.\s", text[runs[-1][-1].end : word.start])
        ):
            runs[-1].append(word)
        else:
            runs.append([word])
        previous_end = place
    return [Name(tuple(run), text[run[0].start : run[-1].end]) for run in runs]


def _opening_places(text: str, tokens: tuple[Word, ...]) -> set[int]:
    """Places of the words that open the text, a sentence in it or a quotation."""
    return {
        place
        for place, word in enumerate(tokens)
        if place == 0 or re.search(r"[.!?:;“\"‘«…]\s*[“\"‘«']?\s*$", text[max(0, word.start - 4) : word.start])
    }


def _calendar(word: Word) -> bool:
    return word.folded in _WEEKDAYS or word.folded in _MONTH_FORMS


def quoted_words(text: str) -> list[str]:
    """What stands between quotation marks, without punctuation at its ends.

    >>> quoted_words('He said “the war, goes on,” and called it "illegal".')
    ['the war, goes on', 'illegal']
    """
    found = (next(group for group in match.groups() if group is not None) for match in _QUOTED.finditer(text))
    return [stripped for quote in found if (stripped := quote.strip(" \t\r\n.,;:!?…"))]


@dataclass(frozen=True, slots=True)
class Negation:
    """A negating word and the matter it reaches, nearest first."""

    word: str
    reach: tuple[str, ...]  # stems
    denial: bool  # "denied", "refused": it reaches a whole clause


def negations(text: str) -> list[Negation]:
    """The negating words of a text, each with the stems of the matter that follows in its clause.

    >>> [(n.word, n.reach) for n in negations("The war had not yet been won, but the army gained. No matter.")]
    [('not', ('win',))]
    """
    tokens = words(text)
    found = []
    for place, word in enumerate(tokens):
        denial = word.stem in _DENIALS
        following = tokens[place + 1].folded if place + 1 < len(tokens) else ""
        if (word.folded in NEGATIONS or denial) and (word.folded, following) not in _IDIOMS:
            reach = _reach(text, tokens[place:], 8)
            if not denial and reach and reach[0] in _TELLING:
                denial, reach = True, reach[1:]
            found.append(Negation(word.folded, reach if denial else reach[:4], denial))
    return found


def _reach(text: str, tokens: tuple[Word, ...], limit: int) -> tuple[str, ...]:
    reach: list[str] = []
    for before, after in itertools.pairwise(tokens):
        if reach and _CLAUSE_END.search(text[before.end : after.start]):
            break
        if not after.stop and after.folded not in _ADVERBS:
            reach.append(after.stem)
        if len(reach) == limit:
            break
    return tuple(reach)
