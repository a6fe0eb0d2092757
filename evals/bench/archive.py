"""The benchmarks of the archive: search, chunks, ingest, scale and speed. Each is imported when it runs."""

from __future__ import annotations

from pathlib import Path

import click

from evals.bench import options
from evals.bench.options import COUNT, run


@click.command()
@click.option("--runs", type=COUNT, default=5, metavar="N", help="Counted starts of each process.")
@options.out
def startup(runs: int, out: Path | None) -> None:
    """A cold --help and a cold question, beside the imports alone (default)."""
    from evals.bench.startup import measure

    run(lambda: measure(runs=runs), out)


@click.command()
@click.argument("name", metavar="SET")
@options.sets
@options.work
@options.questions
@options.out
def retrieval(name: str, sets: Path, work: Path, questions: int | None, out: Path | None) -> None:
    """How well search ranks the articles of a public set, beside plain BM25."""
    from evals.bench.retrieval import measure

    run(lambda: measure(name, sets=sets, work=work, questions=questions), out)


COMMANDS = (startup, retrieval)
