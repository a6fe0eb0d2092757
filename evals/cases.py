"""The questions that Dateline is measured on: one JSON object a line, its shape in `case.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from rag.errors import DatelineError
from rag.schema import TableKind

Split = Literal["dev", "test"]

SPLITS: tuple[Split, ...] = ("dev", "test")
FIELDS = (
    "id",
    "question",
    "kind",
    "answerable",
    "facts",
    "files",
    "all_files",
    "wrong",
    "attributed_to",
    "form",
    "split",
    "note",
)
REQUIRED = ("id", "question", "kind", "answerable", "facts", "files")


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what a right answer to it must hold and cite."""

    id: str
    question: str
    kind: str  # groups cases in the report: "fact", "speaker", "date", ...
    answerable: bool
    facts: tuple[tuple[str, ...], ...]  # each key fact by its accepted wordings; empty where unanswerable
    files: tuple[str, ...]  # names of the files where a right citation may lie
    all_files: bool = False  # whether each of these files must be cited
    wrong: tuple[str, ...] = ()  # wordings that no right answer holds: who also met someone, but not him
    attributed_to: tuple[str, ...] = ()  # who says it: the answer must name each
    form: TableKind | None = None  # of the table that the answer must have
    split: Split | None = None  # None in a file of cases that is not split
    note: str | None = None  # for people: why it is unanswerable, where the trap lies


class CaseFileError(DatelineError):
    """A file of cases can't be used; `problems` has one line for each of its bad lines."""

    def __init__(self, message: str, *, problems: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


def load_cases(path: Path) -> list[Case]:
    """The cases of a JSON-lines file, in its order; blank lines are skipped.

    Raises CaseFileError for a file that can't be read or holds no case, and for all bad lines at once.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as exc:
        raise CaseFileError(f"can't read {path}: {exc}; name a JSON-lines file of cases") from exc
    cases: list[Case] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case = parse_case(line)
            if case.id in seen:
                raise ValueError(f"the id {case.id!r} is taken by line {seen[case.id]}")
        except ValueError as exc:
            problems.append(f"{path.name} line {number}: {exc}")
        else:
            seen[case.id] = number
            cases.append(case)
    if problems:
        bad = f"{len(problems)} bad line" + ("s" if len(problems) > 1 else "")
        raise CaseFileError(f"{bad} in {path}, the first: {problems[0]}", problems=tuple(problems))
    if not cases:
        raise CaseFileError(f"{path} holds no cases; write one JSON object a line, as docs/evaluation.md shows")
    return cases


def parse_case(line: str) -> Case:
    """The case that one line of JSON states; raises ValueError saying which field is wrong and how."""
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as exc:
        raise ValueError(f"not JSON: {exc.msg} at character {exc.pos}") from None
    if not isinstance(fields, dict):
        raise ValueError("must be a JSON object")
    _check(fields)
    return Case(
        id=fields["id"],
        question=fields["question"],
        kind=fields["kind"],
        answerable=fields["answerable"],
        facts=tuple(tuple(wordings) for wordings in fields["facts"]),
        files=tuple(fields["files"]),
        all_files=fields.get("all_files", False),
        wrong=tuple(fields.get("wrong", ())),
        attributed_to=tuple(fields.get("attributed_to", ())),
        form=cast("TableKind | None", fields.get("form")),
        split=cast("Split | None", fields.get("split")),
        note=fields.get("note"),
    )


def _check(fields: dict[str, Any]) -> None:
    for name in REQUIRED:
        if name not in fields:
            raise ValueError(f"{name} is missing")
    for name in fields:
        if name not in FIELDS:
            raise ValueError(f"unknown field {name!r}; known are {', '.join(FIELDS)}")
    for name, (fits, expected) in _SHAPES.items():
        if name in fields and not fits(fields[name]):
            raise ValueError(f"{name} must be {expected}")
    if fields["answerable"] != bool(fields["facts"]) or fields["answerable"] != bool(fields["files"]):
        raise ValueError("an answerable case needs facts and files, an unanswerable one has neither")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(_is_text(text) for text in value)


def _is_facts(value: Any) -> bool:
    return isinstance(value, list) and all(_is_texts(wordings) and wordings for wordings in value)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


_SHAPES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "id": (_is_text, "a text that is not empty"),
    "question": (_is_text, "a text that is not empty"),
    "kind": (_is_text, "a text that is not empty"),
    "answerable": (_is_flag, "true or false"),
    "facts": (_is_facts, "a list of facts, each a list of accepted wordings"),
    "files": (_is_texts, "a list of file names"),
    "all_files": (_is_flag, "true or false"),
    "wrong": (_is_texts, "a list of wordings"),
    "attributed_to": (_is_texts, "a list of names"),
    "form": (lambda value: value in (*get_args(TableKind), None), f"{', '.join(get_args(TableKind))} or null"),
    "split": (lambda value: value in (*SPLITS, None), "dev, test or null"),
    "note": (lambda value: value is None or isinstance(value, str), "a text or null"),
}
