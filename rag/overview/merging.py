"""Names that mean one bearer: a land and its people, an acronym, a surname, another transliteration."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from rag.answering.verifying.naming import GENERIC
from rag.places import same_people
from rag.words import alike, fold, stem

_PARTICLES = frozenset({"al", "el", "the", "of", "and", "for", "on"})
_CLEAR = 2  # times the articles of the next that a name's bearer must have where several would fit
_SPELT_OUT = 0.05  # of an acronym's articles, those that spell it out beside
_FEWEST = 2  # articles that name both
_SHORTENED = 0.4  # of the articles with a full name, those that shorten it: Wall Street is not its Journal


@dataclass
class _Groups:
    """Names that were found to be one, by the name that has the most articles."""

    found: Mapping[str, set[int]]
    leads: dict[str, str] = field(default_factory=dict)

    def lead(self, name: str) -> str:
        while (above := self.leads.get(name, name)) != name:
            name = above
        return name

    def join(self, one: str, other: str) -> None:
        ends = sorted((self.lead(one), self.lead(other)), key=lambda name: (-len(self.found[name]), name))
        self.leads[ends[1]] = ends[0]

    def all(self) -> Iterator[tuple[str, ...]]:
        groups: dict[str, list[str]] = defaultdict(list)
        for name in self.found:
            groups[self.lead(name)].append(name)
        for names in groups.values():
            yield tuple(sorted(names, key=lambda name: (-len(self.found[name]), name)))


def merged(found: Mapping[str, set[int]], places: Collection[str]) -> list[tuple[str, ...]]:
    """The names of `found` (with the articles that mention each) in groups of one bearer, the most frequent first.

    >>> merged({"Assad": {1, 2, 3}, "Bashar al-Assad": {1, 2}, "Iran": {1, 3}, "Iranian": {4}}, {"Iran", "Iranian"})
    [('Assad', 'Bashar al-Assad'), ('Iran', 'Iranian')]
    """
    groups = _Groups(found)
    parts = {name: tuple(word for word in _words(name) if word not in _PARTICLES) for name in found}
    _join_lands(groups)
    _join_acronyms(groups, parts)
    _join_spellings(groups, parts, places)
    _join_short_forms(groups, parts, places)
    return list(groups.all())


def _words(name: str) -> list[str]:
    return [fold(word).rstrip(".") for word in name.replace("-", " ").split()]


def _join_lands(groups: _Groups) -> None:
    lands: dict[tuple[tuple[str, ...], frozenset[str]], str] = {}
    for name in groups.found:
        *before, last = ["us"] if name == "United States" else _words(name.replace(".", ""))
        people = same_people(stem(last))
        if len(people) > 1:
            first = lands.setdefault((tuple(before), people), name)
            if first != name:
                groups.join(first, name)


def _join_acronyms(groups: _Groups, parts: Mapping[str, tuple[str, ...]]) -> None:
    spelt: dict[str, list[str]] = defaultdict(list)
    for name, words in parts.items():
        if len(words) > 1:
            spelt["".join(word[0] for word in words)].append(name)
    for name in groups.found:
        letters = name.replace(".", "")
        if letters.isupper() and " " not in name and len(letters) > 1:
            long = max(spelt.get(letters.lower(), ()), key=lambda other: len(groups.found[other]), default=None)
            # Both in one article, as where it is first spelt out; two bearers of the same letters seldom meet.
            both = len(groups.found[name] & groups.found[long]) if long is not None else 0
            if long is not None and both >= max(_FEWEST, _SPELT_OUT * len(groups.found[name])):
                groups.join(name, long)


def _join_spellings(groups: _Groups, parts: Mapping[str, tuple[str, ...]], places: Collection[str]) -> None:
    """Other spellings of one name: Kharrazi and Kharazi."""
    near: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for name, words in parts.items():
        if words and name not in places:  # India is not Indiana
            near[(len(words), *(word[:2] for word in words))].append(name)
    for names in near.values():
        for place, name in enumerate(names):
            for other in names[:place]:
                # One word by itself may be anyone's: Baker is not Barker.
                same = all(alike(one, two) for one, two in zip(parts[name], parts[other], strict=True))
                if same and (len(parts[name]) > 1 or _simple(parts[name][0]) == _simple(parts[other][0])):
                    groups.join(name, other)


def _simple(word: str) -> str:
    return re.sub(r"(.)\1", r"\1", word)


def _join_short_forms(groups: _Groups, parts: Mapping[str, tuple[str, ...]], places: Collection[str]) -> None:
    """A surname with the one full name it mostly stands for, a company with its name in full."""
    longer: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, words in parts.items():
        for cut in range(1, len(words)):
            longer[words[:cut]].append(name)
            longer[words[cut:]].append(name)
    for name, words in parts.items():
        if name in places or all(word in GENERIC for word in words):
            continue
        bearers: dict[str, int] = {}
        for long in longer.get(words, ()):
            both = len(groups.found[long] & groups.found[name])
            rest = parts[long][len(words) :] if parts[long][: len(words)] == words else ("",)
            usual = both >= _SHORTENED * len(groups.found[long]) or all(word in GENERIC for word in rest)
            if usual and groups.lead(long) != groups.lead(name):
                bearers[groups.lead(long)] = max(bearers.get(groups.lead(long), 0), len(groups.found[long]))
        ranked = sorted(bearers.items(), key=lambda bearer: (-bearer[1], bearer[0]))
        if ranked and (len(ranked) == 1 or ranked[0][1] >= _CLEAR * ranked[1][1]):
            groups.join(name, ranked[0][0])
