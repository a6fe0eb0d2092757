"""What is asked of the assistant beside the question: filters, limits, and what is refused in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rag.assistant import Assistant
from rag.errors import DatelineError, IndexMismatchError, IndexMissingError, QuestionError, SettingsError
from rag.settings import Settings
from tests.archives import ASKED, FERRY, OTHER, Archive


def test_a_publisher_nobody_has_leaves_no_article_and_the_filter_is_shown(archive: Archive) -> None:
    answer = archive({"ferry.txt": FERRY}).answer(ASKED, publisher="Nobody's Gazette")
    assert answer.reason is not None and answer.reason.code == "filters_exclude_all"
    assert [(entry.field, entry.op, entry.value, entry.origin) for entry in answer.filters] == [
        ("publisher", "is", "Nobody's Gazette", "given")
    ]


def test_only_articles_below_a_path_are_found_and_quoted_and_the_filter_is_shown(archive: Archive) -> None:
    assistant = archive({"2016/ferry.txt": FERRY, "2017/ferry.txt": FERRY})
    answer = assistant.answer(ASKED, path="2017/")
    assert {citation.path for citation in answer.citations} == {"2017/ferry.txt"}
    assert [(entry.field, entry.op, entry.value) for entry in answer.filters] == [("path", "is", "2017/")]
    for mode in ("hybrid", "dense", "lexical"):
        found = assistant.search_with_state(ASKED, mode=mode, path="news/2016")
        assert {passage.path for passage in found.passages} == {"2016/ferry.txt"}
        assert [(entry.field, entry.value) for entry in found.filters] == [("path", "news/2016")]
    assert assistant.search(ASKED, path="2018/") == []


def test_a_search_by_date_leaves_out_what_has_none_and_says_so(archive: Archive) -> None:
    found = archive({"ferry.txt": FERRY}).search_with_state(ASKED, since="2016-01-01")
    assert found.passages == ()
    assert [entry.message for entry in found.degraded] == ["1 article without a date is left out by the date filter"]


def test_a_date_that_is_none_is_refused_before_anything_is_searched(archive: Archive) -> None:
    with pytest.raises(SettingsError, match="since must be a date"):
        archive({"ferry.txt": FERRY}).answer(ASKED, since="last week")


@pytest.mark.parametrize("question", ["", " \n\t", "x" * 4001])
def test_an_empty_or_over_long_question_is_one_line(archive: Archive, question: str) -> None:
    assistant = archive({"ferry.txt": FERRY})
    for ask in (assistant.answer, assistant.search):
        with pytest.raises(QuestionError) as error:
            ask(question)
        assert "\n" not in str(error.value)


def test_an_index_that_is_named_and_not_there_is_an_error_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        Assistant.open(tmp_path / "none", settings=Settings(llm="none"))
    assert list(tmp_path.iterdir()) == []


def test_an_index_of_other_chunks_is_an_error_that_names_what_to_run(archive: Archive, tmp_path: Path) -> None:
    archive({"ferry.txt": FERRY})
    with pytest.raises(IndexMismatchError, match="DATELINE_CHUNK_TOKENS"):
        Assistant.open(tmp_path / "index", settings=Settings(llm="none", chunk_tokens=201))


def test_more_passages_than_there_are_gives_all_there_are(archive: Archive) -> None:
    assistant = archive({"ferry.txt": FERRY, "loan.txt": OTHER})
    for k in (10**9, 10**22):
        assert len(assistant.search(ASKED, k=k)) == 2
        assert assistant.answer(ASKED, k=k).status == "answered"


WRONG_ARGUMENTS: list[tuple[str, dict[str, Any], type[DatelineError], str]] = [
    ("k_zero", {"k": 0}, SettingsError, "k must be a whole number from 1, not 0"),
    ("k_true", {"k": True}, SettingsError, "k must be a whole number from 1, not True"),
    ("k_text", {"k": "5"}, SettingsError, "k must be a whole number from 1, not '5'"),
    ("k_long", {"k": -(10**5000)}, SettingsError, "k must be a whole number from 1, not "),
    ("question_none", {"question": None}, QuestionError, "the question must be a text, not None"),
    ("question_bytes", {"question": b"Why?"}, QuestionError, "the question must be a text, not b'Why?'"),
    ("publisher", {"publisher": 5}, SettingsError, "publisher must be a text, not 5"),
    ("path", {"path": Path("news")}, SettingsError, "path must be a text, not "),
    ("since", {"since": 20170101}, SettingsError, "since must be a date such as 2017-11-07, not 20170101"),
    ("until", {"until": ["2017-01-01"]}, SettingsError, "until must be a date such as 2017-11-07, not "),
    ("history_text", {"history": "earlier"}, SettingsError, "history must be a sequence of (question, answer) pairs"),
    ("history_none", {"history": None}, SettingsError, "history must be a sequence of (question, answer) pairs"),
    ("history_one", {"history": [("Why?",)]}, SettingsError, "history must be a sequence of (question, answer) pairs"),
    ("history_dict", {"history": [{"q": 1}]}, SettingsError, "history must be a sequence of (question, answer) pairs"),
    ("history_int", {"history": [("a", 1)]}, SettingsError, "history must be a sequence of (question, answer) pairs"),
]


@pytest.mark.parametrize(
    ("wrong", "kind", "says"), [case[1:] for case in WRONG_ARGUMENTS], ids=[case[0] for case in WRONG_ARGUMENTS]
)
def test_an_argument_of_the_wrong_kind_is_one_line_that_names_it(
    archive: Archive, wrong: dict[str, Any], kind: type[DatelineError], says: str
) -> None:
    assistant = archive({"ferry.txt": FERRY})
    with pytest.raises(kind) as error:
        assistant.answer(**({"question": ASKED} | wrong))
    assert str(error.value).startswith(says) and "\n" not in str(error.value)


@pytest.mark.parametrize("wrong", [{"mode": "psychic"}, {"mode": ["dense"]}, {"k": 0}, {"k": 2.0}], ids=str)
def test_a_search_in_no_known_way_or_for_no_passages_is_refused(archive: Archive, wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=f"^{next(iter(wrong))} must be "):
        archive({"ferry.txt": FERRY}).search(ASKED, **wrong)
