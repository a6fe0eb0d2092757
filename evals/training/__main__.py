"""`python -m evals.training`: fit the extractive reader's models; they go to rag/answering/reader."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from evals.bench.output import tell
from evals.bench.sets import DEFAULT_SETS
from evals.metrics.calibration import auroc
from evals.training.archive import DEFAULT_WORK
from evals.training.examples import Example, answer_characters, gather
from evals.training.learning import Ranking, fit_calibrator, fit_ranker
from rag.answering.reader import joint, ranker
from rag.answering.reader.features import SENTENCE_FEATURES, SILENCE_FEATURES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evals.training.network import Lesson

SETS = ("squad2", "nq_open")
NEAR, FAR = 4, 2  # wrong sentences taught beside each answer: of the best-looking, and of the rest


@click.command(help=__doc__)
@click.option("--sets", default=DEFAULT_SETS, type=click.Path(path_type=Path), help="Folder of the public sets.")
@click.option("--work", default=DEFAULT_WORK, type=click.Path(path_type=Path), help="Where indexes are kept.")
@click.option("--limit", default=None, type=int, help="Questions taken of each set, evenly spaced; all by default.")
@click.option("--out", default=ranker.WEIGHTS.parent, type=click.Path(path_type=Path), help="Folder of the weights.")
@click.option("--keep-joint", is_flag=True, help="Fit only the ranker and the calibrator; joint.onnx stays.")
def main(sets: Path, work: Path, limit: int | None, out: Path, keep_joint: bool) -> None:
    """Learn from the training part, calibrate on the calibration part; the reported part is not looked at."""
    examples = {
        name: list(gather(name, sets=sets, work=work, wanted=("train", "calibrate"), limit=limit)) for name in SETS
    }
    if not keep_joint:
        _write_joint([e for own in examples.values() for e in own if e.part == "train"], out / joint.WEIGHTS.name)
    taught = [e for e in examples["squad2"] if e.part == "train" and e.answerable and e.answers.any()]
    weights = fit_ranker([Ranking(e.considered.features.sentences, e.answers) for e in taught])
    rows, answered = _silences(examples, weights)
    calibrator = fit_calibrator(rows, answered)
    report = _report(examples, rows, answered, calibrator)
    tell(f"calibration part: {report}")
    (out / ranker.WEIGHTS.name).write_text(_stored(weights, calibrator, report), encoding="utf-8")
    tell(f"wrote {out}")


def _write_joint(examples: Sequence[Example], out: Path) -> None:
    from evals.training.network import export, train

    taught = [e for e in examples if len(e.answers) and (e.answers.any() or not e.answerable)]
    some = np.concatenate([example.considered.measured for example in taught[::7]])
    network = train(
        len(taught),
        lambda place, chance: _lessons(taught[place], chance),
        mean=some.mean(axis=0),
        scale=some.std(axis=0) + 1e-2,
    )
    export(network, _lessons(taught[0], random.Random(0)), out)


def _lessons(example: Example, chance: random.Random) -> list[Lesson]:
    """An answering sentence, where there is one, and wrong ones: some that look right, some that do not."""
    features = example.considered.features.sentences
    looks = np.argsort(-features[:, SENTENCE_FEATURES.index("cosine")] - features[:, SENTENCE_FEATURES.index("said")])
    right = [int(place) for place in looks if example.answers[place]]
    wrong = [int(place) for place in looks if not example.holds[place]]
    near, far = (NEAR - 1, FAR) if right else (NEAR - 1, 1)
    chosen = ([chance.choice(right[:2])] if right else []) + chance.sample(wrong[:NEAR], min(near, len(wrong[:NEAR])))
    chosen += chance.sample(wrong[NEAR:], min(far, len(wrong[NEAR:])))
    measured = example.considered.measured
    return [_lesson(example, place, measured[place]) for place in chosen]


def _lesson(example: Example, place: int, measured: NDArray[np.float32]) -> Lesson:
    from evals.training.network import Lesson

    pair = example.considered.pair(place)
    candidate = example.considered.candidates[place]
    answer_pieces = np.zeros(len(pair.pieces), dtype=bool)
    if example.answers[place]:
        inside = answer_characters(candidate.text, example.gold)
        spans = candidate.vectors.offsets[: joint.SENTENCE_PIECES]
        answer_pieces[pair.segments == 1] = [bool(inside[start:end].any()) for start, end in spans]
    return Lesson(pair, measured, bool(example.answers[place]), answer_pieces)


def _silences(
    examples: dict[str, list[Example]], weights: dict[str, Any]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """What the calibrator learns from: questions as they are, and answerable ones without what answers them.

    `squad2` asks what its paragraphs nearly say; a question whose answer was taken out of its
    article asks what the article does not say. Both kinds of silence are met; the first is the
    harder, and counts twice.
    """
    rows: list[NDArray[np.float64]] = []
    answered: list[bool] = []
    for name, own in examples.items():
        for example in own:
            if example.part != "calibrate" or not len(example.answers):
                continue
            considered = example.considered
            odds = joint.score([considered.pair(place) for place in range(len(example.answers))], considered.measured)
            ranks = ranker.rank(considered.features.sentences, weights)
            whole = ranker.summary(considered.features, odds, ranks)
            for _ in range(2 if name == "squad2" else 1):
                rows.append(whole)
                answered.append(example.answerable)
            left = ~example.holds
            if example.answerable and left.sum() > 1:
                rest = considered.features.only(left)
                rows.append(ranker.summary(rest, odds[left], ranks[left]))
                answered.append(False)
    return np.array(rows), np.array(answered)


def _report(
    examples: dict[str, list[Example]],
    rows: NDArray[np.float64],
    answered: NDArray[np.bool_],
    calibrator: dict[str, Any],
) -> dict[str, float]:
    chances = [ranker.chance(row, calibrator) for row in rows]
    area = auroc(chances, [bool(one) for one in answered])
    count = sum(example.part == "calibrate" for own in examples.values() for example in own)
    return {"questions": count, "auroc": round(area, 4) if area is not None else float("nan")}


def _stored(weights: dict[str, Any], calibrator: dict[str, Any], report: dict[str, float]) -> str:
    def plain(values: dict[str, Any]) -> dict[str, Any]:
        return {name: np.round(value, 5).tolist() for name, value in values.items()}

    return json.dumps(
        {
            "about": "made by `python -m evals.training`; do not edit",
            "calibration_part": report,
            "sentence_features": list(SENTENCE_FEATURES),
            "silence_features": list(SILENCE_FEATURES),
            "ranker": plain(weights),
            "calibrator": plain(calibrator),
        },
        indent=None,
    )


if __name__ == "__main__":
    main()
