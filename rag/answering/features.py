"""How well one evidence sentence answers a question, as numbers a small ranker weighs.

Every feature is 0 to 1 (or a cosine) and means the same for five articles or a million.
A word of the question counts by its rarity among the evidence: weight log(1 + n / df), with
n the evidence sentences and df those that hold the word (0.5 where none does).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rag.answering.question import ANSWER_TYPES, SPEECH_STEMS, Question
from rag.words import Word, alike, fold, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rag.embedding.minilm import TextVectors


@dataclass(frozen=True, slots=True)
class Alias:
    """A short form and the stems of the words it stands for."""

    short: str
    long: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One evidence sentence as the ranker sees it."""

    text: str
    before: str  # the three sentences before it in the article, or ""
    title: str
    vectors: TextVectors
    passage_rank: int
    article_stems: frozenset[str]
    is_title: bool
    aliases: tuple[Alias, ...] = ()  # that the article gives


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

_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands "
    "million millions billion billions trillion dozen dozens half quarter third twice once several percent".split()
)
_TIME = re.compile(
    r"\b(?:1[0-9]{3}|20[0-9]{2}|(?:\d{1,4})s|january|february|march|april|may|june|july|august|september|october|"
    r"november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|tomorrow|tonight|"
    r"century|decade|(?:last|next|this|earlier this|past) (?:week|month|year|night|summer|winter|spring|autumn|fall)|"
    r"\d+ (?:days?|weeks?|months?|years?) (?:ago|later)|(?:since|until|by|in) \d{4}|noon|midnight|\d{1,2}:\d{2})\b"
)
_REASON = re.compile(
    r"\b(?:because|due to|owing to|so that|in order to|as a result|thanks to|since|therefore|aimed? at|over "
    r"(?:objections|fears|concerns)|caused|prompt\w*|led to|reason|purpose|to (?!the|a|an|his|her|its|their)\w+)\b"
)
_PLACE = re.compile(r"\b(?:in|at|from|to|near|of|on|into|through|across|around|outside) (?:the )?(?=[A-Z])|^[A-Z]{3,}")
_ALIAS = re.compile(r"\(([A-Z]{2,6})\)")
OPENS_BACK = re.compile(r"(?:he|she|they|it|this|that|these|those|his|her|their|the two|the latter|both)\b", re.I)
"""How a sentence opens that is not understood without the one before it."""


MET = 0.45  # cosine of word pieces from which one word is taken to meet another


@dataclass(frozen=True, slots=True)
class Features:
    """The numbers of one question: a row a candidate, and those that speak for silence."""

    sentences: NDArray[np.float32]  # (candidates, len(SENTENCE_FEATURES))
    silence: NDArray[np.float32]  # (len(SILENCE_FEATURES),)
    absent_names: tuple[Word, ...]  # names of the question that no evidence article holds


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
    silence = np.array(_silence_row(question, candidates, sentences, weights, names), dtype=np.float32)
    held = _articles_hold(candidates)
    absent = [word for word, name in zip(question.matter, names, strict=True) if name and not _holds(word.stem, held)]
    return Features(sentences=sentences, silence=silence, absent_names=tuple(absent))


def _articles_hold(candidates: Sequence[Candidate]) -> frozenset[str]:
    return frozenset().union(*{candidate.article_stems for candidate in candidates})


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
    return stem in held or any(alike(stem, other) for other in held)


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
        held |= _also_said(held, candidate.aliases)
    said = [float(_holds(word.stem, stems)) for word in question.matter]
    beside = [float(_holds(word.stem, context)) for word in question.matter]
    article = [float(_holds(word.stem, candidate.article_stems)) for word in question.matter]
    meant = _nearest_words(question, asked, candidate)
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
        **_type_fits(question, candidate.text, found, new),
    }
    return [values[name] for name in SENTENCE_FEATURES]


