"""A conversation: what was asked, and each question's way from stage to sentences to answer."""

from __future__ import annotations

import logging
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Protocol

from chat.drawing import draw_answer, draw_error, draw_question, draw_sentences
from chat.escaping import shown
from chat.sources import draw_sources
from rag.errors import DatelineError, QuestionError
from rag.overview.overview import Overview
from rag.retrieval.query import FilterField
from rag.schema import Answer, Citation, Document, Event, IndexState, Sentence
from vectorstore import Progress

log = logging.getLogger("dateline")
STOPPED = "Stopped."
TURNS_KEPT = 20  # of one conversation; older ones leave the page and the history


class PageAssistant(Protocol):
    """What the page needs of `rag.assistant.Assistant`."""

    def stream(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        question_filters: bool | Collection[FilterField] = True,
    ) -> Iterator[Event]: ...

    def document(self, document_id: str) -> Document | None: ...

    def model_host(self) -> str | None: ...

    def examples(self) -> list[str]: ...

    def state(self) -> IndexState: ...

    def overview(self, *, progress: Progress | None = None) -> Overview: ...


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and how far its answer has come."""

    question: str
    stage: str | None = None
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    answer: Answer | None = None
    error: str | None = None
    without_filters: bool = False  # asked again without a filter that it states

    @property
    def understood(self) -> str:
        """What later questions may lean on: of one asked without a filter, what is left without its words."""
        rewritten = self.answer.rewritten if self.answer is not None and self.without_filters else None
        return rewritten or self.question

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        return self.answer is not None or self.error is not None


def converse(
    assistant: PageAssistant,
    turns: Sequence[Turn],
    question: str,
    *,
    question_filters: bool | Collection[FilterField] = True,
) -> Generator[Turn, None, None]:
    """The question's turn after these, again after each step; the last one is finished. Errors end up in it.

    `question_filters` says whether publisher and dates in the question are filters, or which of them.
    """
    turn = Turn(question, stage="Reading the question…", without_filters=question_filters is not True)
    yield turn
    history = [(earlier.understood, earlier.answer.text) for earlier in turns if earlier.answer is not None]
    try:
        events = assistant.stream(question, history=history, question_filters=question_filters)
        with closing(_stepped(events, turn)) as steps:
            for turn in steps:
                yield turn
    except QuestionError as error:
        turn = replace(turn, stage=None, error=str(error))
    except DatelineError as error:
        log.error("%s", error)
        turn = replace(turn, stage=None, error=str(error))
    except Exception:
        log.exception("a question on the page failed")
        turn = replace(turn, stage=None, error="Something went wrong here. The server's log says what.")
    if not turn.finished:
        turn = replace(turn, stage=None, error="The answer broke off. Please ask again.")
    yield turn


def without_filter(turn: Turn, field: str) -> list[FilterField]:
    """The fields that stay filters when the turn's question is asked again without this one."""
    stated = turn.answer.filters if turn.answer is not None else ()
    fields: tuple[FilterField, ...] = ("publisher", "published")
    return [
        kept
        for kept in fields
        if kept != field and any(limit.field == kept and limit.origin == "question" for limit in stated)
    ]


def stopped(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The conversation after the person stopped the answer that was being made."""
    return tuple(turn if turn.finished else replace(turn, stage=None, error=STOPPED) for turn in turns)


def draw_turn(turn: Turn, number: int) -> str:
    """One turn as HTML; while it is being made, the stage and the sentences verified so far."""
    if turn.answer is not None:
        body = draw_answer(turn.answer)
    else:
        body = draw_sentences(turn.sentences, turn.citations)
        body += draw_sources(turn.citations) if turn.error else ""
        body += _ended(turn.error) if turn.error else ""
    stage = f'<p class="dl-stage">{shown(turn.stage)}</p>' if turn.stage and not turn.finished else ""
    busy = "false" if turn.finished else "true"
    return (
        f'<article class="dl-turn" data-turn="{number}" aria-busy="{busy}">'
        f'<h2 class="dl-question">{draw_question(turn.question)}</h2>'
        f'<div class="dl-answer">{body}</div><div role="status" aria-live="polite">{stage}</div></article>'
    )


def draw_turns(turns: Sequence[Turn], first: int = 1) -> str:
    """Finished turns, oldest first, numbered from `first`."""
    return "".join(draw_turn(turn, number) for number, turn in enumerate(turns, start=first))


def _ended(error: str) -> str:
    return f'<p class="dl-quiet">{STOPPED}</p>' if error == STOPPED else draw_error(error)


def _stepped(events: Iterator[Event], turn: Turn) -> Generator[Turn, None, None]:
    try:
        for event in events:
            turn = _after(turn, event)
            yield turn
    finally:
        # Leaving early (the reader went away or pressed Stop) must end the model's call too.
        if isinstance(events, Generator):
            events.close()


def _after(turn: Turn, event: Event) -> Turn:
    if "answer" in event:
        return replace(turn, stage=None, answer=event["answer"])
    if "sentence" in event:
        citations = turn.citations + tuple(c for c in event.get("citations", ()) if c not in turn.citations)
        return replace(turn, sentences=(*turn.sentences, event["sentence"]), citations=citations)
    return replace(turn, stage=event.get("stage", turn.stage))
