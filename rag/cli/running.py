"""`dateline eval` and `dateline serve`."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from rag.cli.options import index_option, json_option, settings_in_force


@click.command(name="eval", short_help="Ask the questions of a file and measure the answers.")
@click.argument("cases", metavar="CASES.jsonl", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Where the report goes.")
@click.option(
    "--baseline",
    type=click.Path(exists=True, path_type=Path, file_okay=False),
    metavar="DIR",
    help="An earlier report to compare with.",
)
@json_option
@index_option
def evaluate(cases: Path, out: Path | None, baseline: Path | None, as_json: bool, index: Path | None) -> int:
    """Ask the questions of CASES.jsonl and measure the answers."""
    settings = settings_in_force(index)
    from evals.command import run_eval
    from rag.assistant import Assistant

    with closing(Assistant.open(settings=settings)) as assistant:
        return run_eval(cases, assistant=assistant, out=out, baseline=baseline, as_json=as_json)


@click.command()
@click.option("--host", metavar="H", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), default=7860, show_default=True)
@index_option
def serve(host: str, port: int, index: Path | None) -> None:
    """Serve the chat page."""
    settings = settings_in_force(index)
    from serving.app import serve as serve_page

    serve_page(settings=settings, host=host, port=port)
