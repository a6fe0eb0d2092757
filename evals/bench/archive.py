"""The benchmarks of the archive: search, chunks, ingest, scale and speed. Each is imported when it runs."""

from __future__ import annotations

from pathlib import Path

import click

from evals.bench import options
from evals.bench.options import COUNT, beside, run


@click.command()
@click.option("--runs", type=COUNT, default=5, metavar="N", help="Counted starts of each process.")
@options.out
def startup(runs: int, out: Path | None) -> None:
    """A cold --help and a cold question, beside the imports alone (default)."""
    from evals.bench.startup import measure

    run(lambda: measure(runs=runs), out)


@click.command()
@click.argument("name", metavar="SET")
@options.asking
def retrieval(name: str, sets: Path, work: Path, questions: int | None, out: Path | None) -> None:
    """How well search ranks the articles of a public set, beside plain BM25."""
    from evals.bench.retrieval import measure

    run(lambda: measure(name, sets=sets, work=work, questions=questions), out)


@click.command()
@click.option(
    "--index", type=options.FILE, metavar="DIR", help="An index to ask; one made of seeds/ where none is named."
)
@click.option("--cases", type=options.FILE, metavar="FILE", help="The questions (evals/seeds.jsonl).")
@options.work
@options.questions
@options.out
def latency(index: Path | None, cases: Path | None, work: Path, questions: int | None, out: Path | None) -> None:
    """How long people wait: search by leg, answers, the first stage, a model's sentences."""
    from evals.bench.latency import CASES, measure

    run(lambda: measure(cases or CASES, index=index, work=work, questions=questions), out)


@click.command()
@options.sets
@options.work
@options.out
def chunking(sets: Path, work: Path, out: Path | None) -> None:
    """How much of the exact spans that answer five chunks hold, beside fixed-size splits."""
    from evals.bench.chunking import measure

    run(lambda: measure(sets=sets, work=work), out)


@click.command()
@options.sets
@options.out
def origins(sets: Path, out: Path | None) -> None:
    """Copies of news stories told from stories that are only near each other."""
    from evals.bench.origins import measure

    groups_to = beside(out, "origins-groups.jsonl")
    run(lambda: measure(sets=sets, groups_to=groups_to), out)


@click.command()
@options.sets
@click.option("--chunks", type=COUNT, default=500, metavar="N", help="Chunks embedded by each set-up.")
@options.out
def embedding(sets: Path, chunks: int, out: Path | None) -> None:
    """The embedding loop beside a dozen other ways to run the same model."""
    from evals.bench.embedding import measure

    run(lambda: measure(sets=sets, chunks=chunks), out)


@click.command()
@options.sets
@click.option("--chunks", default="1000,10000,100000", metavar="N,N", help="Sizes, separated by commas.")
@options.work
@click.option("--plot", type=options.FILE, metavar="FILE", help="Draw what was measured, as .svg or .png.")
@options.out
def scale(sets: Path, chunks: str, work: Path, plot: Path | None, out: Path | None) -> None:
    """How ingest, search, deletion, memory and disk grow with the archive."""
    from evals.bench.scale import measure

    try:
        sizes = [int(size) for size in chunks.split(",")]
    except ValueError:
        raise click.BadParameter(f"{chunks!r} is not a list of counts", param_hint="--chunks") from None
    run(lambda: measure(sizes, sets=sets, work=work, plot=plot), out)


@click.command()
@options.sets
@click.option("--stories", type=COUNT, metavar="N", help="Only the first N stories.")
@options.work
@options.out
def ingest(sets: Path, stories: int | None, work: Path, out: Path | None) -> None:
    """What an ingest costs, stage by stage, beside the least it can cost on the same files."""
    from evals.bench.ingest import measure

    run(lambda: measure(sets=sets, work=work, stories=stories), out)


@click.command()
@click.option("--cycles", type=COUNT, default=200, metavar="N", help="Ingests that are killed.")
@click.option("--seed", type=int, default=1, metavar="N", help="Of what changes and when a kill comes.")
@click.option("--embedder", default="minilm", metavar="NAME", help="As for dateline ingest.")
@options.work
@options.out
def crash(cycles: int, seed: int, embedder: str, work: Path, out: Path | None) -> None:
    """Ingests killed at random moments: nothing lost, nothing torn, the index opens and answers."""
    from evals.bench.crash import measure

    run(lambda: measure(cycles=cycles, seed=seed, embedder=embedder, work=work), out)


COMMANDS = (crash, startup, latency, retrieval, chunking, origins, embedding, ingest, scale)
