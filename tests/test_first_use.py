"""The first question of a fresh clone makes its index: once, whole, and only where that is allowed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rag.cli import main
from rag.errors import IndexMissingError
from rag.first_use import ensure_index
from rag.settings import Settings
from vectorstore import holds_index, open_store

ARTICLE = "Harbour reopens\n\nThe harbour reopened on 3 May."


@pytest.fixture
def working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with a `seeds/` of one article."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text(ARTICLE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def documents_in(folder: Path) -> list[str]:
    store = open_store(folder)
    try:
        return [f"{head.root}/{head.path}" for head in store.heads()]
    finally:
        store.close()


def test_the_default_index_is_made_from_seeds_once_and_said_so_once(working_folder: Path) -> None:
    said: list[str] = []
    for _ in range(2):
        assert ensure_index(Settings(), explicit=False, notify=said.append) == Path(".dateline")
    assert len(said) == 1 and "seeds/" in said[0]
    assert documents_in(working_folder / ".dateline") == ["seeds/a.txt"]
    assert sorted(place.name for place in working_folder.iterdir()) == [".dateline", "seeds"]


def test_what_an_interrupted_ingest_left_is_filled(working_folder: Path) -> None:
    (working_folder / ".dateline").mkdir()
    (working_folder / ".dateline" / "lock").write_text("")
    ensure_index(Settings(), explicit=False, notify=lambda _: None)
    assert documents_in(working_folder / ".dateline") == ["seeds/a.txt"]


def test_an_index_that_is_there_is_left_alone(working_folder: Path) -> None:
    ensure_index(Settings(), explicit=False, notify=lambda _: None)
    (working_folder / "seeds" / "b.txt").write_text(ARTICLE)
    said: list[str] = []
    ensure_index(Settings(), explicit=False, notify=said.append)
    assert said == [] and documents_in(working_folder / ".dateline") == ["seeds/a.txt"]


def test_an_index_that_is_named_is_never_made(working_folder: Path) -> None:
    with pytest.raises(IndexMissingError, match="dateline ingest PATH --index elsewhere"):
        ensure_index(Settings(index=Path("elsewhere")), explicit=True, notify=lambda _: None)
    assert not holds_index(working_folder / "elsewhere")


def test_without_seeds_the_error_names_the_command(working_folder: Path) -> None:
    shutil.rmtree(working_folder / "seeds")
    with pytest.raises(IndexMissingError, match="dateline ingest PATH"):
        ensure_index(Settings(), explicit=False, notify=lambda _: None)
    assert list(working_folder.iterdir()) == []


def test_seeds_that_can_not_be_indexed_leave_nothing_behind(
    working_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the embedder failed")

    monkeypatch.setattr("rag.indexing.ingest.ingest", fail)
    with pytest.raises(RuntimeError):
        ensure_index(Settings(), explicit=False, notify=lambda _: None)
    assert [place.name for place in working_folder.iterdir()] == ["seeds"]


def test_an_empty_catalog_is_no_index_and_an_ingest_makes_it_there(
    working_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (working_folder / "index").mkdir()
    (working_folder / "index" / "catalog.db").touch()
    assert main(["ask", "When did the harbour reopen?", "--index", "index"]) == 1
    assert "dateline ingest PATH --index index" in capsys.readouterr().err
    assert main(["ingest", "seeds", "--index", "index"]) == 0
    assert documents_in(working_folder / "index") == ["seeds/a.txt"]
