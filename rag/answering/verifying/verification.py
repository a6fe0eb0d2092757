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

from rag.answering.dating.dates import calendar_words, month_days, written_out
from rag.answering.verifying.acts import turned_acts
from rag.answering.verifying.bindings import added_speaker, dropped_conditions, moved_day, moved_subject, words_apart
from rag.answering.verifying.claims import Negation, negations, quoted_words
from rag.answering.verifying.content import content_problems
from rag.answering.verifying.counterparts import facing_problems
from rag.answering.verifying.facing import line_up
from rag.answering.verifying.modality import dropped_modals
from rag.answering.verifying.naming import missing_names
from rag.answering.verifying.numbers import Quantity, counted, implied, miscounted, one_of_several, quantities
from rag.answering.verifying.opposites import COMPARISONS, added_limits, turned_places, turned_words
from rag.answering.verifying.roles import doubled_names, dropped_hedges, exchanged, swapped_names
from rag.answering.verifying.speech import wrong_speakers
from rag.answering.verifying.statement import faults, without_frame
from rag.answering.verifying.titles import wrong_titles
from rag.answering.verifying.units import CURRENCIES, STRICT_UNITS
from rag.answering.verifying.unnamed import speaks_of_unnamed
from rag.embedding.meaning import Meaning
from rag.schema import Problem, ProblemKind
from rag.words import content_stems, fold, words

SUBJECT = 6  # words before a negation that it may be said of
_COUNTED = re.compile(r"\s+((?:[a-z]+\s+){0,2}?[a-z]+s)\b")
_STOPPED = re.compile(r"\b(?:[A-Z]\.){2,}")


def verify(
    sentence: str,
    evidence: Sequence[str],
    *,
    meaning: Meaning,
    background: str = "",
    speakers: Sequence[str] = (),
    published: Sequence[str | None] = (),
) -> tuple[Problem, ...]:
    """What in `sentence` its evidence does not say; empty when it is supported.

    `evidence` are the cited sentences. `background`, what stands around them in the same
    article, may only supply names and what they are called, where a sentence leaves somebody
    unnamed: "the company". `speakers` are the names of who is known to speak in each, or to be its "he", in its order,
    empty where that is not known or the sentence names them itself; nobody else can be its "he" then.
    `published` are the ISO dates of the articles that the evidence is of, in its order; with
    them "on Saturday" is also the day that it was.
    """
    if not evidence:
        return (Problem("no_evidence", "points at no evidence sentence"),)
    sentence, background = without_frame(_without_stops(sentence)), _without_stops(background)
    evidence = [_without_stops(text) for text in evidence]
    cited = " ".join(evidence)
    if _plain(sentence) in {_plain(cited), *(_plain(quoted) for quoted in evidence)}:
        # The whole of a sentence, word for word. A part is checked: what it leaves out may turn it round.
        return () if any(character.isalnum() for character in sentence) else (Problem("not_said", "no words"),)
    days = [written_out(text, day) for text, day in zip(evidence, published, strict=False)]
    spoken = " ".join(dict.fromkeys(filter(None, speakers)))
    known = itertools.chain(map(bool, speakers), itertools.repeat(False))
    unnamed = any(speaks_of_unnamed(text, speaker_known=one) for text, one in zip(evidence, known, strict=False))
    stand_in = f"{spoken} {background}" if unnamed else spoken
    told = f"{background} {spoken}".strip()
    return (
        *_problems(sentence, " ".join(days), evidence, told, stand_in, meaning),
        *_blended(sentence, evidence, speakers, f"{cited} {told}"),
    )


def _problems(
    sentence: str, days: str, evidence: Sequence[str], background: str, stand_in: str, meaning: Meaning
) -> Iterator[Problem]:
    cited = " ".join(evidence)
    found = [
        *_number_problems(sentence, f"{cited} {days}", background),
        *_date_problems(sentence, f"{cited} {days}", background),
        *_quote_problems(sentence, cited),
        *_name_problems(sentence, cited, stand_in, background),
        *_negation_problems(sentence, cited),
        *_turn_problems(sentence, cited),
        *_role_problems(sentence, evidence, background),
        *_binding_problems(sentence, evidence),
        *_statement_problems(sentence, evidence, background),
    ]
    yield from found
    told = f"{cited} {background}"
    named = {problem.kind for problem in found}
    gaps = line_up(sentence, evidence)
    for problem in facing_problems(sentence, evidence, gaps, told, days):
        if problem.kind not in named:
            yield problem
    for one, other in exchanged(gaps):
        pair = f"{sentence[one.start : one.end]} and {sentence[other.start : other.end]}"
        yield Problem("not_said", f"{pair} have changed places")
    yield from content_problems(sentence, evidence, background, meaning)


