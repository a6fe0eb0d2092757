"""A model in a `.gguf` file, served to this process alone: on loopback, behind a key that nobody else knows."""

from __future__ import annotations

import atexit
import os
import secrets
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from rag.answering.model.llm import Message, Reply, Structured
from rag.errors import ModelError, SettingsError

if TYPE_CHECKING:
    from rag.answering.model.llm import EndpointModel

THIS_MACHINE = "this machine"
CONTEXT_TOKENS = 8192  # prompt and answer; the server takes less where the model was made for less
_MAGIC = b"GGUF"
_QUIET = -1  # llama.cpp tells its life on stderr otherwise


def open_model_file(path: str, *, schemas: bool) -> FileModel:
    """The model in this file, not loaded yet. Raises SettingsError for what is no such file."""
    file = Path(path).expanduser()
    try:
        with file.open("rb") as opened:
            magic = opened.read(len(_MAGIC))
    except OSError as exc:
        raise SettingsError(f"can't read the model file {path}: {exc.strerror or exc}") from exc
    if magic != _MAGIC:
        raise SettingsError(f"{path} is not a GGUF model file; convert it with llama.cpp's convert_hf_to_gguf.py")
    if find_spec("xllamacpp") is None:
        raise SettingsError(f"serving {path} needs xllamacpp; run: pip install 'dateline[local]'")
    return FileModel(file.resolve(), schemas=schemas)


class FileModel:
    """A ChatModel over a file; the first reply loads it, and it stays loaded until this process ends."""

    def __init__(self, file: Path, *, schemas: bool) -> None:
        self._file = file
        self._schemas = schemas

    @property
    def name(self) -> str:
        return self._file.name

    @property
    def host(self) -> str:
        return THIS_MACHINE

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, seconds: float, structured: Structured | None = None
    ) -> Reply:
        """The model's reply; loading the file counts towards `seconds`."""
        reply = Reply()
        reply.pieces = self._pieces(reply, messages, max_tokens, seconds, structured)
        return reply

    def _pieces(
        self, reply: Reply, messages: Sequence[Message], max_tokens: int, seconds: float, structured: Structured | None
    ) -> Iterator[str]:
        until = monotonic() + seconds
        model = _served(self._file).within(seconds)
        left = max(until - monotonic(), 0.01)
        inner = model.stream(
            messages, max_tokens=max_tokens, seconds=left, structured=structured if self._schemas else None
        )
        try:
            yield from inner
        finally:
            inner.close()
            reply.finish_reason, reply.usage = inner.finish_reason, inner.usage


class _Serving:
    """A file that is being loaded, or is loaded, in a thread of its own: loading can't be interrupted."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._ready = threading.Event()
        self._server: Any = None
        self._model: EndpointModel | None = None
        threading.Thread(target=self._load, daemon=True, name="model-file").start()

    def within(self, seconds: float) -> EndpointModel:
        """The model behind its endpoint. Raises ModelError when it is not loaded in time or can't be."""
        if not self._ready.wait(seconds):
            raise ModelError(f"{self._file.name} was not loaded within {seconds:.0f} s", kind="timeout")
        if self._model is None:
            raise ModelError(f"{self._file.name} can't be loaded; is it a whole GGUF file?", kind="rejected")
        return self._model

    def _load(self) -> None:
        from rag.answering.model.llm import EndpointModel
        from rag.endpoint import Endpoint

        key = secrets.token_urlsafe(32)
        try:
            self._server = _serve(self._file, key)
            url = f"{self._server.listening_address}/v1"
            self._model = EndpointModel(Endpoint(url, THIS_MACHINE, key, "start again"), self._file.name, schemas=True)
            atexit.register(self._close)
        except RuntimeError:  # all that xllamacpp raises
            self._model = None
        finally:
            self._ready.set()

    def _close(self) -> None:
        self._server = None


def _serve(file: Path, key: str) -> Any:
    """The running server, on a free port of the loopback interface."""
    from xllamacpp import CommonParams, Server  # type: ignore[import-untyped]

    params = CommonParams()
    params.model.path = str(file)
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.offline = True
    params.ui = False
    params.endpoint_slots = False
    params.verbosity = _QUIET
    params.use_jinja = True
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = 1
    # As many threads as there are cores that wait for each other write 1 token a second on two busy cores, one writes
    # 25; polling makes it worse.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = max(1, (os.cpu_count() or 2) // 2)
    params.cpuparams.poll = params.cpuparams_batch.poll = 0
    return Server(params)


@cache
def _served(file: Path) -> _Serving:
    return _Serving(file)
