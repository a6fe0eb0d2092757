"""Run as a program: the real app over the fake archive, on a port of 127.0.0.1 that it prints.

A process of its own, because Gradio leaves event loops and sockets behind in whichever imports it.
"""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn

from rag.retrieval.query import FilterField
from rag.schema import Event
from rag.settings import Settings
from serving.app import create_app
from tests.chat.fake_assistant import FakeAssistant


class Remembering(FakeAssistant):
    """Writes each question to a file before answering it."""

    asked_file = Path()

    def stream(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        question_filters: bool | Collection[FilterField] = True,
    ) -> Iterator[Event]:
        with self.asked_file.open("a", encoding="utf-8", errors="replace") as file:
            file.write(json.dumps([question, list(history)]) + "\n")
        yield from super().stream(question, history=history, question_filters=question_filters)


def main(asked_file: str, pause: str, settings: str) -> None:
    """Serve until killed."""
    stated: dict[str, Any] = json.loads(settings)
    assistant = Remembering(pause=float(pause))
    assistant.asked_file = Path(asked_file)
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(assistant, replace(Settings(), **stated))
    print(listener.getsockname()[1], flush=True)
    uvicorn.run(app, fd=listener.fileno(), log_level="error", server_header=False, timeout_graceful_shutdown=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
