"""The ways in which endpoints fail, each as one script, with the kind of error a user must see."""

from __future__ import annotations

import time
from dataclasses import dataclass

from rag.errors import ModelErrorKind
from tests.endpoints.scripted import JSON, Behaviour, Exchange, chunk, wait_hung_up

CANARY = "sk-canary-0123456789abcdefghij"
"""The key of every request; it must never be seen again."""

HALF = "Lavrov denied that the congress had been postponed. [1] Turkey had claimed"
WHOLE = "Lavrov denied that the congress had been postponed. [1]"


@dataclass(frozen=True)
class Fault:
    """A script, and how a call to it must end."""

    behave: Behaviour
    kind: ModelErrorKind
    calls: int = 1  # how often it may be asked


def status(code: int, message: str = "no", **headers: str) -> Behaviour:
    """A refusal in OpenAI's shape."""

    def behave(exchange: Exchange) -> None:
        exchange.reply(code, {"error": {"message": message, "type": "error", "code": None}}, **headers)

    return behave


def whole(body: bytes | str, *, kind: str = JSON) -> Behaviour:
    """A 200 with this body."""
    return lambda exchange: exchange.reply(200, body, kind=kind)


def events(*contents: object, done: bool = True) -> Behaviour:
    """A well-formed stream of these events."""

    def behave(exchange: Exchange) -> None:
        exchange.begin()
        for content in contents:
            exchange.event(content)
        exchange.end(done=done)

    return behave


def half(*, chunked: bool) -> Behaviour:
    """The connection closes in the middle of the reply."""

    def behave(exchange: Exchange) -> None:
        exchange.begin(chunked=chunked)
        for word in HALF.split(" "):
            exchange.say(word + " ")

    return behave


def hang_midway(exchange: Exchange) -> None:
    exchange.begin()
    exchange.say(HALF)
    wait_hung_up(exchange)


def drip(exchange: Exchange) -> None:
    exchange.begin()
    for _ in range(100):
        exchange.say("a")
        time.sleep(0.1)


def drip_head(exchange: Exchange) -> None:
    """A status line, then a header that never ends, a byte at a time."""
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(100):
        exchange.wfile.write(b"a")
        exchange.wfile.flush()
        time.sleep(0.1)


def flood(exchange: Exchange) -> None:
    exchange.begin()
    for _ in range(200_000):
        exchange.say("word " * 800)


def flood_one_line(exchange: Exchange) -> None:
    exchange.begin()
    exchange.raw(b"data: ")
    for _ in range(4_000):
        exchange.raw(b"x" * 65536)


def bomb(exchange: Exchange) -> None:
    import gzip

    exchange.reply(200, gzip.compress(b" " * 50_000_000), Content_Encoding="gzip")


def garbage_chunk(exchange: Exchange) -> None:
    exchange.begin()
    exchange.say(HALF)
    exchange.event("{not json")
    exchange.end()


def bad_utf8(exchange: Exchange) -> None:
    exchange.begin()
    exchange.raw(b'data: {"choices":[{"delta":{"content":"\xff\xfe\xc3("},"finish_reason":null}]}\n\n')
    exchange.end()


def slam(exchange: Exchange) -> None:
    """The connection is taken and dropped without a byte."""
    exchange.connection.close()


def broken_head(exchange: Exchange) -> None:
    exchange.wfile.write(b"NOT HTTP AT ALL\r\n\r\n")


OVERFLOW = "This model's maximum context length is 512 tokens, however you requested 4000 tokens."

