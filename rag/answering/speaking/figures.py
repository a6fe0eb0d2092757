"""Whom a phrase names or describes: "Russia's Foreign Minister Sergei Lavrov", "the ministry", "he"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answering.speaking.offices import BODIES, CARRIERS, COMPANY_SUFFIXES, OFFICES, PUBLISHED, TITLES
from rag.answering.speaking.speaker_phrases import JOINED
from rag.places import known_place, same_people
from rag.schema import Span
from rag.words import Word, words

FigureKind = Literal["person", "body", "unknown", "role", "pronoun"]

PARTICLES = frozenset("de da di du del della der den van von la al el bin ibn ben abu ap dos das le".split())
_SPLITS = frozenset("of for at in from to with on by close within near and".split())
_DETERMINERS = frozenset(
    "the a an some one another this that these those two three several many its their his her".split()
)
_REFLEXIVES = frozenset("himself herself itself themselves".split())
_PRONOUNS = frozenset("he she they it him her them who we i".split())


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody as one phrase names them: the name without titles, or the description where there is none."""

    name: str
    kind: FigureKind
    roles: frozenset[str]  # stems of what they are said to be: {"iranian", "iran", "offici"}
    span: Span  # of the name, in the characters that were read
    definite: bool = False  # "the minister": somebody who was told of before
    plural: bool = False

    @property
    def may_be_person(self) -> bool:
        """Whether it is a name of one person, as far as the words show."""
        return self.kind in ("person", "unknown")

    @property
    def may_be_body(self) -> bool:
        """Whether it is a name of what people act together as, as far as the words show."""
        return self.kind in ("body", "unknown")


def figure_in(text: str, flat: str, span: Span) -> Figure | None:
    """Whom a phrase names or describes; `flat` is the text as `speaker_phrases.flattened` gives it.

    >>> from rag.answering.speaking.speaker_phrases import flattened
    >>> def name(text): return figure_in(text, flattened(text), Span(0, len(text))).name
    >>> name("Russia's Foreign Minister Sergei Lavrov"), name("the Kazakh Foreign Ministry"), name("a U.S. official")
    ('Sergei Lavrov', 'Kazakh Foreign Ministry', 'U.S. official')
    """
    run = [word for word in words(flat) if span.start <= word.start < span.end]
    while len(run) > 1 and run[-1].folded in _REFLEXIVES:
        run = run[:-1]  # "Soto herself"
    while len(run) > 1 and run[0].folded in _DETERMINERS and run[0].folded not in ("his", "her", "its", "their"):
        run = run[1:]
    if not run:
        return None
    definite = bool(re.match(r"(?:the|this|that|these|those|his|her|its|their)\b", flat[span.start : span.end], re.I))
    if len(run) == 1 and run[0].folded in _PRONOUNS and run[0].folded != "us":
        return Figure(
            text[run[0].start : run[0].end],
            "pronoun",
            frozenset(),
            _span(run),
            plural=run[0].folded in ("they", "them", "we"),
        )
    core = _core(run)
    issuer = _issuer(run, len(core)) if core[-1].folded in PUBLISHED else None
    if issuer is not None:
        return figure_in(text, flat, issuer)
    name = _name(flat, core) or _name_at_end(flat, run, core)
    if name is None:
        return _described(text, flat, run, core, definite)
    return _named(text, flat, run, name)


def _core(run: Sequence[Word]) -> list[Word]:
    """The words up to what tells where or of what: "trade sources" of "trade sources in Bahia"."""
    for place in range(1, len(run)):
        if run[place].folded in _SPLITS and not run[place].capital and not _joins_a_name(run, place):
            return list(run[:place])
    return list(run)


def _issuer(run: Sequence[Word], after: int) -> Span | None:
    """Whose statement it is: "a statement on Tuesday from his office"."""
    place = next((n for n in range(after, len(run) - 1) if run[n].folded in ("from", "by")), None)
    return None if place is None else _span(run[place + 1 :])


def _joins_a_name(run: Sequence[Word], place: int) -> bool:
    """Whether a small word stands within a name: "Bank of England", "Standard and Poor's"."""
    word, before = run[place].folded, run[place - 1]
    after = next((other for other in run[place + 1 :] if other.folded != "the"), None)
    if after is None or not (before.capital and after.capital):
        return False
    return word == "and" or (word == "of" and not _is_title(before)) or (word == "for" and before.folded in BODIES)


def _is_title(word: Word) -> bool:
    return word.folded in TITLES or word.folded.removesuffix("s") in OFFICES


def _name(flat: str, core: Sequence[Word]) -> list[Word] | None:
    """The words of the name that a phrase ends with; None where it ends with a description."""
    last = core[-1]
    if not last.capital and not last.number and not _glued(flat, core, len(core) - 1):
        return None
    first = len(core) - 1
    while first > 0 and _in_name(flat, core, first - 1):
        first -= 1
    found = list(core[first:])
    while found and not found[0].capital and flat[found[0].end : found[0].end + 1] != "-":  # "al-Assad" is whole
        found = found[1:]
    return _without_titles(flat, found)


def _glued(flat: str, core: Sequence[Word], place: int) -> bool:
    """Whether a small word belongs to the capital before it: "Chang Chi-cheng"."""
    return place > 0 and core[place - 1].capital and flat[core[place - 1].end : core[place].start] == "-"


