"""Whether a sentence follows from the evidence it points at.

Each check compares one checkable part of the sentence with the cited words and names what
fails. A sentence is supported when nothing fails. The checks know nothing of who drafted it.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rag.answering.claims import Negation, negations, quoted_words
from rag.answering.counterparts import facing_problems
from rag.answering.dates import calendar_words, month_days
from rag.answering.facing import line_up
from rag.answering.modality import dropped_modals
from rag.answering.naming import missing_names
from rag.answering.numbers import quantities
from rag.answering.opposites import COMPARISONS, added_limits, turned_words
from rag.answering.question import SPEECH_STEMS
from rag.answering.roles import dropped_hedges, swapped_names
from rag.answering.speech import wrong_speakers
from rag.embedding.meaning import Meaning, nearest_likeness
from rag.schema import Problem, ProblemKind
from rag.words import fold, words

SAID = 0.6  # share of a sentence's matter that must stand in its evidence, word for word or by near meaning
NEAR_WORD = 0.6  # cosine from which a word is met by another
MOSTLY_SAID, LEAST_MEANT = 0.8, 0.3  # the same for a short sentence whose words are met, on a part of a long one
MEANT = 0.45  # cosine of sentence and evidence below which the sentence is about something else
CLAUSE_SAID = 0.5  # the same share of any one clause, so that nothing invented rides on what is true
_STOPPED = re.compile(r"\b(?:[A-Z]\.){2,}")
_CLAUSE = re.compile(
    r"(?:,\s+|\s+)(?:and|but|while|whereas|because|which|who|whose|when|although|though|so)\s+(?:that\s+)?"
    r"|[;:—–]\s+|\s+that\s+"
)


def verify(sentence: str, evidence: Sequence[str], *, meaning: Meaning, background: str = "") -> tuple[Problem, ...]:
    """What in `sentence` its evidence does not say; empty when it is supported.

    `evidence` are the cited sentences. `background`, what stands around them in the same
    article, may only supply names and what they are called, for sentences that open with "He".
    """
    if not evidence:
        return (Problem("no_evidence", "points at no evidence sentence"),)
    sentence, background = _without_stops(sentence), _without_stops(background)
    evidence = [_without_stops(text) for text in evidence]
    cited = " ".join(evidence)
    if _plain(sentence) in {_plain(cited), *(_plain(quoted) for quoted in evidence)}:
        # The whole of a sentence, word for word. A part is checked: what it leaves out may turn it round.
        return () if any(character.isalnum() for character in sentence) else (Problem("not_said", "no words"),)
    return tuple(_problems(sentence, cited, evidence, background, meaning))


def _problems(
    sentence: str, cited: str, evidence: Sequence[str], background: str, meaning: Meaning
) -> Iterator[Problem]:
    found = [
        *_number_problems(sentence, cited),
        *_date_problems(sentence, cited),
        *_quote_problems(sentence, cited),
        *_name_problems(sentence, cited, background),
        *_negation_problems(sentence, cited),
        *_turn_problems(sentence, cited),
        *_role_problems(sentence, evidence, background),
    ]
    yield from found
    told = f"{cited} {background}"
    named = {problem.kind for problem in found}
    for problem in facing_problems(sentence, evidence, line_up(sentence, evidence), told):
        if problem.kind not in named:
            yield problem
    yield from _content_problems(sentence, evidence, background, meaning)


def _without_stops(text: str) -> str:
    """U.S. as US."""
    return _STOPPED.sub(lambda match: match.group().replace(".", ""), text)


def _plain(text: str) -> str:
    """Folded, with one kind of quotation mark and single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"[\"“”«»„‘’'`]", "'", fold(text))).strip()


def _number_problems(sentence: str, cited: str) -> Iterator[Problem]:
    held = quantities(cited)
    for quantity in quantities(sentence):
        written = sentence[quantity.start : quantity.end]
        alike = [other for other in held if _same_value(quantity.value, other.value)]
        if not alike:
            yield Problem("number", f"{written} is not in the evidence")
        elif not any(_same_unit(quantity.unit, other.unit) for other in alike):
            yield Problem(
                "unit", f"{written} counts {quantity.unit or 'no such unit'}, the evidence {alike[0].unit or 'none'}"
            )


def _same_value(one: float | str, other: float | str) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return math.isclose(one, other)


def _same_unit(one: str | None, other: str | None) -> bool:
    """A percentage needs its counterpart; other units only clash where both sides name one."""
    if "percent" in (one, other):
        return one == other
    return one is None or other is None or one == other


def _date_problems(sentence: str, cited: str) -> Iterator[Problem]:
    for named in sorted(calendar_words(sentence) - calendar_words(cited)):
        yield Problem("date", f"{named} is not in the evidence")
    held = month_days(cited)
    for month, day in sorted(month_days(sentence)):
        if held and (month, day) not in held:
            yield Problem("date", f"{month.capitalize()} {day} is not in the evidence")


