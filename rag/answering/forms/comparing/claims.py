"""The claims that articles make on a topic: what several say, what they contradict, what one says alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from rag.answering.evidence import EvidenceSentence
from rag.answering.forms.comparing.agreeing import COUNTED, stance_of
from rag.answering.forms.comparing.facts import core, facts_of, held_by
from rag.answering.forms.comparing.topic import Topic
from rag.embedding.meaning import Meaning
from rag.schema import Stance

if TYPE_CHECKING:
    from numpy.typing import NDArray

COMPARED = 10  # sentences of each side that are compared: those with most in common with other sides, and openings
DAYS = 3  # between two articles that tell of the same days: weekly reports are a week apart
NEAR = 0.9  # cosine from which one article says the same twice


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement, with the sentence of each side that says or contradicts it; by the side's place."""

    said: dict[int, EvidenceSentence]
    contradicted: dict[int, EvidenceSentence]
    nearness: float  # to the topic

    @property
    def first(self) -> EvidenceSentence:
        """The sentence that stands for it."""
        return next(iter(self.said.values()))

    @property
    def alone(self) -> bool:
        """Whether one side makes it and none contradicts it."""
        return len(self.said) + len(self.contradicted) == 1


def claims_of(sides: Sequence[Sequence[EvidenceSentence]], topic: Topic, meaning: Meaning) -> list[Claim]:
    """The claims of these sides, each sentence in one at most: contradicted ones first, then those of several."""
    compared = _worth_comparing(sides, topic)
    if not compared:
        return []
    vectors = meaning.of([topic.text, *(core(sentence.text) for _, sentence in compared)])
    whole = np.stack([vector.whole for vector in vectors[1:]])
    nearness = whole @ vectors[0].whole
    stances = _stances(compared, whole @ whole.T, meaning)
    claims: list[Claim] = []
    left = set(range(len(compared)))
    while left:
        center = max(left, key=lambda at: (_weight(stances, at, left), float(nearness[at]), -at))
        claim, taken = _around(center, compared, stances, left, float(nearness[center]))
        left -= taken
        if not any(_told(claim.first, other, whole, compared) for other in claims):
            claims.append(claim)
    return sorted(claims, key=lambda claim: (not claim.contradicted, -len(claim.said), -claim.nearness))


def _worth_comparing(sides: Sequence[Sequence[EvidenceSentence]], topic: Topic) -> list[tuple[int, EvidenceSentence]]:
    """(side, sentence) for the sentences of each side that share most with the topic and with the other sides."""
    facts = [[facts_of(core(sentence.text)) for sentence in side] for side in sides]
    chosen = []
    for place, side in enumerate(sides):
        others = [fact for other, found in enumerate(facts) if other != place for fact in found]
        worth = {
            sentence.number: topic.share(sentence.text)
            + max((held_by(mine, theirs) for theirs in others), default=0.0)
            + (0.3 if nth == 0 else 0.0)
            for nth, (sentence, mine) in enumerate(zip(side, facts[place], strict=True))
        }
        best = sorted(side, key=lambda sentence: -worth[sentence.number])[:COMPARED]
        chosen += [(place, sentence) for sentence in sorted(best, key=lambda sentence: sentence.number)]
    return chosen


def _stances(
    compared: Sequence[tuple[int, EvidenceSentence]], cosines: NDArray[np.float32], meaning: Meaning
) -> dict[tuple[int, int], tuple[Stance, float]]:
    """What each sentence does to those of other sides, where it says or contradicts them; the same both ways."""
    found: dict[tuple[int, int], tuple[Stance, float]] = {}
    for one, (side, sentence) in enumerate(compared):
        for other in range(one + 1, len(compared)):
            cosine = float(cosines[one, other])
            if compared[other][0] == side or cosine < COUNTED:
                continue
            together = _together(sentence.document.published, compared[other][1].document.published)
            stance = stance_of(
                core(sentence.text), core(compared[other][1].text), cosine, meaning, at_one_time=together
            )
            if stance is not None:
                found[one, other] = found[other, one] = (stance, cosine)
    return found


def _together(one: str | None, other: str | None) -> bool:
    """Whether two articles, by their ISO dates, may tell of the same days; what is undated may."""
    if one is None or other is None:
        return True
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= DAYS


def _weight(stances: dict[tuple[int, int], tuple[Stance, float]], at: int, left: set[int]) -> int:
    return sum((at, other) in stances for other in left)


def _around(
    center: int,
    compared: Sequence[tuple[int, EvidenceSentence]],
    stances: dict[tuple[int, int], tuple[Stance, float]],
    left: set[int],
    nearness: float,
) -> tuple[Claim, set[int]]:
    """The claim of one sentence: of each other side the one nearest to it that says or contradicts it."""
    said = {compared[center][0]: compared[center][1]}
    contradicted: dict[int, EvidenceSentence] = {}
    taken = {center}
    near = sorted((other for other in left if (center, other) in stances), key=lambda at: -stances[center, at][1])
    for other in near:
        side, sentence = compared[other]
        if side in said or side in contradicted:
            continue
        (said if stances[center, other][0] == "says" else contradicted)[side] = sentence
        taken.add(other)
    return Claim(said, contradicted, nearness), taken


def _told(
    sentence: EvidenceSentence,
    claim: Claim,
    whole: NDArray[np.float32],
    compared: Sequence[tuple[int, EvidenceSentence]],
) -> bool:
    """Whether a sentence repeats one that a claim of the same article already rests on."""
    places = {other.number: at for at, (_, other) in enumerate(compared)}
    mine = whole[places[sentence.number]]
    return any(
        other.document.id == sentence.document.id and float(mine @ whole[places[other.number]]) >= NEAR
        for other in (*claim.said.values(), *claim.contradicted.values())
    )
