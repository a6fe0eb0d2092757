"""The page itself: Gradio Blocks around the conversation, mounted in the server's FastAPI.

Importing this imports Gradio, which takes seconds: only a server does.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # gradio reads it while it is imported, and calls home otherwise

import gradio as gr
from fastapi import FastAPI

from chat.conversation import TURNS_KEPT, PageAssistant, Turn, converse, draw_turn, draw_turns, stopped, without_filter
from chat.drawing import draw_error, draw_head, draw_welcome
from rag.errors import DatelineError
from rag.retrieval.query import FilterField
from rag.settings import Settings

STATIC = Path(__file__).parent / "static"
# Run by Gradio's HTML component; `trigger` hands what a button stands for to Python.
CLICKS = """element.addEventListener('click', (event) => {
  const example = event.target.closest('[data-question]');
  if (example) trigger('example', {question: example.dataset.question});
  const filter = event.target.closest('[data-without]');
  const turn = filter && filter.closest('[data-turn]');
  if (turn) trigger('unfilter', {field: filter.dataset.without, turn: Number(turn.dataset.turn)});
});"""
HEAD = (
    '<link rel="stylesheet" href="/page/page.css"><link rel="icon" href="/page/icon.svg" type="image/svg+xml">'
    '<script type="module" src="/page/page.js"></script>'
)

Update = tuple[Any, ...]


def mount_page(app: FastAPI, assistant: PageAssistant, settings: Settings) -> None:
    """Put the chat page at / of this app."""
    blocks = _build(assistant, settings)
    blocks.queue(
        api_open=False, max_size=settings.waiting_answers, default_concurrency_limit=settings.concurrent_answers
    )
    system = ["system-ui", "-apple-system", "Segoe UI", "sans-serif"]
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        app_kwargs={"openapi_url": None, "docs_url": None, "redoc_url": None},
        show_error=False,
        max_file_size="1kb",
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        pwa=False,
        theme=gr.themes.Base(font=system, font_mono=["ui-monospace", "monospace"]),
        head=HEAD,
    )


def _build(assistant: PageAssistant, settings: Settings) -> gr.Blocks:
    with gr.Blocks(title="Dateline", analytics_enabled=False, fill_width=True) as built:
        turns = gr.State(())
        with gr.Column(elem_id="dl-page"):
            head = _html("", "dl-masthead")
            with gr.Column(elem_id="dl-conversation"):
                past = _html("", "dl-past", js_on_load=CLICKS)
                current = _html("", "dl-current", js_on_load=CLICKS)
            with gr.Column(elem_id="dl-composer"):
                with gr.Row(elem_id="dl-ask-row"):
                    box = gr.Textbox(
                        placeholder="Ask the archive a question",
                        label="Question",
                        show_label=False,
                        container=False,
                        lines=1,
                        max_lines=6,
                        max_length=settings.question_chars + 1,  # one more, so that the limit is said, not applied
                        autofocus=True,
                        elem_id="dl-question",
                        html_attributes=gr.InputHTMLAttributes(autocomplete="off", spellcheck=True),
                        scale=1,
                    )
                    ask = gr.Button("Ask", variant="primary", elem_id="dl-ask", scale=0)
                    stop = gr.Button("Stop", visible=False, elem_id="dl-stop", scale=0)
                renew = gr.Button("New conversation", visible=False, elem_id="dl-new", size="sm")
        outputs = [past, current, box, turns, ask, stop, renew]
        answers = {"concurrency_limit": settings.concurrent_answers, "concurrency_id": "answers"}
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

        def ask_example(kept: tuple[Turn, ...], event: gr.EventData) -> Iterator[Update]:
            yield from _asked(assistant, str(event.question), kept)

        asked = gr.on(
            [box.submit, ask.click], _asking(assistant), [box, turns], outputs, trigger_mode="once", **answers, **quiet
        )
        from_example = past.example(ask_example, [turns], outputs, trigger_mode="once", **answers, **quiet)
        unfiltered = [
            drawn.unfilter(_asking_without(assistant), [turns], outputs, trigger_mode="once", **answers, **quiet)
            for drawn in (past, current)
        ]
        running = [asked, from_example, *unfiltered]
        stop.click(_stop, [turns], outputs, cancels=running, **quiet)
        renew.click(_welcome(assistant), None, outputs, cancels=running, **quiet)
        built.load(_opened(assistant, settings), None, [head, past], **quiet)
    blocks: gr.Blocks = built
    return blocks


def _html(value: str, element: str, *, js_on_load: str | None = None) -> Any:
    return gr.HTML(value, elem_id=element, js_on_load=js_on_load, apply_default_css=False)


def _asking(assistant: PageAssistant) -> Callable[[str, tuple[Turn, ...]], Iterator[Update]]:
    def ask(question: str, kept: tuple[Turn, ...]) -> Iterator[Update]:
        yield from _asked(assistant, question, kept)

    return ask


def _asking_without(assistant: PageAssistant) -> Callable[[tuple[Turn, ...], gr.EventData], Iterator[Update]]:
    def ask_without(kept: tuple[Turn, ...], event: gr.EventData) -> Iterator[Update]:
        """The question of a turn once more, without a filter it states, as if nothing had been asked since."""
        place = int(event.turn) - 1
        if 0 <= place < len(kept):
            turn = kept[place]
            left = without_filter(turn, str(event.field))
            yield from _asked(assistant, turn.question, kept, leaning_on=kept[:place], question_filters=left)
        else:
            yield (gr.skip(),) * 7

    return ask_without


def _asked(
    assistant: PageAssistant,
    question: str,
    kept: Sequence[Turn],
    *,
    leaning_on: Sequence[Turn] | None = None,
    question_filters: bool | Collection[FilterField] = True,
) -> Iterator[Update]:
    """Updates of the page's parts while one question is answered, after the turns kept or those it may lean on."""
    same = gr.skip()
    if not question.strip():
        yield (same,) * 7
        return
    kept = stopped(kept)[-(TURNS_KEPT - 1) :]
    earlier = draw_turns(kept)
    first = True
    before = kept if leaning_on is None else leaning_on
    for turn in converse(assistant, before, question, question_filters=question_filters):
        parts: Update = (same,) * 7
        if first:
            parts = (earlier, same, "", same, gr.update(visible=False), gr.update(visible=True), same)
        if turn.finished:
            visible = gr.update(visible=True)
            parts = (parts[0], same, parts[2], same, visible, gr.update(visible=False), visible)
        first = False
        yield (parts[0], draw_turn(turn, len(kept) + 1), parts[2], (*kept, turn), *parts[4:])


def _stop(kept: Sequence[Turn]) -> Update:
    done = stopped(kept)
    last = draw_turn(done[-1], len(done)) if done else ""
    visible = gr.update(visible=True)
    return (gr.skip(), last, gr.skip(), done, visible, gr.update(visible=False), visible)


def _welcome(assistant: PageAssistant) -> Callable[[], Update]:
    def welcome() -> Update:
        hidden = gr.update(visible=False)
        return (_examples(assistant), "", "", (), gr.update(visible=True), hidden, hidden)

    return welcome


def _opened(assistant: PageAssistant, settings: Settings) -> Callable[[], tuple[str, str]]:
    model = None if settings.llm in ("auto", "none") else settings.llm

    def opened() -> tuple[str, str]:
        try:
            head = draw_head(assistant.state(), assistant.model_host(), model)
        except DatelineError as error:
            head = draw_error(str(error))
        return head, _examples(assistant)

    return opened


def _examples(assistant: PageAssistant) -> str:
    try:
        return draw_welcome(assistant.examples())
    except DatelineError:
        return draw_welcome([])
