"""A model that writes what a test gives it, and what the reader drafts from that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.answering.model.llm import Message, Reply, Structured
from rag.answering.model.llm_reader import ModelReading, read_with_model
from rag.schema import Usage
from rag.settings import Settings
from tests.endpoints.evidence import document, evidence_of

EVIDENCE = evidence_of(document("Lavrov denied it. Assad spoke on Sunday. Turkey objected."))


class Parrot:
    """A model that writes what it was given, in pieces of a few characters."""

    name = "parrot"
    host = "localhost"

    def __init__(self, text: str, *, finish: str = "stop", pieces: int = 5) -> None:
        self._text, self._finish, self._pieces = text, finish, pieces
        self.written = 0
        self.stopped = False

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, seconds: float, structured: Structured | None = None
    ) -> Reply:
        reply = Reply(finish_reason=None)
        reply.pieces = self._write(reply)
        return reply

    def _write(self, reply: Reply) -> Iterator[str]:
        try:
            for start in range(0, len(self._text), self._pieces):
                self.written = start
                yield self._text[start : start + self._pieces]
            reply.finish_reason = self._finish
            reply.usage = Usage(10, 3)
        finally:
            self.stopped = True


def reading(text: str, *, finish: str = "stop", pieces: int = 5) -> ModelReading:
    model = Parrot(text, finish=finish, pieces=pieces)
    return read_with_model("Who?", EVIDENCE, model, settings=Settings(), seconds=5)


def drafts(text: str, *, finish: str = "stop", pieces: int = 5) -> list[tuple[str, tuple[int, ...]]]:
    return [(draft.text, draft.points_at) for draft in reading(text, finish=finish, pieces=pieces)]