FAULTS: dict[str, Fault] = {
    "429 with Retry-After 1": Fault(status(429, Retry_After="1"), "rate_limited", calls=2),
    "429 with Retry-After 55": Fault(status(429, Retry_After="55"), "rate_limited"),
    "429 with Retry-After 86400": Fault(status(429, Retry_After="86400"), "rate_limited"),
    "429 with a date": Fault(status(429, Retry_After="Wed, 21 Oct 2065 07:28:00 GMT"), "rate_limited"),
    "500": Fault(status(500), "server_error", calls=2),
    "503 as a web page": Fault(
        lambda exchange: exchange.reply(503, "<html>busy</html>", kind="text/html"), "server_error", calls=2
    ),
    "401 that echoes the key": Fault(status(401, f"Incorrect API key provided: {CANARY}."), "refused_key"),
    "400 that echoes the key": Fault(status(400, f"Authorization: Bearer {CANARY} is odd"), "rejected"),
    "403": Fault(status(403), "refused_key"),
    "404 of the model": Fault(status(404, "The model `m` does not exist"), "rejected"),
    "redirect": Fault(
        lambda exchange: exchange.reply(307, "", Location="http://127.0.0.1:9/v1/chat/completions"), "rejected"
    ),
    "context overflow 400": Fault(status(400, OVERFLOW), "context_overflow"),
    "context overflow in the stream": Fault(
        events({"error": {"code": 400, "message": "request (900 tokens) exceeds the available context size"}}),
        "context_overflow",
    ),
    "error in the stream": Fault(events(chunk("Lavrov ", None), {"error": {"message": "oops"}}), "server_error"),
    "content filter 400": Fault(status(400, "filtered by the content management policy"), "content_filter"),
    "content filter in the stream": Fault(events(chunk(HALF, None), chunk(None, "content_filter")), "content_filter"),
    "refusal in the stream": Fault(events({"choices": [{"delta": {"refusal": "I can't help."}}]}), "declined"),
    "refusal": Fault(
        whole('{"choices": [{"message": {"content": null, "refusal": "I can\'t help."}, "finish_reason": "stop"}]}'),
        "declined",
    ),
    "hang": Fault(wait_hung_up, "timeout"),
    "hang in the middle": Fault(hang_midway, "timeout"),
    "drip": Fault(drip, "timeout"),
    "drip in the header": Fault(drip_head, "timeout"),
    "flood": Fault(flood, "malformed"),
    "flood in one line": Fault(flood_one_line, "malformed"),
    "compressed bomb": Fault(bomb, "malformed"),
    "half a stream, chunked": Fault(half(chunked=True), "broken_stream"),
    "half a stream, connection closed": Fault(half(chunked=False), "broken_stream"),
    "no finish reason, no [DONE]": Fault(events(chunk(WHOLE, None), done=False), "broken_stream"),
    "no finish reason, [DONE]": Fault(events(chunk(WHOLE, None)), "broken_stream"),
    "empty stream": Fault(events(done=False), "broken_stream"),
    "[DONE] at once": Fault(events(), "broken_stream"),
    "garbage chunk": Fault(garbage_chunk, "malformed"),
    "bad JSON": Fault(whole('{"choices": ['), "malformed"),
    "bad UTF-8": Fault(bad_utf8, "malformed"),
    "a web page": Fault(whole("<!doctype html><h1>Welcome</h1>", kind="text/html; charset=utf-8"), "malformed"),
    "{}": Fault(whole("{}"), "malformed"),
    "a list": Fault(whole("[1, 2]"), "malformed"),
    "empty choices": Fault(whole('{"choices": []}'), "malformed"),
    "null choices": Fault(whole('{"choices": null}'), "malformed"),
    "null choices in the stream": Fault(events({"choices": None}), "malformed"),
    "a list in the stream": Fault(events([1, 2]), "malformed"),
    "a number as content": Fault(events({"choices": [{"delta": {"content": 7}}]}), "malformed"),
    "null content": Fault(events(chunk(None, "stop")), "malformed"),
    "null message": Fault(whole('{"choices": [{"message": null, "finish_reason": "stop"}]}'), "malformed"),
    "dropped without a byte": Fault(slam, "unreachable", calls=2),
    "not HTTP": Fault(broken_head, "unreachable", calls=2),
}
