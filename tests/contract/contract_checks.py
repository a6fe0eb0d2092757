"""The contract, as checks that any answer, passage, summary or status can be put through.

They know nothing of how answers are made: schemas from docs/schema/, rules from the contract,
and the bytes of the files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import jsonschema

PROJECT = Path(__file__).resolve().parents[2]
SCHEMAS = PROJECT / "docs" / "schema"
Kind = Literal["answer", "passage", "search", "ingest", "status", "verification", "show", "overview"]
MARKERS = re.compile(r"\[([0-9]+)\]")


def schema(kind: Kind) -> dict[str, Any]:
    """The published schema of this kind."""
    loaded: dict[str, Any] = json.loads((SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8"))
    return loaded


def check_schema(kind: Kind, value: Any) -> None:
    """Fails where the value is not what the published schema says."""
    jsonschema.Draft202012Validator(schema(kind)).validate(value)


def check_answer(answer: Mapping[str, Any], folders: Mapping[str, Path]) -> None:
    """Everything the contract says of an answer; `folders` maps roots to where their files are."""
    check_schema("answer", answer)
    for citation in [*answer["citations"], *answer["nearest"]]:
        check_place(citation, citation["quote"], folders)
    if answer["table"] is not None:
        check_table(answer, folders)
    if answer["status"] == "answered":
        check_text(answer)
    else:
        assert answer["table"] is None, "an abstention has nothing to arrange"
        assert not MARKERS.search(answer["text"]), "an abstention has no markers"
        assert "\n" not in answer["text"]
    for sentence in answer["sentences"]:
        assert sentence["shown"] == (sentence["verdict"] == "supported") or not sentence["shown"]
        assert not MARKERS.search(sentence["text"]), "a sentence carries its markers beside it, not in it"


def check_text(answer: Mapping[str, Any]) -> None:
    """The text is its shown sentences with their markers, numbered by first use, without gaps."""
    shown = [sentence for sentence in answer["sentences"] if sentence["shown"]]
    assert shown and all(sentence["citations"] for sentence in shown)
    assert answer["text"] == " ".join(
        f"{sentence['text']} {''.join(f'[{number}]' for number in sentence['citations'])}" for sentence in shown
    )
    first_used = list(dict.fromkeys(number for sentence in shown for number in sentence["citations"]))
    assert first_used == list(range(1, len(first_used) + 1))
    assert [citation["number"] for citation in answer["citations"]] == first_used
    assert [int(number) for number in MARKERS.findall(answer["text"])] == [
        number for sentence in shown for number in sentence["citations"]
    ]


def check_table(answer: Mapping[str, Any], folders: Mapping[str, Path]) -> None:
    """A cell for each column; only the answer's citations are cited; what a row was found in is quoted exactly."""
    by_number = {citation["number"]: citation for citation in answer["citations"]}
    table = answer["table"]
    assert table["rows"] and table["columns"]
    for row in table["rows"]:
        assert len(row["cells"]) == len(table["columns"])
        for cell in row["cells"]:
            assert set(cell["citations"]) <= by_number.keys(), "a cell cites what the answer does not"
            assert not MARKERS.search(cell["text"]), "a cell carries its markers beside it, not in it"
        found = row["found"]
        if found is not None:
            check_place(found, found["quote"], folders)
            if found["number"] is not None:
                assert found["document_id"] == by_number[found["number"]]["document_id"]
        else:
            assert any(cell["citations"] for cell in row["cells"]), "a row rests on something"


def check_place(place: Mapping[str, Any], words: str, folders: Mapping[str, Path]) -> None:
    """The invariant: the words stand at these characters of that file."""
    file = folders[place["root"]] / place["path"]
    text = file.read_bytes().decode("utf-8")
    assert 0 <= place["start"] < place["end"] <= len(text)
    assert text[place["start"] : place["end"]] == words


def check_search(found: Mapping[str, Any], folders: Mapping[str, Path]) -> None:
    """Passages are ranked from 1, best first, and each stands where it says."""
    check_schema("search", found)
    passages = found["passages"]
    assert [passage["rank"] for passage in passages] == list(range(1, len(passages) + 1))
    scores = [passage["score"] for passage in passages]
    assert scores == sorted(scores, reverse=True)
    for passage in passages:
        check_schema("passage", passage)
        check_place(passage, passage["text"], folders)
