"""Every setting, in one table: name, default, what it does and its unit.

`Settings.from_env` is the only reader of the environment. Flags win over variables,
variables over defaults; an unknown `DATELINE_*` name is an error that names the nearest
right one.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from rag.errors import SettingsError

PREFIX = "DATELINE_"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run of Dateline may be told; each field is the variable `DATELINE_<NAME>`."""

    index: Path | None = field(
        default=None, metadata={"help": "folder of the index; .dateline/ in the working folder when unset"}
    )
    llm: str = field(
        default="auto",
        metadata={"help": "auto, none, a model's name, a server's and its model's (ollama/NAME), or a .gguf file"},
    )
    model: str | None = field(
        default=None,
        metadata={"help": "model under auto; unset: gpt-4.1-mini at OpenAI, elsewhere the first the endpoint lists"},
    )
    embedder: str | None = field(
        default=None,
        metadata={
            "help": "minilm (bundled, when unset), none (words alone), openai:MODEL like openai:text-embedding-3-small"
        },
    )
    passages: int = field(default=10, metadata={"help": "passages read for one answer"})
    chunk_tokens: int = field(default=190, metadata={"help": "tokens of one chunk at most (cl100k_base)"})
    evidence_tokens: int = field(default=3000, metadata={"help": "tokens of evidence shown to an LLM at most"})
    answer_tokens: int = field(default=400, metadata={"help": "tokens an LLM may write for one answer"})
    structured: str = field(
        default="auto",
        metadata={
            "help": "on, off, or auto: LLM replies as JSON held to a schema; auto: not from models on this machine"
        },
    )
    price_input: float | None = field(
        default=None,
        metadata={"kind": float, "help": "price of a million tokens sent to the LLM, for an answer's cost"},
    )
    price_output: float | None = field(
        default=None, metadata={"kind": float, "help": "price of a million tokens that it writes, in the same currency"}
    )
    model_seconds: float = field(default=45.0, metadata={"help": "seconds an LLM may take for one answer"})
    answer_seconds: float = field(default=60.0, metadata={"help": "seconds one answer may take"})
    question_chars: int = field(default=4000, metadata={"help": "characters of one question at most"})
    file_mb: int = field(default=50, metadata={"help": "megabytes of one file at most"})
    document_chars: int = field(default=10_000_000, metadata={"help": "characters of one article at most"})
    archive_members: int = field(default=100_000, metadata={"help": "files in one archive at most"})
    archive_mb: int = field(default=2_000, metadata={"help": "megabytes that one archive or dump may hold, unpacked"})
    archive_ratio: int = field(default=100, metadata={"help": "times its own size that an archive may unpack to"})
    archive_depth: int = field(default=3, metadata={"help": "archives in archives that are opened"})
    parser_seconds: float = field(
        default=8.0,
        metadata={"help": "seconds to read one HTML, PDF, DOCX, EPUB or mail file, and four more for each MB"},
    )
    parser_mb: int = field(default=1_000, metadata={"help": "megabytes of memory that reading one such file may take"})
    fields: str = field(
        default="", metadata={"help": "names of fields in dumps, such as text=body,title=headline (docs/formats.md)"}
    )
    concurrent_answers: int = field(default=4, metadata={"help": "answers made at once by one server"})
    waiting_answers: int = field(default=32, metadata={"help": "questions that may wait for their turn"})
    allowed_hosts: str = field(
        default="", metadata={"help": "further host names the page may be reached under, separated by commas"}
    )
    openai_api_key: str | None = field(default=None, repr=False, metadata={"variable": "OPENAI_API_KEY"})
    openai_base_url: str | None = field(default=None, metadata={"variable": "OPENAI_BASE_URL"})

    @property
    def index_dir(self) -> Path:
        """The index in force: the one that was named, else `.dateline` in the working folder."""
        return self.index if self.index is not None else Path(".dateline")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """The settings that the environment states, defaults for the rest.

        Raises SettingsError for an unknown `DATELINE_*` name or a value of the wrong kind.
        """
        environ = os.environ if environ is None else environ
        variables = {_variable(f.name): f.name for f in fields(cls)}
        stated: dict[str, str] = {}
        for name, value in environ.items():
            if name in variables:
                stated[variables[name]] = value
            elif name.startswith(PREFIX):
                near = difflib.get_close_matches(name, variables, n=1, cutoff=0.0)[0]
                raise SettingsError(f"unknown setting {name}; did you mean {near}? docs/settings.md lists all")
        return cls().with_values({name: value for name, value in stated.items() if value != ""})

    def with_values(self, values: Mapping[str, str]) -> Settings:
        """These settings with some given as text, each turned into its field's type."""
        kinds = {f.name: f.metadata.get("kind", type(f.default)) for f in fields(self)}
        parsed: dict[str, Any] = {name: _parse(name, value, kinds[name]) for name, value in values.items()}
        return replace(self, **parsed)


def setting_rows() -> list[tuple[str, str, str]]:
    """(variable, default, help) of each `DATELINE_*` setting, for the documentation and its test."""
    return [
        (_variable(f.name), "" if f.default is None else str(f.default), f.metadata["help"])
        for f in fields(Settings)
        if "help" in f.metadata
    ]


def _variable(name: str) -> str:
    variable = next(f.metadata.get("variable") for f in fields(Settings) if f.name == name)
    return str(variable) if variable else PREFIX + name.upper()


def _parse(name: str, value: str, kind: type) -> object:
    if name == "index":
        return Path(value)
    if name == "structured" and value not in ("auto", "on", "off"):
        raise SettingsError(f"{_variable(name)} must be auto, on or off, not {value!r}")
    if kind not in (int, float):
        return value
    try:
        number = kind(value)
    except ValueError:
        raise SettingsError(f"{_variable(name)} must be a number, not {value!r}") from None
    if not 0 < number < float("inf"):
        raise SettingsError(f"{_variable(name)} must be above zero, not {value!r}")
    return number
