"""What a file beside an article states of it: read with it, read again with it, and never taken for an article."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from rag.embedding import open_embedder
from rag.indexing.credits import stated_facts
from rag.indexing.ingest import IngestSummary, ingest, remove
from rag.indexing.sidecars import described_by
from rag.schema import Document
from rag.settings import Settings
from vectorstore import open_store

STATED = {"title": "Ferry stops", "publisher": "The Ferry", "date": "2017-03-04", "authors": ["Ann Berg"],
          "url": "https://ferry.example/stops"}  # fmt: skip
GOLDEN = ("Ferry stops", "The Ferry", "2017-03-04", "Ann Berg", "https://ferry.example/stops")


class Desk:
    """A folder and its index."""

    def __init__(self, place: Path) -> None:
        self.folder = place / "desk"
        self.folder.mkdir()
        self.index = place / "index"
        self.write("ferry.txt", "It stopped\n\nThe ferry stopped at noon.\n")

    def write(self, path: str, content: object) -> Path:
        file = self.folder / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return file

    def ingest(self, *paths: Path, sync: bool = False) -> IngestSummary:
        none = open_embedder("none", Settings())
        return ingest(list(paths) or [self.folder], settings=Settings(), index=self.index, embedder=none, sync=sync)

    def articles(self) -> dict[str, Document]:
        with closing(open_store(self.index)) as store:
            held = store.documents([head.id for head in store.heads()])
        return {document.path: document for document in held.values()}

    def failed(self) -> list[str]:
        with closing(open_store(self.index)) as store:
            return [failure.path for failure in store.failures()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def stated(document: Document) -> tuple[str | None, ...]:
    return (document.title, document.publisher, document.published, document.byline, document.url)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ferry.txt.json", json.dumps(STATED)),
        ("ferry.txt.yaml", "title: Ferry stops\npublisher: The Ferry\ndate: 2017-03-04\nauthor: Ann Berg\n"
                           "url: https://ferry.example/stops\n"),
    ],
)  # fmt: skip
def test_a_sidecar_states_what_the_article_does_not(desk: Desk, name: str, content: str) -> None:
    desk.write(name, content)
    summary = desk.ingest()
    assert (summary.added, summary.failed) == (1, ())
    (document,) = desk.articles().values()
    assert stated(document) == GOLDEN
    assert document.text == "It stopped\n\nThe ferry stopped at noon.\n"
    facts = {fact.field: fact for fact in stated_facts(document)}
    assert (facts["publisher"].where, facts["publisher"].start) == ("sidecar", None)


def test_it_goes_before_the_article_only_in_what_it_states(desk: Desk) -> None:
    desk.write("ferry.txt", "It stopped\n\nBy Kari Nord\n\nOSLO (Reuters) - The ferry stopped.\n")
    desk.write("ferry.txt.json", {"publisher": "The Ferry"})
    desk.ingest()
    assert stated(desk.articles()["ferry.txt"]) == ("It stopped", "The Ferry", None, "Kari Nord", None)


def test_a_changed_sidecar_has_its_article_read_again(desk: Desk) -> None:
    desk.ingest()
    assert desk.ingest().unchanged == 1
    for content, title in ((STATED, "Ferry stops"), ({"title": "Ferry stands"}, "Ferry stands")):
        desk.write("ferry.txt.json", content)
        assert desk.ingest().updated == 1
        assert desk.articles()["ferry.txt"].title == title
        assert desk.ingest(sync=True).unchanged == 1
    (desk.folder / "ferry.txt.json").unlink()
    assert desk.ingest().updated == 1
    assert desk.articles()["ferry.txt"].title == "It stopped"
    assert desk.ingest().unchanged == 1


def test_nothing_of_a_sidecar_is_left_when_its_article_is_taken_out(desk: Desk) -> None:
    desk.write("ferry.txt.json", STATED)
    desk.ingest()
    assert remove(["ferry.txt"], desk.index, erase=True) == 1
    with closing(open_store(desk.index)) as store:
        assert store.containers() == {}
    assert b"ferry.txt" not in (desk.index / "catalog.db").read_bytes()
    assert desk.ingest().added == 1
    assert desk.articles()["ferry.txt"].title == "Ferry stops"


def test_a_sidecar_that_is_named_stands_for_its_article(desk: Desk) -> None:
    sidecar = desk.write("ferry.txt.json", STATED)
    assert desk.ingest(sidecar).added == 1
    assert list(desk.articles()) == ["ferry.txt"]
    desk.write("ferry.txt.json", {"title": "Ferry stands"})
    assert desk.ingest(desk.folder / "ferry.txt").updated == 1


def test_in_a_folder_below_it_belongs_to_the_article_beside_it(desk: Desk) -> None:
    desk.write("2017/ferry.txt", "It sank\n\nThe ferry sank.\n")
    desk.write("2017/ferry.txt.json", STATED)
    desk.ingest()
    assert [document.title for document in desk.articles().values()] == ["Ferry stops", "It stopped"]


@pytest.mark.parametrize(
    ("name", "content", "articles"),
    [
        ("ferry.json", {"title": "A bridge", "text": "The bridge opened."}, {"ferry.json", "ferry.txt"}),
        ("ferry.txt.json", {"title": "A bridge", "text": "The bridge opened."}, {"ferry.txt.json", "ferry.txt"}),
        ("ferry.txt.json", [{"id": "1", "text": "The bridge opened."}], {"ferry.txt.json!/1", "ferry.txt"}),
        ("ferry.txt.json", {"title": "A dump", "articles": [{"id": "1", "text": "A bridge."}]},
         {"ferry.txt.json!/1", "ferry.txt"}),
        ("gone.txt.json", [{"id": "1", "text": "The bridge opened."}], {"gone.txt.json!/1", "ferry.txt"}),
    ],
)  # fmt: skip
def test_a_dump_is_never_taken_for_a_sidecar(desk: Desk, name: str, content: object, articles: set[str]) -> None:
    desk.write(name, content)
    assert desk.ingest().failed == ()
    assert set(desk.articles()) == articles
    assert desk.articles()["ferry.txt"].title == "It stopped"
    assert desk.ingest().unchanged == len(articles)


def test_one_that_cannot_be_read_is_named_and_its_article_is_read_without(desk: Desk) -> None:
    desk.write("ferry.txt.yaml", "title: [a\n")
    summary = desk.ingest()
    assert [failed.path for failed in summary.failed] == ["desk/ferry.txt.yaml"]
    assert desk.articles()["ferry.txt"].title == "It stopped"
    desk.write("ferry.txt.yaml", "title: Ferry stops\n")
    assert desk.ingest().updated == 1
    assert desk.failed() == []


def test_a_link_out_of_the_folder_states_nothing(desk: Desk) -> None:
    elsewhere = desk.folder.parent / "elsewhere.json"
    elsewhere.write_text(json.dumps(STATED))
    (desk.folder / "ferry.txt.json").symlink_to(elsewhere)
    desk.ingest()
    assert desk.articles()["ferry.txt"].title == "It stopped"


@pytest.mark.parametrize(
    ("path", "article"),
    [("a.txt.json", "a.txt"), ("b/c.html.yml", "b/c.html"), ("a.json", None), ("a.zip.json", None), (".json", None)],
)
def test_it_is_named_after_the_whole_name_of_one_article(path: str, article: str | None) -> None:
    assert described_by(path) == article


def test_front_matter_of_a_text_is_read_where_it_states_something_known(desk: Desk) -> None:
    desk.write("front.txt", "---\r\ntitle: Ferry stops\r\nsource: The Ferry\r\n---\r\nThe ferry stopped at noon.\r\n")
    desk.write("rule.txt", "---\nNOTE: the ferry stops\n---\nThe ferry stopped.\n")
    desk.write("empty.txt", "---\ntitle: Ferry stops\n---\n")
    desk.ingest()
    held = desk.articles()
    assert (held["front.txt"].title, held["front.txt"].publisher) == ("Ferry stops", "The Ferry")
    front = held["front.txt"]
    assert front.text[front.body_start :] == "The ferry stopped at noon.\r\n"
    assert held["rule.txt"].body_start == held["empty.txt"].body_start == 0
    assert (desk.folder / "front.txt").read_bytes().decode() == front.text
