"""A real server on a real port over an archive of two articles; requests are written by hand."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Server:
    """A running server and the archive behind it."""

    port: int
    asked_file: Path

    def asked(self) -> list[str]:
        """The questions that reached the archive."""
        return [json.loads(line)[0] for line in self.asked_file.read_text().splitlines()]

    def up(self) -> bool:
        try:
            return self.get("/healthz").status == 200
        except OSError:
            return False

    def request(
        self, method: str, path: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One request; the path goes out exactly as written and `Host` is ours unless given."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        stated = {"Host": f"127.0.0.1:{self.port}", **(headers or {})}
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in stated.items():
                connection.putheader(name, value)
            if body is not None and "Transfer-Encoding" not in stated and "Content-Length" not in stated:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body, encode_chunked="Transfer-Encoding" in stated)
            answer = connection.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Reply:
        return self.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path: str, payload: object, **headers: str) -> Reply:
        stated = {"Content-Type": "application/json"}
        stated.update({name.replace("_", "-"): value for name, value in headers.items()})
        return self.request("POST", path, body=json.dumps(payload).encode(), headers=stated)

    def join(self, question: str, session: str, **headers: str) -> Reply:
        """Ask over the page's own queue, as the page's script does."""
        function = next(
            f["id"] for f in self.get("/config").json()["dependencies"] if any(t[1] == "submit" for t in f["targets"])
        )
        payload = {"data": [question, None], "fn_index": function, "session_hash": session, "trigger_id": None}
        return self.post("/gradio_api/queue/join", payload, **headers)


@contextmanager
def serving(folder: Path, *, pause: float = 0.0, **settings: str | int) -> Iterator[Server]:
    """The app on a free port of 127.0.0.1, in a process of its own; its events come `pause` seconds apart."""
    asked = folder / f"asked-{time.monotonic_ns()}.jsonl"
    asked.touch()
    command = [sys.executable, "-m", "tests.serving.small_archive_server", str(asked), str(pause), json.dumps(settings)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        running = Server(int(process.stdout.readline()), asked)
        deadline = time.monotonic() + 30
        while not running.up() and time.monotonic() < deadline:
            time.sleep(0.05)
        try:
            yield running
        finally:
            process.kill()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """With default settings."""
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running
