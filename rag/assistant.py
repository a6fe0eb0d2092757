"""The story: a question is understood, passages are found, a reader drafts, every sentence is checked."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.answering.asking import (
    Request,
    check_conversation,
    check_mode,
    check_passages,
    check_question,
    filters_of,
    given_filters,
    undated_left_out,
)
from rag.schema import (
    Answer,
    Degradation,
    Document,
    Event,
    Found,
    IndexState,
    Passage,
    SearchMode,
    Usage,
)
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.answering.cited_texts.cited import CheckedText, Reference
    from rag.answering.model.llm import ChatModel
    from rag.overview.overview import Overview
    from rag.retrieval.query import FilterField
    from rag.retrieval.retrieve import Retriever
    from vectorstore import ChunkStore, Progress


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers questions over one index; share it between threads."""

    store: ChunkStore
    settings: Settings
    retriever: Retriever
    model: ChatModel | None
    _refreshing: threading.Lock

    @classmethod
    def open(
        cls,
        index: str | Path | None = None,
        *,
        settings: Settings | None = None,
        notify: Callable[[str], None] | None = None,
    ) -> Assistant:
        """The assistant of an index: the one given, else the one the settings name, else `.dateline`.

        A missing default index is made from `seeds/` where the working folder has it, which
        `notify` (standard error by default) is told. Raises IndexMissingError,
        IndexMismatchError, SettingsError.
        """
        # Imported here, since the store's door imports this package's records.
        from rag.answering.model.models import open_model
        from rag.embedding import open_embedder
        from rag.embedding.meaning import Meaning
        from rag.first_use import ensure_index
        from rag.indexing.stamp import stamp_of
        from rag.retrieval.freshness import FileChecker
        from rag.retrieval.retrieve import Retriever
        from vectorstore import open_store
        from vectorstore.stamp import require_stamp

        notify = notify or _to_stderr
        settings = settings or Settings.from_env()
        if index is not None:
            settings = replace(settings, index=Path(index))
        model = open_model(settings)
        folder = ensure_index(settings, explicit=settings.index is not None, notify=notify)
        store = open_store(folder)
        embedder = open_embedder(settings.embedder or store.stamp.embedder, settings)
        require_stamp(folder, made_with=store.stamp, wanted=stamp_of(embedder, settings))
        retriever = Retriever(store=store, embedder=embedder, meaning=Meaning(), files=FileChecker(settings))
        if model is not None:
            notify(f"article text is sent to {model.host} (model {model.name})")
        return cls(store, settings, retriever, model, threading.Lock())

    def answer(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        publisher: str | None = None,
        since: str | None = None,
        until: str | None = None,
        path: str | None = None,
        k: int | None = None,
        llm: str | None = None,
        question_filters: bool | Collection[FilterField] = True,
    ) -> Answer:
        """The answer to `question`, or an abstention; never an unsupported sentence among those shown.

        `history` is the conversation so far as (question, answer) texts, oldest first; `since` and
        `until` are ISO dates, `path` what the articles' paths begin with; `k` is how many passages
        are read. Publishers and dates that the question itself states are filters too, which never leave
        out articles without a date; `question_filters` says whether they are read, or which of
        "publisher" and "published". Raises QuestionError, SettingsError.
        """
        events = self.stream(
            question,
            history=history,
            publisher=publisher,
            since=since,
            until=until,
            path=path,
            k=k,
            llm=llm,
            question_filters=question_filters,
        )
        return [event["answer"] for event in events if "answer" in event][-1]

    def stream(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        publisher: str | None = None,
        since: str | None = None,
        until: str | None = None,
        path: str | None = None,
        k: int | None = None,
        llm: str | None = None,
        question_filters: bool | Collection[FilterField] = True,
    ) -> Iterator[Event]:
        """The steps of the answer: {stage} …, {sentence, citations} once verified …, {answer} last."""
        check_question(question, limit=self.settings.question_chars)
        check_conversation(history)
        if k is not None:
            check_passages(k)
        filters = filters_of(publisher=publisher, since=since, until=until, path=path)
        started = time.monotonic()
        yield {"stage": f"Searching {_articles(self.store.state().documents)}…"}
        from rag.answering.answering import answer_steps
        from rag.answering.followups.followup import leant_on
        from rag.answering.followups.followup_model import understand
        from rag.answering.model.models import open_model
        from rag.answering.narrowing import Way, answered_in_ways, question_limits, ways, without_removed

        model = self.model if llm is None else open_model(replace(self.settings, llm=llm))
        degraded = self._refresh()
        understood = understand(question, history, model, seconds=self.settings.model_seconds)
        request = Request(
            question=question,
            query=understood.query,
            filters=filters,
            given=given_filters(publisher=publisher, since=since, until=until, path=path),
            passages=self.settings.passages if k is None else k,
        )
        request = without_removed(request, self.store, fields=question_filters)
        asked = (request.query, *leant_on(question, history))
        limits = question_limits(asked, self.store, fields=question_filters, given=request.given)

        def ask(way: Way) -> Generator[Event, None, None]:
            return answer_steps(
                way.request,
                retriever=self.retriever,
                model=model,
                settings=self.settings,
                degraded=(*degraded, *understood.degraded, *way.told),
                started=started,
            )

        steps = answered_in_ways(ways(request, limits, self.store), ask)
        yield from _with_usage(steps, understood.usage, self.settings)

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        mode: SearchMode = "hybrid",
        publisher: str | None = None,
        since: str | None = None,
        until: str | None = None,
        path: str | None = None,
    ) -> list[Passage]:
        """The `k` best passages that pass the filters, rank 1 first. Raises QuestionError, SettingsError."""
        found = self.search_with_state(query, k=k, mode=mode, publisher=publisher, since=since, until=until, path=path)
        return list(found.passages)

    def search_with_state(
        self,
        query: str,
        *,
        k: int = 10,
        mode: SearchMode = "hybrid",
        publisher: str | None = None,
        since: str | None = None,
        until: str | None = None,
        path: str | None = None,
    ) -> Found:
        """Like `search`, with the filters in force and what was unavailable while searching."""
        check_question(query, limit=self.settings.question_chars)
        check_passages(k)
        check_mode(mode)
        filters = filters_of(publisher=publisher, since=since, until=until, path=path)
        degraded = self._refresh() + undated_left_out(self.store, filters)
        retrieved = self.retriever.retrieve(query, k=k, mode=mode, filters=filters)
        return Found(
            query=query,
            passages=retrieved.passages,
            degraded=degraded + retrieved.degraded,
            filters=given_filters(publisher=publisher, since=since, until=until, path=path),
        )

    def verify(self, text: str, *, citations: Sequence[Reference] | None = None) -> CheckedText:
        """Each sentence of a text with markers such as [1] against the articles that they point at.

        `citations` say what the markers stand for; without them, lines of the text do
        (`[1] path`, `[1] path:120-180`, `[1] path "words"`). Raises CitedTextError.
        """
        from rag.answering.cited_texts.checking import check_text

        folders = {root.name: root.folder for root in self.store.roots()}
        return check_text(text, citations, folders=folders, meaning=self.retriever.meaning, settings=self.settings)

    def document(self, document_id: str) -> Document | None:
        """The article of this id, or None."""
        return self.store.documents([document_id]).get(document_id)

    def state(self) -> IndexState:
        """How large the index is and as of when."""
        return self.store.state()

    def overview(self, *, progress: Progress | None = None) -> Overview:
        """The archive at a glance: counted anew, which takes some seconds for a large one."""
        from rag.overview.overview import overview_of

        return overview_of(self.store, progress=progress)

    def model_host(self) -> str | None:
        """The host that article text is sent to; None when answers are made on this machine."""
        return self.model.host if self.model is not None else None

    def examples(self) -> list[str]:
        """Three questions that this archive can be asked, made from its titles."""
        from rag.answering.examples import example_questions

        return example_questions(self.store)

    def warm(self) -> None:
        """Open the dense index before it is asked for, as a process does that will answer many questions."""
        self.store.warm()

    def close(self) -> None:
        """Let go of the index."""
        self.store.close()

    def _refresh(self) -> tuple[Degradation, ...]:
        with self._refreshing:
            return self.store.refresh()


def _with_usage(steps: Iterator[Event], spent: Usage | None, settings: Settings) -> Iterator[Event]:
    """The steps, with what understanding the question took added to what the answer took."""
    from rag.answering.usage import total_usage, with_cost

    try:
        for event in steps:
            if spent is not None and "answer" in event:
                used = total_usage(event["answer"].usage, spent)
                yield {"answer": replace(event["answer"], usage=with_cost(used, settings))}
            else:
                yield event
    finally:
        if isinstance(steps, Generator):
            steps.close()  # who stops listening ends the model's call, too


def _articles(count: int) -> str:
    return "1 article" if count == 1 else f"{count:,} articles"


def _to_stderr(message: str) -> None:
    sys.stderr.write(f"dateline: {message}\n")
