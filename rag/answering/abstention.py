"""When to stay silent: what should be there for an answer, and how sure the reader must be.

A requirement names one part of the question that the best evidence does not meet. Without a name
or a number of the question nothing is its answer; without another part an answer is less likely
by a fixed factor. That factor, the requirements' own thresholds and SURE were
chosen on the questions for tuning (docs/evaluation.md says which).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answering.dating.dates import calendar_words
from rag.answering.reader.features import MET, SENTENCE_FEATURES, SILENCE_FEATURES, Candidate, Features
from rag.answering.reader.question import Question
from rag.answering.verifying.numbers import quantities
from rag.schema import Reason
from rag.words import Word, alike, fold, shortened, words

SURE = 0.14  # chance of an answer below which the reader stays silent; one for every archive
UNMET = math.e  # odds of an answer are divided by it where a requirement is not met
LIKELY = 0.5  # cosine from which a number may count the same thing under another name
NEAR = 0.6  # cosine of question and sentence from which other words may mean the same
UNSURE = Reason("not_answered", "The archive has articles near this question, but no sentence that answers it.")
MOST_ECHOED = 80  # characters of the question in what is said of it
MOST_NAMED = 5  # names of it
_DID = re.compile(r"(?P<did>did|does|do) (?P<rest>\S.*?)[\s?.!]*$", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[0-9]{3}|20[0-9]{2})\b")
_ORDINAL = re.compile(
    r"\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\d+(?:st|nd|rd|th))\b"
)
_TIME_FORMATS: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (re.compile(r"\b(?:what|which|wich) year\b"), lambda text: bool(_YEAR.search(text))),
    (
        re.compile(r"\bday of the week\b|\bweekday\b"),
        lambda text: any(day.endswith("day") for day in calendar_words(text)),
    ),
    (re.compile(r"\b(?:what|which|wich) month\b"), lambda text: bool(calendar_words(text))),
)


@dataclass(frozen=True, slots=True)
class Missing:
    """What of the question is not met, and whether nothing can be its answer then."""

    reason: Reason
    certain: bool = False


def missing_requirement(question: Question, best: Candidate, row: int, features: Features) -> Missing | None:
    """The part of the question that the best candidate, in its context, does not meet; None when all are met."""
    value = dict(zip(SENTENCE_FEATURES, features.sentences[row].tolist(), strict=True))
    silence = dict(zip(SILENCE_FEATURES, features.silence.tolist(), strict=True))
    near = value["cosine"] >= NEAR
    certain = _certainly_missing(question, best, features)
    if certain is not None:
        return certain
    if silence["words_absent"] > 0.6 and not near:
        return _missing(f"No article found speaks of {_echoed(question, features.absent) or 'most of this'}.")
    counted = value["number_at_noun"] or (not value["asked_noun"] and value["cosine"] >= LIKELY)
    if question.kind == "number" and (value["misses_number"] or (question.asked_noun and not counted)):
        return _missing("The articles found give no such number.")
    if question.kind == "time" and (value["misses_time"] or not _right_format(question, best.text)):
        return _missing("The articles found give no such date.")
    if question.speaker and value["speaker"] < 1 and value["speaker_in_context"] < 1:
        return _missing("No sentence found says what this speaker said of it.")
    if _done_by_it(question, best):
        return _missing("The articles found say what this did, not who did it to this.")
    if value["act"] < MET and not near:
        return _missing(_not_told(question))
    needed = 1.0 if question.kind == "statement" else 0.5
    if value["names_in_context"] < needed and not near:
        return _missing("No sentence found speaks of all that the question names together.")
    return None


def _done_by_it(question: Question, best: Candidate) -> bool:
    """Whether what the question names only ever does there what it asks who does to it.

    "Who leads the Guard?" is not answered by an offensive that is "led by the Guard".
    """
    if question.verb is None or not fold(question.text).lstrip().startswith("who "):
        return False
    named = [word for word in question.matter if word.capital and word.start > question.verb.start]
    run = words(best.text)
    held = [any(alike(word.folded, name.folded) for name in named) for word in run]
    opening = [place for place, is_held in enumerate(held) if is_held and not any(held[max(0, place - 2) : place])]
    return bool(opening) and all(_agent(run, place, question.verb) for place in opening)


def _agent(run: Sequence[Word], place: int, verb: Word) -> bool:
    """Whether "led by" stands before this place, with or without an article between, for the verb "lead"."""
    before = [word.folded for word in run[max(0, place - 3) : place]]
    if before[-1:] in (["the"], ["a"], ["an"]):
        before.pop()
    return len(before) > 1 and before[-1] == "by" and before[-2][0] == verb.folded[0]


def _certainly_missing(question: Question, best: Candidate, features: Features) -> Missing | None:
    """The name, year or number of the question without which nothing can be its answer; None where all are there."""
    if features.silence[SILENCE_FEATURES.index("names_absent")] > 0:
        named = _echoed(question, features.absent_names) or "a name of the question"
        return _missing(f"No article found mentions {named}.", certain=True)
    unmet = _unmet_numbers(question, f"{best.title} {best.before} {best.text}")
    return _missing(f"The articles found do not mention {unmet} in this connection.", certain=True) if unmet else None


def less_likely(answers: float) -> float:
    """The chance of an answer where a requirement is not met.

    >>> round(less_likely(0.5), 2)
    0.27
    """
    return answers / (answers + (1 - answers) * UNMET)


def _missing(message: str, *, certain: bool = False) -> Missing:
    return Missing(Reason("key_part_missing", message), certain)


def _not_told(question: Question) -> str:
    """That the act asked about is not told, in the question's own words where it is "Did X do Y?".

    >>> from rag.answering.reader.question import understand
    >>> _not_told(understand("Did Lavrov meet Assad?"))
    'No sentence found says that Lavrov did meet Assad.'
    >>> _not_told(understand("Why did the rebels attack Aleppo?"))
    'No sentence found tells of what the question asks about (“attack”).'
    """
    asked = _DID.match(" ".join(question.text.split()))
    if asked is not None and question.verb is not None and len(asked["rest"]) <= MOST_ECHOED:
        verb = question.text[question.verb.start : question.verb.end]
        who, found, whom = asked["rest"].partition(f" {verb}")
        if found:
            return f"No sentence found says that {who} {asked['did'].lower()}{found}{whom}."
    verb = question.text[question.verb.start : question.verb.end] if question.verb else ""
    about = f" (“{shortened(verb, MOST_ECHOED)}”)" if verb else ""
    return f"No sentence found tells of what the question asks about{about}."


def _echoed(question: Question, absent: Sequence[Word]) -> str:
    """Words of the question as its reason for silence repeats them."""
    echoed = " ".join(
        f"“{shortened(question.text[word.start : word.end], MOST_ECHOED)}”" for word in absent[:MOST_NAMED]
    )
    return f"{echoed} and more of its words" if len(absent) > MOST_NAMED else echoed


def _right_format(question: Question, text: str) -> bool:
    asked = fold(question.text)
    return all(holds(text) for pattern, holds in _TIME_FORMATS if pattern.search(asked))


def _unmet_numbers(question: Question, context: str) -> str | None:
    """The first year, number or ordinal of the question that the context lacks."""
    held = {quantity.value for quantity in quantities(context)}
    plain = fold(context)
    for ordinal in _ORDINAL.findall(fold(question.text)):
        if ordinal not in plain and ordinal not in ("first", "second"):
            return str(ordinal)
    for quantity in quantities(question.text):
        # "Which three countries": a number in words only counts what is asked for.
        if question.text[quantity.start].isdigit() and quantity.value not in held:
            return question.text[quantity.start : quantity.end]
    return None
