"""How well one evidence sentence answers a question, as numbers a small ranker weighs.

Every feature is 0 to 1 (or a cosine) and means the same for five articles or a million.
A word of the question counts by its rarity among the evidence: weight log(1 + n / df), with
n the evidence sentences and df those that hold the word (0.5 where none does).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from rag.answering.reader.aliases import Alias, also_said
from rag.answering.reader.cues import OPENS_BACK, number_at_noun, type_fits
from rag.answering.reader.question import ANSWER_TYPES, SPEECH_STEMS, Question
from rag.embedding.meaning import nearest_likeness
from rag.places import same_state
from rag.words import Word, alike, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rag.embedding.minilm import TextVectors


@dataclass(frozen=True, slots=True)
class Candidate:
    """One evidence sentence as the ranker sees it."""

    text: str
    before: str  # the article's day of publication where it states one, and the three sentences before it
    title: str
    vectors: TextVectors
    passage_rank: int
    article_stems: frozenset[str]
    is_title: bool
    aliases: tuple[Alias, ...] = ()  # that the article gives
    passage_cosine: float | None = None  # of the question with the whole passage; None where it is not known


SENTENCE_FEATURES = (
    "cosine",
    "passage",  # 1 / passage rank
    "said",  # rarity-weighted share of the question's words that stand in the sentence
    "meant",  # the same, each word by its nearest word's cosine
    "said_or_meant",
    "least",  # the word of the question that is met worst
    "said_in_context",  # in the sentence, the one before or the title
    "said_in_article",
    "names",  # share of the question's names that stand in the sentence
    "names_in_context",
    "unmet",  # words of the question, no names, that nothing meets; 1 from three on
    "near_miss",  # much of the question is said, and one word is not met at all
    "pairs",  # share of the question's neighbouring words that stand close together
    "news",  # share of the sentence's words that are not the question's
    "length",
    "stub",  # no sentence: a title, a caption, a credit
    "title",
    "opens_back",  # opens with a pronoun: not understood alone
    "asked_noun",  # the noun that is asked for stands in the sentence
    "number_at_noun",  # a number stands before the noun that is counted
    "speaker",  # the speaker that is asked for, beside a verb of speech
    "speaker_in_context",
    "act",  # the verb that is asked about is said, or one of its meaning
    "speech",  # a verb of speech stands in the sentence
    *(f"fits_{kind}" for kind in ANSWER_TYPES),
    *(f"misses_{kind}" for kind in ANSWER_TYPES),
)

SILENCE_FEATURES = (
    "always",
    "best_cosine",
    "best_said",
    "best_meant",
    "best_least",
    "names_absent",  # share of the question's names that no evidence article holds
    "words_absent",  # rarity-weighted share of its words that no evidence article holds
    "names_apart",  # its names do not meet in any one sentence with its context
    "short",  # few words to go by
    *(f"asks_{kind}" for kind in ANSWER_TYPES),
)

MET = 0.45  # cosine of word pieces from which one word is taken to meet another


@dataclass(frozen=True, slots=True)
class Features:
    """The numbers of one question: a row a candidate, and those that speak for silence."""

    sentences: NDArray[np.float32]  # (candidates, len(SENTENCE_FEATURES))
    silence: NDArray[np.float32]  # (len(SILENCE_FEATURES),)
    absent: tuple[Word, ...]  # words of the question that no evidence article holds
    absent_names: tuple[Word, ...]  # those of them that are names
    passages: NDArray[np.float32]  # (candidates,), the cosine of each one's passage; nan where it is not known

    def only(self, kept: NDArray[np.bool_]) -> Features:
        """The numbers of some candidates, as if the others had not been found; those for silence stay."""
        return replace(self, sentences=self.sentences[kept], passages=self.passages[kept])


def measure(question: Question, asked: TextVectors, candidates: Sequence[Candidate]) -> Features:
    """The features of every candidate and of silence, in the order of the two tables above."""
    pool = [words(candidate.text) for candidate in candidates]
    weights = _rarity(question, pool)
    names = [_is_name(word, question, pool) for word in question.matter]
    rows = [
        _sentence_row(question, asked, candidate, found, weights, names)
        for candidate, found in zip(candidates, pool, strict=True)
    ]
    sentences = np.array(rows, dtype=np.float32).reshape(len(candidates), len(SENTENCE_FEATURES))
    held: frozenset[str] = frozenset().union(*{candidate.article_stems for candidate in candidates})
    absent = [not _holds(word.stem, held) for word in question.matter]
    silence = np.array(_silence_row(question, sentences, weights, names, absent), dtype=np.float32)
    gone = [(word, name) for word, name, is_gone in zip(question.matter, names, absent, strict=True) if is_gone]
    absent_names = tuple(word for word, name in gone if name)
    near = [np.nan if candidate.passage_cosine is None else candidate.passage_cosine for candidate in candidates]
    return Features(sentences, silence, tuple(word for word, _ in gone), absent_names, np.array(near, dtype=np.float32))


def _rarity(question: Question, pool: Sequence[Sequence[Word]]) -> list[float]:
    stems = [{word.stem for word in found} for found in pool]
    weights = []
    for word in question.matter:
        df = sum(_holds(word.stem, held) for held in stems)
        weights.append(math.log(1 + max(len(pool), 20) / max(df, 0.5)))
    return weights


def _is_name(word: Word, question: Question, pool: Sequence[Sequence[Word]]) -> bool:
    """Whether the evidence, else the question itself, writes the word with a capital inside sentences."""
    written = [held.capital for found in pool for held in found[1:] if held.stem == word.stem]
    if written:
        return sum(written) * 2 > len(written)
    return word.capital and word.start > 0


def _holds(stem: str, held: set[str] | frozenset[str]) -> bool:
    return not same_state(stem).isdisjoint(held) or any(alike(stem, other) for other in held)


def _sentence_row(
    question: Question,
    asked: TextVectors,
    candidate: Candidate,
    found: Sequence[Word],
    weights: Sequence[float],
    names: Sequence[bool],
) -> list[float]:
    stems = {word.stem for word in found}
    context = stems | {word.stem for word in words(candidate.before)} | {word.stem for word in words(candidate.title)}
    for held in (stems, context):
        held |= also_said(held, candidate.aliases)
    said = [float(_holds(word.stem, stems)) for word in question.matter]
    beside = [float(_holds(word.stem, context)) for word in question.matter]
    article = [float(_holds(word.stem, candidate.article_stems)) for word in question.matter]
    meant = nearest_likeness(question.matter, asked, candidate.vectors)
    either = [max(one, other) for one, other in zip(said, meant, strict=True)]
    named = [float(name) for name in names]
    asked_stems = {word.stem for word in question.matter}
    new = [word for word in found if not word.stop and word.stem not in asked_stems]
    values = {
        "cosine": float(asked.whole @ candidate.vectors.whole),
        "passage": 1.0 / candidate.passage_rank,
        "said": _mean(said, weights),
        "meant": _mean(meant, weights),
        "said_or_meant": _mean(either, weights),
        "least": min(either, default=0.0),
        "said_in_context": _mean(beside, weights),
        "said_in_article": _mean(article, weights),
        "names": _mean(said, named) if any(names) else 1.0,
        "names_in_context": _mean(beside, named) if any(names) else 1.0,
        "unmet": _unmet(question, beside, meant, names),
        "near_miss": _mean(beside, weights) * (1.0 - min(either, default=0.0)),
        "pairs": _pairs(question, found),
        "news": len(new) / max(1, len([word for word in found if not word.stop])),
        "length": min(1.0, len(found) / 40),
        "stub": float(len(found) < 5 or candidate.text[-1:] not in ".!?\"'”’»)…"),
        "title": float(candidate.is_title),
        "opens_back": float(bool(OPENS_BACK.match(candidate.text))),
        **_asked_for(question, candidate, found, stems),
        "act": _act(question, said, meant),
        **type_fits(question, candidate.text, found, new),
    }
    return [values[name] for name in SENTENCE_FEATURES]


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    total = sum(weights)
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / total if total else 0.0


def _unmet(question: Question, beside: Sequence[float], meant: Sequence[float], names: Sequence[bool]) -> float:
    unmet = sum(
        not held and near < MET and not name and word.stem != question.asked_noun
        for word, held, near, name in zip(question.matter, beside, meant, names, strict=True)
    )
    return min(unmet, 3) / 3


def _pairs(question: Question, found: Sequence[Word]) -> float:
    """Share of the question's neighbouring pairs whose words stand at most four words apart."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(found):
        places.setdefault(word.stem, []).append(place)
    pairs = list(zip(question.matter, question.matter[1:], strict=False))
    close = sum(
        any(abs(one - other) <= 4 for one in places.get(a.stem, []) for other in places.get(b.stem, []))
        for a, b in pairs
    )
    return close / len(pairs) if pairs else 0.0


