"""A question and a sentence read together: the learned opinion on whether this sentence answers it.

Two small transformer layers over the word-piece vectors that MiniLM gave each text alone, so
that every word of the question meets every word of the sentence. They cost little beside the
vectors, which are remembered by text. Trained by `python -m evals.training`; weights in joint.onnx.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.words import Word, alike, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rag.embedding.minilm import TextVectors

WEIGHTS = Path(__file__).parent / "joint.onnx"
QUESTION_PIECES = 40
SENTENCE_PIECES = 90
TITLE_PIECES = 12
MARKS = 4
BATCH = 8  # pairs of like length run together


@dataclass(frozen=True, slots=True)
class Pair:
    """Word pieces of a question, a sentence and its article's title, one after the other."""

    pieces: NDArray[np.float32]  # (pieces, 384)
    marks: NDArray[np.float32]  # (pieces, 4): said on the other side, carries matter, capital, digit
    segments: NDArray[np.int64]  # (pieces,): 0 question, 1 sentence, 2 title


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its vectors, as a side of a pair."""

    text: str
    vectors: TextVectors


def pair(question: Text, sentence: Text, title: Text) -> Pair:
    """The three as one sequence, each cut at its most pieces; an empty title is left out."""
    asked, said, headed = words(question.text), words(sentence.text), words(title.text)
    parts = (
        (question, asked, {word.stem for word in (*said, *headed)}, QUESTION_PIECES),
        (sentence, said, {word.stem for word in asked}, SENTENCE_PIECES),
    )
    pieces = [side.vectors.pieces[:most] for side, _, _, most in parts]
    marks = [_marks(side.vectors.offsets[:most], found, other) for side, found, other, most in parts]
    pieces.append(title.vectors.pieces[:TITLE_PIECES] if title.text else pieces[0][:0])
    marks.append(np.zeros((len(pieces[-1]), MARKS), dtype=np.float32))
    return Pair(
        pieces=np.concatenate(pieces).astype(np.float32),
        marks=np.concatenate(marks),
        segments=np.repeat(np.arange(3), [len(part) for part in pieces]),
    )


def _marks(offsets: Sequence[tuple[int, int]], found: Sequence[Word], other: set[str]) -> NDArray[np.float32]:
    rows = [
        (
            word.stem in other or any(alike(word.stem, stem) for stem in other),
            not word.stop,
            word.capital,
            any(character.isdigit() for character in word.folded),
        )
        for word in found
    ]
    marks = np.zeros((len(offsets), MARKS), dtype=np.float32)
    place = 0
    for piece, (start, end) in enumerate(offsets):
        while place < len(found) and found[place].end <= start:
            place += 1
        if place < len(found) and found[place].start < end:
            marks[piece] = rows[place]
    return marks


def score(pairs: Sequence[Pair], measured: NDArray[np.float32]) -> NDArray[np.float64]:
    """The log-odds that each sentence answers; `measured` are the features of each pair, (pairs, features)."""
    scores = np.zeros(len(pairs))
    by_length = sorted(range(len(pairs)), key=lambda place: len(pairs[place].pieces))
    for start in range(0, len(by_length), BATCH):
        places = by_length[start : start + BATCH]
        scores[places] = _session().run(None, batch([pairs[place] for place in places], measured[places]))[0]
    return scores


def batch(pairs: Sequence[Pair], measured: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    """The pairs side by side, as the network takes them; what only fills up is marked as not there."""
    longest = max(len(one.pieces) for one in pairs)
    pieces = np.zeros((len(pairs), longest, pairs[0].pieces.shape[1]), dtype=np.float32)
    marks = np.zeros((len(pairs), longest, MARKS), dtype=np.float32)
    segments = np.zeros((len(pairs), longest), dtype=np.int64)
    there = np.zeros((len(pairs), longest), dtype=bool)
    for row, one in enumerate(pairs):
        count = len(one.pieces)
        pieces[row, :count], marks[row, :count] = one.pieces, one.marks
        segments[row, :count], there[row, :count] = one.segments, True
    return {
        "pieces": pieces,
        "marks": marks,
        "segments": segments,
        "there": there,
        "measured": measured.astype(np.float32),
    }


@cache
def _session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1  # another thread gains little on so small a network, and spins
    return onnxruntime.InferenceSession(str(WEIGHTS), options, providers=["CPUExecutionProvider"])
