"""`dateline verify`: is what an earlier answer quoted still there?"""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import IO

import click

from rag.cli.options import CHANGED, index_option, json_option, settings_in_force
from rag.cli.printing import escaped, write_json
from rag.errors import DatelineError
from rag.schema import Answer


class AnswerFileError(DatelineError):
    """The file is not an answer as `dateline ask --json` writes it."""


@click.command(short_help="Check what an earlier answer quoted against the files.")
@click.argument("answer_file", metavar="ANSWER.json", type=click.File("rb"))
@json_option
@index_option
def verify(answer_file: IO[bytes], as_json: bool, index: Path | None) -> int:
    """Check each citation of an answer against the files; - reads the answer from stdin.

    \b
    holds    the quote stands where the answer says
    moved    it stands elsewhere in the same file
    changed  the file no longer has it
    gone     the file is gone
    Exits with 4 when something changed or is gone.
    """
    answer = _read(answer_file)
    settings = settings_in_force(index)
    from rag.answering.recheck import recheck
    from vectorstore import open_store

    with closing(open_store(settings.index_dir)) as store:
        checked = recheck(answer, {root.name: root.folder for root in store.roots()})
    if as_json:
        write_json({"citations": [check.to_dict() for check in checked]})
    else:
        for check in checked:
            place = f"{check.root}/{check.path}:{check.start}–{check.end}"
            found = "" if check.found is None else f", now at {check.found}"
            click.echo(escaped(f"[{check.number}] {check.outcome}  {place}{found}"))
    return CHANGED if any(check.outcome in ("changed", "gone") for check in checked) else 0


def _read(answer_file: IO[bytes]) -> Answer:
    try:
        values = json.loads(answer_file.read().decode("utf-8-sig"))
        answer = Answer.from_dict(values)
        if not answer.citations and answer.status == "answered":
            raise ValueError("no citations")
        return answer
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
        raise AnswerFileError(
            f"{answer_file.name} is not an answer; write one with `dateline ask --json QUESTION > answer.json`"
        ) from None
