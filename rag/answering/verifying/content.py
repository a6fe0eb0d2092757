"""Whether the matter of a sentence stands in its evidence, word for word or by near meaning."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from rag.answering.dating.dates import MONTH_FORMS, WEEKDAYS
from rag.answering.reader.question import SPEECH_STEMS
from rag.embedding.meaning import Meaning, nearest_likeness
from rag.schema import Problem
from rag.words import Word, words

CLOSE_WORD, CLOSELY_SAID, CLOSELY_MEANT = 0.7, 0.75, 0.65  # where words are met less closely, the whole must be near
SAID = 0.6  # share of a sentence's matter that must stand in its evidence, word for word or by near meaning
FAR_WORD = 0.4  # cosine below which what something is said to be is met by nothing; chosen on dev
NEAR_WORD = 0.6  # cosine from which a word is met by another
MOSTLY_SAID = 0.8  # share from which likeness is not asked for: a short sentence on a part of a long one
MEANT = 0.45  # cosine of sentence and evidence below which the sentence is about something else
CLAUSE_SAID = 0.5  # the same share of any one clause, so that nothing invented rides on what is true
FEW = 2  # words beside its names up to which each sentence is held to them
_BE = frozenset("is are was were".split())
# What anything may be said to be without another word for it: "was the name of", "is the reason why".
_RELATIONS = frozenset(
    "name number place time date day year amount reason cause result purpose aim part kind type sort form way thing "
    "person man woman one example member leader head author owner maker answer question".split()
)
_NOW = frozenset("now today currently then".split())
_CLAUSE = re.compile(
    r"(?:,\s+|\s+)(?:and|but|while|whereas|because|which|who|whose|when|although|though|so)\s+(?:that\s+)?"
    r"|[;:—–]\s+|\s+that\s+"
)

CALENDAR = WEEKDAYS | MONTH_FORMS.keys()


def content_problems(sentence: str, evidence: Sequence[str], background: str, meaning: Meaning) -> Iterator[Problem]:
    """Whether the evidence meets the words of the sentence, of each clause, and those that a later clause adds."""
    spoken = [word for word in words(sentence) if not word.stop and word.stem not in SPEECH_STEMS]
    # Dates and numbers are compared on their own: "19 August" may be the evidence's "Saturday".
    matter = [word for word in spoken if not word.number and word.folded not in CALENDAR] or spoken
    if not matter:
        yield Problem("not_said", "the sentence says nothing that can be checked")
        return
    cited = " ".join(evidence)
    asked, *shown = meaning.of([sentence, cited, *evidence])
    held = {word.stem for word in words(cited)}
    # Who "he" is may come from around the evidence; what he did may not.
    around = {word.stem for word in words(background) if word.capital} - held
    known = {word.stem for word in matter if word.capital and word.stem in around}
    near = nearest_likeness(matter, asked, shown[0])
    met = [
        word.stem in held or word.stem in known or likeness >= NEAR_WORD
        for word, likeness in zip(matter, near, strict=True)
    ]
    similarity = max(float(asked.whole @ other.whole) for other in shown)
    share = sum(met) / len(met)
    here = [m for word, m in zip(matter, met, strict=True) if word.stem not in known]
    here_share = sum(here) / len(here) if here else 0.0
    closely = [
        m and (word.stem in held or word.stem in known or likeness >= CLOSE_WORD)
        for word, m, likeness in zip(matter, met, near, strict=True)
    ]
    loose = sum(closely) / len(met) < CLOSELY_SAID and similarity < CLOSELY_MEANT
    if share < SAID or here_share < CLAUSE_SAID or loose or (similarity < MEANT and here_share < MOSTLY_SAID):
        yield Problem("not_said", f"{sum(met) / len(met):.0%} of its words are met, likeness {similarity:.2f}")
        return
    predicate = _predicate(sentence)
    for word, likeness in zip(matter, near, strict=True):
        if word is predicate and word.stem not in held and likeness < FAR_WORD:
            yield Problem("not_said", f"that it is “{word.folded}” is not in the evidence")
            return
    told = [m for word, m in zip(matter, met, strict=True) if not word.capital and word.folded not in _NOW]
    if 0 < len(told) <= FEW and sum(told) / len(told) < CLAUSE_SAID:
        yield Problem("not_said", "its names are in the evidence, what it says of them is not")
        return
    for clause, start, end in _clauses(sentence):
        own = [m for word, m in zip(matter, met, strict=True) if start <= word.start < end and word.stem not in known]
        before = {word.stem for word in matter if word.start < start}
        added = [
            m
            for word, m in zip(matter, met, strict=True)
            if start <= word.start < end and not word.capital and word.stem not in before
        ]
        unmet = len(own) >= 2 and sum(own) / len(own) < CLAUSE_SAID
        if unmet or (before and len(added) >= 2 and not any(added)):
            yield Problem("not_said", f"“{clause}” is not in the evidence")


def _predicate(sentence: str) -> Word | None:
    """The noun that says what something is: "the topic was the *role* of the port"; no verb, as in "was sold"."""
    found = words(sentence)
    be = next((place for place, word in enumerate(found) if place and word.folded in _BE), len(found))
    after = next((word for word in found[be + 2 : be + 5] if not word.stop), None)
    if after is None or not found[be + 1].stop or after.capital or after.number or after.folded in _RELATIONS:
        return None
    return after


def _clauses(sentence: str) -> list[tuple[str, int, int]]:
    edges = [0, *(match.start() for match in _CLAUSE.finditer(sentence)), len(sentence)]
    return [(sentence[start:end].strip(" ,;:—–"), start, end) for start, end in itertools.pairwise(edges)]
