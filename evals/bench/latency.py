"""How long people wait: search by leg, answers, the first stage, and sentences of a model after their last token."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from evals.bench.models import open_over
from evals.bench.output import Measured, tell
from evals.bench.process import BenchError
from evals.bench.sets import PROJECT
from evals.cases import Case, load_cases
from evals.metrics.statistics import percentile
from rag.words import content_stems

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.schema import SearchMode

CASES = PROJECT / "evals" / "seeds.jsonl"
WAIT = 100.0  # ms that a stage, or a sentence after its last token and its verification, may take
_EVIDENCE = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
_PIECE = 4  # characters a token
_PAUSE = 0.01  # seconds between tokens, as of a model that writes a hundred a second


def measure(cases: Path, *, index: Path | None, work: Path, questions: int | None) -> Measured:
    """Each question searched by each leg, answered, and answered with a scripted model that streams evidence.

    Everything is asked once uncounted, so what is measured is a running assistant. Without an index
    it is one of the seeds. Raises DatelineError for an index that is missing.
    """
    from rag.assistant import Assistant

    asked = load_cases(cases)
    if questions is not None:
        asked = [asked[place * len(asked) // questions] for place in range(min(questions, len(asked)))]
    if index is None:
        index = work / "latency-index"
        open_over([PROJECT / "seeds"], index).close()
    assistant = Assistant.open(index)
    modes: tuple[SearchMode, ...] = ("lexical", "dense", "hybrid")
    took: dict[str, list[float]] = {f"search, {mode}": _timed(asked, _searching(assistant, mode)) for mode in modes}
    took["answer, extractive"] = _timed(asked, lambda case: assistant.answer(case.question, llm="none"))
    took["first stage of an answer"] = [_first_stage(assistant, case) for case in asked]
    took["sentence after a model's last token"] = _after_last_token(assistant, index, asked)
    state = assistant.state()
    assistant.close()
    return Measured(
        name="latency",
        about={
            "index": f"{state.documents:,} articles in {state.chunks:,} chunks",
            "questions": f"{len(asked)} of {cases.name}; each asked once before, uncounted",
            "scripted model": "streams evidence that shares words with the question, four characters every 10 ms",
        },
        titles=["what", "count", "median", "95th percentile", "most"],
        rows=[
            [what, str(len(times)), *(f"{_at(times, share):.1f} ms" for share in (50, 95, 100))]
            for what, times in took.items()
        ],
        numbers={
            what: {"p50": _at(times, 50), "p95": _at(times, 95), "max": _at(times, 100), "count": len(times)}
            for what, times in took.items()
        },
        notes=[f"Aim: the first stage, and a sentence after its last token, within {WAIT:.0f} ms."],
    )


def _searching(assistant: Assistant, mode: SearchMode) -> Callable[[Case], object]:
    return lambda case: assistant.search(case.question, mode=mode)


def _timed(asked: Sequence[Case], ask: Callable[[Case], object]) -> list[float]:
    """Milliseconds of each call, all made once before."""
    for case in asked:
        ask(case)
    times = []
    for case in asked:
        started = time.perf_counter()
        ask(case)
        times.append((time.perf_counter() - started) * 1000)
    return times


def _first_stage(assistant: Assistant, case: Case) -> float:
    started = time.perf_counter()
    events = assistant.stream(case.question, llm="none")
    next(events)
    waited = (time.perf_counter() - started) * 1000
    for _ in events:
        pass
    return waited


def _after_last_token(assistant: Assistant, index: Path, asked: Sequence[Case]) -> list[float]:
    """Milliseconds from the token that ends a sentence to the event that shows it, its verification included."""
    from rag.assistant import Assistant

    waited: list[float] = []
    with _scripted() as (url, sent):
        settings = replace(assistant.settings, index=index, llm="scripted", openai_base_url=url, openai_api_key="none")
        talking = Assistant.open(settings=settings, notify=tell)
        for case in asked:
            sent.clear()
            for event in talking.stream(case.question):
                if "sentence" in event and event["sentence"].text in sent:
                    waited.append((time.perf_counter() - sent.pop(event["sentence"].text)) * 1000)
        talking.close()
    if not waited:
        raise BenchError("the scripted model's sentences were not shown")
    tell(f"{len(waited)} sentences of the scripted model were shown")
    return waited


@contextmanager
def _scripted() -> Iterator[tuple[str, dict[str, float]]]:
    """The URL of an endpoint that repeats evidence sentences, and when each one's last token was sent."""
    sent: dict[str, float] = {}

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if "response_format" in body:
                self.send_error(400, "response_format is not supported")
                return
            asked = body["messages"][-1]["content"]
            wanted = content_stems(asked.rsplit("Question: ", 1)[-1])
            shown = sorted(_EVIDENCE.findall(asked), key=lambda line: -len(wanted & content_stems(line[1])))[:3]
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for number, text in shown:
                whole = f"{text} [{number}] "
                for start in range(0, len(whole), _PIECE):
                    self._event({"content": whole[start : start + _PIECE]}, None)
                    if start < len(text) + len(f" [{number}]") <= start + _PIECE:
                        sent[text] = time.perf_counter()
                    time.sleep(_PAUSE)
            self._event({}, "stop")
            self.wfile.write(b"data: [DONE]\n\n")

        def _event(self, delta: dict[str, str], finish: str | None) -> None:
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            whole = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "scripted"}
            content = {**whole, "choices": [choice]}
            self.wfile.write(b"data: " + json.dumps(content).encode() + b"\n\n")
            self.wfile.flush()

        def log_message(self, format: str, *values: object) -> None:
            """Nothing: requests are no news."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", sent
    finally:
        server.shutdown()
        server.server_close()


def _at(times: Sequence[float], share: int) -> float:
    return percentile(times, share) or 0.0
