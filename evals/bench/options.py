"""The options that benchmarks share, and how one is run: measured, printed, written, or skipped for want of its set."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from evals.bench.index import DEFAULT_WORK
from evals.bench.output import Measured, publish, tell
from evals.bench.sets import DEFAULT_SETS, SetMissingError
from rag.errors import DatelineError

REPORTS = Path("reports") / "bench"
FILE = click.Path(path_type=Path)
COUNT = click.IntRange(min=1)

sets = click.option("--sets", type=FILE, default=DEFAULT_SETS, metavar="DIR", help="Where the public sets are.")
work = click.option("--work", type=FILE, default=DEFAULT_WORK, metavar="DIR", help="Where files and index go.")
questions = click.option("--questions", type=COUNT, metavar="N", help="Ask at most N, evenly spaced.")
show_test = click.option("--show-test", is_flag=True, help="Write the failures of the test split too.")
out = click.option("--out", type=FILE, metavar="FILE", help="Where the JSON goes.")

Command = TypeVar("Command", bound=Callable[..., object])


def asking(command: Command) -> Command:
    """The options of a benchmark that asks the questions of a public set."""
    for option in (out, questions, work, sets):
        command = option(command)
    return command


def run(measure: Callable[[], Measured], out: Path | None) -> None:
    """Measure and publish; a set that is absent is said and ends with 0, what fails ends with 1."""
    try:
        measured = measure()
    except SetMissingError as exc:
        tell(str(exc))
    except DatelineError as exc:
        tell(f"failed: {exc}")
        raise click.exceptions.Exit(1) from exc
    else:
        publish(measured, out or REPORTS / f"{measured.name.replace(' ', '-')}.json")


def beside(out: Path | None, name: str) -> Path:
    """Where a benchmark writes its details: beside its JSON."""
    return (out or REPORTS / name).with_name(name)
