"""Whether one sentence of an article says a claim, as its own or as somebody's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.citations import displayed
from rag.answering.evidence import EvidenceSentence
from rag.answering.forms.counts import counts_otherwise, without_numbers
from rag.answering.forms.wordings import Wording, done_to, wordings
from rag.answering.premise import against, contradicts
from rag.answering.reader.question import SPEECH_STEMS
from rag.answering.speaking.attribution import speaker_of
from rag.answering.verifying.roles import dropped_hedges
from rag.answering.verifying.verification import verify
from rag.embedding.meaning import Meaning, nearest_likeness
from rag.places import same_people
from rag.schema import Span
from rag.words import Word, alike, stem, words

# Chosen on claims of one's own over reuters21578 and the seeds, read sentence by sentence (docs/evaluation.md).
SAID, SAID_ALIKE = 0.7, 0.8  # cosine of the claim and what holds its words; of what has another word for one
NEAR_WORD = 0.7  # cosine from which a word is met by another; "closed" is no "hit", "raised" no "below"
MET_BY_LIKENESS = 3  # of so many words of a claim one may be met so
WITHIN = 6  # words before them, and for negations behind
ROOM = 8  # words that may stand among those of the claim, besides as many as it has
_IN_CASE = frozenset("if whether unless may might could would should prevent".split())
# What makes a claim one that somebody makes of nothing that happened.
_UNREAL = _IN_CASE | frozenset(
    map(
        stem,
        "attempt warn threaten plan propose consider urge ask demand expect predict likely possible possibly perhaps "
        "rumour rumor speculation hope want seek refuse reluctant fail question allege any known short will shall "
        "schedule prepare preparation reluctance".split(),
    )
)
_NEGATIONS = frozenset("no not none never neither nobody nothing without".split())
_NOT_YET = frozenset("only until till before just".split())  # "not until May": then it was
_ARTICLE = re.compile(r"\b(?:a|an|the)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Support:
    """A sentence that says a claim."""

    sentence: EvidenceSentence
    speaker: str | None  # who says it; None where the article says it itself, or several do


def support_of(claim: str, sentence: EvidenceSentence, *, meaning: Meaning) -> Support | None:
    """The sentence as support for the claim; None unless it says it whole, near words for near words.

    That the article's speaker only "claims" it is no hindrance: who says it is told. A sentence that holds
    every word of the claim far apart, or all but one, does not support it.
    """
    text = displayed(sentence.text)
    if counts_otherwise(claim, text):
        return None
    found = (_supported(wording, text, sentence, meaning) for wording in wordings(claim))
    return next((support for support in found if support is not None), None)


def _supported(wording: Wording, text: str, sentence: EvidenceSentence, meaning: Meaning) -> Support | None:
    claim = wording.claim
    held = _Held.of(wording.order, text) if may_say(wording.order, text) else None
    if held is None or not done_to(claim, text):
        return None
    # Told by words alone so far: who speaks, and what is meant, cost a hundred times as much.
    speaker = speaker_of(sentence.document, Span(sentence.start, sentence.end))
    if not {word.stem for word in held.unnamed} <= {word.stem for word in words(speaker or "")}:
        return None
    if not held.is_meant(claim, text, meaning):
        return None
    published = [sentence.document.published]
    problems = verify(claim, [text], meaning=meaning, speakers=[speaker or ""], published=published)
    told_as_claimed = problems and dropped_hedges(claim, text) and all(one.kind == "speaker" for one in problems)
    return None if problems and not told_as_claimed else Support(sentence, speaker)


def denies(claim: str, sentence: EvidenceSentence, *, meaning: Meaning) -> bool:
    """Whether a sentence says of the claim's own words, in their order, that it is not so, or counts otherwise."""
    text = displayed(sentence.text)
    return any(_denied(wording, text, sentence, meaning) for wording in wordings(claim))


def _denied(wording: Wording, text: str, sentence: EvidenceSentence, meaning: Meaning) -> bool:
    claim = wording.claim
    counted = counts_otherwise(claim, text)
    order = without_numbers(wording.order) if counted else wording.order
    if not may_say(order, text):
        return False
    held = _Held.of(order, text, denied=True)
    if held is None or not (counted or contradicts(sentence, claim) or _negated(claim, held.piece)):
        return False
    return not held.unnamed and not held.unmet and held.is_meant(claim, text, meaning)


def _negated(claim: str, piece: str) -> bool:
    """Whether "not" stands among the words of a claim that names somebody: "Rey was not invited"."""
    inner = words(piece)
    turned = [n for n, word in enumerate(inner) if word.folded in ("not", "never") or word.folded.endswith("n't")]
    named = any(word.capital for word in words(claim) if not word.stop)
    denied = any(n + 1 < len(inner) and inner[n + 1].folded not in _NOT_YET for n in turned)
    return named and denied and not any(word.folded in _NEGATIONS for word in words(claim))


