"""A scan finds what a plain look through every text would find, and no more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answering.scanning import Mention, scan, spans_of
from rag.schema import Document
from tests.vectorstore.made_up import STAMP, chunks_of, document_of
from vectorstore import ChunkStore, Entry, Filters, create_store, text_hash

WORDS = ["oil", "Oil", "OPEC", "U.S.", "U.S.S.R.", "S&P", "O'Neill", "state-owned", "owned", "3-1/2", "155,221", "221"]
PLAIN = st.lists(st.sampled_from([*WORDS, " ", "  ", "\n", ", ", ".", "'s", "-", "_", "x"]), max_size=30).map("".join)
ODD = {
    "soft.txt": "Quiet day\nThe chair\u00adman Vol\u00adcker spoke.",
    "quotes.txt": "Names\nMr O’Neill of ‘state–owned’ rail said “oil”.",
    "folded.txt": "Straßen\nDie STRASSE und die Straße nach MÜNCHEN.",
    "apart.txt": "Two marks\nEl Nin\u0303o and Mu\u0308nchen, not Munchen.",
    "long.txt": "Odd letters\nThe ﬁrst o\u017fter, 300 \u212a, İstanbul.",
    "cyrillic.txt": "Переговоры\nСергей ЛАВРОВ сказал: «нет».",
}


def entry(document: Document, *, lines: slice = slice(None)) -> Entry:
    chunks = chunks_of(document)[lines]
    return Entry(document, chunks, [text_hash(chunk.text) for chunk in chunks])


def holding(folder: Path, texts: Mapping[str, str], *others: Entry) -> ChunkStore:
    """A store without vectors that holds these texts by path, and other entries."""
    store = create_store(folder, replace(STAMP, dimensions=0))
    with store.writer() as writer:
        writer.root(folder.parent / "desk")
        writer.put([*(entry(document_of(path, text)) for path, text in texts.items()), *others])
    return store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ChunkStore:
    return holding(tmp_path_factory.mktemp("scanned") / "index", ODD)


def paths(mentions: list[Mention]) -> list[str]:
    return sorted(mention.document.path for mention in mentions)


@settings(max_examples=150, deadline=None)
@given(PLAIN, st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join))
def test_plain_text_is_searched_as_a_regular_expression_would(text: str, phrase: str) -> None:
    words = r"\s+".join(map(re.escape, phrase.split()))
    plain = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
    assert [(span.start, span.end) for span in spans_of(phrase, text)] == [
        match.span() for match in plain.finditer(text)
    ]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(ODD)), st.data())
def test_no_article_is_lost_whatever_letters_it_is_written_in(
    store: ChunkStore, path: str, data: st.DataObject
) -> None:
    runs = re.findall(r"[\w\u0300-\u036f\u00ad'’&–-]+", ODD[path])
    first = data.draw(st.integers(0, len(runs) - 1))
    written = runs[first].replace("\u00ad", "")
    phrase = data.draw(st.sampled_from([written, written.upper(), written.lower(), written.title()]))
    found = {mention.document.path: mention.spans for mention in scan(store, phrase, Filters())}
    assert found == {name: tuple(spans) for name, text in ODD.items() if (spans := spans_of(phrase, text))}


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("volcker", "Vol\u00adcker's Volckers", ["Vol\u00adcker"]),
        ("strasse", "Die Straße", ["Straße"]),
        ("o'neill", "O’Neill", ["O’Neill"]),
        ("state-owned", "state–owned", ["state–owned"]),
        ("interest rates", "INTEREST\n    RATES", ["INTEREST\n    RATES"]),
        ("München", "Mu\u0308nchen", ["Mu\u0308nchen"]),
        ("Munchen", "Mu\u0308nchen München", []),
        ("U.S.", "the U.S.-led U.S.S.R. and U.S.", ["U.S.", "U.S."]),
        ("first", "the ﬁrst", ["ﬁrst"]),
    ],
)
def test_writing_is_folded_and_accents_are_kept(phrase: str, text: str, found: list[str]) -> None:
    assert [text[span.start : span.end] for span in spans_of(phrase, text)] == found


def test_a_phrase_over_lines_in_any_case_is_found_at_its_characters(store: ChunkStore) -> None:
    (mention,) = scan(store, "лавров сказал", Filters())
    assert [mention.document.text[span.start : span.end] for span in mention.spans] == ["ЛАВРОВ сказал"]


def test_a_phrase_without_a_letter_is_in_no_article(store: ChunkStore) -> None:
    assert list(scan(store, "...", Filters())) == []


def test_filters_and_newer_articles_leave_out_what_may_not_be_found(tmp_path: Path) -> None:
    old, new = (
        replace(document_of(f"{n}.txt", f"Ferry {n}", publisher="Lens", published=f"2017-01-0{n}"), url="u://x/1")
        for n in (1, 2)
    )
    store = holding(tmp_path / "index", {"a.txt": "Ferry\nThe ferry sank."}, entry(old), entry(new))
    assert paths(list(scan(store, "ferry", Filters()))) == ["2.txt", "a.txt"]
    assert paths(list(scan(store, "FERRY", Filters(publisher="lens")))) == ["2.txt"]


def test_a_title_that_only_metadata_states_counts_and_front_matter_does_not(tmp_path: Path) -> None:
    document = replace(document_of("b.md", "tags: storm\nThe sea was calm."), title="A gale warning")
    store = holding(tmp_path / "index", {"a.txt": "Calm"}, entry(document, lines=slice(1, None)))
    (stated,) = scan(store, "gale", Filters())
    assert (stated.document.path, stated.spans) == ("b.md", ())
    assert list(scan(store, "storm", Filters())) == []


def test_a_scan_sees_the_index_as_it_was_when_it_began(tmp_path: Path) -> None:
    store = holding(tmp_path / "index", {"a.txt": "Ferry one", "b.txt": "Ferry two"})
    found = scan(store, "ferry", Filters())
    first = next(found)
    with store.writer() as writer:
        writer.delete([document_of("a.txt", "Ferry one").id, document_of("b.txt", "Ferry two").id])
        writer.put([entry(document_of("c.txt", "Ferry three"))])
    assert paths([first, *found]) == ["a.txt", "b.txt"]
    assert paths(list(scan(store, "ferry", Filters()))) == ["c.txt"]
