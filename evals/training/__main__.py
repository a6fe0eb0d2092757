"""`python -m evals.training`: fit the extractive reader's models and write rag/answering/reader.json."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np
from tqdm import tqdm

from evals.bench.output import tell
from evals.bench.sets import DEFAULT_SETS, read_set
from evals.metrics.calibration import auroc
from evals.training.archive import DEFAULT_WORK, open_for_training
from evals.training.learning import Ranking, fit_calibrator, fit_ranker
from rag.answering.evidence import number_evidence
from rag.answering.extractive import Considered, consider
from rag.answering.features import SENTENCE_FEATURES, SILENCE_FEATURES
from rag.answering.ranker import WEIGHTS, rank, summary
from rag.words import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

SET = "squad2"
"""The only set with unanswerable questions written to be near the articles. Adding NQ with its articles taken away
and ClapNQ made the calibrator worse on near questions of news (AUROC 0.79 to 0.75): it learned to tell topics."""
FOLDS = 5  # one question in five is left out of training and reported
PASSAGES = 6


@dataclass(frozen=True, slots=True)
class Example:
    """One question as the reader would meet it."""

    held_out: bool
    answerable: bool
    considered: Considered
    answers: NDArray[np.bool_]  # which considered sentences hold a gold answer


@click.command(help=__doc__)
@click.option("--sets", default=DEFAULT_SETS, type=click.Path(path_type=Path), help="Folder of the public sets.")
@click.option("--work", default=DEFAULT_WORK, type=click.Path(path_type=Path), help="Where indexes are kept.")
@click.option("--limit", default=3000, help="Questions taken of the set, evenly spaced.")
@click.option("--out", default=WEIGHTS, type=click.Path(path_type=Path), help="Where the weights go.")
def main(sets: Path, work: Path, limit: int, out: Path) -> None:
    """Fit on four fifths of the questions, report the rest, write the weights."""
    examples = list(_examples(sets, work, limit))
    training = [example for example in examples if not example.held_out]
    ranker = fit_ranker(
        [Ranking(e.considered.features.sentences, e.answers) for e in training if e.answerable and e.answers.any()]
    )
    calibrator = fit_calibrator(
        np.array([_summary(example, ranker) for example in training]),
        np.array([example.answerable for example in training]),
    )
    report = _held_out(examples, ranker, calibrator)
    tell(f"{SET}, held out: {report}")
    out.write_text(_stored(ranker, calibrator, report), encoding="utf-8")
    tell(f"wrote {out}")


def _examples(sets: Path, work: Path, limit: int) -> Iterator[Example]:
    public = read_set(SET, sets)
    retriever, ids = open_for_training(public, work)
    for question in tqdm(public.sample(limit), desc=SET, unit="question"):
        gold = set(public.relevant.get(question.id, {}))
        retrieved = retriever.retrieve(question.text, k=PASSAGES, mode="lexical")
        if not retrieved.passages:
            continue
        evidence = number_evidence(retrieved.passages, retrieved.chunks, retrieved.documents)
        considered = consider(question.text, evidence, meaning=retriever.meaning)
        answers = np.array(
            [ids[s.document.path] in gold and _holds(s.text, question.gold) for s in considered.sentences], dtype=bool
        )
        yield Example(_number(question.id) % FOLDS == 0, question.answerable, considered, answers)


def _number(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16)


def _holds(sentence: str, gold: Sequence[str]) -> bool:
    plain = f" {_plain(sentence)} "
    return any(f" {_plain(answer)} " in plain for answer in gold)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", fold(text)).strip()


def _summary(example: Example, ranker: dict[str, Any]) -> NDArray[np.float64]:
    features = example.considered.features
    return summary(features, rank(features.sentences, ranker))


def _held_out(examples: Sequence[Example], ranker: dict[str, Any], calibrator: dict[str, Any]) -> dict[str, float]:
    """First-sentence accuracy of the ranker and AUROC of the calibrator, on questions it never saw."""
    kept = [example for example in examples if example.held_out]
    rankable = [example for example in kept if example.answerable and example.answers.any()]
    first = [bool(e.answers[int(np.argmax(rank(e.considered.features.sentences, ranker)))]) for e in rankable]
    rows = np.array([_summary(example, ranker) for example in kept])
    scores = (rows - calibrator["mean"]) / calibrator["scale"] @ calibrator["weights"]
    area = auroc([float(score) for score in scores], [example.answerable for example in kept])
    return {
        "questions": len(kept),
        "first_sentence": round(float(np.mean(first)), 4) if first else float("nan"),
        "auroc": round(area, 4) if area is not None else float("nan"),
    }


def _stored(ranker: dict[str, Any], calibrator: dict[str, Any], report: dict[str, float]) -> str:
    def plain(weights: dict[str, Any]) -> dict[str, Any]:
        return {name: np.round(value, 5).tolist() for name, value in weights.items()}

    return json.dumps(
        {
            "about": "made by `python -m evals.training`; do not edit",
            "held_out": report,
            "sentence_features": list(SENTENCE_FEATURES),
            "silence_features": list(SILENCE_FEATURES),
            "ranker": plain(ranker),
            "calibrator": plain(calibrator),
        },
        indent=None,
    )


if __name__ == "__main__":
    main()
