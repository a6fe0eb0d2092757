"""The door: every request passes here before anything runs, and every answer leaves with its headers.

Plain ASGI, so that streamed answers are never held back.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from serving.origins import host_allowed, origin_allowed

log = logging.getLogger("dateline")
Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

BODY_LIMIT = 64 * 1024  # bytes of one request
TOO_LARGE = f"The request is larger than {BODY_LIMIT // 1024} KiB."
RETRY_SECONDS = b"5"
SAFE_METHODS = frozenset({"GET", "HEAD"})
HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # Replaced by the page's own policy on the page itself.
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
}


class Guard:
    """Refuses strangers before the app runs; `named` are the host names the operator gave."""

    def __init__(self, app: ASGIApp, *, named: frozenset[str] = frozenset()) -> None:
        self._app = app
        self._named = named

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":
            return await send({"type": "websocket.close", "code": 1008})
        answer = _Answering(send)
        refused = self._refusal(scope)
        if refused is None and scope["method"] not in SAFE_METHODS:
            body = await _read_body(receive)
            if body is None:
                refused = 413, TOO_LARGE
            else:
                receive = _replay(body, receive)
        if refused is not None:
            return await refuse(answer.send, *refused)
        try:
            await self._app(scope, receive, answer.send)
        except Exception:
            log.exception("%s %s failed", scope["method"], scope["path"])
            if answer.started:
                raise  # the connection is cut, so that half an answer never looks whole
            await refuse(answer.send, 500, "Something went wrong here. The server's log says what.")

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        hosts, origins = _values(scope, b"host"), _values(scope, b"origin")
        forwarded = _values(scope, b"x-forwarded-host")
        if len(hosts) != 1 or not all(host_allowed(host, self._named) for host in hosts + forwarded):
            return 403, "This host name is not served here; the operator can allow it in DATELINE_ALLOWED_HOSTS."
        if not all(origin_allowed(origin, hosts[0], self._named) for origin in origins):
            return 403, "Requests from other sites are refused."
        if scope["method"] not in SAFE_METHODS | {"POST"}:
            return 405, "Only GET, HEAD and POST are served."
        if not origins and _crosses_sites(scope):
            return 403, "Requests from other sites are refused."
        if any(not size.isdecimal() or int(size) > BODY_LIMIT for size in _values(scope, b"content-length")):
            return 413, TOO_LARGE
        return None


async def refuse(send: Send, status: int, message: str) -> None:
    """Answer with this status and `{"error": message}`."""
    body = json.dumps({"error": message}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _crosses_sites(scope: Scope) -> bool:
    """Whether a browser says that another site asks, and not for a page to go to."""
    site = "".join(_values(scope, b"sec-fetch-site"))
    navigates = scope["method"] == "GET" and _values(scope, b"sec-fetch-mode") == ["navigate"]
    return site in ("cross-site", "same-site") and not navigates


async def _read_body(receive: Receive) -> bytes | None:
    """The whole body, or None as soon as it is over the limit (chunked ones state no length)."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY_LIMIT:
            return None
        if message["type"] != "http.request" or not message.get("more_body", False):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay


class _Answering:
    """Sends what the app answers, with our headers on it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            message = {**message, "headers": _headers(message["status"], message.get("headers", []))}
        await self._send(message)


def _headers(status: int, stated: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    # Gradio would allow any origin on hosts other than localhost: no CORS header leaves here.
    kept = [(n.lower(), value) for n, value in stated if not n.lower().startswith(b"access-control-")]
    names = {name for name, _ in kept}
    kept += [(name, value) for name, value in HEADERS.items() if name not in names]
    if status == 503 and b"retry-after" not in names:
        kept.append((b"retry-after", RETRY_SECONDS))
    return kept
