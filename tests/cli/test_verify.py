"""What `dateline verify` finds: a quote holds, has moved, has changed, or its file is gone."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answering.cited_texts.cited import Outcome
from rag.answering.cited_texts.recheck import recheck
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


@pytest.mark.parametrize(("name", "value"), [("start", "0"), ("path", 5), ("quote", True), ("number", [1])])
def test_an_answer_with_a_citation_of_other_values_is_one_line(
    name: str, value: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = answer_quoting(QUOTE, 0).to_dict()
    values["citations"][0][name] = value
    (tmp_path / "answer.json").write_text(json.dumps(values))
    assert main(["verify", str(tmp_path / "answer.json")]) == 1
    assert "is not an answer" in capsys.readouterr().err


@pytest.mark.parametrize("path", ["a\0.txt", "\ud800.txt", "loop/a.txt"], ids=["nul", "lone_surrogate", "loop"])
def test_a_path_that_no_file_can_have_is_gone(path: str, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    [check] = recheck(answer_quoting(QUOTE, 0, path=path), {"news": tmp_path})
    assert check.outcome == "gone"


FAITHFUL = "The port reopened on 3 May. [1]\n\n[1] a.txt\n"


def test_a_text_is_checked_against_a_folder_without_any_index(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text(TEXT)
    draft = tmp_path / "draft.md"
    draft.write_text(FAITHFUL)
    assert main(["verify", str(draft), "--folder", str(tmp_path / "news")]) == 0
    told = capsys.readouterr().out
    assert told.startswith("[1] holds  news/a.txt\n") and "\nsupported  The port reopened on 3 May. [1]\n" in told
    assert "[1] news/a.txt:" in told and f"“{QUOTE}”" in told
    draft.write_text(FAITHFUL.replace("3 May", "4 May"))
    assert main(["verify", str(draft), "--folder", str(tmp_path / "news")]) == 4
    told = capsys.readouterr().out
    assert "unsupported  The port reopened on 4 May. [1]" in told and "    date: " in told


def test_a_text_with_its_citations_beside_it_is_read_from_stdin(
    seeds_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = "seeds/000_d8b49aebd74923bf.txt"
    written = {
        "text": "Lavrov denied reports of a postponed congress in Sochi. [1] Assad met Imad Khamis. [2]",
        "citations": [{"number": 1, "path": path, "quote": "Lavrov denied reports"}, {"number": 2, "path": path}],
    }
    (tmp_path / "draft.json").write_text(json.dumps(written))
    with (tmp_path / "draft.json").open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        assert main(["verify", "-", "--json", "--index", str(seeds_index)]) == 4
    checked = json.loads(capsys.readouterr().out)
    assert [sentence["verdict"] for sentence in checked["sentences"]] == ["supported", "unsupported"]
    assert checked["sentences"][1]["problems"][0]["kind"] == "name"  # it was Velayati who met him


def test_what_ask_prints_is_a_text_that_verify_reads(
    seeds_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["ask", "What did Lavrov deny?", "--llm", "none", "--index", str(seeds_index)])
    printed = tmp_path / "answer.txt"
    printed.write_text(capsys.readouterr().out)
    assert main(["verify", str(printed), "--index", str(seeds_index)]) == 0
    checked = capsys.readouterr().out
    assert re.search(r"^supported  .*Lavrov denied reports", checked, re.MULTILINE) and "unsupported" not in checked


def test_the_sentences_of_an_answer_are_checked_anew_only_where_that_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    quoting = answer_quoting(QUOTE, TEXT.index(QUOTE))
    tampered = replace(quoting, sentences=(replace(quoting.sentences[0], text="The port reopened on 9 May."),))
    answer_file = tmp_path / "answer.json"
    answer_file.write_text(json.dumps(tampered.to_dict()))
    asked = ["verify", str(answer_file), "--folder", str(tmp_path), "--json"]
    assert main(asked) == 0
    assert list(json.loads(capsys.readouterr().out)) == ["citations"]
    assert main([*asked, "--sentences"]) == 4
    checked = json.loads(capsys.readouterr().out)
    assert checked["sentences"][0]["verdict"] == "unsupported"


@pytest.mark.parametrize(
    "content",
    ["No markers and nothing below.", '{"text": "A. [1]"}', '{"text": "A. [1]", "citations": [{"number": 1}]}'],
)
def test_a_text_that_cites_nothing_is_one_line(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "draft.txt"
    file.write_text(content)
    assert main(["verify", str(file), "--folder", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "is not an answer" in told and told.count("\n") == 1


def test_the_readmes_example_is_what_verify_says(
    seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (seeds.parent / "README.md").read_text(encoding="utf-8")
    section = readme.split("## Check what somebody else wrote")[1].split("\n## ")[0]
    draft, _, shown = re.findall(r"```(?:sh)?\n(.*?)```", section, re.DOTALL)
    (tmp_path / "draft.md").write_text(draft, encoding="utf-8")
    assert main(["verify", str(tmp_path / "draft.md"), "--folder", str(seeds)]) == 4
    told = capsys.readouterr().out
    assert [line for line in shown.splitlines() if line not in told.splitlines()] == []