def unreal(text: str) -> bool:
    """Whether a sentence denies, or tells of what may be or is to come."""
    return not {word.stem for word in words(text)}.isdisjoint(_UNREAL | _NEGATIONS)


def _matter(claim: str) -> list[Word]:
    matter = [word for word in words(claim) if not word.stop and not word.number]
    return [word for word in matter if word.stem not in SPEECH_STEMS] or matter


def may_say(claim: str, text: str) -> bool:
    """Whether half of the claim's words stand in a text: mostly they do not, and it costs little to know."""
    matter, held = _matter(claim), {word.stem for word in words(text)}
    return 2 * sum(
        any(alike(word.stem, other) for other in held | same_people(word.stem) & held) for word in matter
    ) >= len(matter)


@dataclass(frozen=True, slots=True)
class _Held:
    """How the words of a claim stand in a text: near each other, in their order, told as real."""

    piece: str  # of the text, that has them all
    unnamed: tuple[Word, ...]  # names of the claim that the text has not; its speaker may have them
    unmet: tuple[Word, ...]  # other words that it has not

    @classmethod
    def of(cls, claim: str, text: str, *, denied: bool = False) -> _Held | None:
        """None where too much is missing, or where the words stand together for something else.

        With `denied` an act that rules out the claim's stands for it, and negations are what is looked for.
        """
        matter, held = _matter(claim), words(text)
        here = [[n for n, other in enumerate(held) if _same(word, other, or_against=denied)] for word in matter]
        missing = [word for word, places in zip(matter, here, strict=True) if not places]
        unnamed = tuple(word for word in missing if word.capital)
        unmet = tuple(word for word in missing if not word.capital)
        things = any(_ARTICLE.search(claim[: word.start]) for word in unmet)  # a ship is no tanker
        window = _window([each for each in here if each], held)
        if window is None or things or len(unmet) > len(matter) // MET_BY_LIKENESS:
            return None
        first, last = window
        before = held[max(0, first - WITHIN) : last]
        around = {word.stem for word in before if not (word.folded == "may" and word.capital)}  # the month
        around |= {word.stem for word in held[last : last + WITHIN]} & _NEGATIONS
        unreal = around & (_IN_CASE if denied else _UNREAL | _NEGATIONS) - {word.stem for word in words(claim)}
        ahead = held[min(first + 1, last)].folded == "to"  # "PREMIER TO VISIT ROME"
        if unreal or ahead or last - first >= 2 * len(words(claim)) + ROOM:
            return None
        return cls(text[held[first].start : held[last].end], unnamed, unmet)

    def is_meant(self, claim: str, text: str, meaning: Meaning) -> bool:
        """Whether the text means what the claim does, so far as vectors tell; nearly, where it has other words."""
        asked, shown, piece = meaning.of([claim, text, self.piece])
        alikeness = max(float(asked.whole @ shown.whole), float(asked.whole @ piece.whole))
        near = nearest_likeness(self.unmet, asked, shown)
        return alikeness >= (SAID_ALIKE if self.unmet else SAID) and all(likeness >= NEAR_WORD for likeness in near)


def _window(places: Sequence[Sequence[int]], held: Sequence[Word]) -> tuple[int, int] | None:
    """First and last of the fewest neighbouring words that hold one of each, in order or "by" the first of them."""
    if (ordered := _in_order(places)) is not None or not places:
        return ordered
    turned = [place for place in places[0] if any(word.folded == "by" for word in held[max(0, place - 3) : place])]
    return _shortest([turned, *places[1:]]) if turned else None


def _in_order(places: Sequence[Sequence[int]]) -> tuple[int, int] | None:
    """First and last of the fewest neighbouring words that hold one of each in this order."""
    best: tuple[int, int] | None = None
    for first in places[0] if places else ():
        last = first
        for each in places[1:]:
            last = min((place for place in each if place > last), default=-1)
            if last < 0:
                break
        if last >= 0 and (best is None or last - first < best[1] - best[0]):
            best = first, last
    return best


def _same(one: Word, other: Word, *, or_against: bool) -> bool:
    same = alike(one.stem, other.stem) or other.stem in same_people(one.stem)
    return same or (or_against and other.stem in against(one.stem))


def _shortest(places: Sequence[Sequence[int]]) -> tuple[int, int] | None:
    """First and last of the fewest neighbouring words that hold one of each; None where there are none."""
    best: tuple[int, int] | None = None
    for first in sorted({place for each in places for place in each}):
        after = [[place for place in each if place >= first] for each in places]
        if not all(after):
            break
        last = max(each[0] for each in after)
        if best is None or last - first < best[1] - best[0]:
            best = first, last
    return best
