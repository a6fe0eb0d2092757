"""Around the mounted Gradio app: only the paths the page uses, and a script policy for the page.

Gradio serves dozens of routes (uploads, files, proxies, direct calls); `private` ones stay
callable, so what the page does not need is not reachable at all.
"""

from __future__ import annotations

import re
import secrets

from serving.guard import ASGIApp, Message, Receive, Scope, Send, refuse

GETS = re.compile(
    r"/|/config/?|/theme\.css|/favicon\.ico|/manifest\.json|/robots\.txt|/(?:assets|static)/[\w./@+-]+"
    r"|/gradio_api/(?:app_id|startup-events|queue/data|heartbeat/\w+)/?"
)
POSTS = re.compile(r"/gradio_api/(?:queue/join|cancel|reset)/?")
_SCRIPT = re.compile(rb"<script\b")


class GradioDoor:
    """Lets the page's own requests through to Gradio; everything else is not found."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        path = scope["path"]
        allowed = POSTS if scope["method"] == "POST" else GETS
        if not allowed.fullmatch(path) or ".." in path or "//" in path:
            return await refuse(send, 404, "There is nothing here.")
        if path == "/":
            # The page is rewritten below, which a compressed one can't be.
            headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            return await self._app({**scope, "headers": headers}, receive, _with_nonce(send))
        return await self._app(scope, receive, send)


def page_policy(nonce: str) -> str:
    """The page's Content-Security-Policy: nothing from elsewhere, no script but those marked with the nonce.

    Injected markup can't run: neither inline handlers nor `javascript:` nor `<script>` carry the
    nonce. 'unsafe-eval' is for Gradio's HTML component, which compiles its (constant) template;
    inline styles are what Gradio draws with, and can fetch from nowhere but here.
    """
    return (
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'none'; worker-src 'none'; "
        "object-src 'none'; frame-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    )


def _with_nonce(send: Send) -> Send:
    """Holds back the page (one small document, never a stream) to mark its scripts."""
    start: Message = {}
    body = bytearray()

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
            return
        body.extend(message.get("body", b""))
        if message.get("more_body", False):
            return
        nonce = secrets.token_urlsafe(16)
        page = _SCRIPT.sub(b'<script nonce="%s"' % nonce.encode(), bytes(body))
        headers = [(n, v) for n, v in start["headers"] if n.lower() not in (b"content-length", b"cache-control")]
        headers += [
            (b"content-length", str(len(page)).encode()),
            (b"content-security-policy", page_policy(nonce).encode()),
            (b"cache-control", b"no-store"),
        ]
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": page})

    return sending
