"""Chat models: the ChatModel protocol, and models at any OpenAI-compatible endpoint.

Whatever the endpoint does, a stream ends: in time, in size, complete, or as a ModelError.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypedDict

from rag.answering.model.wire import read_parts
from rag.errors import ModelError, ModelErrorKind
from rag.schema import Usage

if TYPE_CHECKING:
    import openai

    from rag.endpoint import Call, Endpoint

SEED = 7
MAX_BYTES = 4 * 1024 * 1024
"""Of one streamed reply: about 10,000 tokens at the 350 bytes that one takes on the wire."""
NAMING_SECONDS = 5.0
LENGTH = "length"
"""The finish reason of a reply that was cut at its token limit."""

_SCHEMA_LIKE = re.compile(r"json.?schema|grammar|structured|guided", re.IGNORECASE)

# What counts as the endpoint being down; a refused key or an over-long prompt does not.
_DOWN: frozenset[ModelErrorKind] = frozenset({"unreachable", "timeout", "server_error", "broken_stream", "malformed"})


class Message(TypedDict):
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Structured:
    """The same request for an endpoint that holds a reply to a JSON schema."""

    messages: Sequence[Message]
    schema: Mapping[str, Any]


@dataclass(slots=True)
class Reply:
    """What a model writes, piece by piece; the rest is known once it was iterated to its end."""

    pieces: Iterator[str] = field(default_factory=lambda: iter(()))
    finish_reason: str | None = None
    usage: Usage | None = None

    def __iter__(self) -> Iterator[str]:
        return self.pieces

    def close(self) -> None:
        """Stop the model; nothing more is read."""
        close = getattr(self.pieces, "close", None)
        if close is not None:
            close()


class ChatModel(Protocol):
    """What the reader needs of a model."""

    @property
    def name(self) -> str:
        """As in `Answer.mode`; "auto" until an endpoint that was not told a model has named one."""

    @property
    def host(self) -> str:
        """Where article text goes, e.g. "api.openai.com" or "localhost:8080"."""

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, seconds: float, structured: Structured | None = None
    ) -> Reply:
        """The model's reply; nothing is sent before it is iterated, and closing it ends the call.

        `structured` is sent instead of `messages` where the model takes a schema.
        Iterating raises ModelError, at the latest when `seconds` are over.
        """


@dataclass(frozen=True, slots=True)
class _Asked:
    messages: Sequence[Message]
    structured: Structured | None
    max_tokens: int


class EndpointModel:
    """A model behind an OpenAI-compatible endpoint, through the openai client; share it freely."""

    def __init__(self, endpoint: Endpoint, name: str | None, *, schemas: bool = False) -> None:
        """`schemas`: whether a reply may be held to one; found out at the first, where it may."""
        from rag.answering.model.breaker import breaker_of

        self._endpoint = endpoint
        self._name = name
        self._breaker = breaker_of(endpoint.url)
        self._refused = frozenset(() if schemas else ("response_format",))  # options this model does not take

    @property
    def name(self) -> str:
        # llama.cpp names a model by the path of its file, which is nobody else's business.
        return (self._name or "auto").rsplit("/" if self._name and self._name.startswith("/") else "\\", 1)[-1]

    @property
    def host(self) -> str:
        return self._endpoint.host

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, seconds: float, structured: Structured | None = None
    ) -> Reply:
        """The model's reply, retried once where that may help before anything was written."""
        reply = Reply()
        reply.pieces = self._pieces(reply, _Asked(messages, structured, max_tokens), seconds)
        return reply

    def _pieces(self, reply: Reply, asked: _Asked, seconds: float) -> Iterator[str]:
        import openai  # noqa: F401 - a second's work, done before the clock starts

        from rag.endpoint import Call, relay

        if not self._breaker.allows():
            raise ModelError(f"{self.host} failed several times in a row; it is tried again soon", kind="unreachable")
        call = Call(deadline=monotonic() + seconds)
        written = False
        try:
            for text in relay(lambda: self._produce(reply, asked, call), call):
                written = True
                yield text
            _require_whole(reply, written, self.host)
        except Exception as error:
            self._endpoint.scrub(error)
            kind, line = self._fault(error, seconds, written)
            if kind in _DOWN:
                self._breaker.failed()
            if isinstance(error, ModelError):
                raise
            raise ModelError(line, kind=kind, fits=_fits(error) if kind == "context_overflow" else None) from error
        self._breaker.succeeded()

    def _produce(self, reply: Reply, asked: _Asked, call: Call) -> Iterator[str]:
        """Runs in the call's own thread."""
        import openai

        from rag.endpoint import NO_KEY, Line

        line = Line(self._endpoint, seconds=call.seconds_left, max_bytes=MAX_BYTES)
        call.line = line
        with line.client:
            client = openai.OpenAI(
                api_key=self._endpoint.key or NO_KEY,
                base_url=self._endpoint.url,
                http_client=line.client,
                timeout=line.timeout,
                max_retries=0,
            )
            if self._name is None:
                self._name = _first_model(client, self.host)
            with self._begin(client, asked, call) as stream:
                for part in read_parts(stream, self.host):
                    reply.usage = part.usage or reply.usage
                    reply.finish_reason = part.finish_reason or reply.finish_reason
                    if part.text:
                        yield part.text

    def _begin(self, client: openai.OpenAI, asked: _Asked, call: Call) -> openai.Stream[Any]:
        import openai

        from rag.endpoint import retry_wait
        from rag.faults import disconnected, worth_a_retry

        retried = False
        while True:
            try:
                completions: Any = client.chat.completions
                options = self._options(asked)
                # Asked in words for what a schema would hold it to, a model that takes none writes prose less well.
                in_form = asked.structured if "response_format" in options else None
                stream: openai.Stream[Any] = completions.create(
                    model=self._name, messages=list((in_form or asked).messages), stream=True, **options
                )
                return stream
            except openai.APIStatusError as error:
                option = _refused_option(error, options)
                if option is not None:
                    self._refused |= {option}
                    continue
                wait = retry_wait(error.response.headers.get("retry-after"), call)
                if retried or wait is None or not worth_a_retry(error.status_code):
                    raise
            except openai.APIConnectionError as error:
                wait = retry_wait(None, call)
                if retried or wait is None or not disconnected(error):
                    raise
            retried = True
            if call.over.wait(wait):
                raise TimeoutError

    def _fault(self, error: Exception, seconds: float, written: bool) -> tuple[ModelErrorKind, str]:
        from rag.faults import fault_of

        if isinstance(error, ModelError):
            return error.kind, str(error)
        return fault_of(error, self._endpoint, model=self.name, seconds=seconds, written=written)

    def _options(self, asked: _Asked) -> dict[str, Any]:
        """What is asked beyond the messages, without what this model refused before.

        Some models take only their own temperature, some call the token limit by another name,
        some servers know neither schemas nor seeds nor usage in streams.
        """
        options: dict[str, Any] = {
            "temperature": 0,
            "seed": SEED,
            "stream_options": {"include_usage": True},
            "max_tokens": asked.max_tokens,
        }
        if asked.structured is not None:
            named = {"name": "answer", "strict": True, "schema": dict(asked.structured.schema)}
            options["response_format"] = {"type": "json_schema", "json_schema": named}
        if "max_tokens" in self._refused:
            options["max_completion_tokens"] = asked.max_tokens
        return {name: value for name, value in options.items() if name not in self._refused}


