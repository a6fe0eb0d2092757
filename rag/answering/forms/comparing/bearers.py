"""What somebody with a name is called: the name with its titles, what is set beside it, and roles that stand for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from rag.answering.forms.comparing.noun_phrases import Names, Phrase, key_of, phrases
from rag.answering.forms.comparing.other_names import PEOPLE, groups
from rag.answering.verifying.claims import names
from rag.words import Word, stem, words

_TITLE_WORDS = 4  # before a name that may be its bearer's title
_BESIDE = re.compile(
    r",\s+((?:an?|the|who (?:is|was)|[\w’'-]+’s|[\w-]+'s|[a-z][\w-]*)\s[^,.;:“”\"()]{3,90}?)(?=,|\.|;|$)"
)
_NO_TITLE = frozenset(
    "and or but to of in on at by for from with said says told the a an as that than when while after".split()
)
_VERBAL = re.compile(
    r"^(?:who|which|said|says|adding|saying|including|according|in|on|at|after|before|but|and|as|for|with|where|while|when)\b"
)


def bearer_phrases(text: str, named: Sequence[str]) -> Iterator[Phrase]:
    """The phrases of a text that name the bearer of this name, by its last word, in order.

    >>> text = "Sergei Lavrov, the foreign minister, met President Assad."
    >>> [text[p.start : p.end] for p in bearer_phrases(text, ("lavrov",))]
    ['Sergei Lavrov', 'the foreign minister']
    >>> text = "They fled Daesh militants and the armed groups of Daesh."
    >>> [text[p.start : p.end] for p in bearer_phrases(text, ("daesh",))]
    ['Daesh militants', 'armed groups of Daesh']
    """
    tokens = words(text)
    places = {word.start: place for place, word in enumerate(tokens)}
    kinds = people_of_a_kind()
    grouped = list(phrases(text, kinds))
    for name in names(text):
        own = [word.folded for word in name.words]
        if named[-1] not in own or (len(named) > 1 and len(own) > 1 and named[0] not in own and named[-1] != own[-1]):
            continue
        first = _titled(text, tokens, places[name.words[0].start])
        last = places[name.words[-1].start]
        of = [phrase for phrase in grouped if text[phrase.end : tokens[first].start] == " of "]
        if of:  # "terrorist groups of Daesh"
            yield Phrase(of[0].start, tokens[last].end, key_of(words(text[of[0].start : tokens[last].end])))
            continue
        after = next((phrase.end for phrase in grouped if phrase.start <= tokens[last].start < phrase.end), 0)
        if after and text[tokens[last].end : after].strip():  # "Daesh militants"
            last = next(place for place in range(last, len(tokens)) if tokens[place].end >= after)
        yield _phrase(text, tokens[first : last + 1])
        beside = _BESIDE.match(text, tokens[last].end)
        if beside is not None and not _VERBAL.match(beside[1]) and len(beside[1].split()) > 1:
            start = beside.start(1)
            yield Phrase(start, beside.end(1), key_of(words(beside[1])))


@cache
def people_of_a_kind() -> Names:
    """Every noun for people of a kind, to be found beside a name."""
    kinds = [group for group in groups() if not group.with_another.isdisjoint(PEOPLE)]
    nouns = frozenset().union(*(group.names | {(noun,) for noun in group.with_another} for group in kinds))
    return Names(nouns, frozenset(), frozenset(stem(part) for name in nouns for part in name))


def _titled(text: str, tokens: Sequence[Word], place: int) -> int:
    """The first word of the title before a name: "Russia's Foreign Minister Sergei Lavrov"."""
    first = place
    while first > 0 and place - first < _TITLE_WORDS:
        before = tokens[first - 1]
        if text[before.end : tokens[first].start] not in (" ", "-") or before.folded in _NO_TITLE or before.number:
            break
        if not before.capital and (before.stop or before.folded.endswith(("ed", "ing", "ly"))):
            break
        first -= 1
        if text[before.start : before.end].endswith(("’s", "'s")):
            break
    # A title holds a capital or the possessive of who it is of; else the words before are the sentence's own.
    titled = tokens[first:place]
    return first if any(word.capital for word in titled) else place


def _phrase(text: str, run: Sequence[Word]) -> Phrase:
    end = run[-1].end
    for mark in ("'s", "’s"):
        if text[run[-1].start : end].endswith(mark):
            end -= len(mark)
    return Phrase(run[0].start, end, key_of(run))
