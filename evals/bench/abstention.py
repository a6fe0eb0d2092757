"""What the extractive reader refuses when it answers most of what can be answered, beside single retrieval scores."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.bench.answers import ratio_row
from evals.bench.deciding import COVERAGES, GOLD_WORDS, SCORES, SHARE, Decided, Score, numbers_of
from evals.bench.index import open_indexed
from evals.bench.output import Measured, tell
from evals.bench.sets import PublicSet, Question, read_set
from evals.markdown import table
from evals.metrics.abstention import Ratio
from evals.training.split import Part, parts

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.retrieval.retrieve import Retrieved, Retriever

REMEMBERED = 20_000  # sentences kept embedded, 60 kB each; a set's sentences are read for many questions

Decide = Callable[[Question, Part], Decided]


def measure(names: Sequence[str], *, sets: Path, work: Path, questions: int | None, scored: Path) -> Measured:
    """Every question of these sets decided by each score; what each question scored goes to the file `scored`.

    Raises SetMissingError where a set is absent, BenchError when one can't be indexed.
    """
    publics = [read_set(name, sets) for name in names]
    decided = {public.name: list(_decided(public, work, questions)) for public in publics}
    _write(decided, scored)
    numbers = {name: numbers_of(found) for name, found in decided.items()}
    return Measured(
        name="abstention",
        about={
            **{public.name: _about(public, decided[public.name]) for public in publics},
            "decides": "the reader's chance that its best sentence answers, and each score of retrieval alone",
            "threshold": f"each score's own, where {SHARE:.0%} of the answerable of the same questions are answered",
            "part report": "questions that neither training nor a threshold saw (evals/training/split.py)",
            "intervals": "95 %, percentile bootstrap over questions, 1,000 draws, seed 0; paired for differences",
            "each question": str(scored),
        },
        titles=["set", "part", "score", "unanswerable refused", "interval, %", "AUROC", "interval", "AURC"],
        rows=[
            [name, part, score, *_score_cells(found["scores"][score])]
            for name, part, found in _each(numbers)
            for score in SCORES
        ],
        numbers=numbers,
        notes=_notes(numbers),
    )


def _each(numbers: dict[str, dict[str, Any]]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(name, part, found) for name, by_part in numbers.items() for part, found in by_part.items()]


def _notes(numbers: dict[str, dict[str, Any]]) -> list[str]:
    """Leads, operating points and risk-coverage curves, as people read them."""
    points = [
        [name, part, *ratio_row(what, Ratio(**ratio))]
        for name, part, found in _each(numbers)
        for what, ratio in found["operating_point"].items()
    ]
    curves = [
        [name, part, score, *(f"{risk * 100:.1f} %" for risk in found["scores"][score]["risk_at_coverage"].values())]
        for name, part, found in _each(numbers)
        for score in SCORES
    ]
    return [
        "\n".join(f"- {name}, {part}: {_lead(found['lead'])}" for name, part, found in _each(numbers)),
        "At the product's own threshold, the same for every set:",
        table(["set", "part", "what", "share", "95 % (Wilson)", "count"], points),
        "Share of wrong answers among the surest, by the share of questions answered:",
        table(["set", "part", "score", *(f"{coverage:.0%}" for coverage in COVERAGES)], curves),
    ]


def _lead(lead: dict[str, Any]) -> str:
    if lead["value"] is None or lead["interval"] is None:
        return "no lead can be measured without both answerable and unanswerable questions"
    low, high = (100 * end for end in lead["interval"])
    return (
        f"the reader refuses {100 * lead['value']:+.1f} points of the unanswerable more than {lead['over']}, "
        f"the best single score ({low:+.1f} to {high:+.1f})"
    )


def _score_cells(scored: dict[str, Any]) -> list[str]:
    refused, area, aurc = scored["refused"], scored["auroc"], scored["aurc"]
    return [
        _percent(refused["value"]),
        "–".join(f"{end * 100:.1f}" for end in refused["interval"] or []) or "—",
        "—" if area["value"] is None else f"{area['value']:.3f}",
        "–".join(f"{end:.3f}" for end in area["interval"] or []) or "—",
        "—" if aurc is None else f"{aurc:.3f}",
    ]


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share * 100:.1f} %"


def _about(public: PublicSet, decided: Sequence[Decided]) -> str:
    answerable = sum(one.answerable for one in decided)
    return (
        f"corpus sha256 {public.sha256[:16]}…, {len(public.articles)} articles; {len(decided)} of "
        f"{len(public.questions)} questions, evenly spaced; {answerable} answerable"
    )


def _decided(public: PublicSet, work: Path, questions: int | None) -> Iterator[Decided]:
    assistant, _ = open_indexed(public, work)
    decide = deciding(assistant)
    by_question = parts(public)
    is_scored = has_short_gold(public)
    sample = public.sample(questions)
    for count, question in enumerate(sample):
        if count % 500 == 0:
            tell(f"{public.name}: {count} of {len(sample)} questions")
        yield decide(question if is_scored else replace(question, gold=()), by_question[question.id])


def has_short_gold(public: PublicSet) -> bool:
    """Whether the set's gold answers are wordings to look for, not texts: nine in ten questions have a short one."""
    answerable = [question for question in public.questions if question.answerable]
    return bool(answerable) and sum(bool(_short(question)) for question in answerable) >= 0.9 * len(answerable)


