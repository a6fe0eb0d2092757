"""Why the archive is silent: its end, or a premise it denies, shown with the answer that abstains. About 6 s."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Answer, Assistant
from rag.answering.silence import archive_ends_before
from rag.cli import main

ARTICLES = {
    "may.txt": "Port sold\n\nPublished: 3 May 2016\n\nThe port of Varnholm was sold to Norbank on Monday.\n",
    "june.txt": "Crane falls\n\nPublished: 9 June 2017\n\nA crane fell. Norbank plans a new quay in 2020.\n",
}
LAVROV = "What reasons did Lavrov give for confirming the postponement of the Sochi congress?"


def archive(folder: Path, articles: dict[str, str]) -> Assistant:
    from rag.embedding import open_embedder
    from rag.indexing.ingest import ingest
    from rag.settings import Settings

    (folder / "news").mkdir()
    for name, text in articles.items():
        (folder / "news" / name).write_text(text, encoding="utf-8")
    settings = Settings(index=folder / "index")
    embedder = open_embedder("minilm", settings)
    ingest([folder / "news"], settings=settings, index=folder / "index", embedder=embedder, sync=False)
    return Assistant.open(folder / "index")


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return archive(tmp_path_factory.mktemp("dated"), ARTICLES)


@pytest.fixture(scope="module")
def undated(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    plain = {name: text.replace("Published: ", "On ") for name, text in ARTICLES.items()}
    return archive(tmp_path_factory.mktemp("undated"), plain)


def code(answer: Answer) -> str | None:
    return answer.reason.code if answer.reason else None


@pytest.mark.parametrize(
    "question",
    ["Who sold the port of Varnholm in 2019?", "Who bought the port of Varnholm in August 2017?"],
)
def test_a_time_past_the_newest_article_is_told_with_its_date(question: str, dated: Assistant) -> None:
    answer = dated.answer(question)
    assert code(answer) == "archive_ends_before"
    assert answer.text == answer.reason.message and "2017-06-09" in answer.text and answer.nearest  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "question",
    [
        "Who sold the port of Varnholm in 2015?",  # before the end
        "Who painted the port of Varnholm by 2019?",  # up to a time is not after the end
        "Who rented 2019 boats in Varnholm?",  # no year
        "What is planned for 2020 in Selby?",  # an article looks ahead to it
        "Who painted the port of Varnholm?",
    ],
)
def test_no_end_is_told_where_the_archive_reaches_that_far(question: str, dated: Assistant) -> None:
    assert archive_ends_before(question, (), dated.store) is None


def test_without_dates_an_archive_ends_for_certain_only_when_it_was_last_added_to(undated: Assistant) -> None:
    assert archive_ends_before("Who sold the port in 2019?", (), undated.store) is None
    ends = archive_ends_before("Who sold the port in 2999?", (), undated.store)
    assert ends is not None and undated.state().as_of[:10] in ends.message


@pytest.fixture
def never_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that would rather not answer: silence is explained, whatever its own judgement."""
    monkeypatch.setattr("rag.answering.reader.extractive.SURE", 2.0)


@pytest.mark.usefixtures("never_sure")
def test_a_false_premise_is_answered_with_the_sentence_that_contradicts_it(
    seeds_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", LAVROV, "--llm", "none", "--index", str(seeds_index)]) == 3
    told = capsys.readouterr().out
    assert told.startswith("The archive says otherwise than the question supposes: “Lavrov denied reports")
    first = told.split("Nearest in the archive:")[1].strip().splitlines()
    assert "2632–2817" in first[0] and "Lavrov denied reports" in first[1]


@pytest.mark.usefixtures("never_sure")
def test_a_contradiction_is_not_quoted_from_a_file_that_changes_meanwhile(seeds: Path, tmp_path: Path) -> None:
    said = (seeds / "000_d8b49aebd74923bf.txt").read_text(encoding="utf-8")
    assistant = archive(tmp_path, {"sochi.txt": said})
    assert code(assistant.answer(LAVROV)) == "premise_conflict"
    answers = []
    for event in assistant.stream(LAVROV):
        if event.get("stage", "").startswith("Reading"):
            changed = said.replace("Lavrov denied", "Lavrov confirmed")
            (tmp_path / "news" / "sochi.txt").write_text(changed, encoding="utf-8")
        answers += [event["answer"]] if "answer" in event else []
    assert code(answers[0]) == "withheld" and "Lavrov denied" not in str(answers[0].to_dict())