def _without_stops(text: str) -> str:
    """U.S. as US."""
    return _STOPPED.sub(lambda match: match.group().replace(".", ""), text)


def _plain(text: str) -> str:
    """Folded, with one kind of quotation mark and single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"[\"“”«»„‘’'`]", "'", fold(text))).strip()


def _number_problems(sentence: str, cited: str, background: str) -> Iterator[Problem]:
    held = quantities(cited)
    for quantity in quantities(sentence):
        written = sentence[quantity.start : quantity.end]
        alike = [other for other in held if _same_value(quantity.value, other.value)]
        if not alike and quantity.unit is None and quantity.value in implied(cited):
            continue
        if not alike and not _in_a_name(sentence, quantity, background) and not _both(sentence, quantity, cited):
            yield Problem("number", f"{written} is not in the evidence")
        elif alike and not any(_same_unit(quantity.unit, other.unit) for other in alike):
            yield Problem(
                "unit", f"{written} counts {quantity.unit or 'no such unit'}, the evidence {alike[0].unit or 'none'}"
            )
        elif (things := _money_as_things(sentence, quantity, alike)) is not None:
            yield Problem("unit", f"{written} counts {things}, the evidence {alike[0].unit}")
    there = counted(cited)
    for noun, values in counted(sentence).items():
        if 1.0 in values and noun in there and 1.0 not in there[noun] and not _single(noun, cited):
            yield Problem("number", "one is not what the evidence counts")
    for number, what in miscounted(sentence, cited):
        yield Problem("number", f"{number} is not how many of “{what}” the evidence has")
    if (one := one_of_several(sentence, cited)) is not None:
        yield Problem("number", f"{one} is one, where the evidence has several")


def _money_as_things(sentence: str, quantity: Quantity, alike: Sequence[Quantity]) -> str | None:
    """What a sum of money is told as the number of: "150 mln notes" for "150 mln dlrs of notes"."""
    things = _COUNTED.match(sentence[quantity.end :])
    if things is None or quantity.unit is not None or not alike:
        return None
    return things.group(1) if all(other.unit in CURRENCIES for other in alike) else None


def _in_a_name(sentence: str, quantity: Quantity, background: str) -> bool:
    """Whether a number belongs to a name that stands around the evidence: "PlayStation 3"."""
    name = re.search(r"([^\W\d]+)[ -]?$", sentence[: quantity.start])
    if name is None or not name.group(1)[0].isupper():
        return False
    number = re.escape(sentence[quantity.start : quantity.end])
    return re.search(rf"\b{re.escape(name.group(1))}[ -]?{number}\b", background) is not None


def _both(sentence: str, quantity: Quantity, cited: str) -> bool:
    """Whether a small number only counts those who are named: "the two ministers", of whom the evidence counts none."""
    before = sentence[: quantity.start]
    if quantity.value not in (2.0, 3.0, 4.0) or not re.search(r"\b(?:the|these|those|all|their|its) $", before, re.I):
        return False
    noun = re.match(r" (\w+)", sentence[quantity.end :])
    return noun is not None and not quantities(cited) and quantity.unit is None


def _single(noun: str, text: str) -> bool:
    """Whether a text names one of a thing without counting: "a passenger"."""
    run = words(text)
    return any(b.stem == noun and a.folded in ("a", "an", "single", "only") for a, b in itertools.pairwise(run))


def _same_value(one: float | str, other: float | str) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return math.isclose(one, other)


def _same_unit(one: str | None, other: str | None) -> bool:
    """Percent and points need their counterparts; other units only clash where both sides name one."""
    if one in STRICT_UNITS or other in STRICT_UNITS:
        return one == other
    return one is None or other is None or one == other


def _date_problems(sentence: str, cited: str, background: str) -> Iterator[Problem]:
    for named in sorted(calendar_words(sentence) - calendar_words(cited)):
        in_a_name = re.search(rf"[A-Z]\w+ {named}\b", sentence, re.IGNORECASE)  # "Ash Wednesday"
        if in_a_name and in_a_name.group()[0].isupper() and in_a_name.group() in background:
            continue
        yield Problem("date", f"{named} is not in the evidence")
    held = month_days(cited)
    for month, day in sorted(month_days(sentence)):
        if held and (month, day) not in held:
            yield Problem("date", f"{month.capitalize()} {day} is not in the evidence")


def _quote_problems(sentence: str, cited: str) -> Iterator[Problem]:
    plain = _plain(cited).replace(",", "")
    for quote in quoted_words(sentence):
        if _plain(quote).replace(",", "") not in plain:
            yield Problem("quoted_words", f"“{quote}” is not in the evidence in these words")


def _name_problems(sentence: str, cited: str, stand_in: str, background: str) -> Iterator[Problem]:
    for name in missing_names(sentence, cited, stand_in, f"{cited} {background}"):
        yield Problem("name", f"{name} is not in the evidence")
    for title in wrong_titles(sentence, cited, f"{background} {cited}"):
        yield Problem("name", f"{title} is an office that the evidence gives otherwise")


def _negation_problems(sentence: str, cited: str) -> Iterator[Problem]:
    """A negation that reaches the same matter on one side only; nearest words count most."""
    here, there = negations(sentence), negations(cited)
    for word in _unmatched(here, there, sentence, cited):
        yield Problem("negation", f"“{word}” has no counterpart in the evidence")
    for word in _unmatched(there, here, cited, sentence):
        yield Problem("negation", f"the evidence says “{word}”, the sentence does not")


def _unmatched(ours: Sequence[Negation], theirs: Sequence[Negation], our_text: str, their_text: str) -> Iterator[str]:
    """Our negating words whose matter stands in the other text without any negation reaching it."""
    our_stems, their_stems = ({word.stem for word in words(text)} for text in (our_text, their_text))
    reached = {stem for negation in theirs for stem in (*negation.reach, *negation.before[:SUBJECT])}
    written = Counter(word.stem for word in words(our_text))
    negated = Counter(stem for negation in ours for stem in set(negation.reach))
    for negation in ours:
        core = negation.reach if negation.denial else negation.reach[:2]
        shared = [stem for stem in core if stem in their_stems]
        needed = 2 if negation.denial else len(core)
        if len(shared) < max(1, needed) or reached.intersection(shared):
            continue
        if negation.core is not None and negation.core not in their_stems and content_stems(their_text) <= our_stems:
            continue  # in its own words, what the denied clause takes for granted: that the congress was planned
        if any(written[stem] <= negated[stem] for stem in shared):  # else the same matter also stands unnegated
            yield negation.word


def _turn_problems(sentence: str, cited: str) -> Iterator[Problem]:
    for word, against in turned_words(sentence, cited):
        kind: ProblemKind = "comparison" if word in COMPARISONS else "not_said"
        yield Problem(kind, f"“{word}” stands where the evidence has “{against}”")
    for one, other, what in turned_places(sentence, cited):
        yield Problem("not_said", f"“{one}” stands before “{what}” where the evidence has “{other}”")
    for word in added_limits(sentence, cited):
        yield Problem("comparison", f"“{word}” is not in the evidence")
    for word in dropped_modals(sentence, cited):
        yield Problem("negation", f"the evidence says “{word}”, the sentence tells it as done")


def _binding_problems(sentence: str, evidence: Sequence[str]) -> Iterator[Problem]:
    for word in dropped_conditions(sentence, evidence):
        yield Problem("negation", f"the evidence says “{word}”, the sentence tells it as sure")
    if (added := added_speaker(sentence, evidence)) is not None:
        yield Problem("speaker", f"{added} does not say this in the evidence")
    if apart := words_apart(sentence, " ".join(evidence)):
        told = ", ".join(f"“{one} … {other}”" for one, other in apart)
        yield Problem("not_said", f"words stand together that the evidence has apart: {told}")


def _blended(sentence: str, evidence: Sequence[str], speakers: Sequence[str], told: str) -> Iterator[Problem]:
    """What one evidence sentence tells, put on a day or a person of another."""
    if (day := moved_day(sentence, evidence)) is not None:
        yield Problem("date", f"{day} is the day of something else in the evidence")
    if (moved := moved_subject(sentence, evidence, speakers, told)) is not None:
        yield Problem("name", f"{moved[0]} stands where the evidence has {moved[1]}")


def _statement_problems(sentence: str, evidence: Sequence[str], background: str) -> Iterator[Problem]:
    for fault in faults(sentence, evidence, background):
        yield Problem("not_said", fault)


def _role_problems(sentence: str, evidence: Sequence[str], background: str) -> Iterator[Problem]:
    cited = " ".join(evidence)
    for ours, theirs in wrong_speakers(sentence, evidence, background):
        yield Problem("speaker", f"{ours} does not say this in the evidence, {theirs} does")
    for word in dropped_hedges(sentence, cited):
        yield Problem("speaker", f"the evidence says that somebody {word} it, the sentence does not")
    for one, other in swapped_names(sentence, cited):
        yield Problem("speaker", f"{one} and {other} stand the other way round in the evidence")
    for name, verb in turned_acts(sentence, cited):
        yield Problem("not_said", f"{name} stands on the other side of “{verb}” in the evidence")
    for name, other in doubled_names(sentence, evidence, f"{cited} {background}"):
        yield Problem("name", f"{name} stands where the evidence has {other}")
