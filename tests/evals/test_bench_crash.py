"""The benchmark that kills ingests: it runs, and it would see an article that says what its file never said."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from evals.bench import crash


def test_an_ingest_is_killed_and_the_archive_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crash, "ARTICLES", 20)
    monkeypatch.setattr(crash, "CHANGED", 4)
    measured = crash.measure(cycles=1, seed=1, embedder="none", work=tmp_path)
    assert measured.numbers["cycles"] == 1
    desk = crash._Desk(tmp_path / "crash" / "desk", random.Random(1))
    with pytest.raises(KeyError):
        crash._check_whole(tmp_path / "crash" / "index", desk, {})
    desk.said = {path.name: {"something else"} for path in desk.folder.iterdir()}
    with pytest.raises(AssertionError, match="never said"):
        crash._check_whole(tmp_path / "crash" / "index", desk, {})
    with pytest.raises(AssertionError, match="lost"):
        (desk.folder / "new.txt").write_text("There, and not in the index.\n", encoding="utf-8")
        crash._check_whole(tmp_path / "crash" / "index", desk, {"new.txt": "0"})
