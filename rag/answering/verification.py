"""Whether a sentence follows from the evidence it points at.

Each check compares one checkable part of the sentence with the cited words and names what
fails. A sentence is supported when nothing fails. The checks know nothing of who drafted it.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Sequence

from rag.answering.claims import Name, Negation, names, negations, quoted_words
from rag.answering.dates import calendar_words, month_days
from rag.answering.numbers import quantities
from rag.answering.opposites import COMPARISONS, added_limits, dropped_modals, turned_words
from rag.answering.question import SPEECH_STEMS
from rag.answering.roles import dropped_hedges, swapped_names, wrong_speakers
from rag.embedding.meaning import Meaning, nearest_likeness
from rag.places import same_people
from rag.schema import Problem, ProblemKind
from rag.words import Word, fold, stem, words

SAID = 0.6  # share of a sentence's matter that must stand in its evidence, word for word or by near meaning
NEAR_WORD = 0.6  # cosine from which a word is met by another
MEANT = 0.45  # cosine of sentence and evidence below which the sentence is about something else
_DEMONYMS = ("n", "an", "ian", "i", "ish", "ese", "ean", "s")
CLAUSE_SAID = 0.5  # the same share of any one clause, so that nothing invented rides on what is true
_ACRONYM = re.compile(r"\b(?:[A-Z]\.){2,}|\b[A-Z]{2,}\b")
_POINTS_BACK = re.compile(
    r"\b(?:he|she|they|it|him|them|his|her|hers|their|theirs|its|this|these|those|such|both|former|latter|"
    r"the (?:two|\w+ )?(?:president|minister|leader|official|diplomat|spokes\w+|envoy|advis[eo]r|country|capital|"
    r"ministry|agency|company|group|militants|rebels|army|government|sides))\b|^[“\"‘']",
    re.IGNORECASE,
)
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
    cited = " ".join(evidence)
    if _plain(sentence) in {_plain(cited), *(_plain(quoted) for quoted in evidence)}:
        # The whole of a sentence, word for word. A part is checked: what it leaves out may turn it round.
        return () if any(character.isalnum() for character in sentence) else (Problem("not_said", "no words"),)
    return tuple(_problems(sentence, cited, evidence, background, meaning))


def _problems(
    sentence: str, cited: str, evidence: Sequence[str], background: str, meaning: Meaning
) -> Iterator[Problem]:
    yield from _number_problems(sentence, cited)
    yield from _date_problems(sentence, cited)
    yield from _quote_problems(sentence, cited)
    yield from _name_problems(sentence, cited, background)
    yield from _negation_problems(sentence, cited)
    yield from _turn_problems(sentence, cited)
    yield from _role_problems(sentence, cited)
    yield from _content_problems(sentence, evidence, background, meaning)


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
    # Names from around the evidence only stand for its "he" and its "the minister".
    around = f"{cited} {background}" if _POINTS_BACK.search(cited) else cited
    held = {word.folded for word in words(around)}
    acronyms = _acronyms(around)
    spelt_out = [name.words for name in names(around)]
    for name in names(sentence):
        short = _acronym(name)
        if short is not None:
            supported = short in acronyms or _spells(short, spelt_out) or _named(short, held | acronyms)
        else:
            initials = "".join(word.folded[0] for word in name.words)
            missing = [word for word in name.words if len(word.folded) > 1 and not _named(word.folded, held | acronyms)]
            supported = not missing or (len(initials) > 1 and initials in acronyms)
        if not supported:
            yield Problem("name", f"{name.text} is not in the evidence")


def _acronym(name: Name) -> str | None:
    """The letters of a name that is one: "UN", "U.S."; None for any other."""
    if all(len(word.folded) == 1 for word in name.words):
        return "".join(word.folded for word in name.words)
    return name.words[0].folded if len(name.words) == 1 and name.text.isupper() else None


def _acronyms(text: str) -> set[str]:
    """Runs of capitals in a text, with or without stops, as lower-case letters."""
    return {found.replace(".", "").lower() for found in _ACRONYM.findall(text)}


def _spells(short: str, spelt_out: Sequence[tuple[Word, ...]]) -> bool:
    """Whether neighbouring words of some name begin with these letters: UN, United Nations Security Council."""
    initials = ["".join(word.folded[0] for word in name) for name in spelt_out]
    return len(short) > 1 and any(short in run for run in initials)


def _named(folded: str, held: set[str]) -> bool:
    """Whether a name stands in the evidence, as itself or as its people: Iran for Iranian."""
    if folded in held:
        return True
    for other in held:
        short, long = sorted((folded, other), key=len)
        if len(short) >= 4 and long.startswith(short) and long[len(short) :] in _DEMONYMS:
            return True
        if len(short) >= 5 and long.startswith(short[:-1]) and long[len(short) - 1 :] in ("ian", "an", "n", "ese", "i"):
            return True
    return not same_people(stem(folded)).isdisjoint(stem(other) for other in held)


def _negation_problems(sentence: str, cited: str) -> Iterator[Problem]:
    """A negation that reaches the same matter on one side only; nearest words count most."""
    here, there = negations(sentence), negations(cited)
    yield from (
        Problem("negation", f"“{word}” has no counterpart in the evidence") for word in _unmatched(here, there, cited)
    )
    yield from (
        Problem("negation", f"the evidence says “{word}”, the sentence does not")
        for word in _unmatched(there, here, sentence)
    )


def _unmatched(ours: Sequence[Negation], theirs: Sequence[Negation], their_text: str) -> Iterator[str]:
    """Our negating words whose matter stands in the other text without any negation reaching it."""
    their_stems = {word.stem for word in words(their_text)}
    reached = {stem for negation in theirs for stem in negation.reach}
    for negation in ours:
        core = negation.reach if negation.denial else negation.reach[:2]
        shared = [stem for stem in core if stem in their_stems]
        needed = 2 if negation.denial else len(core)
        if shared and len(shared) >= needed and not reached.intersection(shared):
            yield negation.word


def _turn_problems(sentence: str, cited: str) -> Iterator[Problem]:
    for word, against in turned_words(sentence, cited):
        kind: ProblemKind = "comparison" if word in COMPARISONS else "not_said"
        yield Problem(kind, f"“{word}” stands where the evidence has “{against}”")
    for word in added_limits(sentence, cited):
        yield Problem("comparison", f"“{word}” is not in the evidence")
    for word in dropped_modals(sentence, cited):
        yield Problem("negation", f"the evidence says “{word}”, the sentence tells it as done")


def _role_problems(sentence: str, cited: str) -> Iterator[Problem]:
    for name in wrong_speakers(sentence, cited):
        yield Problem("speaker", f"{name} does not say this in the evidence")
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
    if sum(met) / len(met) < SAID or similarity < MEANT:
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
