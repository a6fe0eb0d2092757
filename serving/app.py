"""The server: the chat page, the articles it opens, and the door in front of both."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.routing import Mount

from rag.errors import SettingsError
from rag.settings import Settings
from serving.articles import Refusal, read_article
from serving.gradio_door import GradioDoor
from serving.guard import Guard
from serving.origins import LOOPBACK, WILDCARDS, named_hosts
from serving.overview import POLICY, OverviewPage

if TYPE_CHECKING:
    from chat.conversation import PageAssistant
    from rag.assistant import Assistant


def create_app(assistant: PageAssistant, settings: Settings) -> FastAPI:
    """The web app over this assistant: `/`, `/overview`, `/article/{id}`, `/healthz`; `settings` name the hosts."""
    from chat.page import STATIC, mount_page  # imports Gradio, which takes seconds

    app = FastAPI(title="Dateline", openapi_url=None, docs_url=None, redoc_url=None)
    private = {"Cache-Control": "no-store"}  # a purged article must not live on in a browser's cache

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/article/{document_id}")
    def article(document_id: str, request: Request) -> JSONResponse:
        place = request.query_params
        found = read_article(assistant, document_id, place.get("start"), place.get("end"))
        if isinstance(found, Refusal):
            return JSONResponse({"message": found.message}, status_code=found.status, headers=private)
        return JSONResponse(found, headers=private)

    overview = OverviewPage(assistant)

    @app.get("/overview")
    async def overview_page() -> HTMLResponse:
        status, page = await overview.page()
        return HTMLResponse(page, status_code=status, headers={**private, "Content-Security-Policy": POLICY})

    app.mount("/page", StaticFiles(directory=STATIC))
    mount_page(app, assistant, settings)
    gradio_mount = app.router.routes[-1]
    assert isinstance(gradio_mount, Mount)
    gradio_mount.app = GradioDoor(gradio_mount.app)
    app.add_middleware(Guard, named=named_hosts(settings.allowed_hosts))
    return app


def serve(
    *, index: Path | None = None, host: str = "127.0.0.1", port: int = 7860, settings: Settings | None = None
) -> None:
    """Serve the page until interrupted; prints its address on stderr once it can be opened.

    Raises SettingsError when the port is taken or the hosts of a public address are not named,
    and what Assistant.open raises.
    """
    import uvicorn

    from rag.assistant import Assistant

    settings = reachable_settings(host, settings if settings is not None else Settings.from_env())
    listener = _listen(host, port)
    with listener, closing(Assistant.open(index=index, settings=settings)) as assistant:
        app = create_app(assistant, settings)
        threading.Thread(target=_warm_up, args=(assistant,), daemon=True).start()
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"Dateline is open at http://{shown}:{listener.getsockname()[1]} (stop with Ctrl-C)", err=True)
        # An open page holds a connection that never ends; when the server stops it is cut, and uvicorn
        # would print a traceback for each. Failures of requests are logged by the door.
        config = uvicorn.Config(
            app, log_level="critical", access_log=False, server_header=False, timeout_graceful_shutdown=1
        )
        uvicorn.Server(config).run(sockets=[listener])


def _warm_up(assistant: Assistant) -> None:
    """Answer once unseen, so that the first person does not wait for the models to load; then open the dense index."""
    with suppress(Exception):  # what fails here fails again, and is told, when a person asks
        assistant.answer("What is this archive about?", llm="none")
        assistant.warm()


def reachable_settings(host: str, settings: Settings) -> Settings:
    """The settings with the bound host among the allowed ones; a wildcard needs names.

    Raises SettingsError: without names any site could be pointed at this machine and read it.
    """
    if host in WILDCARDS and not named_hosts(settings.allowed_hosts):
        raise SettingsError(
            f"--host {host} opens the page to the network; name the hosts people will reach it under "
            "in DATELINE_ALLOWED_HOSTS, e.g. DATELINE_ALLOWED_HOSTS=archive.example.org,192.0.2.7"
        )
    if host in WILDCARDS | LOOPBACK:
        return settings
    return replace(settings, allowed_hosts=f"{settings.allowed_hosts},{host}")


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise SettingsError(
            f"can't listen on {host}:{port} ({os.strerror(error.errno or 0)}); choose another with --host or --port"
        ) from error
