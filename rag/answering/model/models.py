"""Which model is asked, and where: a name, a short name such as ollama/NAME, or a file on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import SettingsError

if TYPE_CHECKING:
    from rag.answering.model.llm import ChatModel
    from rag.endpoint import Endpoint
    from rag.settings import Settings

OPENAI_DEFAULT_MODEL = "gpt-4.1-mini"
"""Under `auto` at api.openai.com: follows instructions well, takes temperature 0, costs little."""


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A server of this machine that people run: where it listens by default, and what starts it."""

    url: str
    starts: str


LOCAL_SERVERS = {
    "ollama": LocalServer("http://localhost:11434/v1", "ollama serve"),
    "llamacpp": LocalServer("http://localhost:8080/v1", "llama-server"),
    "llama.cpp": LocalServer("http://localhost:8080/v1", "llama-server"),
    "vllm": LocalServer("http://localhost:8000/v1", "vllm serve"),
    "lmstudio": LocalServer("http://localhost:1234/v1", "lms server start"),
}


def open_model(settings: Settings) -> ChatModel | None:
    """The model that `llm` asks for; None for the extractive reader. Sends nothing and loads nothing yet.

    Raises SettingsError where a model is named but no endpoint, where the endpoint is not an
    address, and for a model file that is absent, is none, or can't be served.
    """
    if settings.llm == "none":
        return None
    if settings.llm.lower().endswith(".gguf"):
        from rag.answering.model.model_file import open_model_file

        return open_model_file(settings.llm, schemas=settings.structured == "on")
    from rag.answering.model.llm import EndpointModel

    named = _short_name(settings)
    if named is not None:
        return EndpointModel(*named, schemas=_schemas(settings, named[0]))
    if not (settings.openai_api_key or settings.openai_base_url):
        if settings.llm == "auto":
            return None
        known = ", ".join(f"{name}/NAME" for name in LOCAL_SERVERS if "." not in name)
        raise SettingsError(
            f"no endpoint for the model {settings.llm!r}; set OPENAI_API_KEY or OPENAI_BASE_URL, "
            f"or name a server ({known}) or a .gguf file"
        )
    from rag.endpoint import OPENAI_URL, endpoint_of

    endpoint = endpoint_of(settings)
    name = settings.model if settings.llm == "auto" else settings.llm
    if name is None and endpoint.url == OPENAI_URL:
        name = OPENAI_DEFAULT_MODEL
    return EndpointModel(endpoint, name, schemas=_schemas(settings, endpoint))


def _schemas(settings: Settings, endpoint: Endpoint) -> bool:
    """Small models, as machines like this one run them, answer less well under a schema: docs/models.md."""
    return settings.structured == "on" or (settings.structured == "auto" and not endpoint.local)


def _short_name(settings: Settings) -> tuple[Endpoint, str | None] | None:
    """The endpoint and the model that a short name stands for; None for a name that is not one.

    The key of OPENAI_API_KEY is never sent to a local server. Where OPENAI_BASE_URL names an
    endpoint, openai/NAME is that endpoint's own name of a model, as gateways have them.
    """
    from rag.endpoint import OPENAI_URL, Endpoint, endpoint_of

    prefix, slash, name = settings.llm.partition("/")
    server = LOCAL_SERVERS.get(prefix)
    if server is not None:
        host = server.url.split("/")[2]
        return Endpoint(server.url, host, None, f"is `{server.starts}` running?"), name or None
    endpoint_is_openai = not settings.openai_base_url or settings.openai_base_url.rstrip("/") == OPENAI_URL
    if prefix != "openai" or not (slash and name and endpoint_is_openai):
        return None
    if not settings.openai_api_key:
        raise SettingsError(f"{settings.llm} needs a key; set OPENAI_API_KEY")
    return endpoint_of(settings), name
