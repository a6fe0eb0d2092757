"""The most frequent names of an archive: those that mean one bearer together, places apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.answering.verifying.naming import GENERIC, PERSONAL
from rag.overview.merging import merged
from rag.overview.names import Mentions
from rag.places import known_land, known_place, lone_place
from rag.words import fold

_LOOKED_AT = 2000  # names, the most frequent
# Measured on Reuters' 21,578 stories: cities and states stand after "in" or "near" in 15 to 45 of 100
# places, Congress in 12, companies and other bodies in 0 to 6. Countries and their capitals are known.
_PLACED = 0.15
_FEWEST = 3  # mentions after "in" before that says something
_SMALL = 0.5  # articles that write a word small, to those with a capital, from which it is no name
_OPENS = 10  # times as often as inside a sentence may a name open one
_JOINED = 0.6  # of a name's mentions after "X and" from which both are one name
_COUNTED = 0.5  # of a name's mentions after a number, from which it is a unit
_SPELT = 0.2  # of the articles of a name, those with its longest form, for that to stand for it
_LAID_OUT = frozenset("street avenue square road boulevard river valley lake island islands mountains".split())
# They meet in places, and are none.
_ASSEMBLIES = frozenset("congress parliament senate house assembly knesset duma bundestag majlis council".split())
_COMPASS = frozenset("north south east west northern southern eastern western central new latin".split())
_PEOPLE = ("ese", "ish", "ean", "ian", "ican", "ern", "i", "an", "ch")
_NOBODY = GENERIC | PERSONAL | {"calif", "gmt", "dlrs", "pct", "mln", "chapter", "section", "article", "st", "arab"}


@dataclass(frozen=True, slots=True)
class Named:
    """A name, the articles that mention it, and the other spellings it is counted under, the most frequent first."""

    name: str
    articles: int
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frequent:
    """The most frequent names, the first in most articles."""

    people_and_organisations: tuple[Named, ...]
    places: tuple[Named, ...]


@dataclass(slots=True)
class _Candidate:
    """One name in all its cases ("OPEC", "Opec"), with what the scan tells of it."""

    name: str  # as most articles write it
    words: list[str]  # folded
    articles: set[int]
    seen: int = 0
    placed: int = 0
    titled: int = 0


def frequent(mentions: Mentions, *, most: int) -> Frequent:
    """The `most` most frequent of both kinds."""
    found = {one.name: one for one in _candidates(mentions)}
    places = {name for name, one in found.items() if _is_place(one)}
    told: dict[bool, list[Named]] = {True: [], False: []}
    for group in merged({name: one.articles for name, one in found.items()}, places):
        if not _is_people(found[group[0]], places):
            placed = group[0] in places
            name = _land(group, found) if placed else _fullest(group, found)
            articles = len(set().union(*(found[one].articles for one in group)))
            told[placed].append(Named(name, articles, tuple(one for one in group if one != name)))
    ranked = {kind: sorted(named, key=lambda one: (-one.articles, one.name)) for kind, named in told.items()}
    return Frequent(tuple(ranked[False][:most]), tuple(ranked[True][:most]))


def _candidates(mentions: Mentions) -> list[_Candidate]:
    """The most frequent names; what is no name, or only half of one, is left out."""
    befores: dict[str, Counter[str]] = defaultdict(Counter)
    for (one, other), times in mentions.joined.items():
        befores[other][one] += times
    found: dict[tuple[str, ...], _Candidate] = {}
    halves: set[str] = set()
    for name, numbers in _counted(mentions):
        words = _folded(name)
        if not _is_name(name, words, mentions):
            continue
        before, times = befores[name].most_common(1)[0] if name in befores else ("", 0)
        if times >= max(_FEWEST, _JOINED * mentions.seen[name]):
            if times >= _JOINED * mentions.seen[before]:
                halves.add(before)
            name, words = f"{before} and {name}", [*before.lower().split(), *words]
        held = found.setdefault(tuple(words), _Candidate(name, words, set()))
        held.articles |= numbers
        held.seen += mentions.seen[name]
        held.placed += mentions.placed[name]
        held.titled += mentions.titled[name]
    return [one for one in found.values() if one.name not in halves]


def _counted(mentions: Mentions) -> list[tuple[str, set[int]]]:
    """Each name with the articles that mention it, the most frequent first."""
    found = {name: set(numbers) for name, numbers in mentions.articles.items()}
    for name, numbers in mentions.openers.items():
        inside = len(mentions.articles.get(name, ()))
        first, _, rest = name.partition(" ")
        if not inside and rest and mentions.small[fold(first)]:
            name, inside = rest, len(mentions.articles.get(rest, ()))  # "Later Ann Berg"
        if len(numbers) <= _OPENS * inside or (not inside and " " in name):
            found.setdefault(name, set()).update(numbers)
    return sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))[:_LOOKED_AT]


def _folded(name: str) -> list[str]:
    return [fold(word).rstrip(".") for word in name.replace("-", " ").split()]


def _is_name(name: str, words: Sequence[str], mentions: Mentions) -> bool:
    if all(word in _NOBODY or word in _COMPASS for word in words) or words[-1] in ("dlrs", "pct", "mln"):
        return False
    if mentions.counted[name] > _COUNTED * mentions.seen[name]:
        return False
    if len(words) > 1 or known_place(name):
        return True
    return mentions.small[words[0]] < _SMALL * len(mentions.articles.get(name, ()))


def _is_place(one: _Candidate) -> bool:
    known = known_place(one.words[-1].replace(".", "")) or lone_place(one.words[-1])
    if lone_place(" ".join(one.words)) or (known and all(word in _COMPASS for word in one.words[:-1])):
        return True
    if one.words[-1] in _LAID_OUT and len(one.words) > 1 and not one.titled:
        return True
    placed = one.placed >= max(_FEWEST, _PLACED * one.seen)
    return (
        placed and not one.titled and one.words[-1] not in GENERIC | _ASSEMBLIES and not (one.name.isupper() or known)
    )


def _is_people(one: _Candidate, places: Iterable[str]) -> bool:
    """Whether it says of what land something is, for lands that are not known under both names: Ecuadorean."""
    word = one.words[-1]
    if not word.endswith(_PEOPLE) or one.titled or known_place(word):
        return False
    lands = {fold(place.split()[-1]) for place in places if place != one.name}
    return any(land != word and land[:4] == word[:4] and len(land) < len(word) + 3 for land in lands)


def _land(group: Sequence[str], found: Mapping[str, _Candidate]) -> str:
    """The land rather than its people."""
    return max(group, key=lambda name: (known_land(name.split()[-1]), found[name].placed, len(found[name].articles)))


def _fullest(group: Sequence[str], found: Mapping[str, _Candidate]) -> str:
    """The longest form that enough of the articles use."""
    enough = _SPELT * sum(len(found[name].articles) for name in group)
    return max(group, key=lambda name: (len(found[name].articles) >= enough, len(name.split()), found[name].seen))
