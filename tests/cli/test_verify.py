"""What `dateline verify` finds: a quote holds, has moved, has changed, or its file is gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag.answering.cited import Outcome
from rag.answering.recheck import recheck
from rag.cli import main
from rag.schema import Answer, Citation, IndexState, Sentence

TEXT = "Port reopens\n\nThe port reopened on 3 May. Ships came. The port reopened on 3 May.\n"
QUOTE = "The port reopened on 3 May."


def answer_quoting(quote: str, start: int, path: str = "a.txt", root: str = "news") -> Answer:
    citation = Citation(
        number=1,
        root=root,
        path=path,
        document_id="d",
        sha256="0" * 64,
        start=start,
        end=start + len(quote),
        quote=quote,
    )
    return Answer(
        question="When?",
        status="answered",
        text=f"{quote} [1]",
        sentences=(Sentence(text=quote, citations=(1,), verdict="supported", shown=True),),
        citations=(citation,),
        reason=None,
        nearest=(),
        mode="extractive",
        filters=(),
        degraded=(),
        index=IndexState(fingerprint="f", as_of="2026-01-01T00:00:00Z", documents=1, chunks=1, dense_coverage=1.0),
    )


@pytest.mark.parametrize(
    ("now", "outcome", "found"),
    [
        (TEXT, "holds", None),
        ("\ufeff" + TEXT, "moved", 15),
        ("Ships came. " + QUOTE, "moved", 12),
        (TEXT.replace("3 May", "4 May"), "changed", None),
        ("", "changed", None),
    ],
    ids=["untouched", "one_character_before", "elsewhere", "other_words", "emptied"],
)
def test_a_quote_is_looked_up_again_in_the_file(now: str, outcome: Outcome, found: int | None, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(now.encode())
    [check] = recheck(answer_quoting(QUOTE, TEXT.index(QUOTE)), {"news": tmp_path})
    assert (check.outcome, check.found) == (outcome, found)


def test_of_several_places_a_moved_quote_is_found_at_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(f"{QUOTE} {QUOTE} {QUOTE}".encode())
    [check] = recheck(answer_quoting(QUOTE, 30), {"news": tmp_path})
    assert (check.outcome, check.found) == ("moved", 28)


def test_offsets_count_characters_and_keep_newlines_as_they_are(tmp_path: Path) -> None:
    text = "\ufeff👩‍👩‍👧\r\n" + QUOTE
    (tmp_path / "a.txt").write_bytes(text.encode())
    [check] = recheck(answer_quoting(QUOTE, text.index(QUOTE)), {"news": tmp_path})
    assert check.outcome == "holds"


def test_a_file_that_is_not_there_is_gone(tmp_path: Path) -> None:
    outcomes = [
        recheck(answer_quoting(QUOTE, 0, path="b.txt"), {"news": tmp_path})[0].outcome,
        recheck(answer_quoting(QUOTE, 0, root="other"), {"news": tmp_path})[0].outcome,
        recheck(answer_quoting(QUOTE, 0), {"news": tmp_path / "gone"})[0].outcome,
    ]
    assert outcomes == ["gone", "gone", "gone"]


def test_a_file_that_is_no_longer_text_has_changed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\x00")
    [check] = recheck(answer_quoting(QUOTE, 0), {"news": tmp_path})
    assert check.outcome == "changed"


@pytest.mark.parametrize("path", ["../secret.txt", "link.txt"])
def test_a_path_in_an_answer_file_never_leads_out_of_its_folder(path: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_bytes(QUOTE.encode())
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.txt").symlink_to(tmp_path / "secret.txt")
    [check] = recheck(answer_quoting(QUOTE, 0, path=path), {"news": inside})
    assert check.outcome == "gone"


def test_negative_offsets_never_hold(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(QUOTE.encode())
    quoting = answer_quoting(QUOTE, 0)
    backwards = replace(quoting.citations[0], start=-len(QUOTE), end=10_000)
    [check] = recheck(replace(quoting, citations=(backwards,)), {"news": tmp_path})
    assert check.outcome == "moved"


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'"text"', b"\xff", b'{"status": "answered"}'])
def test_a_file_that_is_no_answer_is_one_line(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answer.json"
    file.write_bytes(content)
    assert main(["verify", str(file)]) == 1
    assert "is not an answer" in capsys.readouterr().err


@pytest.mark.parametrize("path", ["a\0.txt", "\ud800.txt", "loop/a.txt"], ids=["nul", "lone_surrogate", "loop"])
def test_a_path_that_no_file_can_have_is_gone(path: str, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    [check] = recheck(answer_quoting(QUOTE, 0, path=path), {"news": tmp_path})
    assert check.outcome == "gone"
