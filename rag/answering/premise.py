"""Questions that take for granted what the archive denies: "Why did X leave?" where X did not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rag.answering.citations import displayed, quote_spans
from rag.answering.dating.dates import month_days
from rag.answering.evidence import EvidenceSentence, text_before
from rag.answering.reader.question import SPEECH_STEMS
from rag.answering.verifying.claims import names, negations
from rag.answering.verifying.numbers import quantities
from rag.places import same_people
from rag.schema import Reason
from rag.words import Word, alike, stem, words

ALIKE = 0.75  # share of what a question takes for granted that a sentence must speak of, to contradict it
LEAST = 3  # words of matter, without which nothing much is taken for granted
LOOKED_AT = 24  # evidence sentences, those that share most; as many as the extractive reader ranks

_AGAINST = (
    "confirm admit/deny|agree accept approve back support welcome endorse allow/reject refuse oppose block ban veto "
    "decline|win victory/lose defeat|rise increase raise grow/fall decrease cut drop lower shrink|remain stay/leave "
    "withdraw quit|join/leave quit|survive/die|acquit free release/convict jail|open/close|praise/condemn criticise "
    "criticize"
)
_FINITE = frozenset("had has have was were is are been be would will did does do".split())
_TURNS_LATER = re.compile(
    r"^[^,;.]*\b(?:until|till|before|only|unless)\b", re.IGNORECASE
)  # "not until May": then it was
_RULES_OUT = re.compile(r"\w+ out\b", re.IGNORECASE)
_US = re.compile(r"\bU\.S\.?(?:A\.)?")
_AUXILIARY = r"(?:did|does|do|was|were|is|are|has|have|had|will)"
_TAKES_FOR_GRANTED = (
    re.compile(
        rf"^\W*(?:and |but |so )?(?:why|when|where|how|how come|since when|for (?:what|which) (?:reason|purpose))\s+"
        rf"(?P<aux>{_AUXILIARY})\s+(?P<rest>.+?)\W*$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^\W*(?:on|in|at|by|for|from|to|since|until|with)?\s*(?:what|which)\s+(?:\w+\s+)?"
        rf"(?:day|date|year|month|time|place|city|country|town|reason|purpose|occasion|condition)s?\s+"
        rf"(?P<aux>{_AUXILIARY})\s+(?P<rest>.+?)\W*$",
        re.IGNORECASE,
    ),
)
_REASONS_GIVEN = re.compile(
    r"^\W*what (?:reason|reasons|explanation|grounds|excuse)\s+(?:did|does|has|have|had)\s+(?P<who>.+?)\s+"
    r"(?:give|given|have|offer|offered|name|state|cite)\s+for\s+(?P<act>.+?)\W*$",
    re.IGNORECASE,
)
_ASKED_BESIDE = re.compile(r",?\s+(?:and|or)\s+(?:what|who|when|where|why|how|which)\b.*$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\W*$")  # what a follow-up leans on
_ACCORDING = re.compile(r",?\s*\baccording to\b[^,?]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Conflict:
    """The sentence of the archive that contradicts a question's premise, and in what."""

    sentence: EvidenceSentence
    problems: tuple[str, ...]

    @property
    def reason(self) -> Reason:
        """Why the question is not answered, with the archive's own words."""
        evidence = self.sentence
        first = quote_spans(evidence)[0]
        quoted = displayed(evidence.document.text[first.start : first.end])
        return Reason("premise_conflict", f"The archive says otherwise than the question supposes: “{quoted}”")


def premise(question: str) -> str | None:
    """What the question takes for granted, as a statement in its own words; None where that can't be told.

    >>> premise("Why did Russia withdraw from Astana?")
    'Russia withdraw from Astana'
    >>> premise("What reasons did Lavrov give for confirming the postponement?")
    'Lavrov confirming the postponement'
    >>> premise("Who met Assad?")
    """
    asked = _ACCORDING.sub("", _ASKED_BESIDE.sub("", _IN_BRACKETS.sub("", question.strip())))
    given = _REASONS_GIVEN.match(asked)
    if given is not None:
        return f"{given['who']} {given['act']}"
    for pattern in _TAKES_FOR_GRANTED:
        taken = pattern.match(asked)
        if taken is not None:
            return taken["rest"]
    return None


def premise_conflict(question: str, evidence: Sequence[EvidenceSentence]) -> Conflict | None:
    """The evidence sentence that speaks of what the question takes for granted, and says it is not so.

    It must hold nearly all the question's words and every name, and differ in a negation, an
    opposite, a number or a day, while no other sentence says it is so. Of 2,910 answerable questions
    of SQuAD 2, beside their own paragraphs, 1 is said to conflict (docs/evaluation.md).
    """
    statement = premise(question)
    if statement is None:
        return None
    matter = [word for word in words(_US.sub("US", statement)) if not word.stop]
    shared = sorted(
        ((_share(matter, _stems(sentence.text)), sentence) for sentence in evidence), key=lambda pair: -pair[0]
    )
    conflict = None
    for share, sentence in shared[:LOOKED_AT]:
        if share < ALIKE:
            break
        if not _all_named(statement, sentence):
            continue
        problems = tuple(_contradictions(statement, sentence.text))
        if not problems:
            return None  # another sentence says it is so
        conflict = conflict or Conflict(sentence, problems)
    return conflict


