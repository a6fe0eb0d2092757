"""How a benchmark reports: a table on stdout, the same as JSON in a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.machine import describe_machine
from evals.markdown import table


@dataclass(frozen=True, slots=True)
class Measured:
    """What a benchmark found: the rows people read, and the numbers behind them."""

    name: str
    about: Mapping[str, str]  # what was measured: set, counts, settings
    titles: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Mapping[str, Any]
    notes: Sequence[str] = field(default=())


def publish(measured: Measured, out: Path) -> None:
    """Print the machine, what was measured and the table; write the same as JSON to `out`."""
    machine = describe_machine()
    facts = [[name, value] for name, value in (*measured.about.items(), *machine.items())]
    parts = [
        f"# {measured.name}",
        table(["what", "how"], facts),
        table(measured.titles, measured.rows),
        *measured.notes,
    ]
    sys.stdout.write("\n\n".join(parts) + "\n")
    sys.stdout.flush()
    out.parent.mkdir(parents=True, exist_ok=True)
    written = {
        "benchmark": measured.name,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine,
        "about": dict(measured.about),
        "numbers": dict(measured.numbers),
        "notes": list(measured.notes),
    }
    out.write_text(json.dumps(written, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    tell(f"written to {out}")


def tell(line: str) -> None:
    """One line of progress on stderr."""
    sys.stderr.write(f"bench: {line}\n")
    sys.stderr.flush()
