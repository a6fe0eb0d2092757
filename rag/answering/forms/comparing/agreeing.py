"""Whether claims of different articles are the same, contradict each other, or speak of different things."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.answering.forms.comparing.facts import Facts, facts_of, held_by, in_common
from rag.answering.premise import against
from rag.answering.verifying.claims import negations
from rag.answering.verifying.counterparts import facing_problems
from rag.answering.verifying.facing import line_up
from rag.answering.verifying.numbers import quantities
from rag.embedding.meaning import Meaning
from rag.schema import Problem, Stance
from rag.words import stem, words

# Chosen on made-up articles and on 78 pairs of claims from Reuters' stories (docs/evaluation.md).
LIKE = 0.6  # cosine from which two claims may be one
IN_COMMON = 0.38  # of the words of matter of both, that both have, for them to be one claim
MOSTLY, HELD = 0.27, 0.75  # the same where the shorter has so much of its words in the other
COMPARABLE, OPPOSED = 0.55, 0.27  # cosine, and words in common, from which two claims may contradict each other
COUNTED, COUNTING = 0.42, 0.2  # the same two where both count the dead, or the hurt
FOLLOWS = 0.5  # of each claim that stands in the other in the same order, for what differs to be told of one thing
TURNED = 0.4  # the same, for a word that denies or opposes one of the other's
ALL_BUT = 0.8  # the same, from which one word in another's place is a difference
NEAR_WORDS = 0.5  # cosine from which two words in one place say much the same
SHARED = 3  # words of matter that both must have to be one claim
ROUGHLY = 1.25  # times, within which a number that is called rough agrees with another
_ROUGH = re.compile(
    r"(?:more than|over|at least|no fewer than|above|up to|some|about|around|nearly|almost|roughly|an estimated)\s+$",
    re.IGNORECASE,
)
_DENYING = re.compile(
    r"“(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|\w+n[’']t|den(?:y|ies|ied)|fail(?:s|ed)?"
    r"|refus(?:e|es|ed)|declin(?:e|es|ed)|unable)”(?: has no|, the sentence does not)"
)
_DENIALS = frozenset("deni fail refus declin unabl".split())
_OFTEN_ELSE = frozenset({"back", "cut"})  # "buy back", "price cut"


def stance_of(text: str, claim: str, cosine: float, meaning: Meaning, *, at_one_time: bool = True) -> Stance | None:
    """What a claim does to one of another article: says it, contradicts it, or speaks of something else.

    Both without who says them (`facts.core`); `cosine` is theirs. `at_one_time`: whether the articles may be of the
    same days; else another number, of a week's sales or a day's price, contradicts nothing but where both name a day.
    """
    if cosine < COUNTED:
        return None
    mine, theirs = facts_of(text), facts_of(claim)
    apart = _apart(mine, theirs)
    common = in_common(mine, theirs)
    if common >= COUNTING and not apart and _other_toll(mine, theirs, text, claim):
        return "contradicts"
    of_one_time = at_one_time or any(day[-1:].isdigit() for day in mine.days & theirs.days)  # a day, no mere month
    if common >= OPPOSED and cosine >= COMPARABLE and conflicts(text, claim, of_one_time=of_one_time):
        return "contradicts"
    alike = common >= IN_COMMON or (common >= MOSTLY and held_by(mine, theirs) >= HELD)
    if apart or cosine < LIKE or not alike or len(mine.matter & theirs.matter) < SHARED:
        return None
    if (swapped := _swapped(text, claim)) is not None:
        return "says" if meaning.similarities(swapped[0], [swapped[1]])[0] >= NEAR_WORDS else "contradicts"
    return "says" if _compatible(mine, theirs) and bool(negations(text)) == bool(negations(claim)) else None


def conflicts(text: str, claim: str, *, of_one_time: bool = True) -> list[str]:
    """In what two claims that speak of one thing contradict each other; in numbers only where they are of one time.

    >>> conflicts("About 900 dockers have joined the strike.", "About 400 dockers have joined the strike.")[0]
    'number: 900 stands where the evidence has 400'
    """
    return list(_conflicts(text, claim, of_one_time))


def _conflicts(text: str, claim: str, of_one_time: bool) -> Iterator[str]:
    mine, theirs = facts_of(text), facts_of(claim)
    apart = _apart(mine, theirs)
    other_time = not of_one_time or _clash(mine.days, theirs.days) or _clash(mine.years, theirs.years)
    follows = _follows(text, claim)
    if follows >= FOLLOWS:
        for ours, other in ((text, claim), (claim, text)):
            for problem in facing_problems(ours, [other], line_up(ours, [other]), other, other):
                if _tells_otherwise(problem, mine, theirs, apart=apart, other_time=other_time):
                    yield f"{problem.kind}: {problem.detail}"
    if apart:
        return
    for what in sorted(mine.numbers.keys() & theirs.numbers.keys() - {""}) if not other_time else ():
        if not _agree(mine.numbers[what], theirs.numbers[what], text, claim):
            yield f"another number of “{what}”"
    if follows >= TURNED or _denies_briefly(text, claim) or _denies_briefly(claim, text):
        yield from _turned(text, claim)


def _tells_otherwise(problem: Problem, mine: Facts, theirs: Facts, *, apart: bool, other_time: bool) -> bool:
    """Whether what stands in another's place tells of the same thing otherwise, not of another thing."""
    other_values = bool(mine.values - theirs.values) and bool(theirs.values - mine.values)
    if problem.kind == "number":
        return other_values and not (apart or other_time)
    if problem.kind == "name":
        return apart and not other_values and bool(mine.names & theirs.names)
    if problem.kind == "date":
        return not other_values and (not apart or bool(mine.names & theirs.names))
    if problem.kind == "negation":
        return not apart and _DENYING.search(problem.detail) is not None
    return not apart and problem.kind in ("comparison", "not_said")