def contradicts(sentence: EvidenceSentence, statement: str) -> tuple[str, ...]:
    """In what the sentence says that a statement it speaks of is not so; empty where it says no such thing."""
    matter = [word for word in words(_US.sub("US", statement)) if not word.stop]
    if _share(matter, _stems(sentence.text)) < ALIKE or not _all_named(statement, sentence):
        return ()
    return tuple(_contradictions(statement, sentence.text))


@cache
def _opposed() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in _AGAINST.split("|"):
        sides = [[stem(word) for word in side.split()] for side in pair.split("/")]
        for one, other in (sides, sides[::-1]):
            for word in one:
                found.setdefault(word, set()).update(other)
    return {word: frozenset(others) for word, others in found.items()}


def against(word: str) -> frozenset[str]:
    """The stems of acts that rule this one out, of whoever did it.

    >>> sorted(against(stem("confirm")))
    ['deni']
    """
    return _opposed().get(word, frozenset())


def _share(matter: Sequence[Word], held: frozenset[str]) -> float:
    """The share of these words that are held, also as an opposite, a people's other name or a slip of the keyboard.

    Verbs of speech count only where they are held: who said it is not what is taken for granted.
    """
    met = [_held(word.stem, held) or bool(against(word.stem) & held) for word in matter]
    counted = [found for word, found in zip(matter, met, strict=True) if found or word.stem not in SPEECH_STEMS]
    return sum(counted) / len(counted) if len(counted) >= LEAST else 0.0


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in words(_US.sub("US", text)))


def _held(wanted: str, held: frozenset[str]) -> bool:
    return bool(same_people(wanted) & held) or any(alike(wanted, other) for other in held)


def _all_named(statement: str, sentence: EvidenceSentence) -> bool:
    """Whether every name and year of the statement stands in the sentence, before it or in the title."""
    held = _stems(f"{sentence.document.title or ''} {text_before(sentence)} {sentence.text}")
    named = [word for name in names(f"x {statement}") for word in name.words]
    years = [word for word in words(statement) if re.match(r"[12]\d{3}(?!\d)", word.folded)]
    return all(_held(word.stem, held) for word in [*named, *years])


def _contradictions(statement: str, sentence: str) -> Iterator[str]:
    """In what the sentence says it is not so: a negation, an opposite, a number of the same things, a day."""
    ours, theirs = _stems(statement), _stems(sentence)
    for negation in _denied(sentence, ours) if not negations(statement) else ():
        yield f"“{negation}” stands in the archive, not in the question"
    for negation in _denied(statement, theirs) if not negations(sentence) else ():
        yield f"“{negation}” stands in the question, not in the archive"
    for word in sorted(ours - theirs):
        yield from (
            f"“{word}” in the question is “{other}” in the archive" for other in sorted(against(word) & theirs - ours)
        )
    counted, counts = _counted(statement), _counted(sentence)
    for noun in sorted(counted.keys() & counts.keys()):
        if not counted[noun] & counts[noun]:
            yield f"the archive counts another number of “{noun}”"
    asked, told = month_days(statement), month_days(sentence)
    if len(asked) == len(told) == 1 and asked != told:
        yield "the archive has another day"


def _denied(text: str, other: frozenset[str]) -> Iterator[str]:
    """The negating words of a text whose act stands in the other."""
    tokens = words(text)
    for negation in negations(text):
        after = [word for word in tokens if word.folded == negation.word][:1]
        reach = text[after[0].start :] if after else ""
        if _TURNS_LATER.search(reach) or (after and after[0].stem == "rule" and not _RULES_OUT.match(reach)):
            continue
        acts = list(negation.reach[:1])
        if negation.denial and after:
            # "denied reports that a planned congress had been postponed": the act follows the auxiliary
            following = [word for word in tokens if word.start > after[0].start]
            auxiliaries = [place for place, word in enumerate(following) if word.folded in _FINITE]
            later = [word.stem for word in following[auxiliaries[0] :] if not word.stop][:1] if auxiliaries else []
            acts = later or list(negation.reach[:2])
        if acts and all(act in other for act in acts):
            yield negation.word


def _counted(text: str) -> dict[str, set[float | str]]:
    """What is counted in a text, with its numbers: "300 soldiers" as soldier: {300}."""
    counted: dict[str, set[float | str]] = {}
    tokens = words(text)
    for quantity in quantities(text):
        noun = next((word for word in tokens if word.start >= quantity.end), None)
        if noun is not None and not noun.stop and not noun.number and text[quantity.end : noun.start].isspace():
            counted.setdefault(noun.stem, set()).add(quantity.value)
    return counted
