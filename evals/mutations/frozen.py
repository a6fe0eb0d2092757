"""The counts and the hash that the cases had when they were frozen, before verification was tuned."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.mutations.cases import Case, fingerprint

FROZEN = Path(__file__).with_name("frozen.json")


def summary(cases: Sequence[Case]) -> dict[str, Any]:
    """How many cases there are of each kind, split and source, and the hash of them all."""
    kinds = Counter((case.kind, case.split) for case in cases)
    faithful = Counter((case.source, case.split) for case in cases if case.is_faithful)
    return {
        "cases": len(cases),
        "sha256": fingerprint(cases),
        "kinds": {f"{kind} {split}": count for (kind, split), count in sorted(kinds.items())},
        "faithful": {f"{source} {split}": count for (source, split), count in sorted(faithful.items())},
    }


def frozen() -> dict[str, Any]:
    """The summary as it was frozen."""
    read: dict[str, Any] = json.loads(FROZEN.read_text(encoding="utf-8"))
    return read
