"""What goes into an index and comes out of it keeps the contract: ingest, list, show, status, remove, verify."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from commands import run, run_process
from contract_checks import check_answer, check_schema

QUESTION = "What did Lavrov deny?"


def run_json(*arguments: str | Path, status: int = 0) -> dict[str, Any]:
    ran = run(*arguments, "--json")
    assert ran.status == status, ran.err
    return ran.json()


@pytest.fixture
def archive(tmp_path: Path, seeds: Path) -> Path:
    """A copy of the seeds that may be changed."""
    folder = tmp_path / "seeds"
    shutil.copytree(seeds, folder)
    folder.chmod(0o755)
    for file in folder.iterdir():
        file.chmod(0o644)
    return folder


def test_the_life_of_an_index(archive: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    counts = ("added", "updated", "unchanged", "removed", "documents")

    def ingest(*options: str) -> tuple[int, ...]:
        summary = run_json("ingest", archive, "--index", index, *options)
        check_schema("ingest", summary)
        assert summary["failed"] == []
        return tuple(summary[name] for name in counts)

    first, second = sorted(archive.iterdir())[:2]
    assert ingest() == (5, 0, 0, 0, 5)
    assert ingest() == (0, 0, 5, 0, 5)
    first.write_bytes(first.read_bytes() + b"\nThe talks will go on in Geneva.\n")
    assert ingest() == (0, 1, 4, 0, 5)
    second.unlink()
    assert ingest() == (0, 0, 4, 0, 5), "without --sync nothing is taken out"
    assert ingest("--sync") == (0, 0, 4, 1, 4)


def test_seeds_give_exactly_five_documents_listed_with_root_and_path(seeds_index: Path, seeds: Path) -> None:
    listed = run_json("list", "--index", seeds_index)["documents"]
    assert [(entry["root"], entry["path"]) for entry in listed] == [
        ("seeds", name) for name in sorted(file.name for file in seeds.iterdir())
    ]
    shown = run("list", "--index", seeds_index).out.splitlines()
    assert [line.split("  ")[0] for line in shown] == [f"seeds/{entry['path']}" for entry in listed]


def test_status_keeps_its_schema_and_says_how_each_part_is(seeds_index: Path, seeds: Path) -> None:
    status = run_json("status", "--index", seeds_index)
    check_schema("status", status)
    assert status["documents"] == 5 and status["embedder"] == "minilm" and status["dense_coverage"] == 1.0
    assert status["roots"] == [{"name": "seeds", "folder": str(seeds)}]
    assert status["failed"] == [] and status["degraded"] == []
    assert [(part["part"], part["ok"]) for part in status["health"]] == [
        ("catalog", True),
        ("dense", True),
        ("lexical", True),
    ]


def test_show_text_prints_the_stored_text_to_the_letter(tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    folder.mkdir()
    raw = "\ufeffTitle 👩‍👩‍👧\r\n\r\nOne line.\rAnother — ‘end’ without newline".encode()
    (folder / "a.txt").write_bytes(raw)
    run_json("ingest", folder, "--index", index)
    assert run("show", "news/a.txt", "--text", "--index", index).out.encode() == raw
    assert run_process("show", "news/a.txt", "--text", "--index", index).out.encode() == raw


@pytest.mark.parametrize("command", ["remove", "purge"])
def test_what_is_removed_is_neither_listed_nor_quoted(command: str, archive: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    run_json("ingest", archive, "--index", index)
    cited = run_json("ask", QUESTION, "--llm", "none", "--index", index)["citations"][0]
    ran = run(command, f"{cited['root']}/{cited['path']}", "--index", index)
    assert ran.status == 0, ran.err
    listed = [entry["path"] for entry in run_json("list", "--index", index)["documents"]]
    assert len(listed) == 4 and cited["path"] not in listed
    ran = run("ask", QUESTION, "--llm", "none", "--index", index, "--json")
    assert cited["path"] not in ran.out
    assert (archive / cited["path"]).exists(), "the file itself stays"


def test_verify_tells_what_became_of_each_quote(archive: Path, tmp_path: Path) -> None:
    index, answer_file = tmp_path / "index", tmp_path / "answer.json"
    run_json("ingest", archive, "--index", index)
    answer = run_json("ask", QUESTION, "--llm", "none", "--index", index)
    check_answer(answer, {"seeds": archive})
    answer_file.write_text(json.dumps(answer))
    file = archive / answer["citations"][0]["path"]
    original = file.read_bytes()

    def outcome(status: int) -> str:
        checked = run_json("verify", answer_file, "--index", index, status=status)
        return str(checked["citations"][0]["outcome"])

    assert outcome(0) == "holds"
    file.write_bytes(b"Correction.\n" + original)
    assert outcome(0) == "moved"
    file.write_bytes(original.replace(b"denied", b"confirmed"))
    assert outcome(4) == "changed"
    file.unlink()
    assert outcome(4) == "gone"


def test_verify_of_a_text_keeps_its_schema(seeds_index: Path, tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    path = "000_d8b49aebd74923bf.txt"
    draft.write_text(f"Lavrov denied reports.[^1] Assad met Imad Khamis.[^1]\n\n[^1]: {path}\n[^2]: gone.txt\n")
    checked = run_json("verify", draft, "--index", seeds_index, status=4)
    check_schema("verification", checked)
    assert checked["supported"] is False
    assert [found["outcome"] for found in checked["citations"]] == ["holds", "gone"]


def test_a_file_that_changed_since_it_was_indexed_never_yields_a_wrong_quote(archive: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    run_json("ingest", archive, "--index", index)
    for file in archive.iterdir():
        file.write_bytes("Correction at the top. 👩‍👩‍👧\n".encode() + file.read_bytes())
    ran = run("ask", QUESTION, "--llm", "none", "--index", index, "--json")
    answer = ran.json()
    check_answer(answer, {"seeds": archive})
    assert answer["degraded"] or answer["citations"]


def test_a_file_that_went_since_it_was_indexed_is_not_quoted_and_that_is_said(archive: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    run_json("ingest", archive, "--index", index)
    for file in archive.iterdir():
        file.unlink()
    ran = run("ask", QUESTION, "--llm", "none", "--index", index, "--json")
    answer = ran.json()
    check_schema("answer", answer)
    assert ran.status == 3 and answer["citations"] == [] and answer["nearest"] == []
    assert answer["degraded"]


def test_the_first_question_indexes_the_seeds_of_the_working_folder_and_says_so(archive: Path) -> None:
    ran = run_process("ask", QUESTION, "--llm", "none", folder=archive.parent)
    assert ran.status == 0, ran.err
    assert "seeds/" in ran.err and "[1]" in ran.out
    assert (archive.parent / ".dateline").is_dir()
    assert [place.name for place in archive.parent.iterdir() if place.name.startswith(".dateline")] == [".dateline"]
    again = run_process("ask", QUESTION, "--llm", "none", folder=archive.parent)
    assert (again.err, again.out) == ("", ran.out)


def test_two_first_questions_at_once_both_get_their_answer(archive: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(lambda _: run_process("ask", QUESTION, "--llm", "none", folder=archive.parent), range(2))
        )
    assert answers[0].status == answers[1].status and answers[0].status in (0, 3), answers
    assert answers[0].out == answers[1].out
    assert [place.name for place in archive.parent.iterdir() if place.name.startswith(".dateline")] == [".dateline"]