def _short(question: Question) -> list[str]:
    return [gold for gold in question.gold if len(gold.split()) <= GOLD_WORDS]


def deciding(assistant: Assistant) -> Decide:
    """A function that decides one question as the product would, and by each single score of its retrieval."""
    from rag.answering.evidence import number_evidence
    from rag.answering.reader.extractive import read_extractively
    from rag.answering.writing import Page
    from rag.embedding.meaning import Meaning
    from rag.retrieval.retrieve import Retriever

    own = assistant.retriever
    retriever = Retriever(own.store, own.embedder, Meaning(remembered=REMEMBERED), own.files)

    def decide(question: Question, part: Part) -> Decided:
        retrieved = retriever.retrieve(question.text, k=assistant.settings.passages)
        evidence = number_evidence(retrieved.passages, retrieved.chunks, retrieved.documents, cosines=retrieved.cosines)
        reading = read_extractively(question.text, evidence, meaning=retriever.meaning)
        page = Page(evidence, retriever.meaning)
        list(page.write(reading.drafts))
        shown = [sentence.text for sentence in page.shown]
        scores = {"reader": reading.chance, **_single_scores(question.text, retriever, retrieved)}
        return Decided(
            id=question.id,
            part=part,
            answerable=question.answerable,
            scores={score: scores[score] for score in SCORES},
            answered=bool(shown),
            gold_shown=_gold_shown(question, shown or [sentence.text for sentence in reading.nearest]),
        )

    return decide


def _single_scores(query: str, retriever: Retriever, retrieved: Retrieved) -> dict[Score, float]:
    """The best hit's score of each leg, and the best sentence's cosine among the chunks that are looked at again."""
    from rag.retrieval.fusion import fuse
    from rag.retrieval.rerank import DEPTH, likely_sentences
    from rag.retrieval.retrieve import LEG_DEPTH
    from vectorstore import Filters

    lexical = retriever.store.lexical(query, LEG_DEPTH, Filters())
    dense = retriever.store.dense(retriever.embedder.embed([query])[0], LEG_DEPTH, Filters())
    top = [retrieved.chunks[chunk_id] for chunk_id, _ in fuse(lexical, dense)[:DEPTH] if chunk_id in retrieved.chunks]
    near = retriever.meaning.similarities(query, [text for _, text in likely_sentences(query, top)])
    return {
        "bm25": lexical[0].score if lexical else 0.0,
        "cosine": dense[0].score if dense else 0.0,
        "rerank": max(near, default=0.0),
    }


def _gold_shown(question: Question, sentences: Sequence[str]) -> bool | None:
    """Whether these sentences hold a gold answer; None where there is no short one to look for."""
    from evals.metrics.correctness import answer_correctness

    short = _short(question)
    return answer_correctness(" ".join(sentences), [short] if short else [])


def _write(decided: dict[str, list[Decided]], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for name, found in decided.items():
            file.writelines(json.dumps({"set": name, **asdict(one)}) + "\n" for one in found)
