"""Tokens are counted offline, whatever the text."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import tokens

ascii_texts = st.text(
    alphabet=st.sampled_from("ab AB'sdmtlLvVeErR019.,!?\r\n\t \x0b\x0c\x1c\x1f\x00\x7f\"<|>_-"), max_size=40
)


@settings(max_examples=300, deadline=None)
@given(ascii_texts | st.text(max_size=40))
def test_counts_are_the_encodings_own(text: str) -> None:
    assert tokens.count_tokens(text) == len(tokens.encoding().encode_ordinary(text))


def test_long_pieces_and_those_beyond_the_most_are_counted_but_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tokens._PieceTokens()
    assert kept["a" * 1000] == 125 and len(kept) == 0
    monkeypatch.setattr(tokens, "_MOST_KEPT", 1)
    assert [kept[" ferry"], kept[" harbour"], kept[" ferry"]] == [1, 1, 1]
    assert list(kept) == [" ferry"]


def test_the_empty_text_has_no_tokens() -> None:
    assert tokens.count_tokens("") == 0


def test_text_that_looks_like_a_special_token_is_counted_as_text() -> None:
    assert tokens.count_tokens("<|endoftext|>") > 1


def test_a_lone_surrogate_is_counted_and_not_an_error() -> None:
    assert tokens.count_tokens("a \ud800 b") > 2


def test_a_million_characters_in_one_line_are_counted() -> None:
    assert tokens.count_tokens("a" * 1_000_000) == 125_000


def test_threads_that_count_first_at_the_same_time_agree() -> None:
    tokens._load.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        counts = set(pool.map(tokens.count_tokens, ["Lavrov denied reports of it."] * 32))
    assert len(counts) == 1


@pytest.mark.parametrize("stated", [None, "elsewhere"])
def test_counting_needs_no_network_and_does_not_import_llama_index(stated: str | None, tmp_path: Path) -> None:
    program = (
        "import sys, socket; socket.socket = None\n"
        "from rag.tokens import count_tokens\n"
        "assert count_tokens('one two three') == 3\n"
        "assert not [m for m in sys.modules if m.startswith(('llama_index', 'requests'))]\n"
    )
    environment = {name: value for name, value in os.environ.items() if name != tokens.CACHE_VARIABLE}
    if stated:
        environment[tokens.CACHE_VARIABLE] = str(tmp_path / stated)
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=60)


def test_a_table_of_the_users_own_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = tokens.bundled_tables()
    assert bundled is not None
    shutil.copy(bundled / tokens.TABLE, tmp_path)
    monkeypatch.setenv(tokens.CACHE_VARIABLE, str(tmp_path))
    monkeypatch.setattr(tokens, "bundled_tables", lambda: pytest.fail("looked for the bundled table"))
    tokens._load.cache_clear()
    assert tokens.count_tokens("one two three") == 3
    assert os.environ[tokens.CACHE_VARIABLE] == str(tmp_path)
