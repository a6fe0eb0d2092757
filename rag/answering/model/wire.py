"""The shape of what an endpoint sends: every field checked, nothing believed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from rag.errors import ModelError
from rag.schema import Usage


@dataclass(frozen=True, slots=True)
class Part:
    """One chunk of a reply; any of the three may be missing."""

    text: str
    finish_reason: str | None = None
    usage: Usage | None = None


def read_parts(stream: Any, host: str) -> Iterator[Part]:
    """The parts of an openai `Stream`, also where the endpoint ignores streaming and sends one whole reply.

    Raises ModelError "malformed" for a shape that is not a chat completion, "declined" for a refusal.
    """
    sent_as = str(stream.response.headers.get("content-type", "")).lower()
    if sent_as.startswith("application/json"):
        yield parse(json.loads(stream.response.read()), host, field="message")
    elif sent_as.startswith("text/html"):
        line = f"{host} answered with a web page; check OPENAI_BASE_URL, which often ends in /v1"
        raise ModelError(line, kind="malformed")
    else:
        for chunk in stream:
            yield parse(chunk.to_dict(warnings=False) if hasattr(chunk, "to_dict") else chunk, host, field="delta")


def parse(chunk: Any, host: str, *, field: Literal["delta", "message"]) -> Part:
    """One chunk, or one whole reply; raises ModelError "malformed" or "declined"."""
    unreadable = ModelError(f"{host} sent a reply of the wrong shape; is it OpenAI-compatible?", kind="malformed")
    if not isinstance(chunk, dict):
        raise unreadable
    usage = _usage(chunk.get("usage"))
    choices = chunk.get("choices")
    if choices is None and usage is not None:
        return Part("", usage=usage)
    if not isinstance(choices, list) or (field == "message" and not choices):
        raise unreadable
    if not choices:  # the last chunk with the usage, or Azure's first
        return Part("", usage=usage)
    choice = choices[0]
    if not isinstance(choice, dict):
        raise unreadable
    written, finish = choice.get(field), choice.get("finish_reason")
    if not isinstance(written, dict | None) or not isinstance(finish, str | None):
        raise unreadable
    if (written or {}).get("refusal"):
        raise ModelError(f"the model at {host} declined to answer", kind="declined")
    text = (written or {}).get("content")
    if not isinstance(text, str | None):
        raise unreadable
    return Part(text or "", finish or None, usage)


def _usage(stated: Any) -> Usage | None:
    if not isinstance(stated, dict):
        return None
    read, written = stated.get("prompt_tokens"), stated.get("completion_tokens")
    if type(read) is int and type(written) is int and read >= 0 and written >= 0:
        return Usage(input_tokens=read, output_tokens=written)
    return None