def _asked_for(question: Question, candidate: Candidate, found: Sequence[Word], stems: set[str]) -> dict[str, float]:
    speech = any(word.stem in SPEECH_STEMS for word in found) or "according" in candidate.text.lower()
    speaker = _share(question.speaker, stems) if speech else 0.0
    # "He added …" and a bare quotation have their speaker before them.
    leans = bool(OPENS_BACK.match(candidate.text)) or candidate.text[:1] in '“"‘'
    before = _share(question.speaker, stems | {word.stem for word in words(candidate.before)}) if leans else 0.0
    return {
        "asked_noun": float(question.asked_noun is not None and _holds(question.asked_noun, stems)),
        "number_at_noun": float(number_at_noun(question, found)),
        "speaker": speaker,
        "speaker_in_context": max(speaker, before),
        "speech": float(speech),
    }


def _act(question: Question, said: Sequence[float], meant: Sequence[float]) -> float:
    if question.verb is None:
        return 1.0
    for word, held, near in zip(question.matter, said, meant, strict=True):
        if word.stem == question.verb.stem:
            return max(held, near)
    return 1.0


def _share(wanted: frozenset[str], held: set[str]) -> float:
    return sum(_holds(stem, held) for stem in wanted) / len(wanted) if wanted else 0.0


def _silence_row(
    question: Question,
    sentences: NDArray[np.float32],
    weights: Sequence[float],
    names: Sequence[bool],
    absent: Sequence[bool],
) -> list[float]:
    column = {name: i for i, name in enumerate(SENTENCE_FEATURES)}

    def best(name: str) -> float:
        return float(sentences[:, column[name]].max()) if len(sentences) else 0.0

    missing = [float(gone) for gone in absent]
    values = {
        "always": 1.0,
        "best_cosine": best("cosine"),
        "best_said": best("said_in_context"),
        "best_meant": best("said_or_meant"),
        "best_least": best("least"),
        "names_absent": _mean(missing, [float(name) for name in names]),
        "words_absent": _mean(missing, weights),
        "names_apart": 1.0 - best("names_in_context") if any(names) else 0.0,
        "short": float(len(question.matter) < 3),
        **{f"asks_{kind}": float(question.kind == kind) for kind in ANSWER_TYPES},
    }
    return [values[name] for name in SILENCE_FEATURES]
