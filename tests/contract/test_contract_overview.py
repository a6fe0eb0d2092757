"""An article shown, and an archive at a glance, keep their schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from commands import run
from contract_checks import check_schema


def run_json(*arguments: str | Path) -> dict[str, Any]:
    ran = run(*arguments, "--json")
    assert ran.status == 0, ran.err
    return ran.json()


def test_what_is_shown_of_an_article_was_read_where_it_says(seeds_index: Path, seeds: Path) -> None:
    for entry in run_json("list", "--index", seeds_index)["documents"]:
        shown = run_json("show", entry["path"], "--index", seeds_index)
        check_schema("show", shown)
        assert entry.items() <= shown.items()
        text = (seeds / entry["path"]).read_bytes().decode("utf-8")
        assert shown["facts"]
        assert all(text[fact["start"] : fact["end"]] == fact["value"] for fact in shown["facts"])


def test_an_overview_counts_all_articles_of_the_seeds(seeds_index: Path) -> None:
    found = run_json("overview", "--index", seeds_index)
    check_schema("overview", found)
    assert (found["articles"], found["undated"], found["names_read"]) == (5, 5, 5)
    assert {(count["name"], count["count"]) for count in found["outlets"]} == {("Presstv", 1), ("SANA", 1), (None, 3)}


def test_an_overview_keeps_its_schema_over_dates_copies_and_files_that_fail(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    rows = [
        {
            "id": str(day),
            "text": f"The ferry left Oslo on day {day}.",
            "date": f"2017-11-{day:02}",
            "outlet": "The Ferry",
        }
        for day in (1, 2, 3, 28)
    ]
    (folder / "dump.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "bad.txt").write_bytes(b"\0\1")
    assert run("ingest", folder, "--index", tmp_path / "index", "--embedder", "none").status == 0
    found = run_json("overview", "--index", tmp_path / "index", "--since", "2017-11-02")
    check_schema("overview", found)
    assert (found["articles"], found["unit"], len(found["over_time"])) == (3, "day", 27)
    assert found["gaps"] == [{"after": "2017-11-03", "before": "2017-11-28", "days": 24}]
    assert found["failed"]["files"] == 1
    assert [entry["field"] for entry in found["filters"]] == ["published"]
