"""Whole processes of the product, started and timed."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from evals.bench.sets import PROJECT
from rag.errors import DatelineError

SECONDS = 120  # a process that takes longer hangs


class BenchError(DatelineError):
    """What is measured did not run; the message has the end of what it said."""


class Took(NamedTuple):
    """Seconds of one process: on the wall clock, and of the processor, which other work disturbs less."""

    wall: float
    processor: float  # its children's included


def dateline() -> list[str]:
    """The console script beside this Python, or where there is none the module."""
    script = Path(sys.executable).with_name("dateline")
    return [str(script)] if script.exists() else [sys.executable, "-m", "rag"]


def run_timed(command: Sequence[str]) -> Took:
    """What a process takes, from its start to its end. Raises BenchError when it fails."""
    before, clock = _children_seconds(), time.perf_counter()
    ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=SECONDS)
    took = Took(time.perf_counter() - clock, _children_seconds() - before)
    # 3 is an abstention: an answer like another.
    if ran.returncode not in (0, 3):
        said = (ran.stderr.strip() or ran.stdout.strip()).splitlines()
        raise BenchError(f"{' '.join(command)} ended with {ran.returncode}: {said[-1] if said else 'no message'}")
    return took


def _children_seconds() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