def _in_name(flat: str, core: Sequence[Word], place: int) -> bool:
    word, after = core[place], core[place + 1]
    gap = flat[word.end : after.start]
    if "," in gap and not (after.folded in COMPANY_SUFFIXES or (word.capital and after.capital)):
        return False
    if word.capital or word.number or _glued(flat, core, place):
        return True
    return (
        word.folded in PARTICLES | {"of", "and", "the", "for"}
        and place > 0
        and after.capital
        and (core[place - 1].capital or core[place - 1].folded in ("of", "for"))
    )


def _without_titles(flat: str, found: Sequence[Word]) -> list[Word] | None:
    """The name itself: no "President", no "Iranian" before a person; None where nothing else is there."""
    if not found:
        return None
    if _is_body(found):
        return _behind_a_country(flat, list(found))
    after = max((place + 1 for place, word in enumerate(found) if _is_title(word)), default=0)
    if after >= len(found):
        return None
    name = list(found[after:])
    while after and name[0].folded in ("of", "for") and len([word for word in name if word.capital]) > 2:
        name = name[3 if name[1].folded == "the" else 2 :]  # "Secretary of State George Shultz"
    while name and not name[0].capital and flat[name[0].end : name[0].end + 1] != "-":
        name = name[1:]
    if not after:
        name = _behind_a_country(flat, name)
    # "Special Envoy to Syria Staffan de Mistura", "Belgian Willy de Clercq"
    while (
        len([word for word in name if word.capital]) > 2
        and known_place(name[0].folded)
        and not name[0].folded.startswith("u")
    ):
        name = name[1:]
    return name or None


def _behind_a_country(flat: str, name: list[Word]) -> list[Word]:
    """ "Tasnim" of "Iran's Tasnim"."""
    for place, word in enumerate(name[:-1]):
        if re.search(r"['’]s$", flat[word.start : word.end]) and (
            known_place(word.folded) or (place == 0 and _is_title(name[place + 1]))
        ):
            return name[place + 1 :]
    return name


def _is_body(found: Sequence[Word]) -> bool:
    own = [word.folded for word in found]
    if own[-1] in BODIES or any(word in COMPANY_SUFFIXES for word in own[1:]):
        return True
    return any(word in BODIES for word in own) and not any(word in TITLES for word in own)


def _name_at_end(flat: str, run: Sequence[Word], core: Sequence[Word]) -> list[Word] | None:
    """The person whom a long title ends with: "Minister for National Reconciliation Affairs Ali Haidar"."""
    if len(core) == len(run) or core[-1].folded not in TITLES | {"representative"}:
        return None
    name = _name(flat, run)
    if name is None or _is_body(name):
        return None
    first = next(place for place, word in enumerate(run) if word.start == name[0].start)
    capitals = [word for word in name if word.capital]
    titled = (
        run[first - 1].folded in TITLES
        or known_place(run[first - 1].folded)
        or run[first - 2].folded in ("of", "for", "the")
    )
    return name if len(capitals) >= 2 and titled and not known_place(name[-1].folded) else None


def _described(text: str, flat: str, run: Sequence[Word], core: Sequence[Word], definite: bool) -> Figure:
    """Somebody without a name: "trade sources in Bahia", "the Syrian president"."""
    core = _behind_a_country(flat, list(core)) if core[-1].folded in CARRIERS else core
    kept = [word for word in run if word.start >= core[0].start] if len(run) <= 8 else list(core)
    head = core[-1]
    roles = frozenset(other for word in core for other in same_people(word.stem))
    written = " ".join(text[kept[0].start : kept[-1].end].split())
    capital = all(word.capital for word in core)
    plural = head.folded in ("media", "police", "two", "people") or (
        head.folded.endswith(("s", "men", "women"))
        and head.folded not in ("press", "news")
        and not head.folded.endswith("ss")
    )
    return Figure(
        written.lower() if plural and len(core) == 1 else written,  # "Dealers" that open a sentence
        "role",
        roles,
        _span(kept),
        definite=definite or (capital and head.folded in OFFICES | BODIES),
        plural=plural,
    )


def _named(text: str, flat: str, run: Sequence[Word], name: Sequence[Word]) -> Figure:
    written = _written(text, name)
    others = [word for word in run if word.start < name[0].start]
    roles = frozenset(other for word in others if not word.stop for other in same_people(word.stem))
    titled = any(_is_title(word) for word in others)
    kind: FigureKind = "unknown"
    if (
        _is_body(name)
        or known_place(written)
        or JOINED in flat[name[0].start : name[-1].end]
        or (len(name) == 1 and written.isupper() and len(written) > 1)
    ):
        kind = "body"
    elif titled or any(len(word.folded) == 1 for word in name[1:]):  # "Thomas E. Mulligan"
        kind = "person"
    if kind == "body":
        roles |= frozenset(word.stem for word in name)
    return Figure(written, kind, roles, _span(name))


def _written(text: str, name: Sequence[Word]) -> str:
    found = " ".join(text[name[0].start : name[-1].end].split())
    end = name[-1].end
    if JOINED not in found and text[end : end + 1] == "." and re.search(r"(?:^|[ .])[A-Z]$", found):
        found += "."
    return found.strip("<>")


def _span(run: Sequence[Word]) -> Span:
    return Span(run[0].start, run[-1].end)
