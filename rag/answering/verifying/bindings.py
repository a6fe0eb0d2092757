"""What the evidence binds its words to: to one another, to a condition, to who says them.

Each check compares what a sentence made of the evidence's own words leaves out or joins anew.
They were chosen on dev of the labelled sentences and of the mutations; docs/evaluation.md has what each is worth.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from rag.answering.dating.dates import WEEKDAYS
from rag.answering.reader.question import SPEECH_STEMS
from rag.answering.verifying.claims import names
from rag.answering.verifying.naming import may_be_same, missing_names
from rag.answering.verifying.speech import attributions, own_names
from rag.answering.verifying.unnamed import speaks_of_unnamed
from rag.places import known_place
from rag.words import Word, words

WITHIN = 10  # words of matter within which the evidence must have two that the sentence puts side by side
TOGETHER = 0.65  # share of such pairs below which the sentence relates what its evidence does not
OWN = 0.7  # share of a sentence's words that must be the evidence's own: of others nothing is known by place
LEAST = 2  # pairs that must be apart
TOLD = 0.5  # share of a sentence that must stand outside a condition to be what depends on it
CONDITION_TOLD = 0.6  # share of a condition's own words from which it is told as a fact
NEAREST, ELSEWHERE = 0.7, 0.4  # share of a sentence from which one evidence sentence tells it, and another does not
SPOKEN = 0.8  # share of what somebody is said to have said that must stand in one evidence sentence

_OPENS = re.compile(r"\W*(?:the\s+)?", re.IGNORECASE)
_HE = re.compile(r"\W*(?:but\s+)?(?:he|she)\b", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:if|unless|(?:provided|providing) that|on (?:the )?condition(?: that)?)\s", re.IGNORECASE)
# "He asked if …", "even if …": nothing depends on these.
_NO_CONDITION = re.compile(
    r"\b(?:ask\w*|know\w*|see|wonder\w*|decid\w*|determin\w*|learn|find out|as|even|only|what|clear|sure|say|told|said)"
    r"\s+$",
    re.IGNORECASE,
)
_LEFT_OPEN = re.compile(
    r"\b(?:if|unless|provided|condition\w*|depend\w*|whether|once|when|until|could|might|may|would|should|possibl\w*|"
    r"plan\w*|expect\w*|propos\w*|seek\w*|hop\w+|want\w*)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(r"\b(?:will|shall)\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;:]|\.$")
_SAYS = re.compile(
    r"^(?P<who>[^,;:“”\"]{3,60}?)\s+(?:said|says|stated|added|announced|noted|stressed)\s+(?:that\s+)?(?P<what>.+)$",
    re.DOTALL,
)
_SPOKEN = re.compile(
    r"\b(?:said|says|told|stated|added|according to|announced|reported|noted|stressed)\b|[“”\"]", re.IGNORECASE
)


def words_apart(sentence: str, cited: str) -> list[tuple[str, str]]:
    """Words side by side in the sentence that the evidence has only far apart, where these are many.

    >>> words_apart("The bank lent Oslo money.", "The bank lent Oslo money for the quay.")
    []
    """
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(_matter(cited)):
        places[word.stem].append(place)
    spoken = _matter(sentence)
    run = [word for word in spoken if word.stem in places]
    if len(run) < OWN * len(spoken):
        return []
    pairs = list(itertools.pairwise(run))
    apart = [
        (sentence[one.start : one.end], sentence[other.start : other.end])
        for one, other in pairs
        if one.stem != other.stem and all(abs(a - b) > WITHIN for a in places[one.stem] for b in places[other.stem])
    ]
    return apart if len(apart) >= LEAST and 1 - len(apart) / len(pairs) < TOGETHER else []


def dropped_conditions(sentence: str, evidence: Sequence[str]) -> list[str]:
    """Conditions of the evidence under which the sentence's future stands, or which it tells as facts.

    >>> dropped_conditions("The port will close.", ["The port will close if the union strikes on Monday."])
    ['if']
    >>> dropped_conditions("The port may close.", ["The port will close if the union strikes on Monday."])
    []
    """
    if _LEFT_OPEN.search(sentence):
        return []
    told = _stems(sentence)
    nearest = max(evidence, key=lambda text: len(told & _stems(text)))
    dropped = []
    for text in evidence:
        for found, inside, outside in _conditions(text):
            within = len(told & inside)
            depends = text is nearest and _TO_COME.search(sentence) and len(told & outside) >= max(2, TOLD * len(told))
            left_out = depends and within <= (1 - CONDITION_TOLD) * len(inside)
            told_as_fact = len(told & (inside - outside)) >= LEAST and within >= CONDITION_TOLD * len(inside)
            if left_out or told_as_fact:
                dropped.append(found)
    return dropped


def _conditions(text: str) -> Iterator[tuple[str, set[str], set[str]]]:
    """The words that open a condition, the stems of its clause but for names, and those of all else."""
    for found in _CONDITION.finditer(text):
        if not _NO_CONDITION.search(text[: found.start()]):
            end = _CLAUSE_END.search(text, found.end())
            stop = end.start() if end else len(text)
            outside = _stems(f"{text[: found.start()]} {text[stop:]}")
            # Names and days in it may be spoken of without it.
            inside = {word.stem for word in _matter(text[found.end() : stop]) if not word.capital and not word.number}
            yield found.group().strip(), inside, outside


def added_speaker(sentence: str, evidence: Sequence[str]) -> str | None:
    """Who is said to have said what the evidence tells as its own, where they speak of something else there."""
    said = _SAYS.match(sentence)
    if said is None:
        return None
    spoken, speaker = _stems(said["what"]), {word.stem for word in words(said["who"]) if word.capital and not word.stop}
    nearest = max(evidence, key=lambda text: len(spoken & _stems(text)))
    near = _stems(nearest)
    if len(spoken) <= LEAST or len(spoken & near) < SPOKEN * len(spoken) or _SPOKEN.search(nearest):
        return None
    elsewhere = any(speaker & _stems(text) for text in evidence if text is not nearest)
    return said["who"] if elsewhere and not speaker & near else None


def moved_day(sentence: str, evidence: Sequence[str]) -> str | None:
    """A weekday of the sentence that only another evidence sentence has than the one that tells what was done.

    >>> moved_day("Lobo met Brask in Oslo on Monday.", ["Lobo met Brask in Oslo on Friday.", "It rained on Monday."])
    'monday'
    """
    told = {word.stem for word in _matter(sentence) if word.folded not in WEEKDAYS}
    nearest, shares = _nearest(told, evidence)
    days = [_weekdays(text) for text in evidence]
    for day in sorted(_weekdays(sentence) - days[nearest]):
        others = [share for share, named in zip(shares, days, strict=True) if day in named]
        if others and days[nearest] and shares[nearest] >= NEAREST and max(others) <= ELSEWHERE:
            return day
    return None


def moved_subject(sentence: str, evidence: Sequence[str], speakers: Sequence[str], told: str) -> tuple[str, str] | None:
    """(who opens the sentence, who does so in the evidence) where another does what the rest of the sentence tells.

    `speakers` name who is known to be the "he" of an evidence sentence or to speak in it; `told` is all around it.
    """
    opening = next(iter(names(sentence)), None)
    if opening is None or not _OPENS.fullmatch(sentence[: opening.words[0].start]) or known_place(opening.text):
        return None
    own = {word.stem for word in opening.words}
    rest = _stems(sentence) - own
    nearest, shares = _nearest(rest, evidence)
    text, speaker = evidence[nearest], speakers[nearest] if nearest < len(speakers) else ""
    if (
        len(rest) > LEAST
        and shares[nearest] >= NEAREST
        and speaker
        and any(own_names(s) for s in attributions(sentence))
    ):
        # Somebody says it whom the article has as the listener of its "the President".
        in_it = any(own_names(said) for said in attributions(text))
        if not in_it and not may_be_same(opening.text, speaker, told):
            return opening.text, speaker
    beside = [share for share, other in zip(shares, evidence, strict=True) if own & _stems(other)]
    if len(rest) <= LEAST or shares[nearest] < NEAREST or max(beside, default=0.0) > ELSEWHERE:
        return None
    opens_with_he = _HE.match(text) is not None
    known = bool(speaker) or (not opens_with_he and any(own_names(said) for said in attributions(text)))
    if not known or (not opens_with_he and speaks_of_unnamed(text, speaker_known=True)):
        return None
    if opening.text not in missing_names(sentence, f"{text} {speaker}", "", told):
        return None
    return opening.text, speaker or "somebody else"


def _nearest(stems: set[str], evidence: Sequence[str]) -> tuple[int, list[float]]:
    """Which evidence sentence has most of these stems, the first of equals, and the share that each has."""
    shares = [len(stems & _stems(text)) / max(1, len(stems)) for text in evidence]
    return shares.index(max(shares)), shares


def _weekdays(text: str) -> set[str]:
    return {word.folded for word in words(text)} & WEEKDAYS


def _matter(text: str) -> list[Word]:
    return [word for word in words(text) if not word.stop and word.stem not in SPEECH_STEMS]


def _stems(text: str) -> set[str]:
    return {word.stem for word in _matter(text)}
