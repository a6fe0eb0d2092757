"""Single words that turn a sentence round: opposites, limits, and what would happen told as what did.

A nearest-neighbour cosine takes "victory" for "defeat"; these tables do not. Stems throughout.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from rag.words import stem, words

_PAIRS = (
    "victory defeat|win lose|victory loss|gain loss|gain lose|seize lose|capture liberate|support oppose"
    "|support opposition|begin end|start end|start stop|continue end|more less|most least|rise fall|rise drop"
    "|increase decrease|increase reduce|raise cut|raise lower|grow shrink|strengthen weaken|strong weak|large small"
    "|big small|high low|above below|before after|first last|east west|eastern western|north south|northern southern"
    "|legal illegal|lawful unlawful|open close|arrive leave|enter leave|import export|hire fire"
    "|accept reject|accept refuse|approve reject|allow ban|welcome reject|confirm deny|admit deny|agree refuse"
    "|praise criticise|praise criticize|praise condemn|acquit convict|guilty innocent|attack defend|advance retreat"
    "|ally enemy|friend enemy|peace war|success failure|succeed fail|alive dead|live die|save kill|safe dangerous"
    "|hope fear|trust doubt|true false|right wrong|male female|man woman|son daughter|husband wife|possible impossible"
    "|likely unlikely|stable unstable|known unknown|related unrelated|major minor|majority minority|maximum minimum"
    "|serve sabotage|unite divide|join leave|build destroy|sign cancel|host cancel|together alone|public private"
)
COMPARISONS = frozenset(stem(word) for word in "more less most least above below before after".split())
_LIMITS = frozenset("only fewer less least unlike except instead former formerly barely hardly merely solely".split())
_MODALS = frozenset("would could may might should if unless before".split())
_ALIKE = {"begin": {"start", "launch"}, "start": {"begin", "launch"}, "end": {"stop", "finish", "halt"}}
_OPEN = _MODALS | frozenset(
    "will shall can can't cannot couldn't won't wouldn't until once plan plans planned intend intends intended".split()
)
_OPEN_MORE = frozenset(
    "expect expects expected hope hopes hoped want wants wanted set due soon going possible possibly ready".split()
)


@cache
def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in _PAIRS.split("|"):
        one, other = (stem(word) for word in pair.split())
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {word: frozenset(against) for word, against in found.items()}


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
        for against in sorted(_opposites().get(word, frozenset()) & there - here):
            yield word, against


def added_limits(sentence: str, cited: str) -> list[str]:
    """Words that limit or compare ("only", "fewer") which the sentence adds."""
    there = {word.folded for word in words(cited)}
    # "A had two fewer than B" may say that B had two more.
    turned = {"fewer", "less"} if "more" in there else set()
    return sorted({word.folded for word in words(sentence)} & _LIMITS - there - turned)


def dropped_modals(sentence: str, cited: str) -> list[str]:
    """Modals of the evidence ("would march") whose verb the sentence tells as done ("marched").

    >>> dropped_modals("They marched on Raqqa.", "He said they would soon march on Raqqa.")
    ['would']
    """
    tokens, found = words(cited), words(sentence)
    if any(word.folded in _OPEN | _OPEN_MORE and not word.capital for word in found):  # "May" is a month
        return []
    here = {word.stem for word in found}
    dropped = []
    for place, word in enumerate(tokens):
        if word.folded in _MODALS and not word.capital:
            reach = [after.stem for after in tokens[place + 1 : place + 7] if not after.stop and after.folded != "soon"]
            if reach and reach[0] in here:
                dropped.append(word.folded)
    return dropped
