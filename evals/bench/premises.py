"""`python -m evals.bench.premises`: how often a question is said to contradict its own paragraph.

Questions that the paragraph answers contradict it hardly ever, so each is a false alarm; of those
that it does not answer a few were made by turning a sentence round.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path

from evals.bench.output import Measured, publish, tell
from evals.bench.sets import DEFAULT_SETS, Article, Question, SetMissingError, read_set
from evals.metrics.statistics import wilson_interval
from rag.answering.evidence import EvidenceSentence
from rag.answering.premise import premise, premise_conflict
from rag.indexing.sentences import split_sentences
from rag.schema import Document

HALVES = ("dev", "held out")  # by the sha256 of a question's id; the rules were last tuned on dev
OUT = Path("reports") / "bench" / "premises.json"


def half_of(question_id: str) -> str:
    """Which half a question belongs to."""
    return HALVES[int(hashlib.sha256(question_id.encode()).hexdigest(), 16) % 2]


def measure(*, sets: Path, name: str = "squad2") -> Measured:
    """Conflicts found between each question and the paragraph it was written for. Raises SetMissingError."""
    public = read_set(name, sets)
    evidence = {article.id: _sentences(article) for article in public.articles}
    rows: list[list[str]] = []
    numbers: dict[str, dict[str, int]] = {}
    for half in HALVES:
        for answerable in (True, False):
            asked = [q for q in public.questions if half_of(q.id) == half and q.answerable == answerable]
            supposing = [question for question in asked if premise(question.text) is not None]
            found = [question for question in supposing if _contradicted(question, evidence)]
            label = f"{half}, {'answerable' if answerable else 'unanswerable'}"
            numbers[label] = {"asked": len(asked), "supposing": len(supposing), "contradicted": len(found)}
            rows.append([label, str(len(asked)), str(len(supposing)), str(len(found)), _share(len(found), len(asked))])
    return Measured(
        name="premises",
        about={"set": name, "sha256": public.sha256},
        titles=["questions", "asked", "take something for granted", "said to be contradicted", "of those asked"],
        rows=rows,
        numbers=numbers,
    )


def _share(found: int, asked: int) -> str:
    interval = wilson_interval(found, asked)
    return "–" if interval is None else f"{found / asked:.1%} [{interval[0]:.1%}–{interval[1]:.1%}]"


def _contradicted(question: Question, evidence: dict[str, list[EvidenceSentence]]) -> bool:
    return premise_conflict(question.text, evidence.get(question.written_for or "", [])) is not None


def _sentences(article: Article) -> list[EvidenceSentence]:
    text = f"{article.title}\n\n{article.text}"
    document = Document(
        id=article.id, root="set", path=article.id, sha256="0" * 64, size=len(text), text=text, title=article.title
    )
    return [
        EvidenceSentence(number, document, span.start, span.end, text[span.start : span.end], 1, "")
        for number, span in enumerate(split_sentences(text), start=1)
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and report; where the set is absent, say so."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.premises", description=__doc__)
    parser.add_argument("--sets", type=Path, default=DEFAULT_SETS, metavar="DIR", help="where the public sets are")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE", help="where the numbers go")
    options = parser.parse_args(arguments)
    try:
        publish(measure(sets=options.sets), options.out)
    except SetMissingError as exc:
        tell(str(exc))


if __name__ == "__main__":
    main()
