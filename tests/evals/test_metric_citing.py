from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics.citing import all_citations_right, citation_correctness, citation_exactness, in_file


def test_a_path_names_a_file_in_any_folder_but_not_a_longer_name() -> None:
    assert in_file("talks.txt", ["talks.txt"])
    assert in_file("2017/may/talks.txt", ["talks.txt"])
    assert not in_file("peacetalks.txt", ["talks.txt"])
    assert not in_file("talks.txt/other.txt", ["talks.txt"])


def test_the_share_of_right_citations_is_counted() -> None:
    assert citation_correctness(["a.txt", "b.txt", "a.txt"], ["a.txt"]) == 2 / 3
    assert citation_correctness(["a.txt", "b.txt"], ["a.txt", "b.txt"]) == 1.0
    assert citation_correctness(["c.txt", "d.txt"], ["a.txt"]) == 0.0
    assert citation_correctness([], ["a.txt"]) is None


def test_an_answer_without_citations_is_not_right() -> None:
    assert not all_citations_right([], ["a.txt"], all_files=False)


def test_one_wrong_file_makes_the_citations_wrong() -> None:
    assert all_citations_right(["a.txt", "a.txt"], ["a.txt", "b.txt"], all_files=False)
    assert not all_citations_right(["a.txt", "c.txt"], ["a.txt", "b.txt"], all_files=False)


def test_a_missing_file_makes_the_citations_wrong_only_where_all_are_needed() -> None:
    assert not all_citations_right(["a.txt"], ["a.txt", "b.txt"], all_files=True)
    assert all_citations_right(["b.txt", "a.txt"], ["a.txt", "b.txt"], all_files=True)


def test_exactness_counts_characters_with_crlf_and_mark_as_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeffTitle\r\n\r\nCafé 🕊 opened.\r\n".encode())
    # mark 0, Title 1-5, CRLF CRLF 6-9, "Café" 10-13, space 14, dove 15
    assert citation_exactness(tmp_path, "a.txt", 10, 16, "Café 🕊") is True
    assert citation_exactness(tmp_path, "a.txt", 9, 15, "Café 🕊") is False
    assert citation_exactness(tmp_path, "a.txt", 10, 16, "Cafe 🕊") is False


def test_an_empty_quote_and_a_missing_file_are_not_exact(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Words.")
    assert citation_exactness(tmp_path, "a.txt", 2, 2, "") is False
    assert citation_exactness(tmp_path, "gone.txt", 0, 5, "Words") is False
    assert citation_exactness(tmp_path, "a.txt", -6, -1, "Words") is False


def test_formats_whose_offsets_count_another_text_are_unscored(tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes("Café".encode("latin-1"))
    assert citation_exactness(tmp_path, "latin.txt", 0, 4, "Café") is None
    assert citation_exactness(tmp_path, "page.html", 0, 4, "Café") is None
    assert citation_exactness(tmp_path, "all.zip!/a.txt", 0, 4, "Café") is None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("articles")


@given(text=st.text(st.characters(codec="utf-8"), min_size=1), start=st.integers(0, 50), end=st.integers(0, 50))
def test_exactness_agrees_with_slicing_the_text(folder: Path, text: str, start: int, end: int) -> None:
    (folder / "a.txt").write_bytes(text.encode("utf-8"))
    quote = text[start:end]
    assert citation_exactness(folder, "a.txt", start, end, quote) is bool(quote)
    assert citation_exactness(folder, "a.txt", start, end, quote + "x") is False
