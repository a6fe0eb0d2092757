"""The benchmarks of answers: what is answered, refused, verified and shown."""

from __future__ import annotations

from pathlib import Path

import click

from evals.bench import options
from evals.bench.options import COUNT, FILE, beside, run
from evals.cases import SPLITS, Split


@click.command()
@click.argument("name", metavar="SET")
@options.asking
def answers(name: str, sets: Path, work: Path, questions: int | None, out: Path | None) -> None:
    """How often the extractive answer holds the gold answer, and what it refuses."""
    from evals.bench.answers import measure

    run(lambda: measure(name, sets=sets, work=work, questions=questions), out)


@click.command()
@click.argument("names", metavar="SET...", nargs=-1, required=True)
@options.asking
def abstention(names: tuple[str, ...], sets: Path, work: Path, questions: int | None, out: Path | None) -> None:
    """What is refused when most is answered, beside single retrieval scores."""
    from evals.bench.abstention import measure

    scored = beside(out, "abstention-questions.jsonl")
    run(lambda: measure(names, sets=sets, work=work, questions=questions, scored=scored), out)


@click.command()
@options.asking
@click.option("--llm", default="none", metavar="NAME", help="The model that reads, as for `dateline ask`.")
def conflicts(sets: Path, work: Path, questions: int | None, llm: str, out: Path | None) -> None:
    """What is shown where documents give different answers."""
    from evals.bench.conflicts import measure

    run(lambda: measure(sets=sets, work=work, questions=questions, llm=llm), out)


@click.command()
@options.sets
@click.option("--limit", type=COUNT, metavar="N", help="At most N of a kind, evenly spaced (300).")
@options.show_test
@options.out
def mutations(sets: Path, limit: int | None, show_test: bool, out: Path | None) -> None:
    """What verification catches of altered sentences and keeps of faithful ones."""
    from evals.mutations.measure import LIMIT, measure

    failures = beside(out, "mutations-failures.jsonl")
    run(lambda: measure(sets=sets, limit=limit or LIMIT, failures=failures, show_test=show_test), out)


@click.command()
@options.sets
@options.show_test
@options.out
def dates(sets: Path, show_test: bool, out: Path | None) -> None:
    """Which dates of articles are found and resolved, beside labels made by hand."""
    from evals.bench.dates import measure

    run(lambda: measure(sets=sets, show_test=show_test), out)


@click.command()
@options.sets
@options.show_test
@options.out
def attribution(sets: Path, show_test: bool, out: Path | None) -> None:
    """Who is told to speak in sentences of articles, beside labels made by hand."""
    from evals.bench.attribution import measure

    run(lambda: measure(sets=sets, show_test=show_test), out)


@click.command()
@options.sets
@options.show_test
@options.out
def labelled(sets: Path, show_test: bool, out: Path | None) -> None:
    """What verification says of sentences by small models, beside labels made by hand."""
    from evals.bench.labelled import measure

    run(lambda: measure(sets=sets, show_test=show_test), out)


@click.command()
@click.argument("llm", metavar="LLM")
@click.option("--cases", type=FILE, metavar="FILE", help="The cases that are asked (evals/seeds.jsonl).")
@click.option("--split", type=click.Choice(SPLITS), help="Only the cases of this split.")
@options.work
@options.questions
@options.out
def models(
    llm: str, cases: Path | None, split: Split | None, work: Path, questions: int | None, out: Path | None
) -> None:
    """What a model (ollama/NAME, a .gguf file, ...) adds on the seed cases, beside the extractive reader."""
    from evals.bench.models import CASES, measure

    run(lambda: measure(llm, cases=cases or CASES, split=split, work=work, questions=questions), out)


@click.command()
@click.option("--llm", metavar="L", help="As for dateline ask; SmolLM2-135M where none is named.")
@options.sets
@options.work
@click.option("--questions", type=COUNT, default=200, metavar="N", help="Ask at most N, evenly spaced (200).")
@options.out
def lying(llm: str | None, sets: Path, work: Path, questions: int, out: Path | None) -> None:
    """Whether anything is shown that a small model invents."""
    from evals.bench.lying import measure

    shown = beside(out, "lying-shown.jsonl")
    run(lambda: measure(llm=llm, sets=sets, work=work, questions=questions, shown=shown), out)


@click.command()
@options.sets
@options.work
@options.out
def counting(sets: Path, work: Path, out: Path | None) -> None:
    """Whether counts and lists are exact, beside a plain scan of every story."""
    from evals.bench.counting import measure

    run(lambda: measure(sets=sets, work=work), out)


@click.command()
@options.out
def comparing(out: Path | None) -> None:
    """Which claims and names of articles are set side by side, beside labels made by hand."""
    from evals.bench.comparing import measure

    run(measure, out)


COMMANDS = (answers, abstention, comparing, counting, conflicts, mutations, dates, attribution, labelled, models, lying)
