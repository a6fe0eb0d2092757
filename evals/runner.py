"""Ask every case and score what comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Protocol

from evals.cases import Case
from evals.metrics.attribution import speakers_named
from evals.metrics.citing import all_citations_right, citation_correctness, citation_exactness
from evals.metrics.correctness import answer_correctness, correctness_at, fact_recall
from rag.errors import DatelineError
from rag.schema import Answer, Citation
from vectorstore import Root

Progress = Callable[[int, int], None]
"""Called as (done, total) after each case."""

Outcome = Literal[
    "right",  # all key facts, all citations in accepted files; or a refusal where there is no answer
    "facts_missing",
    "says_wrong",  # all key facts, and one that is wrong
    "unattributed",  # all key facts, but not who says them
    "wrong_form",  # all key facts, but not as the table that was asked for
    "wrong_file",  # all key facts, but a citation lies elsewhere, is lacking or has no place
    "false_refusal",  # the articles say it
    "false_answer",  # the articles do not say it
    "error",
]


class Store(Protocol):
    """What a run needs of the index: the folders in which quotes are looked up."""

    def roots(self) -> list[Root]: ...


class Answerer(Protocol):
    """What a run asks; `rag.assistant.Assistant` is one."""

    @property
    def store(self) -> Store: ...

    def answer(self, question: str) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Scores:
    """What one answer is worth; None means that the metric does not apply to it."""

    outcome: Outcome
    abstained: bool
    correct: bool | None  # all key facts in the shown sentences; False on abstention and error
    correct_at_1: bool | None  # ... in the first shown sentence
    correct_at_3: bool | None  # ... in the first three
    fact_recall: float | None
    sentences: int | None  # shown; None on abstention
    nearest_holds: bool | None  # on a false refusal: all key facts in the nearest evidence shown with it
    attributed: bool | None  # whether the shown sentences name who says it
    citation_correctness: float | None
    citations_right: bool | None
    quotes: int  # citations and nearest evidence whose format can be checked
    quotes_exact: int
    withheld: int  # drafted sentences that were not shown


@dataclass(frozen=True, slots=True)
class Record:
    """One case, its answer and its scores."""

    case: Case
    answer: Answer | None  # None on error
    error: str | None
    scores: Scores
    latency_ms: float  # from the call to the answer, on this machine's clock


@dataclass(frozen=True, slots=True)
class Run:
    """All cases asked once, in their order."""

    records: tuple[Record, ...]
    started: str  # ISO date and time, UTC
    seconds: float


def run_cases(cases: Sequence[Case], assistant: Answerer, *, progress: Progress | None = None) -> Run:
    """Ask each case once, one after the other, and score it.

    A question that ends in a DatelineError is scored as neither answered nor refused: wrong either way.
    Quotes are looked up in the files right after each answer.
    """
    started = datetime.now(UTC)
    clock = time.perf_counter()
    records = []
    for done, case in enumerate(cases, start=1):
        records.append(_ask(case, assistant))
        if progress is not None:
            progress(done, len(cases))
    return Run(tuple(records), started.isoformat(timespec="seconds"), time.perf_counter() - clock)


def _ask(case: Case, assistant: Answerer) -> Record:
    clock = time.perf_counter()
    try:
        answer = assistant.answer(case.question)
    except DatelineError as exc:
        latency_ms = (time.perf_counter() - clock) * 1000
        return Record(case, None, str(exc), score_error(case), latency_ms)
    latency_ms = (time.perf_counter() - clock) * 1000
    folders = {root.name: root.folder for root in assistant.store.roots()}
    return Record(case, answer, None, score_answer(case, answer, folders), latency_ms)


def score_error(case: Case) -> Scores:
    """The scores of a question that got no answer at all."""
    missing = False if case.answerable else None
    return Scores(
        outcome="error",
        abstained=False,
        correct=missing,
        correct_at_1=missing,
        correct_at_3=missing,
        fact_recall=0.0 if case.answerable else None,
        sentences=None,
        nearest_holds=None,
        attributed=None,
        citation_correctness=None,
        citations_right=None,
        quotes=0,
        quotes_exact=0,
        withheld=0,
    )


def score_answer(case: Case, answer: Answer, folders: Mapping[str, Path]) -> Scores:
    """The scores of one answer; `folders` are those of the index's roots, by name.

    Facts are looked for in the sentences that are shown, without their markers; the wording of an
    abstention never counts. Citations are scored where an answerable question was answered.
    """
    abstained = answer.status == "abstained"
    shown = [] if abstained else [sentence.text for sentence in answer.sentences if sentence.shown]
    text = " ".join(shown)
    nearest = " ".join(citation.quote for citation in answer.nearest)
    correct = answer_correctness(text, case.facts)
    paths = [citation.path for citation in answer.citations]
    cites = case.answerable and not abstained
    citations_right = all_citations_right(paths, case.files, all_files=case.all_files) if cites else None
    exact = [_exact(citation, folders) for citation in (*answer.citations, *answer.nearest)]
    checked = [held for held in exact if held is not None]
    return Scores(
        outcome=_outcome(case, answer, text, citations_right),
        abstained=abstained,
        correct=correct,
        correct_at_1=correctness_at(shown, case.facts, 1),
        correct_at_3=correctness_at(shown, case.facts, 3),
        fact_recall=fact_recall(text, case.facts),
        sentences=None if abstained else len(shown),
        nearest_holds=answer_correctness(nearest, case.facts) if abstained else None,
        attributed=None if abstained else speakers_named(text, case.attributed_to),
        citation_correctness=citation_correctness(paths, case.files) if cites else None,
        citations_right=citations_right,
        quotes=len(checked),
        quotes_exact=sum(checked),
        withheld=sum(not sentence.shown for sentence in answer.sentences),
    )


def _outcome(case: Case, answer: Answer, text: str, citations_right: bool | None) -> Outcome:
    abstained = answer.status == "abstained"
    if not case.answerable:
        return "right" if abstained else "false_answer"
    if abstained:
        return "false_refusal"
    if not answer_correctness(text, case.facts):
        return "facts_missing"
    if case.wrong and answer_correctness(text, [case.wrong]):
        return "says_wrong"
    if speakers_named(text, case.attributed_to) is False:
        return "unattributed"
    if case.form is not None and (answer.table is None or answer.table.kind != case.form):
        return "wrong_form"
    return "right" if citations_right else "wrong_file"


def _exact(citation: Citation, folders: Mapping[str, Path]) -> bool | None:
    folder = folders.get(citation.root)
    if folder is None:
        return False
    return citation_exactness(folder, citation.path, citation.start, citation.end, citation.quote)
