"""Which of the sentences that may answer are shown: the best, other sides, what belongs to it, and no padding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.answering.dating.dates import calendar_words, month_days
from rag.answering.evidence import EvidenceSentence
from rag.answering.reader.considering import Considered
from rag.answering.reader.cues import leans_back
from rag.answering.reader.features import SENTENCE_FEATURES, Candidate
from rag.answering.reader.ranker import Judgement
from rag.answering.verifying.claims import names
from rag.answering.verifying.numbers import quantities

MOST_SENTENCES = 3
MOST_SIDES = 4  # sentences, where articles differ
MOST_IN_LIST = 6  # sentences, where all of something is asked for
MARGIN = 3.0  # of the score, within which another sentence is shown beside the best one
SIDE_MARGIN = 1.0  # of the score, within which another article's sentence is shown that lacks a name of the question
RIVAL_MARGIN = 6.0  # of the score, within which the same statement with another fact is shown beside a chosen one
REPEATS = 0.9  # cosine above which a sentence says nothing new
RELATED = 0.4  # cosine from which sentences speak of much the same
ALIKE = 0.8  # cosine from which sentences of two articles make the same statement
_YEAR = re.compile(r"\b(?:1[0-9]{3}|20[0-9]{2})\b")
_LIST = re.compile(
    r"^(?:list|name|enumerate)\b|\b(?:which|what) (?:\w+ ){0,2}\w+s (?:are|were|have|did|do|will|took|attended)\b"
    r"|\bwho (?:are|were)\b|\b(?:all|every one) (?:of )?the\b",
    re.IGNORECASE,
)


def choose(considered: Considered, judgement: Judgement) -> list[EvidenceSentence]:
    """The best sentence; the best of other articles that tell another answer; then what its own article adds.

    Up to three sentences, up to six where a list is asked for; each that leans on the one before
    it comes with that one.
    """
    listed = _LIST.search(considered.question.text) is not None
    most = MOST_IN_LIST if listed else MOST_SENTENCES
    best, *others = judgement.order
    chosen = [best]
    for place in others:
        if len(chosen) < max(most, MOST_SIDES) and _is_side(considered, judgement, place, chosen):
            chosen.append(place)
    for place in others:
        if len(chosen) < most and place not in chosen and _belongs(considered, judgement, place, chosen):
            chosen.append(place)
    return _with_antecedents(
        [considered.sentences[place] for place in chosen], considered.evidence, max(most, len(chosen))
    )


def _is_side(considered: Considered, judgement: Judgement, place: int, chosen: Sequence[int]) -> bool:
    """Whether a sentence answers from an article not yet chosen, as well as the best one, and tells something else.

    Two articles that differ are both shown, whichever is right; two that agree are not. Copies of one story
    count as one article, unless they contradict each other.
    """
    gap = judgement.scores[chosen[0]] - judgement.scores[place]
    if considered.sentences[place].document.id in {considered.sentences[other].document.id for other in chosen}:
        return False
    if considered.candidates[place].is_title:
        return False
    if any(_contradict(considered, place, other) for other in chosen):
        return bool(gap <= RIVAL_MARGIN)
    if any(_one_story(considered, place, other) for other in chosen):
        return False
    if _tells_otherwise(considered, place, chosen):
        return bool(gap <= RIVAL_MARGIN)
    return (
        gap <= (MARGIN if _names_all(considered, place) else SIDE_MARGIN)
        and not _repeats(considered, place, chosen)
        and all(_differ(considered, place, other) for other in chosen)
    )


def _names_all(considered: Considered, place: int) -> bool:
    """Whether the question names something, and all of it stands in a sentence or what is around it."""
    beside = considered.features.sentences[place, SENTENCE_FEATURES.index("names_in_context")]
    return bool(beside >= 1) and any(names(f"x {considered.question.text}"))


def _contradict(considered: Considered, one: int, other: int) -> bool:
    """Whether two sentences make the same statement and each has a name, number or day that the other has not."""
    mine, theirs = considered.candidates[one], considered.candidates[other]
    if float(mine.vectors.whole @ theirs.vectors.whole) < ALIKE:
        return False
    facts, others = _facts(mine.text), _facts(theirs.text)
    return not facts <= others and not others <= facts


def _tells_otherwise(considered: Considered, place: int, chosen: Sequence[int]) -> bool:
    """Whether it gives a number or time, as was asked for, of much the same, and none that a chosen sentence gives."""
    if considered.question.kind not in ("number", "time"):
        return False
    best = considered.candidates[chosen[0]].vectors.whole
    if float(considered.candidates[place].vectors.whole @ best) < RELATED:
        return False
    mine, *others = (told(considered, considered.candidates[one]) for one in (place, *chosen))
    return bool(mine) and all(theirs and mine.isdisjoint(theirs) for theirs in others)


@lru_cache(maxsize=512)
def _facts(text: str) -> frozenset[str]:
    """The numbers, days and words of names in a sentence."""
    numbers = {str(quantity.value) for quantity in quantities(text)}
    days = {f"{month} {day}" for month, day in month_days(text)}
    return frozenset(numbers | days | {word.folded for name in names(text) for word in name.words})


def _belongs(considered: Considered, judgement: Judgement, place: int, chosen: Sequence[int]) -> bool:
    """Whether a sentence of the best one's article comes near it; any article's for "What did X say about …?"."""
    best = chosen[0]
    return (
        (_one_story(considered, place, best) or considered.question.kind == "statement")
        and judgement.scores[best] - judgement.scores[place] <= MARGIN
        and not _repeats(considered, place, chosen)
    )


def _one_story(considered: Considered, one: int, other: int) -> bool:
    """Whether two sentences are of one article or of copies of it."""
    mine, theirs = (considered.sentences[place].document for place in (one, other))
    return (mine.origin or mine.id) == (theirs.origin or theirs.id)


def _differ(considered: Considered, one: int, other: int) -> bool:
    """Whether two sentences give different answers, as far as the kind of answer lets it be told."""
    mine, theirs = (told(considered, considered.candidates[place]) for place in (one, other))
    return not mine or not theirs or not (mine <= theirs or theirs <= mine)


def told(considered: Considered, candidate: Candidate) -> frozenset[str]:
    """What a sentence gives as an answer of the kind asked for, beyond what the question says."""
    question = considered.question
    if question.kind == "number":
        given = {str(quantity.value) for quantity in quantities(candidate.text)}
        return frozenset(given - {str(quantity.value) for quantity in quantities(question.text)})
    if question.kind == "time":
        days = {f"{month} {day}" for month, day in month_days(candidate.text)}
        given = days or {*_YEAR.findall(candidate.text)} or calendar_words(candidate.text)
        return frozenset(given - {*_YEAR.findall(question.text)} - calendar_words(question.text))
    if question.kind in ("person", "place"):
        given = {word.folded for name in names(candidate.text) for word in name.words}
        return frozenset(given - {word.folded for word in question.matter})
    return frozenset()


def _repeats(considered: Considered, place: int, chosen: Sequence[int]) -> bool:
    mine = considered.candidates[place]
    return mine.is_title or any(
        float(mine.vectors.whole @ considered.candidates[other].vectors.whole) > REPEATS for other in chosen
    )


def _with_antecedents(
    found: Sequence[EvidenceSentence], evidence: Sequence[EvidenceSentence], most: int
) -> list[EvidenceSentence]:
    """Each sentence that opens with a pronoun after the one before it, as far as `most` sentences go."""
    complete: list[EvidenceSentence] = []
    for sentence in found:
        lead = _lead(sentence, evidence) if leans_back(sentence.text) else None
        for part in (lead, sentence):
            if part is not None and part not in complete and len(complete) < most:
                complete.append(part)
    return complete


def _lead(sentence: EvidenceSentence, evidence: Sequence[EvidenceSentence]) -> EvidenceSentence | None:
    before = [
        other
        for other in evidence
        if other.document.id == sentence.document.id and other.end <= sentence.start and sentence.start - other.end < 8
    ]
    return before[-1] if before else None
