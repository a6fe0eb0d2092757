"""`results.jsonl`: each case with its answer and its scores, written and read back."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from evals.cases import parse_case
from evals.runner import Record, Run, Scores
from rag.errors import DatelineError
from rag.schema import Answer

RESULTS = "results.jsonl"


class ReportMissingError(DatelineError):
    """There is no earlier report where one was named, or it can't be read."""


def write_results(run: Run, folder: Path) -> None:
    """One line a case, in the order asked."""
    lines = [json.dumps(_to_plain(record), ensure_ascii=False) for record in run.records]
    (folder / RESULTS).write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_results(folder: Path) -> list[Record]:
    """The records of an earlier report.

    Raises ReportMissingError.
    """
    path = folder / RESULTS
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        return [_from_plain(json.loads(line)) for line in lines if line.strip()]
    except OSError as exc:
        raise ReportMissingError(
            f"no earlier report in {folder}: {exc.strerror}; name a folder that --out made"
        ) from exc
    except (ValueError, TypeError, LookupError, AttributeError) as exc:
        raise ReportMissingError(f"can't read {path} as results; make it again with `dateline eval`") from exc


def _to_plain(record: Record) -> dict[str, Any]:
    return {
        "case": asdict(record.case),
        "answer": record.answer.to_dict() if record.answer is not None else None,
        "error": record.error,
        "scores": asdict(record.scores),
        "latency_ms": round(record.latency_ms, 3),
    }


def _from_plain(values: dict[str, Any]) -> Record:
    # A report made before a metric was added lacks it: unscored then.
    scores = {field.name: values["scores"].get(field.name) for field in fields(Scores)}
    return Record(
        case=parse_case(json.dumps(values["case"])),
        answer=Answer.from_dict(values["answer"]) if values["answer"] is not None else None,
        error=values["error"],
        scores=Scores(**{**scores, "outcome": values["scores"]["outcome"]}),
        latency_ms=float(values["latency_ms"]),
    )
