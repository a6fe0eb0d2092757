"""Whatever happens to Chroma's or tantivy's files, answers are right and the rebuild is said."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from made_up import STAMP, filled, many_texts, put, python, vector_of

import vectorstore.dense
from vectorstore import ChunkStore, Filters, Hit, create_store, open_store
from vectorstore.dense_search import WORTH_OPENING
from vectorstore.projection import ProjectionError

COUNT = 120  # documents of two chunks: beyond Chroma's sync threshold, so its files are persisted
TEXTS = many_texts(COUNT)


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    for position in range(0, len(content), max(1, len(content) // 50)):
        content[position] ^= 0xFF
    file.write_bytes(content)


def remove(file: Path) -> None:
    file.unlink()


DAMAGES: list[Callable[[Path], None]] = [truncate, flip, remove]
FILES = {
    "dense": [
        "seal.json",
        "chroma.sqlite3",
        "*/data_level0.bin",
        "*/header.bin",
        "*/index_metadata.pickle",
        "*/length.bin",
        "vectors.f32",
        "chunks.i64",
        "documents.i64",
    ],
    "lexical": ["seal.json", "meta.json", "*.term", "*.idx", "*.store", "*.fieldnorm"],
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "index"
    filled(folder, TEXTS).close()
    return folder


def searched(store: ChunkStore) -> tuple[list[Hit], list[Hit]]:
    store.warm()  # so that Chroma is asked
    return store.dense(vector_of("article 7 ferry7"), 5, Filters()), store.lexical("article ferry7", 5, Filters())


@pytest.fixture(scope="module")
def right(whole: Path) -> tuple[list[Hit], list[Hit]]:
    store = open_store(whole)
    assert store.refresh() == ()
    found = searched(store)
    store.close()
    assert found[0][0].score == pytest.approx(1.0)
    return found


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(
    ("part", "pattern"), [(part, pattern) for part, patterns in FILES.items() for pattern in patterns]
)
def test_a_damaged_file_is_noticed_and_the_index_rebuilt(
    whole: Path,
    right: tuple[list[Hit], list[Hit]],
    tmp_path: Path,
    part: str,
    pattern: str,
    damage: Callable[[Path], None],
) -> None:
    shutil.copytree(whole, tmp_path / "index")
    file = next(next((tmp_path / "index" / part).iterdir()).glob(pattern))
    damage(file)
    store = open_store(tmp_path / "index")
    (said,) = store.refresh()
    assert said.part == part
    assert "rebuilt from the catalog: 240 chunks" in said.message
    assert searched(store) == right
    assert store.refresh() == ()
    store.close()


def test_a_missing_projection_is_rebuilt_and_said(
    whole: Path, right: tuple[list[Hit], list[Hit]], tmp_path: Path
) -> None:
    shutil.copytree(whole, tmp_path / "index")
    shutil.rmtree(tmp_path / "index" / "dense")
    shutil.rmtree(tmp_path / "index" / "lexical")
    calls: list[tuple[str, int, int]] = []
    store = open_store(tmp_path / "index")
    said = store.refresh(lambda stage, done, total: calls.append((stage, done, total)))
    assert [(degradation.part, "missing" in degradation.message) for degradation in said] == [
        ("dense", True),
        ("lexical", True),
    ]
    assert {stage for stage, _, _ in calls} == {"dense", "lexical"}
    assert all(done <= total for _, done, total in calls)
    assert searched(store) == right


def test_a_chroma_too_small_to_persist_its_vectors_opens_again(tmp_path: Path) -> None:
    filled(tmp_path / "index", {"b.txt": "three"}).close()
    assert list((tmp_path / "index" / "dense").rglob("*.bin")) == []
    for _ in range(3):
        store = open_store(tmp_path / "index")
        assert store.refresh() == ()
        store.warm()
        assert store.dense(vector_of("three"), 1, Filters())[0].score == pytest.approx(1.0)
        assert store.refresh() == ()
        store.close()


def test_reading_changes_no_sealed_file(whole: Path, right: tuple[list[Hit], list[Hit]]) -> None:
    from vectorstore.seal import newest

    index_id = open_store(whole)._catalog.index_id  # type: ignore[attr-defined]
    for part in ("dense", "lexical"):
        sealed = newest(whole / part, index_id)
        assert sealed is not None and sealed.whole()
        assert sealed.files


def test_an_interrupted_write_is_caught_up_with(tmp_path: Path) -> None:
    store = filled(tmp_path / "index", TEXTS)
    store.close()
    # The writer commits, and is gone before the projections follow.
    with pytest.raises(KeyboardInterrupt), open_store(tmp_path / "index").writer() as writer:
        from made_up import document_of

        put(writer, document_of("late.txt", "A lighthouse\nstands there."))
        raise KeyboardInterrupt
    store = open_store(tmp_path / "index")
    (said,) = store.refresh()  # what came after the dense index is searched beside it
    assert said.part == "lexical" and "behind" in said.message
    assert len(store.lexical("lighthouse", 3, Filters())) == 2
    assert store.dense(vector_of("stands there."), 1, Filters())[0].score == pytest.approx(1.0)


def test_a_catalog_restored_from_a_backup_gets_a_lexical_index_of_its_own(tmp_path: Path) -> None:
    from made_up import document_of

    store = filled(tmp_path / "index", {"a.txt": "first\nversion"})
    store.close()
    shutil.copy(tmp_path / "index" / "catalog.db", tmp_path / "backup.db")
    for text in ("second\nversion", "third\nversion"):
        store = open_store(tmp_path / "index")
        with store.writer() as writer:
            put(writer, document_of("a.txt", text))
        store.close()
    shutil.copy(tmp_path / "backup.db", tmp_path / "index" / "catalog.db")
    store = open_store(tmp_path / "index")
    assert {degradation.part for degradation in store.refresh()} == {"lexical"}  # the dense one is from before
    assert store.lexical("third", 3, Filters()) == []
    found = store.dense(vector_of("third"), 9, Filters())
    assert {chunk.text for chunk in store.chunks([hit.chunk_id for hit in found])} == {"version", "first"}
    assert len(store.lexical("first", 3, Filters())) == 2


def test_what_chroma_itself_gets_wrong_never_changes_a_score(
    whole: Path, right: tuple[list[Hit], list[Hit]], monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = vectorstore.dense.Dense.search

    def lying(self: vectorstore.dense.Dense, vector: np.ndarray, k: int) -> list[int]:
        return [*reversed(honest(self, vector, k)), 10**9]

    monkeypatch.setattr(vectorstore.dense.Dense, "search", lying)
    store = open_store(whole)
    assert searched(store)[0] == right[0]


def test_a_chroma_that_fails_while_searching_is_replaced_by_exact_search_and_said(
    whole: Path, right: tuple[list[Hit], list[Hit]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(whole, tmp_path / "index")
    store = open_store(tmp_path / "index")
    assert store.refresh() == ()

    def failing(self: vectorstore.dense.Dense, vector: np.ndarray, k: int) -> list[int]:
        raise ProjectionError("Chroma: no luck")

    with monkeypatch.context() as patch:
        patch.setattr(vectorstore.dense.Dense, "search", failing)
        assert [hit.chunk_id for hit in searched(store)[0]] == [hit.chunk_id for hit in right[0]]
    assert any("no luck" in degradation.message for degradation in store.refresh())
    assert searched(store) == right


def test_a_chroma_that_cannot_be_opened_is_replaced_by_exact_search_and_said(
    whole: Path, right: tuple[list[Hit], list[Hit]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(folder: Path) -> None:
        raise ProjectionError("Chroma: not today")

    monkeypatch.setattr(vectorstore.dense, "_client", unavailable)
    store = open_store(whole)
    assert searched(store) == right
    assert any("not today" in degradation.message for degradation in store.refresh())


def test_a_chroma_that_cannot_be_built_leaves_exact_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable(folder: Path) -> None:
        raise ProjectionError("Chroma: not installed")

    monkeypatch.setattr(vectorstore.dense, "_client", unavailable)
    store = filled(tmp_path / "index", {"a.txt": "one\ntwo"})
    for _ in range(2):
        (said,) = store.refresh()
        assert said.part == "dense" and "not installed" in said.message
        assert store.dense(vector_of("two"), 1, Filters())[0].score == pytest.approx(1.0)


def test_first_searches_are_exact_and_chroma_opens_beside_once_there_are_many(
    whole: Path, right: tuple[list[Hit], list[Hit]]
) -> None:
    store = open_store(whole)
    dense = store._following.dense  # type: ignore[attr-defined]
    for _ in range(WORTH_OPENING - 1):
        assert store.dense(vector_of("article 7 ferry7"), 5, Filters()) == right[0]
    assert store._meaning._opening is None  # type: ignore[attr-defined]
    assert store.dense(vector_of("article 7 ferry7"), 5, Filters()) == right[0]
    store._meaning._opening.join()  # type: ignore[attr-defined]
    assert dense.opened is not None
    assert store.dense(vector_of("article 7 ferry7"), 5, Filters()) == right[0]
    store.close()


def test_an_index_that_was_warm_opens_again_after_a_change(tmp_path: Path) -> None:
    store = filled(tmp_path / "index", {"a.txt": "one\ntwo"})
    store.warm()
    shutil.rmtree(tmp_path / "index" / "dense")
    store.refresh()
    dense = store._following.dense  # type: ignore[attr-defined]
    assert dense.opened is None
    assert store.dense(vector_of("two"), 1, Filters())[0].score == pytest.approx(1.0)
    store._meaning._opening.join()  # type: ignore[attr-defined]
    assert dense.opened is not None
    store.close()


def test_a_lexical_question_does_not_load_chroma(whole: Path) -> None:
    code = """
import sys
from pathlib import Path
from vectorstore import Filters, open_store
store = open_store(Path(sys.argv[1]))
assert store.refresh() == ()
assert store.lexical("ferry7", 3, Filters())
print("chromadb" in sys.modules, "numpy" in sys.modules)
"""
    done = python(code, whole)
    assert done.stdout.split() == ["False", "False"], done.stderr


def test_an_empty_index_answers_nothing(tmp_path: Path) -> None:
    store = create_store(tmp_path / "index", STAMP)
    store.refresh()
    assert store.dense(vector_of("x"), 3, Filters()) == store.dense(vector_of("x"), 3, Filters(publisher="x")) == []
    assert store.lexical("x", 3, Filters()) == []
    assert store.state().documents == 0
