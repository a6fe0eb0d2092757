"""What several commands share: the index option, dates, and the settings in force."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from rag.settings import Settings

OK, FAILED, USAGE, ABSTAINED, CHANGED = range(5)  # exit statuses; part of the contract
INTERRUPTED = 130  # as a shell reports Ctrl-C


class GivenPath(click.Path):
    """A path that names something: an empty one, as of a variable that is not set, would mean the working folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path, once it is not empty."""
        if value == "":
            self.fail("the path is empty", param, ctx)
        return super().convert(value, param, ctx)


index_option = click.option(
    "--index",
    type=GivenPath(path_type=Path, file_okay=False, readable=False),
    metavar="DIR",
    help="Folder of the index; DATELINE_INDEX, else .dateline/ when not given.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
batch_option = click.option(
    "--batch",
    type=click.File("rb"),
    metavar="FILE",
    help="JSON lines {id, question}, one result a line in that order; - is stdin.",
)


class IsoDate(click.ParamType[str]):
    """A day such as 2017-11-14."""

    name = "YYYY-MM-DD"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The same day as given, once it is known to exist."""
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                raise ValueError
            return datetime.date.fromisoformat(value).isoformat()
        except ValueError:
            self.fail(f"{value!r} is not a date such as 2017-11-14", param, ctx)


Command = TypeVar("Command", bound=Callable[..., object])


def filter_options(command: Command) -> Command:
    """Which articles may be found: by publisher, by date, by path."""
    for option in (
        click.option("--path", metavar="PREFIX", help="Only articles whose path begins so: news/2017/, seeds/000."),
        click.option("--until", type=IsoDate(), metavar="D", help="Only articles dated this day or earlier."),
        click.option("--since", type=IsoDate(), metavar="D", help="Only articles dated this day or later; 2017-11-14."),
        click.option("--publisher", metavar="P", help="Only articles of this publisher."),
    ):
        command = option(command)
    return command


def settings_in_force(index: Path | None, *, llm: str | None = None, embedder: str | None = None) -> Settings:
    """The settings of the environment, with those the flags give.

    Raises SettingsError.
    """
    settings = Settings.from_env()
    if index is not None:
        settings = replace(settings, index=index)
    if llm is not None:
        settings = replace(settings, llm=llm)
    if embedder is not None:
        settings = replace(settings, embedder=embedder)
    return settings