def _nearest_words(question: Question, asked: TextVectors, candidate: Candidate) -> list[float]:
    """For each word of the question, the cosine of its nearest word piece in the sentence (BERTScore's recall)."""
    if not len(candidate.vectors.pieces) or not len(asked.pieces):
        return [0.0] * len(question.matter)
    near = (asked.pieces @ candidate.vectors.pieces.T).max(axis=1)
    values = []
    for word in question.matter:
        own = [i for i, (start, end) in enumerate(asked.offsets) if start < word.end and end > word.start]
        values.append(float(near[own].mean()) if own else 0.0)
    return values


def find_aliases(text: str) -> tuple[Alias, ...]:
    """Short forms that an article itself explains, with the stems of what they stand for.

    >>> [(a.short, sorted(a.long)) for a in find_aliases("the Syrian Democratic Forces (SDF) said")]
    [('sdf', ['democrat', 'forc', 'syrian'])]
    """
    found = []
    for match in _ALIAS.finditer(text):
        short = match.group(1).lower()
        before = [word for word in words(text[max(0, match.start() - 120) : match.start()]) if word.capital]
        long = before[-len(short) :]
        if "".join(word.folded[0] for word in long) == short:
            found.append(Alias(short, frozenset(word.stem for word in long)))
    return tuple(dict.fromkeys(found))


def _also_said(held: set[str], aliases: Sequence[Alias]) -> set[str]:
    """The short forms of what is held in full, and the full forms of what is held in short."""
    also: set[str] = set()
    for alias in aliases:
        if alias.short in held:
            also |= alias.long
        elif alias.long <= held:
            also.add(alias.short)
    return also


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
        "number_at_noun": float(_number_at_noun(question, found)),
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


def _number_at_noun(question: Question, found: Sequence[Word]) -> bool:
    noun = question.asked_noun
    if noun is None or question.kind != "number":
        return False
    for place, word in enumerate(found):
        if word.stem == noun or alike(word.stem, noun):
            window = found[max(0, place - 5) : place]
            if any(_numeric(before) for before in window):
                return True
    return False


def _numeric(word: Word) -> bool:
    return word.number or word.folded in _NUMBER_WORDS


def _type_fits(question: Question, text: str, found: Sequence[Word], new: Sequence[Word]) -> dict[str, float]:
    """1 for `fits_<kind>` where the sentence holds the kind of answer asked for, and news; else for `misses_<kind>`."""
    new_names = [word for word in new if word.capital and word.start > 0]
    kind = question.kind
    if kind == "number":
        fits = any(_numeric(word) for word in new)
    elif kind == "time":
        matter = {word.folded for word in question.matter}
        fits = any(not matter.issuperset(match.group().split()) for match in _TIME.finditer(fold(text)))
    elif kind == "place":
        fits = bool(new_names) and bool(_PLACE.search(text))
    elif kind == "person":
        fits = bool(new_names) or any(word.capital for word in new)
    elif kind == "reason":
        fits = bool(_REASON.search(fold(text)))
    else:
        fits = len(new) >= 2
    values = dict.fromkeys((f"{side}_{other}" for side in ("fits", "misses") for other in ANSWER_TYPES), 0.0)
    values[f"{'fits' if fits else 'misses'}_{kind}"] = 1.0
    return values


def _silence_row(
    question: Question,
    candidates: Sequence[Candidate],
    sentences: NDArray[np.float32],
    weights: Sequence[float],
    names: Sequence[bool],
) -> list[float]:
    column = {name: i for i, name in enumerate(SENTENCE_FEATURES)}

    def best(name: str) -> float:
        return float(sentences[:, column[name]].max()) if len(sentences) else 0.0

    held = _articles_hold(candidates)
    absent = [1.0 - float(_holds(word.stem, held)) for word in question.matter]
    values = {
        "always": 1.0,
        "best_cosine": best("cosine"),
        "best_said": best("said_in_context"),
        "best_meant": best("said_or_meant"),
        "best_least": best("least"),
        "names_absent": _mean(absent, [float(name) for name in names]),
        "words_absent": _mean(absent, weights),
        "names_apart": 1.0 - best("names_in_context") if any(names) else 0.0,
        "short": float(len(question.matter) < 3),
        **{f"asks_{kind}": float(question.kind == kind) for kind in ANSWER_TYPES},
    }
    return [values[name] for name in SILENCE_FEATURES]