def _quote_problems(sentence: str, cited: str) -> Iterator[Problem]:
    plain = _plain(cited)
    for quote in quoted_words(sentence):
        if _plain(quote) not in plain:
            yield Problem("quoted_words", f"“{quote}” is not in the evidence in these words")


def _name_problems(sentence: str, cited: str, background: str) -> Iterator[Problem]:
    for name in missing_names(sentence, cited, background):
        yield Problem("name", f"{name} is not in the evidence")


def _negation_problems(sentence: str, cited: str) -> Iterator[Problem]:
    """A negation that reaches the same matter on one side only; nearest words count most."""
    here, there = negations(sentence), negations(cited)
    for word in _unmatched(here, there, sentence, cited):
        yield Problem("negation", f"“{word}” has no counterpart in the evidence")
    for word in _unmatched(there, here, cited, sentence):
        yield Problem("negation", f"the evidence says “{word}”, the sentence does not")


def _unmatched(ours: Sequence[Negation], theirs: Sequence[Negation], our_text: str, their_text: str) -> Iterator[str]:
    """Our negating words whose matter stands in the other text without any negation reaching it."""
    their_stems = {word.stem for word in words(their_text)}
    reached = {stem for negation in theirs for stem in negation.reach}
    written = Counter(word.stem for word in words(our_text))
    negated = Counter(stem for negation in ours for stem in set(negation.reach))
    for negation in ours:
        core = negation.reach if negation.denial else negation.reach[:2]
        shared = [stem for stem in core if stem in their_stems]
        needed = 2 if negation.denial else len(core)
        if len(shared) < max(1, needed) or reached.intersection(shared):
            continue
        if any(written[stem] <= negated[stem] for stem in shared):  # else the same matter also stands unnegated
            yield negation.word


def _turn_problems(sentence: str, cited: str) -> Iterator[Problem]:
    for word, against in turned_words(sentence, cited):
        kind: ProblemKind = "comparison" if word in COMPARISONS else "not_said"
        yield Problem(kind, f"“{word}” stands where the evidence has “{against}”")
    for word in added_limits(sentence, cited):
        yield Problem("comparison", f"“{word}” is not in the evidence")
    for word in dropped_modals(sentence, cited):
        yield Problem("negation", f"the evidence says “{word}”, the sentence tells it as done")


def _role_problems(sentence: str, evidence: Sequence[str], background: str) -> Iterator[Problem]:
    cited = " ".join(evidence)
    for ours, theirs in wrong_speakers(sentence, evidence, background):
        yield Problem("speaker", f"{ours} does not say this in the evidence, {theirs} does")
    for word in dropped_hedges(sentence, cited):
        yield Problem("speaker", f"the evidence says that somebody {word} it, the sentence does not")
    for one, other in swapped_names(sentence, cited):
        yield Problem("speaker", f"{one} and {other} stand the other way round in the evidence")


def _content_problems(sentence: str, evidence: Sequence[str], background: str, meaning: Meaning) -> Iterator[Problem]:
    """Whether the words of the sentence, and of each of its clauses, are met by the evidence."""
    matter = [word for word in words(sentence) if not word.stop and word.stem not in SPEECH_STEMS]
    if not matter:
        yield Problem("not_said", "the sentence says nothing that can be checked")
        return
    cited = " ".join(evidence)
    asked, *shown = meaning.of([sentence, cited, *evidence])
    held = {word.stem for word in words(cited)}
    known = {word.stem for word in words(background) if word.capital} - held
    near = nearest_likeness(matter, asked, shown[0])
    met = [
        word.stem in held or word.stem in known or likeness >= NEAR_WORD
        for word, likeness in zip(matter, near, strict=True)
    ]
    similarity = max(float(asked.whole @ other.whole) for other in shown)
    share = sum(met) / len(met)
    if share < SAID or similarity < (MEANT if share < MOSTLY_SAID else LEAST_MEANT):
        yield Problem("not_said", f"{sum(met) / len(met):.0%} of its words are met, likeness {similarity:.2f}")
        return
    for clause, start, end in _clauses(sentence):
        # Who "he" is may come from around the evidence; what he did may not.
        own = [m for word, m in zip(matter, met, strict=True) if start <= word.start < end and word.stem not in known]
        if len(own) >= 2 and sum(own) / len(own) < CLAUSE_SAID:
            yield Problem("not_said", f"“{clause}” is not in the evidence")


def _clauses(sentence: str) -> list[tuple[str, int, int]]:
    edges = [0, *(match.start() for match in _CLAUSE.finditer(sentence)), len(sentence)]
    return [(sentence[start:end].strip(" ,;:—–"), start, end) for start, end in itertools.pairwise(edges)]
