"""`python -m evals.bench [NAME]`: one benchmark, `startup` where none is named; `--help` lists them."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from evals.bench import answering, archive


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def benchmarks(called: click.Context) -> None:
    """Measure Dateline: each benchmark prints the machine, what was measured and both sides, and writes JSON."""
    if called.invoked_subcommand is None:
        called.invoke(archive.startup)


for _command in (*archive.COMMANDS, *answering.COMMANDS):
    benchmarks.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when measured or skipped for want of its set, 1 when what is measured failed.

    Raises SystemExit with 2 for wrong usage.
    """
    try:
        return int(benchmarks.main(arguments, prog_name="python -m evals.bench", standalone_mode=False) or 0)
    except click.UsageError as exc:
        exc.show()
        raise SystemExit(2) from exc


if __name__ == "__main__":
    sys.exit(main())
