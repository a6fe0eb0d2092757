"""Whether two sentences of different articles make the same statement, contradict each other, or neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.claims import names, negations
from rag.answering.counterparts import facing_problems
from rag.answering.dates import calendar_words, month_days
from rag.answering.facing import line_up
from rag.answering.naming import GENERIC
from rag.answering.numbers import Quantity, quantities
from rag.answering.premise import against
from rag.embedding.meaning import Meaning
from rag.places import same_people
from rag.schema import ProblemKind, Stance
from rag.words import content_stems, stem, words

# Chosen on made-up articles and on 78 pairs of claims from Reuters' stories (docs/evaluation.md).
LIKE = 0.6  # cosine from which two claims may be one
IN_COMMON = 0.38  # of the words of matter of both, that both have, for them to be one claim
MOSTLY = 0.27  # the same where the shorter has HELD of its words in the other
HELD = 0.75
COMPARABLE = 0.55  # cosine from which two claims may contradict each other, with OPPOSED of their words in common
OPPOSED = 0.27
COUNTED = 0.42  # the same two where both count the dead, or the hurt
COUNTING = 0.2
LEAST = 3  # words of a claim, and words of matter that two claims must share
NEAR_WORDS = 0.5  # cosine from which two words in one place of two sentences say much the same
ALL_BUT = 0.8  # of a sentence that the other has too, from which one word in another's place is a difference
_YEAR = re.compile(r"\b(?:1[0-9]{3}|20[0-9]{2})\b")
_DEAD = frozenset("dead die kill death drown perish casualti toll fatal".split())
_HURT = frozenset("injur wound hurt hospit".split())
_MORE = re.compile(
    r"(?:more than|over|at least|no fewer than|above|up to|some|about|around|nearly|almost|roughly|an estimated)\s+$",
    re.IGNORECASE,
)
_SAYS = r"(?:said|says|told \w+|reported|reports|added|adds|estimated|stated|noted|announced)"
_SAID_AFTER = re.compile(
    rf"[,”\"]+\s+(?:according to [^,;“”]{{2,80}}|[^,;“”]{{2,70}} {_SAYS}(?: on \w+day)?|(?:said|says) [^,;“”]{{2,70}})"
    r"([.!?]?)$"
)
_SAID_BEFORE = re.compile(
    rf"^(?:According to [^,;“”]{{2,80}},|[^,;“”]{{2,70}}? {_SAYS}(?: on \w+day)?(?: that)?)\s+[“\"]?"
)
_DATELINE = re.compile(r"^[A-Z][\w .,'’]{2,40} (?:-|–|—|--) ")
_NOBODY = re.compile(
    r"\b(?:no one|nobody|none|no (?:\w+ ){0,2}\w+) (?:was|were|has been|have been|had been)\b", re.IGNORECASE
)
_KINDS: frozenset[ProblemKind] = frozenset({"number", "date", "name", "negation", "comparison", "not_said"})
_DENYING = re.compile(
    r"“(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|\w+n[’']t|den(?:y|ies|ied)|fail(?:s|ed)?"
    r"|refus(?:e|es|ed)|declin(?:e|es|ed)|unable)”(?: has no|, the sentence does not)"
)
_OFTEN_ELSE = frozenset({"back", "cut"})  # "buy back", "price cut"
_DENIALS = frozenset("deni fail refus declin unabl".split())
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a sentence can be compared: its names, numbers with what they count, dates and words of matter."""

    names: frozenset[str]
    numbers: dict[str, frozenset[float | str]]
    values: frozenset[float | str]
    days: frozenset[str]
    years: frozenset[str]
    matter: frozenset[str]


@lru_cache(maxsize=4096)
def core(text: str) -> str:
    """What a sentence claims, without who says it and where it was written.

    >>> core("VARNHOLM - About 400 dockers have joined the strike, the port company said.")
    'About 400 dockers have joined the strike.'
    >>> core("The minister said on Friday that 400 people had been turned back.")
    '400 people had been turned back.'
    """
    plain = _DATELINE.sub("", text)
    plain = _SAID_AFTER.sub(r"\1", plain)
    plain = _SAID_BEFORE.sub("", plain)
    return plain if len(words(plain)) >= LEAST else text


