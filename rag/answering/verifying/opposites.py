"""Single words that turn a sentence round: opposites, limits, and what would happen told as what did.

A nearest-neighbour cosine takes "victory" for "defeat"; these tables do not. Stems throughout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from rag.words import stem, words

_PAIRS = (
    "victory defeat|win lose|victory loss|gain loss|gain lose|seize lose|capture liberate|support oppose|support "
    "opposition|begin end|start end|start stop|continue end|more less|most least|rise fall|rise drop|increase "
    "decrease|increase reduce|raise cut|raise lower|grow shrink|strengthen weaken|strong weak|large small|big small|"
    "high low|above below|before after|first last|east west|eastern western|north south|northern southern|legal "
    "illegal|lawful unlawful|open close|arrive leave|enter leave|import export|hire fire|accept reject|accept refuse|"
    "approve reject|allow ban|welcome reject|confirm deny|admit deny|agree refuse|praise criticise|praise criticize|"
    "praise condemn|acquit convict|guilty innocent|attack defend|advance retreat|ally enemy|friend enemy|peace war|"
    "success failure|succeed fail|alive dead|live die|save kill|safe dangerous|hope fear|trust doubt|true false|"
    "right wrong|male female|man woman|son daughter|husband wife|possible impossible|likely unlikely|stable unstable|"
    "known unknown|related unrelated|major minor|majority minority|maximum minimum|support objection|support "
    "criticism|favour oppose|serve sabotage|unite divide|join leave|build destroy|sign cancel|host cancel|together "
    "alone|public private"
)
_FACING_PAIRS = (
    "up down|upper lower|upward downward|higher lower|highest lowest|larger smaller|largest smallest|bigger smaller|"
    "biggest smallest|stronger weaker|strongest weakest|better worse|best worst|improve worsen|improvement "
    "deterioration|improve deteriorate|profit loss|profitable unprofitable|surplus deficit|gain loss|rise decline|"
    "rise slip|climb fall|climb drop|jump fall|jump drop|advance decline|gain decline|increase decline|grow decline|"
    "grow fall|widen narrow|expand contract|expand shrink|accelerate slow|faster slower|fast slow|early late|earlier "
    "later|firmer easier|firm weak|firmer weaker|heavy light|heavier lighter|longer shorter|long short|older younger|"
    "old young|old new|cheaper dearer|cheap expensive|optimistic pessimistic|positive negative|"
    "creditor debtor|demand supply|excess shortage|shortage surplus|"
    "upgrade downgrade|inflow outflow|income expense|asset liability|domestic foreign|internal external|over under|"
    "exceed trail|many few|maximum minimum|max min|ceiling floor|top bottom|inside outside|include exclude|add "
    "remove|past future|easy hard|easy difficult|wet dry|hot cold|rich poor|full empty|temporary permanent|voluntary "
    "compulsory|tighten ease|tighten loosen|appreciate depreciate|appreciation depreciation|revalue devalue|bullish "
    "bearish|oldest newest|north east|north west|south east|south west|northern eastern|northern western|southern "
    "eastern|southern western|all several|all some|all many|all most|every some|every many|every most"
)
"""Opposites only where one stands in the other's place: both are common beside one another."""
_CONVERSES = "more fewer|send receive|give take|buy sell|buyer seller|purchase sale|borrow lend|lender borrower"
"""What one does and the other undergoes: "A sent it to B" is "B received it from A"."""
COMPARISONS = frozenset(
    stem(word)
    for word in (
        "more fewer less most least above below before after up down higher lower rise fall increase decrease".split()
    )
)
_PLACES = "in outside|inside outside|within outside|above below|over under|before after|with without|to from|up down"
_LIMITS = frozenset(
    "always only fewer less least unlike except instead former formerly barely hardly merely solely".split()
)
_SUPERLATIVES = frozenset(
    "largest biggest greatest highest lowest smallest strongest weakest best worst oldest youngest richest poorest "
    "fastest slowest longest shortest deepest heaviest".split()
)
_FOREMOST = _SUPERLATIVES | frozenset(
    "most least top record leading main chief foremost first last peak maximum minimum all-time ever "
    "no unprecedented".split()
)
_FIRST_TIME = re.compile(r"\bfor the first time\b|\bthe first (?:time|to)\b", re.IGNORECASE)
_FIRST = frozenset("first never before initial historic inaugural maiden debut new unprecedented began".split())
_ALWAYS = frozenset("every each whenever invariably constantly all ever usual".split())
_FORMER = frozenset({"former", "formerly"})
_BEFORE = _FORMER | frozenset("previous previously once ex".split())
_ALIKE = {"begin": {"start", "launch"}, "start": {"begin", "launch"}, "end": {"stop", "finish", "halt"}}


@cache
def _opposites(pairs: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in pairs.split("|"):
        one, other = (stem(word) for word in pair.split())
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {word: frozenset(against) for word, against in found.items()}


def opposed(one: str, other: str) -> bool:
    """Whether two stems say the opposite of one another."""
    return other in _opposites(f"{_PAIRS}|{_FACING_PAIRS}").get(one, frozenset())


def converse(one: str, other: str) -> bool:
    """Whether two stems tell the same from the other end."""
    return other in _opposites(_CONVERSES).get(one, frozenset())


def turned_words(sentence: str, cited: str) -> Iterator[tuple[str, str]]:
    """(word, its opposite) where the sentence has a word of which the evidence has only the opposite.

    >>> list(turned_words("There were signs of defeat.", "He saw signs of victory."))
    [('defeat', 'victori')]
    """
    here = {word.stem for word in words(sentence)}
    there = {word.stem for word in words(cited)}
    for word in sorted(here - there):
        if _ALIKE.get(word, set()) & there:
            continue
        for against in sorted(_opposites(_PAIRS).get(word, frozenset()) & there - here):
            yield word, against


def turned_places(sentence: str, cited: str) -> Iterator[tuple[str, str, str]]:
    """(preposition, the evidence's, what follows both) where the evidence has only the opposite one before it.

    >>> list(turned_places("The sale was made in Norway.", "It made the sale outside Norway."))
    [('in', 'outside', 'norway')]
    """
    here, there = _placed(sentence), _placed(cited)
    for (one, what), (written, before) in sorted(here.items()):
        if (one, what) not in there:
            against = (there[other, what] for other in sorted(_opposites(_PLACES)[one]) if (other, what) in there)
            yield from ((written, turned, before) for turned, _ in against)


def _placed(text: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Each preposition that has an opposite with the word of matter after it, by the stems of the two."""
    tokens = words(text)
    found = {}
    for place, word in enumerate(tokens):
        after = next((other for other in tokens[place + 1 : place + 4] if not other.stop), None)
        if word.stem in _opposites(_PLACES) and after is not None:
            found[word.stem, after.stem] = word.folded, after.folded
    return found


def added_limits(sentence: str, cited: str) -> list[str]:
    """Words that limit or compare ("only", "fewer") which the sentence adds."""
    there = {word.folded for word in words(cited)}
    # "A had two fewer than B" may say that B had two more.
    turned = {"fewer", "less"} if "more" in there else set()
    before = _FORMER if there & _BEFORE else set()
    here = {word.folded for word in words(sentence)}
    foremost = set() if there & _FOREMOST or any(word.endswith("est") for word in there) else here & _SUPERLATIVES
    first = {"first"} if _FIRST_TIME.search(sentence) and not there & _FIRST else set()
    always = {"always"} if there & _ALWAYS else set()
    return sorted(here & _LIMITS - there - turned - before - always | foremost | first)
