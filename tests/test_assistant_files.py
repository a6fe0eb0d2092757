"""Files that change or go after they were indexed: never quoted, and that is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.embedding import Embedder
from rag.indexing.ingest import ingest
from tests.archives import ASKED, FERRY, OTHER, Archive, check_places


def test_a_file_that_changed_after_ingest_is_never_quoted_and_that_is_said(archive: Archive, tmp_path: Path) -> None:
    assistant = archive({"ferry.txt": FERRY, "loan.txt": OTHER})
    assert assistant.answer(ASKED).citations[0].path == "ferry.txt"
    (tmp_path / "news" / "ferry.txt").write_text(FERRY.replace("3 May", "4 May"), encoding="utf-8")
    answer = assistant.answer(ASKED)
    assert "ferry.txt" not in {citation.path for citation in (*answer.citations, *answer.nearest)}
    (said,) = [entry for entry in answer.degraded if entry.part == "files"]
    assert "ferry.txt changed" in said.message and "dateline ingest" in said.message
    assert "ferry.txt" not in {passage.path for passage in assistant.search(ASKED, k=20)}


def test_a_file_that_went_after_ingest_is_never_quoted_and_that_is_said(archive: Archive, tmp_path: Path) -> None:
    assistant = archive({"ferry.txt": FERRY, "loan.txt": OTHER})
    (tmp_path / "news" / "ferry.txt").unlink()
    answer = assistant.answer(ASKED)
    assert "ferry.txt" not in {citation.path for citation in (*answer.citations, *answer.nearest)}
    (said,) = [entry for entry in answer.degraded if entry.part == "files"]
    assert "ferry.txt is gone" in said.message


def test_where_every_file_changed_the_answer_is_withheld_and_quotes_nothing(archive: Archive, tmp_path: Path) -> None:
    assistant = archive({"ferry.txt": FERRY})
    (tmp_path / "news" / "ferry.txt").write_text("nothing of it", encoding="utf-8")
    answer = assistant.answer(ASKED)
    assert answer.reason is not None and answer.reason.code == "withheld"
    assert answer.citations == answer.nearest == ()


def test_a_file_that_is_ingested_anew_is_quoted_as_it_is_now(
    archive: Archive, tmp_path: Path, embedder: Embedder
) -> None:
    assistant = archive({"ferry.txt": FERRY, "loan.txt": OTHER})
    (tmp_path / "news" / "ferry.txt").write_text(FERRY.replace("3 May 2016", "4 June 2017"), encoding="utf-8")
    ingest([tmp_path / "news"], settings=assistant.settings, index=tmp_path / "index", embedder=embedder)
    answer = assistant.answer(ASKED)
    assert check_places(tmp_path / "news", answer, assistant.search(ASKED)) > 0
    assert "4 June 2017" in answer.text and answer.degraded == ()


@pytest.mark.parametrize("stage", ["Searching", "Reading"])
def test_a_file_that_changes_while_it_is_being_answered_from_is_not_quoted(
    archive: Archive, tmp_path: Path, stage: str
) -> None:
    events = archive({"ferry.txt": FERRY}).stream(ASKED)
    while not next(events).get("stage", "").startswith(stage):
        pass
    (tmp_path / "news" / "ferry.txt").write_text("changed meanwhile", encoding="utf-8")
    answer = next(event["answer"] for event in events if "answer" in event)
    assert answer.citations == answer.nearest == ()


def test_a_file_that_changes_while_the_answer_is_read_is_not_cited_and_the_answer_says_so(
    archive: Archive, tmp_path: Path
) -> None:
    events = archive({"ferry.txt": FERRY}).stream(ASKED)
    while not next(events).get("stage", "").startswith("Reading"):
        pass
    (tmp_path / "news" / "ferry.txt").write_text("changed meanwhile", encoding="utf-8")
    answer = next(event["answer"] for event in events if "answer" in event)
    assert (answer.status, answer.citations) == ("abstained", ()) and "3 May" not in answer.text
    assert [(sentence.shown, sentence.citations) for sentence in answer.sentences] == [(False, ())]
    assert [entry.message for entry in answer.degraded if entry.part == "files"] == [
        "ferry.txt changed since it was indexed and is not quoted; run `dateline ingest`"
    ]


def test_more_than_three_files_that_went_are_one_line_with_their_count(archive: Archive, tmp_path: Path) -> None:
    assistant = archive({f"{number}.txt": f"{FERRY} Boat {number}." for number in range(5)} | {"loan.txt": OTHER})
    for number in range(5):
        (tmp_path / "news" / f"{number}.txt").unlink()
    (said,) = [entry.message for entry in assistant.answer(ASKED).degraded if entry.part == "files"]
    assert said.startswith("5 articles of news ")
    assert "`dateline ingest FOLDER --sync`" in said and "`dateline remove news`" in said
    assert [entry.message for entry in assistant.search_with_state(ASKED).degraded] == [said]


def test_an_abstention_says_that_articles_were_left_out_that_may_answer(archive: Archive, tmp_path: Path) -> None:
    assistant = archive({"ferry.txt": FERRY, "loan.txt": OTHER})
    (tmp_path / "news" / "ferry.txt").write_text("changed", encoding="utf-8")
    answer = assistant.answer(ASKED)
    assert answer.status == "abstained" and answer.reason is not None
    assert answer.reason.code == "withheld"
    assert "changed or went since they were indexed, and were left out" in answer.reason.message