@lru_cache(maxsize=4096)
def facts_of(text: str) -> Facts:
    """The facts of a claim, for comparing."""
    named = {
        min(same_people(word.stem))
        for name in names(text)
        for word in name.words
        if word.folded not in GENERIC and len(word.folded) > 2
    }
    counted: dict[str, set[float | str]] = {}
    found = quantities(text)
    for quantity in found:
        if not _YEAR.fullmatch(text[quantity.start : quantity.end]):
            counted.setdefault(_counts(text, quantity), set()).add(quantity.value)
    if _NOBODY.search(text):
        stems = {word.stem for word in words(text)}
        for what, told in (("dead", _DEAD), ("hurt", _HURT)):
            if stems & told:
                counted.setdefault(what, set()).add(0.0)
    return Facts(
        names=frozenset(named),
        numbers={what: frozenset(values) for what, values in counted.items()},
        values=frozenset(value for values in counted.values() for value in values),
        days=frozenset(f"{month} {day}" for month, day in month_days(text)) | (calendar_words(text) - _DAYS),
        years=frozenset(_YEAR.findall(text)),
        matter=content_stems(text),
    )


def stance_of(text: str, claim: str, cosine: float, meaning: Meaning) -> Stance | None:
    """What a claim does to one of another article: says it, contradicts it, or speaks of something else.

    Both are cores of sentences; `cosine` is theirs.
    """
    if cosine < COUNTED:
        return None
    mine, theirs = facts_of(text), facts_of(claim)
    apart = bool(mine.names - theirs.names) and bool(theirs.names - mine.names)
    common, held = in_common(mine, theirs), overlap(mine, theirs)
    if common >= COUNTING and not apart and _other_toll(mine, theirs, text, claim):
        return "contradicts"
    if common >= OPPOSED and cosine >= COMPARABLE:
        if next(_conflicts(text, claim, mine, theirs, apart=apart), None):
            return "contradicts"
    alike = common >= IN_COMMON or (common >= MOSTLY and held >= HELD)
    if apart or cosine < LIKE or not alike or len(mine.matter & theirs.matter) < LEAST:
        return None
    if (swapped := _swapped(text, claim)) is not None:
        return "says" if meaning.similarities(swapped[0], [swapped[1]])[0] >= NEAR_WORDS else "contradicts"
    return "says" if _compatible(mine, theirs) and bool(negations(text)) == bool(negations(claim)) else None


def _swapped(text: str, claim: str) -> tuple[str, str] | None:
    """The one word in which two sentences differ that are otherwise nearly the same: "a defender" and "a forward"."""
    for gap in line_up(text, [claim]):
        ours, theirs = ([part for part in side if part.matter] for side in (gap.ours, gap.theirs))
        if gap.cover >= ALL_BUT and gap.anchored and len(ours) == len(theirs) == 1 and len(gap.ours + gap.theirs) <= 3:
            if ours[0].kind == theirs[0].kind == "word":
                return text[ours[0].start : ours[0].end], claim[theirs[0].start : theirs[0].end]
    return None


def conflicts(text: str, claim: str) -> list[str]:
    """In what two sentences contradict each other."""
    mine, theirs = facts_of(text), facts_of(claim)
    apart = bool(mine.names - theirs.names) and bool(theirs.names - mine.names)
    return list(_conflicts(text, claim, mine, theirs, apart=apart))


def overlap(mine: Facts, theirs: Facts) -> float:
    """The share of the shorter sentence's words of matter that the other has."""
    return len(mine.matter & theirs.matter) / max(1, min(len(mine.matter), len(theirs.matter)))


def in_common(mine: Facts, theirs: Facts) -> float:
    """The share of the words of matter of both that both have."""
    return len(mine.matter & theirs.matter) / max(1, len(mine.matter | theirs.matter))


