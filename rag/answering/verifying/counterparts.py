"""What stands in the place of something else: numbers, dates, units, names, opposites, negations, modals.

Judged only where the sentence follows its evidence closely around the place; see facing.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from rag.answering.verifying.claims import quoted_spans
from rag.answering.verifying.facing import Facing
from rag.answering.verifying.modality import made_sure
from rag.answering.verifying.naming import may_be_same
from rag.answering.verifying.opposites import COMPARISONS, converse, opposed
from rag.answering.verifying.parts import Part, PartKind, parts
from rag.answering.verifying.units import UNIT_NAMES
from rag.schema import Problem, ProblemKind, Span

HOLD = 4  # matching parts around a place from which its two sides are counterparts
SHARE, LEAST_SHARE = 0.7, 0.5  # of the parts next to it that must match; the least for words that turn one another
COVER = 0.65  # of a sentence that must match for a name in it to stand for another; these four chosen on dev
ALL_BUT = 0.9  # of a sentence that must match for a word left out of its quotation to be missed
_TURNING = frozenset("fail refus deni reject lack unabl imposs unlik neither nor without unless hardly barely".split())
_NOT_ONLY = frozenset("onli just mere simpli".split())
_HE = frozenset("he she it they".split())
_CLAUSE_END = re.compile(r"[,;:.)]")
_CLOSE = 2  # parts within which a number is taken to count what follows
_BETWEEN_SAYING = 3  # parts from a verb of speech within which a name is who speaks


def facing_problems(
    sentence: str, evidence: Sequence[str], gaps: Sequence[Facing], told: str, days: str
) -> Iterator[Problem]:
    """What the sentence puts in the place of its evidence's words.

    `told` is all that may explain a name; `days`, what the evidence's relative dates are.
    """
    known = {part.key for part in parts(days)}
    for gap in gaps:
        if gap.excused or gap.hold < HOLD or gap.share < LEAST_SHARE or not gap.held_by_matter:
            continue
        text = evidence[gap.evidence]
        more = len(_turning(parts(sentence), ())) - len(_turning(parts(text), ()))
        if gap.share >= SHARE:
            yield from _valued(sentence, text, gap, "number", known)
            yield from _valued(sentence, text, gap, "date", known)
            yield from _named(sentence, text, gap, told)
            yield from _trimmed(text, gap)
        yield from _worded(sentence, text, gap)
        yield from _negated(sentence, text, gap, more)
        for word in made_sure(sentence, text, gap):
            yield Problem("negation", f"the evidence says “{word}”, the sentence tells it as sure")


def _valued(
    sentence: str, text: str, gap: Facing, kind: Literal["number", "date"], known: set[str]
) -> Iterator[Problem]:
    ours, theirs = _of(gap.ours, kind), _of(gap.theirs, kind)
    aside = theirs and (_bracketed(text, theirs[0]) or _CLAUSE_END.match(text[gap.theirs[-1].end :]))
    if kind == "number" and theirs and not gap.ours and gap.anchored and not aside:
        ours = _of(gap.before[-_CLOSE:], kind)  # "212 drowned" for "212 were aboard, 18 of whom drowned"
    keys = {part.key for part in ours}
    if ours and theirs and not keys & {part.key for part in theirs} and not keys <= known:
        yield _instead(kind, sentence, ours, text, theirs)


def _named(sentence: str, text: str, gap: Facing, told: str) -> Iterator[Problem]:
    ours, theirs = _of(gap.ours, "name"), _of(gap.theirs, "name")
    if not ours or not theirs or not gap.anchored or gap.cover < COVER:
        return
    one, other = _text(sentence, ours), _text(text, theirs)
    if may_be_same(one, other, told) or gap.theirs[-1].key in _HE:
        return
    in_evidence, in_sentence = (Counter(part.key for part in parts(whole)) for whole in (text, sentence))
    if all(not in_evidence[part.key] for part in ours) and all(
        in_sentence[part.key] >= in_evidence[part.key] for part in theirs
    ):
        return  # theirs has moved, and ours is somebody whom the evidence only calls "he" or "the minister"
    speaks = any(part.key == "say" for part in (*gap.before[-_BETWEEN_SAYING:], *gap.after[:_BETWEEN_SAYING]))
    yield _instead("speaker" if speaks else "name", sentence, ours, text, theirs)


def _trimmed(text: str, gap: Facing) -> Iterator[Problem]:
    """One word left out at the edge of a quotation that is otherwise repeated with all that stands around it."""
    if gap.ours or len(gap.theirs) != 1 or not gap.anchored or gap.cover < ALL_BUT:
        return
    (left_out,) = gap.theirs
    if left_out.matter and any(_at_an_edge(left_out, quoted) for quoted in quoted_spans(text)):
        yield Problem("quoted_words", f"the evidence quotes “{_text(text, gap.theirs)}” as well")


def _at_an_edge(part: Part, quoted: Span) -> bool:
    return quoted.start <= part.start <= quoted.start + 1 or quoted.end - 2 <= part.end <= quoted.end


def _worded(sentence: str, text: str, gap: Facing) -> Iterator[Problem]:
    here = {part.key: part for part in gap.ours if part.kind == "word"}
    there = {part.key: part for part in gap.theirs if part.kind == "word"}
    units = [side.keys() & UNIT_NAMES for side in (here, there)]
    if units[0] and units[1] and not units[0] & units[1]:
        one, other = min(units[0]), min(units[1])
        yield _instead("unit", sentence, [here[one]], text, [there[other]])
    for one in sorted(here.keys() - there.keys()):
        for other in sorted(there.keys() - here.keys()):
            same_end = gap.before and gap.after and not _of(gap.ours, "name")
            if opposed(one, other):
                yield _instead("comparison", sentence, [here[one]], text, [there[other]])
            elif same_end and converse(one, other):
                kind: ProblemKind = "comparison" if one in COMPARISONS else "not_said"
                yield _instead(kind, sentence, [here[one]], text, [there[other]])


def _negated(sentence: str, text: str, gap: Facing, more: int) -> Iterator[Problem]:
    """`more` negating words has the sentence than the evidence: they are counted, as others may stand elsewhere."""
    ours, theirs = _turning(gap.ours, gap.after), _turning(gap.theirs, gap.after)
    if ours and not theirs and more > 0 and len(gap.ours) <= 4:
        yield Problem("negation", f"“{_text(sentence, ours)}” has no counterpart in the evidence")
    matter = [part for part in gap.theirs if part.matter and part not in theirs]
    if theirs and not ours and more < 0 and gap.share >= SHARE and len(matter) <= 1 and gap.anchored and gap.after:
        yield Problem("negation", f"the evidence says “{_text(text, theirs)}”, the sentence does not")


def _turning(side: Sequence[Part], after: Sequence[Part]) -> list[Part]:
    found = []
    for place, part in enumerate(side):
        following = side[place + 1 : place + 2] or after[:1]
        if (part.kind == "not" and not (following and following[0].key in _NOT_ONLY)) or part.key in _TURNING:
            found.append(part)
    return found


def _bracketed(text: str, part: Part) -> bool:
    return text[: part.start].count("(") > text[: part.start].count(")")


def _of(side: Sequence[Part], kind: PartKind) -> list[Part]:
    return [part for part in side if part.kind == kind]


def _text(text: str, found: Sequence[Part]) -> str:
    return text[found[0].start : found[-1].end]


def _instead(kind: ProblemKind, sentence: str, ours: Sequence[Part], text: str, theirs: Sequence[Part]) -> Problem:
    return Problem(kind, f"{_text(sentence, ours)} stands where the evidence has {_text(text, theirs)}")
