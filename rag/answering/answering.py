"""From a request to an answer, step by step: retrieve, read, verify, and say what is missing."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rag.answering.asking import Request, undated_left_out
from rag.answering.citations import displayed, join_text, nearest
from rag.answering.evidence import Draft, EvidenceSentence, number_evidence
from rag.answering.forms import Form, Formed, form_of, renumbered
from rag.answering.forms.reading_time import SHARE, ReadingTime
from rag.answering.reader.extractive import Reading, read_extractively
from rag.answering.silence import explained
from rag.answering.usage import with_cost
from rag.answering.writing import Page
from rag.errors import DatelineError
from rag.schema import Answer, Degradation, Event, Reason, Usage

if TYPE_CHECKING:
    from rag.answering.model.llm import ChatModel
    from rag.retrieval.retrieve import Retrieved, Retriever
    from rag.settings import Settings

ALL_LEFT_OUT = "The articles that may answer changed or went since they were indexed."
SOME_LEFT_OUT = "Articles that may answer changed or went since they were indexed, and were left out."


@dataclass(slots=True)
class _Progress:
    """What one question has gathered so far."""

    started: float
    degraded: list[Degradation]
    timing: dict[str, float] = field(default_factory=dict)
    usage: Usage | None = None

    def mark(self, stage: str) -> None:
        """Note the milliseconds since the last mark under `stage`."""
        elapsed = (time.monotonic() - self.started) * 1000
        self.timing[stage] = round(elapsed - sum(self.timing.values()), 1)


def answer_steps(
    request: Request,
    *,
    retriever: Retriever,
    model: ChatModel | None,
    settings: Settings,
    degraded: Sequence[Degradation],
    started: float,
) -> Generator[Event, None, None]:
    """The events of one answer, the answer last; `started` is when it was asked (time.monotonic)."""
    progress = _Progress(started, list(degraded))
    form = form_of(request.form_query or request.query)
    if form is not None:
        yield {"stage": form.stage}
        request = replace(request, reading=ReadingTime(started + SHARE * settings.answer_seconds))
        formed = _formed(form, request, retriever, progress)
        progress.degraded += request.reading.degraded
        progress.mark("read")
        # Nobody can say that the archive is silent who has not read all of it.
        if formed is not None and not (formed.reason is not None and request.reading.left_out):
            yield from _in_form(formed, request, retriever, model, settings, progress)
            return
    retrieved, reason = _retrieve(request, retriever, progress)
    progress.mark("retrieve")
    evidence = number_evidence(retrieved.passages, retrieved.chunks, retrieved.documents, cosines=retrieved.cosines)
    page = Page(evidence, retriever.meaning)
    mode = "extractive"
    reading = Reading((), reason, ())
    if reason is None:
        by = f" with {model.name}" if model is not None else ""
        yield {"stage": f"Reading {_passages(len(retrieved.passages))}{by}…"}
        # Before the model, which it is compared with: its sentences come as soon as they are written then.
        reading = read_extractively(request.query, evidence, meaning=retriever.meaning)
        progress.mark("read")
    if model is not None and evidence:
        mode = yield from _model_writes(request, page, model, reading, settings, progress)
    if not page.shown:
        yield from _told(page, reading.drafts)
    if not page.shown:
        reading = explained(reading, request.query, evidence, retriever.store)
    progress.mark("verify")
    yield {"answer": _finished(request, retriever, page, reading, mode, progress)}


def _formed(form: Form, request: Request, retriever: Retriever, progress: _Progress) -> Formed | None:
    """What a form found; None, and said so, where something that it needs is broken: the plain reader makes do."""
    try:
        return form.find(request, retriever)
    except DatelineError as exc:
        progress.degraded.append(Degradation("form", f"left to the plain reader: {exc}"))
        return None


def _in_form(
    formed: Formed,
    request: Request,
    retriever: Retriever,
    model: ChatModel | None,
    settings: Settings,
    progress: _Progress,
) -> Iterator[Event]:
    """The events of an answer whose form found its own evidence; a model may word it, and leaves nothing out."""
    progress.degraded += [*undated_left_out(retriever.store, request.filters), *formed.degraded]
    worded = model is not None and formed.worded and bool(formed.drafts)
    evidence = _with_passages(formed.evidence, request, retriever, progress) if worded else formed.evidence
    page = Page(evidence, retriever.meaning)
    reading = Reading(formed.drafts, formed.reason, formed.nearest, chance=1.0)
    mode = "extractive"
    if model is not None and worded:
        mode = yield from _model_writes(request, page, model, reading, settings, progress)
    by_model = mode != "extractive"
    for draft in formed.drafts:
        if by_model and not draft.about_archive and all(page.numbers_of(number) for number in draft.points_at):
            continue  # the model said it
        yield from _told(page, [draft])
    progress.mark("verify")
    answer = _finished(request, retriever, page, reading, mode, progress)
    if formed.table is not None and answer.status == "answered":
        answer = replace(answer, table=renumbered(formed.table, page.numbers_of))
    yield {"answer": answer}


def _with_passages(
    found: Sequence[EvidenceSentence], request: Request, retriever: Retriever, progress: _Progress
) -> tuple[EvidenceSentence, ...]:
    """A form's evidence, and behind it what a search finds: a model may tell what a statement answers to."""
    retrieved = retriever.retrieve(request.query, k=request.passages, filters=request.filters)
    progress.degraded += retrieved.degraded
    held = {(sentence.document.id, sentence.start) for sentence in found}
    last = max(sentence.number for sentence in found)
    searched = number_evidence(retrieved.passages, retrieved.chunks, retrieved.documents, cosines=retrieved.cosines)
    others = [sentence for sentence in searched if (sentence.document.id, sentence.start) not in held]
    return (*found, *(replace(sentence, number=last + place) for place, sentence in enumerate(others, start=1)))


