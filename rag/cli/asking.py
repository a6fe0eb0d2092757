"""`dateline ask` and `dateline search`, one question or a file of them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from rag.cli.batch import run_batch
from rag.cli.options import (
    ABSTAINED,
    batch_option,
    filter_options,
    index_option,
    json_option,
    settings_in_force,
)
from rag.cli.printing import notice, print_answer, print_passages, write_json
from rag.schema import Answer, Found, SearchMode

if TYPE_CHECKING:
    from rag.assistant import Assistant

MOST = 1000  # passages of one question


@click.command(short_help="Answer a question from the articles.")
@click.argument("question", required=False)
@click.option("--llm", metavar="L", help="auto, none, a model's name, ollama/NAME and the like, or a .gguf file.")
@filter_options
@click.option(
    "--question-filters/--no-question-filters",
    default=True,
    help="Whether the publisher and dates that QUESTION names are filters; they never leave out undated articles.",
)
@click.option("-k", "k", type=click.IntRange(1, MOST), metavar="N", help="Passages to read for an answer.")
@click.option("--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw a timeline to FILE, .svg or .png.")
@batch_option
@json_option
@index_option
def ask(
    question: str | None,
    llm: str | None,
    publisher: str | None,
    since: str | None,
    until: str | None,
    path: str | None,
    question_filters: bool,
    k: int | None,
    plot: Path | None,
    batch: IO[bytes] | None,
    as_json: bool,
    index: Path | None,
) -> int:
    """Answer QUESTION from the articles, in sentences that are each quoted and checked.

    Exits with 3 when the archive does not say.
    """
    _one_of("QUESTION", question, batch)
    if plot is not None:
        _check_plot(plot, batch)
    with _open(index, llm) as assistant:

        def answer(text: str) -> Answer:
            return assistant.answer(
                text,
                publisher=publisher,
                since=since,
                until=until,
                path=path,
                k=k,
                question_filters=question_filters,
            )

        if batch is not None:
            return run_batch(batch, ["question"], lambda text: answer(text).to_dict())
        assert question is not None
        result = answer(question)
    if plot is not None:
        _draw(result, plot)
    if as_json:
        write_json(result.to_dict())
    else:
        print_answer(result)
    return ABSTAINED if result.status == "abstained" else 0


@click.command()
@click.argument("query", required=False)
@click.option("-k", "k", type=click.IntRange(1, MOST), default=10, show_default=True, metavar="N", help="Passages.")
@click.option(
    "--mode",
    type=click.Choice(["hybrid", "dense", "lexical"]),
    default="hybrid",
    show_default=True,
    help="By words and meaning, by meaning alone, or by words alone.",
)
@filter_options
@batch_option
@json_option
@index_option
def search(
    query: str | None,
    k: int,
    mode: SearchMode,
    publisher: str | None,
    since: str | None,
    until: str | None,
    path: str | None,
    batch: IO[bytes] | None,
    as_json: bool,
    index: Path | None,
) -> int:
    """Show the passages that fit QUERY best, best first."""
    _one_of("QUERY", query, batch)
    with _open(index, "none") as assistant:

        def find(text: str) -> Found:
            return assistant.search_with_state(
                text, k=k, mode=mode, publisher=publisher, since=since, until=until, path=path
            )

        if batch is not None:
            return run_batch(batch, ["query", "question"], lambda text: find(text).to_dict())
        assert query is not None
        found = find(query)
    if as_json:
        write_json(found.to_dict())
    else:
        print_passages(found.passages, found.degraded)
    return 0


def _open(index: Path | None, llm: str | None) -> closing[Assistant]:
    settings = settings_in_force(index, llm=llm)
    from rag.assistant import Assistant

    return closing(Assistant.open(settings=settings))


def _one_of(name: str, text: str | None, batch: IO[bytes] | None) -> None:
    if (text is None) == (batch is None):
        raise click.UsageError(f"give either {name} or --batch FILE")


def _check_plot(plot: Path, batch: IO[bytes] | None) -> None:
    """Before the work, not after it."""
    from rag.plotting import plot_format

    plot_format(plot)
    if batch is not None:
        raise click.UsageError("--plot draws the answer to one QUESTION, not to --batch FILE")


def _draw(answer: Answer, plot: Path) -> None:
    from rag.plotting import plot_timeline

    if answer.table is None or answer.table.kind != "timeline":
        notice(f'nothing drawn to {plot}: the answer is no timeline; ask for one, e.g. "Timeline of …"')
        return
    plot_timeline(answer.table, title=answer.question).write(plot)
    notice(f"drawn to {plot}")