def _conflicts(text: str, claim: str, mine: Facts, theirs: Facts, *, apart: bool) -> Iterator[str]:
    other_time = _clash(mine.days, theirs.days) or _clash(mine.years, theirs.years)
    for ours, other in ((text, claim), (claim, text)):
        gaps = line_up(ours, [other])
        for problem in facing_problems(ours, [other], gaps, other, other):
            if problem.kind not in _KINDS or (problem.kind == "number" and (other_time or apart)):
                continue
            if problem.kind == "negation" and not _DENYING.search(problem.detail):
                continue
            if problem.kind == "name" and not mine.names & theirs.names:
                continue
            if problem.kind == "date" and apart and not (mine.names & theirs.names):
                continue
            if problem.kind in ("negation", "comparison", "not_said") and apart:
                continue
            yield f"{problem.kind}: {problem.detail}"
    if apart:
        return
    if not other_time:
        for what in mine.numbers.keys() & theirs.numbers.keys():
            if what and not _agree(mine.numbers[what], theirs.numbers[what], text, claim):
                yield f"number of {what}"
    yield from _turned(text, claim)


def _other_toll(mine: Facts, theirs: Facts, text: str, claim: str) -> bool:
    """Whether both count the dead, or the hurt, and not the same."""
    if _clash(mine.days, theirs.days) or _clash(mine.years, theirs.years):
        return False
    return any(
        what in mine.numbers
        and what in theirs.numbers
        and not _agree(mine.numbers[what], theirs.numbers[what], text, claim)
        for what in ("dead", "hurt")
    )


def _turned(text: str, claim: str) -> Iterator[str]:
    """A negation, or an act that rules the other's out, on one side only."""
    ours, theirs = ({word.stem for word in words(one)} for one in (text, claim))
    if bool(negations(text)) != bool(negations(claim)):
        yield from (f"negation: {word}" for word in _denies(text, theirs) + _denies(claim, ours))
    for word in sorted(ours - theirs - _OFTEN_ELSE):
        for other in sorted(against(word) & theirs - ours - _OFTEN_ELSE):
            yield f"opposite: {word} and {other}"


def _denies(text: str, other: set[str]) -> list[str]:
    """The words of a text that deny an act which the other has; to reject an offer is to deny nothing."""
    found = []
    for negation in negations(text):
        if negation.denial and stem(negation.word) not in _DENIALS:
            continue
        acts = negation.reach[:1] if negation.core is None else (negation.core,)
        if acts and all(act in other for act in acts):
            found.append(negation.word)
    return found


def _compatible(mine: Facts, theirs: Facts) -> bool:
    """Whether numbers and times of one are among the other's."""
    return all(
        one <= other or other <= one
        for one, other in ((mine.values, theirs.values), (mine.days, theirs.days), (mine.years, theirs.years))
    )


def _clash(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and bool(other) and not one & other


def _agree(one: frozenset[float | str], other: frozenset[float | str], text: str, claim: str) -> bool:
    if one & other:
        return True
    numbers = [value for value in (*one, *other) if isinstance(value, float)]
    rough = any(_MORE.search(side[: quantity.start]) for side in (text, claim) for quantity in quantities(side))
    return rough and len(numbers) == 2 and min(numbers) > 0 and max(numbers) / min(numbers) < 1.25


def _counts(text: str, quantity: Quantity) -> str:
    """What a number counts: its unit, the dead, the hurt, or the noun after it; "" where that can't be told."""
    around = {word.stem for word in words(text[max(0, quantity.start - 25) : quantity.end + 40])}
    if quantity.unit is not None:
        return ""  # a sum of money or a share is of anything: only where the sentences follow each other
    if around & _DEAD:
        return "dead"
    if around & _HURT:
        return "hurt"
    after = [word for word in words(text[quantity.end : quantity.end + 40]) if not word.stop]
    return after[0].stem if after and text[quantity.end : quantity.end + after[0].start].isspace() else ""
