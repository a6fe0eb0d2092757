"""The command line: results to stdout, progress, notices and errors to stderr.

Exit: 0 done or answered, 1 an error the user can act on, 2 wrong usage, 3 abstained,
4 verify found something changed or gone. Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

import click

from rag.cli.archive import ingest, purge, remove
from rag.cli.asking import ask, search
from rag.cli.checking import verify
from rag.cli.looking import list_articles, show, status
from rag.cli.options import FAILED, INTERRUPTED, OK, USAGE
from rag.cli.overview import overview
from rag.cli.running import evaluate, serve
from rag.cli.versions import changes
from rag.errors import DatelineError

HELP = """Ask a news archive; every sentence of the answer is quoted, located and checked.

\b
First put articles into the index, then ask:
  dateline ingest seeds
  dateline ask "What did Lavrov deny?"

\b
An answer's [1] points at a sentence of one article. `dateline ask --json` gives
everything behind it, and `dateline verify ANSWER.json` checks it again later.

\b
The index is --index DIR, else DATELINE_INDEX, else .dateline/ in the working
folder. No key and no network are needed; with OPENAI_API_KEY or OPENAI_BASE_URL
set, that endpoint writes the sentences (--llm none keeps it out).
docs/settings.md lists every setting.
"""


class InWorkflowOrder(click.Group):
    """Lists its commands in the order they were added, not by the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, first things first."""
        return list(self.commands)


@click.group(
    cls=InWorkflowOrder, help=HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="dateline", message="%(prog)s %(version)s")
def dateline() -> None:
    pass


for command in (
    ingest, ask, search, overview, list_articles, show, changes, remove, purge, status, verify, evaluate, serve,
):  # fmt: skip
    dateline.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status and never a traceback for what a user can act on."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # UTF-8 whatever the locale; a lone surrogate becomes \udc80, which is also how JSON writes it.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        outcome = dateline.main(
            args=None if arguments is None else list(arguments), prog_name="dateline", standalone_mode=False
        )
        sys.stdout.flush()
        return outcome if isinstance(outcome, int) else OK
    except click.UsageError as error:
        error.show()
        return USAGE
    except click.ClickException as error:
        return _complain(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        _complain("interrupted; what was finished is kept")
        return INTERRUPTED
    except DatelineError as error:
        return _complain(str(error))
    except BrokenPipeError:
        # The reader of stdout left (`| head`): nothing is wrong, and nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        return _complain(str(error))


def _complain(message: str) -> int:
    one_line = " ".join(message.split())
    click.echo(f"dateline: {one_line}", err=True)
    return FAILED
