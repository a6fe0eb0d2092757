"""What a failed call to an endpoint means: a kind, and one line that says what to do about it."""

from __future__ import annotations

import re
from typing import Any

import httpx2

from rag.endpoint import EncodedReplyError, Endpoint, TooLargeError
from rag.errors import ModelErrorKind

Fault = tuple[ModelErrorKind, str]

_OVERFLOW = re.compile(r"context.{0,20}(?:length|size|window)|too many tokens|maximum.{0,20}tokens|too long", re.I)
_COUNT = re.compile(r"\d[\d,]*")
_FILTERED = re.compile(r"content.?(?:filter|policy|management)", re.I)
_RETRIED = frozenset({408, 429, 500, 502, 503, 504, 529})


def worth_a_retry(status: int) -> bool:
    """Whether the same request may succeed a moment later."""
    return status in _RETRIED


def says_too_long(said: str) -> bool:
    """Whether an endpoint's words mean that the prompt does not fit."""
    return _OVERFLOW.search(said) is not None


def share_that_fits(said: str) -> float | None:
    """What share of the prompt an endpoint can read, from its words; None where they do not say.

    >>> share_that_fits("maximum context length is 512 tokens, however you requested 2,048 tokens")
    0.25
    """
    counts = [int(count.replace(",", "")) for count in _COUNT.findall(said)]
    tokens = sorted(count for count in counts if count >= 256)
    return tokens[0] / tokens[-1] if len(tokens) > 1 and tokens[0] < tokens[-1] else None


def disconnected(error: BaseException) -> bool:
    """Whether the endpoint took the connection and dropped it: often a worker that was just replaced."""
    return any(isinstance(cause, httpx2.RemoteProtocolError | httpx2.ReadError) for cause in causes(error))


def causes(error: BaseException) -> list[BaseException]:
    """The error and those behind it, nearest first."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        current = current.__cause__ or current.__context__
    return chain


def fault_of(error: BaseException, endpoint: Endpoint, *, model: str, seconds: float, written: bool) -> Fault:
    """What an error raised by the openai client, or by the line below it, means.

    `written`: whether a part of the reply had arrived.
    """
    host, chain = endpoint.host, causes(error)
    if _any(chain, httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError):
        return "unreachable", f"{host} can't be reached; {endpoint.advice}"
    if _any(chain, TooLargeError):
        return "malformed", f"{host} sent far more than was asked for; the rest was not read"
    if _any(chain, EncodedReplyError):
        return "malformed", f"{host} compresses its replies unasked; turn that off"
    if _any(chain, TimeoutError, httpx2.TimeoutException):
        return "timeout", f"{host} did not finish within {seconds:g} s"
    # The client's own errors, told apart by what they carry so that it need not be imported here.
    status: Any = getattr(error, "status_code", None)
    said = str(getattr(error, "message", "") or error)
    if isinstance(status, int):
        return fault_of_status(status, said, endpoint, model=model)
    if _any(chain, httpx2.TransportError):
        if written:
            return "broken_stream", f"{host} broke off in the middle of its reply"
        return "unreachable", f"{host} closed the connection without a reply; try again"
    if hasattr(error, "body") and hasattr(error, "code"):  # an error sent inside a stream
        code = str(error.code or "")
        return fault_of_status(int(code) if code.isdigit() else 500, said, endpoint, model=model)
    return "malformed", f"{host} sent a reply that can't be read; is it OpenAI-compatible?"


def fault_of_status(status: int, said: str, endpoint: Endpoint, *, model: str) -> Fault:
    """What a refusal of this HTTP status means."""
    host, said = endpoint.host, endpoint.redact(said)
    if status in (401, 403):
        return "refused_key", f"{host} refused the key ({status}); check OPENAI_API_KEY"
    if status == 404:
        return (
            "rejected",
            f"{host} has no model {model!r} (404); check its name and OPENAI_BASE_URL",
        )
    if status == 429:
        return "rate_limited", f"{host} is over its rate limit (429); try again later"
    if 300 <= status < 400:
        return "rejected", f"{host} redirects elsewhere ({status}), which is not followed; correct OPENAI_BASE_URL"
    if says_too_long(said):
        return "context_overflow", f"the text sent is too long for {model!r} at {host}; lower DATELINE_EVIDENCE_TOKENS"
    if status >= 500 or status == 408:
        return "server_error", f"{host} failed ({status}); try again later"
    if _FILTERED.search(said):
        return "content_filter", f"{host} withheld its answer: its content filter stopped the question"
    return "rejected", f"{host} rejected the request ({status}): {said}"


def _any(chain: list[BaseException], *kinds: type[BaseException]) -> bool:
    return any(isinstance(cause, kinds) for cause in chain)
