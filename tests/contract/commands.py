"""`dateline`, run in this process (fast) or in one of its own (real, where that is the point)."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contract_checks import PROJECT

from rag.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit status and what it printed where."""

    status: int
    out: str
    err: str

    def json(self) -> dict[str, Any]:
        """What it printed, as JSON."""
        loaded: dict[str, Any] = json.loads(self.out)
        return loaded


def run(*arguments: str | Path) -> Ran:
    """One command in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        status = main([str(argument) for argument in arguments])
    shown = []
    for stream in (out, err):
        stream.flush()
        assert isinstance(stream.buffer, io.BytesIO)
        shown.append(stream.buffer.getvalue().decode("utf-8"))
    return Ran(status, *shown)


def run_process(*arguments: str | Path, folder: Path | None = None, prefix: tuple[str, ...] = ()) -> Ran:
    """One command in a process of its own, in this working folder; never with a traceback."""
    ran = subprocess.run(
        [*prefix, sys.executable, "-m", "rag", *map(str, arguments)],
        capture_output=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        timeout=90,
        check=False,
    )
    assert b"Traceback" not in ran.stderr, ran.stderr.decode()
    return Ran(ran.returncode, ran.stdout.decode("utf-8"), ran.stderr.decode("utf-8"))