def _retrieve(request: Request, retriever: Retriever, progress: _Progress) -> tuple[Retrieved, Reason | None]:
    store = retriever.store
    progress.degraded += undated_left_out(store, request.filters)
    retrieved = retriever.retrieve(request.query, k=request.passages, filters=request.filters)
    progress.degraded += retrieved.degraded
    if retrieved.passages:
        return retrieved, None
    if store.state().documents == 0:
        return retrieved, Reason("nothing_found", "The archive is empty; add articles with `dateline ingest PATH`.")
    if not request.filters.empty and store.allowed(request.filters) == 0:
        return retrieved, Reason("filters_exclude_all", "No article of the archive passes the filters.")
    if any(entry.part == "files" for entry in retrieved.degraded):
        return retrieved, Reason("withheld", ALL_LEFT_OUT)
    return retrieved, Reason("nothing_found", "Nothing in the archive comes near this question.")


def _model_writes(
    request: Request, page: Page, model: ChatModel, reading: Reading, settings: Settings, progress: _Progress
) -> Generator[Event, None, str]:
    """Sentences of the model that hold and answer; returns the answer's mode, "extractive" where there are none.

    `reading` is what the articles' own sentences would say.
    """
    from rag.answering.model.composing import Composition

    until = min(time.monotonic() + settings.model_seconds, progress.started + settings.answer_seconds)
    composition = Composition(request.query, page, model, settings, until, reading)
    yield from composition.write()
    progress.usage = with_cost(composition.usage, settings)
    progress.degraded += composition.degraded
    progress.mark("model")
    return f"llm:{model.name}" if page.shown else "extractive"


def _told(page: Page, drafts: Sequence[Draft]) -> Iterator[Event]:
    """The drafts as they are written, those that hold."""
    for sentence in page.write(drafts):
        if sentence.shown:
            yield {"sentence": sentence, "citations": page.first_cited_by(sentence)}


def _finished(
    request: Request, retriever: Retriever, page: Page, reading: Reading, mode: str, progress: _Progress
) -> Answer:
    _withhold_changed(page, retriever, progress)
    shown = page.shown
    near: Sequence[EvidenceSentence] = () if shown else _unchanged(reading.nearest, retriever, progress)
    if reading.reason is not None and reading.reason.code == "premise_conflict" and reading.nearest[0] not in near:
        reading = replace(reading, reason=Reason("withheld", ALL_LEFT_OUT))  # its words may no longer stand there
    reason = None if shown else _reason(reading, progress)
    return Answer(
        question=request.question,
        rewritten=request.rewritten,
        status="answered" if shown else "abstained",
        text=join_text(shown) if reason is None else reason.message,
        sentences=tuple(page.sentences),
        citations=page.citations.all() if shown else (),
        reason=reason,
        nearest=nearest(near),
        mode=mode,
        filters=request.given,
        degraded=tuple(dict.fromkeys(progress.degraded)),
        index=retriever.store.state(),
        timing_ms=progress.timing | {"total": round((time.monotonic() - progress.started) * 1000, 1)},
        usage=progress.usage,
    )


def _reason(reading: Reading, progress: _Progress) -> Reason:
    """Why nothing is shown; where files were left out, that the answer may have stood there."""
    reason = reading.reason or Reason("withheld", "What was found could not be verified.")
    reason = replace(reason, message=displayed(reason.message))  # it may quote the question, "[1]" and all
    left_out = any(entry.part == "files" for entry in progress.degraded)
    if not left_out or reason.code in ("filters_exclude_all", "premise_conflict") or reason.message == ALL_LEFT_OUT:
        return reason
    return Reason("withheld", f"{reason.message} {SOME_LEFT_OUT}")


def _withhold_changed(page: Page, retriever: Retriever, progress: _Progress) -> None:
    """Files are looked at once more: one that changed while the answer was made is not quoted."""
    changed = retriever.changed(page.cited_documents)
    if changed:
        page.withhold_articles(set(changed), "its article changed while the answer was made")
        progress.degraded += changed.values()


def _unchanged(
    near: Sequence[EvidenceSentence], retriever: Retriever, progress: _Progress
) -> Sequence[EvidenceSentence]:
    changed = retriever.changed({sentence.document.id: sentence.document for sentence in near}.values())
    progress.degraded += changed.values()
    return [sentence for sentence in near if sentence.document.id not in changed]


def _passages(count: int) -> str:
    return "1 passage" if count == 1 else f"{count} passages"
