"""An HTTP endpoint on this machine that says exactly what a test scripts, faults included."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

JSON = "application/json"
SSE = "text/event-stream"


class Exchange(BaseHTTPRequestHandler):
    """One request, and the means to answer it well or badly."""

    protocol_version = "HTTP/1.1"
    server: _Server
    body: Any = None
    chunked = False

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        self.body = json.loads(self.rfile.read(length) or b"null")
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        endpoint = self.server.endpoint
        endpoint.requests.append(self)
        self.close_connection = True
        try:
            endpoint.behave(self)
        except (BrokenPipeError, ConnectionResetError):
            endpoint.hung_up.set()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: what is on stderr belongs to the thing under test."""

    @property
    def prompt(self) -> str:
        """All that was said to the model."""
        return "\n".join(message["content"] for message in self.body["messages"])

    def reply(self, status: int, body: bytes | str | dict[str, Any], *, kind: str = JSON, **headers: str) -> None:
        """One whole reply."""
        content = json.dumps(body) if isinstance(body, dict) else body
        raw = content.encode() if isinstance(content, str) else content
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("Connection", "close")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(raw)

    def begin(self, *, chunked: bool = True, kind: str = SSE) -> None:
        """The head of a stream; what is not chunked ends with its connection."""
        self.chunked = chunked
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header(*(("Transfer-Encoding", "chunked") if chunked else ("Connection", "close")))
        self.end_headers()

    def raw(self, content: bytes) -> None:
        """Bytes of the stream's body."""
        self.wfile.write(b"%x\r\n%s\r\n" % (len(content), content) if self.chunked else content)
        self.wfile.flush()

    def event(self, content: Any) -> None:
        """One server-sent event."""
        text = content if isinstance(content, str) else json.dumps(content)
        self.raw(f"data: {text}\n\n".encode())

    def say(self, text: str | None, finish: str | None = None) -> None:
        """One chunk of a chat completion."""
        self.event(chunk(text, finish))

    def end(self, *, done: bool = True) -> None:
        """The proper end of a stream."""
        if done:
            self.event("[DONE]")
        if self.chunked:
            self.wfile.write(b"0\r\n\r\n")

    def stream(self, text: str, *, finish: str = "stop", pieces: int = 7, usage: bool = True) -> None:
        """A whole, well-formed streamed reply, a few characters at a time."""
        self.begin()
        for start in range(0, len(text), pieces):
            self.say(text[start : start + pieces])
        self.say(None, finish)
        if usage:
            self.event({**chunk(None, None), "choices": [], "usage": {"prompt_tokens": 11, "completion_tokens": 5}})
        self.end()


def chunk(text: str | None, finish: str | None) -> dict[str, Any]:
    """A chunk as every OpenAI-compatible endpoint sends it."""
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}


Behaviour = Callable[[Exchange], None]


class ScriptedEndpoint:
    """The server; a context manager. `behave` may be changed between requests."""

    def __init__(self, behave: Behaviour, *, models: Sequence[str] = ("scripted",)) -> None:
        self.requests: list[Exchange] = []
        self.hung_up = threading.Event()  # the client left while an answer was being written
        self.models = models
        self._behave = behave
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def behave(self, exchange: Exchange) -> None:
        """Models are listed truthfully; the rest is as scripted."""
        if exchange.command == "GET" and exchange.path.endswith("/models"):
            listed = [{"id": name, "object": "model", "created": 1, "owned_by": "tests"} for name in self.models]
            exchange.reply(200, {"object": "list", "data": listed})
        else:
            self._behave(exchange)

    def script(self, behave: Behaviour) -> None:
        """Behave like this from now on."""
        self._behave = behave

    @property
    def url(self) -> str:
        """For OPENAI_BASE_URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def chats(self) -> list[Exchange]:
        """The requests for a chat completion."""
        return [exchange for exchange in self.requests if exchange.path.endswith("/chat/completions")]

    def __enter__(self) -> ScriptedEndpoint:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, endpoint: ScriptedEndpoint) -> None:
        self.endpoint = endpoint
        super().__init__(("127.0.0.1", 0), Exchange)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is part of the tests."""


def wait_hung_up(exchange: Exchange, seconds: float = 10.0) -> None:
    """Say nothing until the client leaves, as a hanging endpoint does."""
    exchange.connection.settimeout(0.05)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if exchange.connection.recv(1) == b"":
                break
        except TimeoutError:
            continue
        except OSError:
            break
    exchange.server.endpoint.hung_up.set()