def _turned(text: str, claim: str) -> Iterator[str]:
    """A negation, or an act that rules the other's out, on one side only."""
    ours, theirs = ({word.stem for word in words(one)} for one in (text, claim))
    if bool(negations(text)) != bool(negations(claim)):
        yield from (f"negation: {word}" for word in _denies(text, theirs) + _denies(claim, ours))
    for word in sorted(ours - theirs - _OFTEN_ELSE):
        for other in sorted(against(word) & theirs - ours - _OFTEN_ELSE):
            yield f"“{word}” and “{other}”"


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


def _denies_briefly(text: str, claim: str) -> bool:
    """Whether a claim says no more than that another is not so: "The port will not close", of why and when it will."""
    mine, theirs = facts_of(text), facts_of(claim)
    covers = [gap.cover for gap in line_up(text, [claim])[:1]]
    brief = len(mine.matter & theirs.matter) >= SHARED and not mine.numbers
    return bool(negations(text)) and brief and min(covers, default=0.0) >= ALL_BUT


def _swapped(text: str, claim: str) -> tuple[str, str] | None:
    """The one word in which two claims differ that are otherwise nearly the same: "a defender" and "a forward"."""
    if _follows(text, claim) < ALL_BUT:
        return None
    for gap in line_up(text, [claim]):
        ours, theirs = ([part for part in side if part.matter] for side in (gap.ours, gap.theirs))
        plain = len(ours) == len(theirs) == 1 and ours[0].kind == theirs[0].kind == "word"
        if gap.anchored and plain and len(gap.ours + gap.theirs) <= 3:
            return text[ours[0].start : ours[0].end], claim[theirs[0].start : theirs[0].end]
    return None


def _follows(text: str, claim: str) -> float:
    """How much of two claims stands in the other in the same order, of the one that follows less; 1 for the same."""
    covers = [gap.cover for one, other in ((text, claim), (claim, text)) for gap in line_up(one, [other])[:1]]
    return min(covers, default=1.0)


def _other_toll(mine: Facts, theirs: Facts, text: str, claim: str) -> bool:
    """Whether both count the dead, or the hurt, and not the same."""
    if _clash(mine.days, theirs.days) or _clash(mine.years, theirs.years):
        return False
    tolls = {"dead", "hurt"} & mine.numbers.keys() & theirs.numbers.keys()
    return any(not _agree(mine.numbers[toll], theirs.numbers[toll], text, claim) for toll in tolls)


def _apart(mine: Facts, theirs: Facts) -> bool:
    """Whether each has a name that the other has not, in capitals or without."""
    return bool(mine.names - theirs.names - theirs.matter) and bool(theirs.names - mine.names - mine.matter)


def _compatible(mine: Facts, theirs: Facts) -> bool:
    """Whether numbers and times of one are among the other's."""
    return all(
        one <= other or other <= one
        for one, other in ((mine.values, theirs.values), (mine.days, theirs.days), (mine.years, theirs.years))
    )


def _clash(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and bool(other) and not one & other


def _agree(one: frozenset[float | str], other: frozenset[float | str], text: str, claim: str) -> bool:
    """Whether two counts share a number, or one is called rough and comes near the other."""
    if one & other:
        return True
    numbers = [value for value in (*one, *other) if isinstance(value, float)]
    rough = any(_ROUGH.search(side[: quantity.start]) for side in (text, claim) for quantity in quantities(side))
    return rough and len(numbers) == 2 and min(numbers) > 0 and max(numbers) / min(numbers) < ROUGHLY
