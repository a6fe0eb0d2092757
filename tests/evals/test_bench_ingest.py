"""What the benchmark of ingest says of what it timed."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.bench import ingest
from evals.bench.process import Took
from evals.bench.sets import SetMissingError


def test_each_stage_is_held_against_the_least_it_can_cost() -> None:
    found = ingest._tabulated(
        (Took(2.0, 2.0), Took(5.0, 8.0)),
        (Took(4.0, 4.0), Took(5.0, 8.0)),
        (Took(1.0, 1.0), Took(1.2, 1.2)),
        (Took(9.0, 18.0), Took(10.0, 20.0)),
        chunks=7,
        answered=61.0,
        stories=1000,
    )
    assert [(row[0], row[-2]) for row in found.rows] == [
        ("text", "2.50"),
        ("text, same index", "1.25"),
        ("unchanged", "1.20"),
        ("vectors", "1.11"),
    ]
    kept = [note.rpartition(": ")[2] for note in found.notes]
    assert kept == ["NOT kept.", "kept.", "kept.", "kept.", "NOT kept."]
    assert "1,000 stories 61.0 s after" in found.notes[-1]


def test_without_the_set_nothing_is_measured(tmp_path: Path) -> None:
    with pytest.raises(SetMissingError):
        ingest.measure(sets=tmp_path, work=tmp_path, stories=None)


def test_processor_time_counts_child_processes_too() -> None:
    import subprocess
    import sys

    took = ingest._timed(lambda: subprocess.run([sys.executable, "-c", "sum(range(5_000_000))"], check=True))
    assert took.processor > 0.05
