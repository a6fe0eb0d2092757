"""The assistant over real indexes: every quote is the file's, whatever the files hold and become."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from rag.assistant import Assistant
from rag.embedding import Embedder, open_embedder
from rag.errors import DatelineError, IndexMismatchError, IndexMissingError, QuestionError, SettingsError
from rag.indexing.ingest import ingest
from rag.schema import Answer, Passage
from rag.settings import Settings

LORE = (
    "The ferry Halcyon sank off Port Selby on 3 May 2016.",
    "“We lost eighteen people,” said Mayor Ana Lobo.",
    "Norbank lent the port 4.2 million euros in March [1].",
    "Cafe\u0301 owners on the quay lost 300 jobs 👩‍👩‍👧‍👦🇺🇳.",
    "העיר סגרה את הנמל ביום שני.",
    "أغلقت المدينة الميناء يوم الاثنين.",
    "He denied that the harbour had been closed before the ferry sank, "
    + "as the crews, the pilots, the dockers and the owners of the cafes had told reporters all week, " * 4
    + "and left.",
)
QUESTIONS = ("When did the ferry Halcyon sink?", "How many jobs were lost?", "What did the weather do to Atlantis?")
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc"])
odd = st.text(alphabet=st.one_of(LETTERS, st.sampled_from(" .\n\u0301\u200d\u202e\ufeff“”[]1")), max_size=40)
articles = st.builds(
    lambda mark, sentences, gap, last: mark + gap.join(sentences) + last,
    mark=st.sampled_from(["", "\ufeff"]),
    sentences=st.lists(st.sampled_from(LORE) | st.sampled_from(LORE) | odd, min_size=1, max_size=12),
    gap=st.sampled_from(["\n", "\r\n", "\r", " ", "\r\n\r\n"]),
    last=st.sampled_from(["", "\n", " \r\n"]),
).filter(lambda text: any(character.isalnum() for character in text))

Archive = Callable[[dict[str, str]], Assistant]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return open_embedder("minilm", Settings())


@pytest.fixture
def archive(tmp_path: Path, embedder: Embedder) -> Iterator[Archive]:
    """Makes an index of these files, in `news` below the temporary folder, and opens it."""
    opened: list[Assistant] = []

    def make(files: dict[str, str]) -> Assistant:
        opened.append(indexed(tmp_path, files, embedder))
        return opened[-1]

    yield make
    for assistant in opened:
        assistant.close()


def indexed(place: Path, files: dict[str, str], embedder: Embedder, *, chunk_tokens: int = 200) -> Assistant:
    for path, text in files.items():
        (place / "news" / path).parent.mkdir(parents=True, exist_ok=True)
        (place / "news" / path).write_bytes(text.encode("utf-8"))
    chosen = Settings(index=place / "index", llm="none", chunk_tokens=chunk_tokens)
    summary = ingest([place / "news"], settings=chosen, index=place / "index", embedder=embedder, sync=True)
    assert not summary.failed
    return Assistant.open(place / "index", settings=chosen)


def check_places(folder: Path, answer: Answer, passages: list[Passage]) -> int:
    """The invariant for every citation, nearest quote and passage; how many there were."""
    quoted = [(c.path, c.start, c.end, c.quote) for c in (*answer.citations, *answer.nearest)]
    found = quoted + [(p.path, p.start, p.end, p.text) for p in passages]
    for path, start, end, words in found:
        assert Path(folder, path).read_bytes().decode("utf-8")[start:end] == words
    assert all(0 < len(words) <= 400 for _, _, _, words in quoted)
    return len(found)


@given(texts=st.lists(articles, min_size=1, max_size=3))
@budget(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_quote_and_passage_of_any_archive_is_the_files_own(embedder: Embedder, texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        assistant = indexed(Path(place), {f"{n}.txt": text for n, text in enumerate(texts)}, embedder, chunk_tokens=60)
        try:
            for question in QUESTIONS:
                passages = assistant.search(question, k=30)
                assert check_places(Path(place, "news"), assistant.answer(question), passages) >= len(passages) > 0
        finally:
            assistant.close()


def test_a_sentence_over_400_characters_is_quoted_in_pieces_that_are_the_files_own(
    archive: Archive, tmp_path: Path
) -> None:
    assistant = archive({"a.txt": "\ufeffHalcyon\r\n\r\n" + " ".join([LORE[0], LORE[6]])})
    answer = assistant.answer("What did he deny about the harbour before the ferry sank?")
    assert check_places(tmp_path / "news", answer, []) > 0
    assert answer.status == "answered"
    assert max(citation.end for citation in answer.citations) > 400


FERRY = "Ferry sinks\n\nThe ferry Halcyon sank off Port Selby on 3 May 2016. Eighteen people drowned."
OTHER = "Harbour loan\n\nNorbank lent the port of Varnholm 4.2 million euros in March. The mayor signed."
ASKED = "When did the ferry Halcyon sink?"


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


def test_articles_in_folders_below_are_quoted_by_their_path(archive: Archive, tmp_path: Path) -> None:
    assistant = archive({"2016/may/ferry.txt": FERRY, "2016/loan.md": OTHER})
    answer = assistant.answer(ASKED)
    assert answer.citations[0].path == "2016/may/ferry.txt"
    assert check_places(tmp_path / "news", answer, []) > 0


def test_several_threads_share_one_assistant(archive: Archive) -> None:
    assistant = archive({"ferry.txt": FERRY, "loan.txt": OTHER})
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(assistant.answer, [ASKED] * 8))
    assert len({(answer.text, answer.citations) for answer in answers}) == 1


def test_the_same_question_has_the_same_answer_in_another_opening(archive: Archive, tmp_path: Path) -> None:
    one = archive({"ferry.txt": FERRY, "loan.txt": OTHER})
    other = Assistant.open(tmp_path / "index", settings=one.settings)
    first, second = one.answer(ASKED), other.answer(ASKED)
    other.close()
    assert replace(first, timing_ms={}) == replace(second, timing_ms={})


def test_a_question_that_leans_on_the_conversation_says_what_was_searched_for(archive: Archive) -> None:
    assistant = archive({"ferry.txt": FERRY, "loan.txt": OTHER})
    history = [("What happened to the Halcyon off Port Selby?", "It sank.")]
    answer = assistant.answer("When did it sink?", history=history)
    assert answer.question == "When did it sink?"
    assert answer.rewritten is not None and "Halcyon" in answer.rewritten
    assert "3 May 2016" in answer.text
    assert assistant.answer(ASKED, history=history).rewritten is None


def test_an_empty_archive_says_so(tmp_path: Path, embedder: Embedder) -> None:
    (tmp_path / "news").mkdir()
    assistant = indexed(tmp_path, {"a.txt": FERRY}, embedder)
    (tmp_path / "news" / "a.txt").unlink()
    ingest([tmp_path / "news"], settings=assistant.settings, index=tmp_path / "index", embedder=embedder, sync=True)
    answer = assistant.answer(ASKED)
    assistant.close()
    assert answer.reason is not None and answer.reason.code == "nothing_found"
    assert "empty" in answer.text and answer.index.documents == 0


def test_the_article_of_a_citation_can_be_opened_and_an_unknown_one_is_none(archive: Archive) -> None:
    assistant = archive({"ferry.txt": FERRY})
    document = assistant.document(assistant.answer(ASKED).citations[0].document_id)
    assert document is not None and document.text == FERRY
    assert assistant.document("no such id") is None


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


def test_without_a_model_nothing_is_sent_anywhere(archive: Archive) -> None:
    assistant = archive({"ferry.txt": FERRY})
    assert assistant.model_host() is None
    assert assistant.answer(ASKED).mode == "extractive"


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
