"""A file of questions as JSON lines, one result a line in the same order."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from rag.cli.printing import write_json
from rag.errors import DatelineError, QuestionError

MOST_DIGITS = 1000  # of a whole number


def run_batch(lines: Iterable[bytes], keys: Sequence[str], respond: Callable[[str], dict[str, Any]]) -> int:
    """Answer each line `{id, question}` by its first of `keys`; a bad one gives `{id, error}`.

    Returns the exit status: 0 when every line got its result, else 1. Blank lines are passed over.
    """
    failed = False
    for line in lines:
        if not line.strip():
            continue
        identity: Any = None
        try:
            asked = _parsed(line)
            identity = asked.get("id")
            result = respond(_text(asked, keys))
        except DatelineError as error:
            failed = True
            result = {"error": str(error)}
        write_json({"id": identity, **result})
    return int(failed)


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(
            line.decode("utf-8-sig"), parse_constant=_no_number, parse_float=_float, parse_int=_whole_number
        )
    except UnicodeDecodeError:
        raise QuestionError("not a line of JSON: it is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise QuestionError(f"not a line of JSON: {error}") from None
    except RecursionError:
        raise QuestionError("not a line of JSON that can be read: it is nested too deep") from None
    if not isinstance(asked, dict):
        raise QuestionError('not a JSON object such as {"id": 1, "question": "…"}')
    return asked


def _no_number(name: str) -> None:
    raise QuestionError(f"not a line of JSON: {name} is no JSON number")


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise QuestionError("not a line of JSON that can be read: it has a number too large")
    return number


def _whole_number(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise QuestionError(f"not a line of JSON that can be read: it has a number of over {MOST_DIGITS} digits")
    return int(digits)


def _text(asked: dict[str, Any], keys: Sequence[str]) -> str:
    if "id" not in asked:
        raise QuestionError('no "id" in this line')
    text = next((asked[key] for key in keys if key in asked), None)
    if not isinstance(text, str):
        raise QuestionError(f'no "{keys[0]}" with a text in this line')
    return text