def _fits(error: Exception) -> float | None:
    from rag.faults import share_that_fits

    body: Any = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, dict) else None
    return share_that_fits(said) if isinstance(said, str) else None


def _require_whole(reply: Reply, written: bool, host: str) -> None:
    if reply.finish_reason is None:
        raise ModelError(f"{host} broke off before its reply was finished", kind="broken_stream")
    if reply.finish_reason == "content_filter":
        raise ModelError(f"{host} withheld its answer: its content filter stopped it", kind="content_filter")
    if not written and reply.finish_reason != LENGTH:
        raise ModelError(f"{host} sent an empty reply", kind="malformed")


def _first_model(client: openai.OpenAI, host: str) -> str:
    models: Any = client.models.list(timeout=NAMING_SECONDS)
    listed = getattr(models, "data", None)
    names = [name for entry in listed or () if isinstance(name := getattr(entry, "id", None), str) and name]
    if not names:
        raise ModelError(f"{host} lists no model; name one with DATELINE_MODEL", kind="rejected")
    return names[0]


def _refused_option(error: openai.APIStatusError, options: Iterable[str]) -> str | None:
    """The option that a 400 blames, e.g. "Unsupported parameter: 'max_tokens'"."""
    from rag.faults import says_too_long

    if error.status_code not in (400, 422) or says_too_long(error.message):
        return None
    named = next((name for name in options if name == error.param or name in error.message), None)
    if named is None and "response_format" in options and _SCHEMA_LIKE.search(error.message):
        return "response_format"
    return named
