"""Near-identical articles are found and grouped (5 s)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.indexing.likeness import likeness, matter, sketch
from rag.indexing.origins import group_origins
from tests.vectorstore.made_up import STAMP, document_of, entry_of
from vectorstore import ChunkStore, create_store

STORY = """Storm closes ports along the coast

HAVANA, March 3 - A storm that had been gathering strength for two days closed four ports along the northern
coast on Tuesday and left some 12,000 households without power, the civil defence service said.
Fishing boats were ordered back to harbour before noon, and schools in the province of Matanzas stayed shut.
"We have seen worse, but not at this time of the year," said Elena Duarte, who heads the service.
The sugar harvest, already three weeks late, may lose a tenth of what still stands in the fields, growers said.
Insurers put the damage to warehouses in the port of Cardenas at 8.5 million dollars, a first estimate that
they expect to rise when roads into the hills are open again.
The weather office said winds would ease by Thursday but rain would last through the weekend.
"""
NOTICE = (
    "{company} SETS QUARTERLY\n\nQtly div {cents} cts vs {cents} cts prior. Pay April {pay}. Record March {record}."
)
PRICES = """Crop report

The farm ministry said on {day} that wheat stood at {a} dollars a tonne, against {b} dollars in the week before,
while maize was quoted at {c} dollars and barley at {d} dollars in the main markets of the country. Stocks held by
the state fell to {e} tonnes. Millers bought {f} tonnes for delivery in the coming month, dealers said, and exporters
a further {g} tonnes. The ministry left its forecast of the harvest at {h} tonnes and said that it would report
again when the weather allowed surveys in the south, where rain had delayed the work of its inspectors."""


def the_same(one: str, other: str) -> bool:
    return likeness(*(matter(text, title=text.split("\n")[0]) for text in (one, other))).copies


def the_body(text: str) -> list[str]:
    return text.split("\n")[2:]


@pytest.mark.parametrize(
    "copy",
    [
        STORY.replace("Storm closes ports along the coast", "Thousands in the dark as Cuba is hit"),
        STORY + "(Reporting by Anna Berg; Editing by Tom Okafor)",
        "\n".join(STORY.split("\n")[:6]),
        STORY.replace("HAVANA, March 3 - ", "MIAMI (Agency) -- "),
        STORY.replace("some", "about").replace("stayed shut", "did not open").replace("said winds", "expects winds"),
        "\n".join(["Storm", "", *reversed(the_body(STORY))]),
        STORY.upper(),
    ],
    ids=["title", "credit", "cut", "dateline", "words", "order", "capitals"],
)
def test_a_story_is_known_again_after_what_newsrooms_do_to_it(copy: str) -> None:
    assert the_same(STORY, copy)
    assert the_same(copy, STORY)


def test_a_report_in_the_same_words_with_other_numbers_is_another_story() -> None:
    one = PRICES.format(
        day="Monday", a=148, b=151, c=120, d=97, e="1.2 million", f="44,000", g="9,500", h="6.1 million"
    )
    other = PRICES.format(
        day="Monday", a=155, b=148, c=118, d=99, e="1.1 million", f="51,000", g="8,000", h="6.3 million"
    )
    assert not the_same(one, other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The zoo of Velm was closed on Monday", "The zoo of Velm was open on Monday", False),
        ("Zoo\n\nThe zoo of Velm will open on Monday.", "Zoo\n\nThe zoo of Velm will not open on Monday.", False),
        ("Zoo\n\nThe zoo of Velm opens on May 5.", "Zoo\n\nThe zoo of Velm opens on May 6.", False),
        ("Zoo\n\nThe zoo of Velm opens on May 5.", "Zoo\n\nThe zoo of Velm opens on May 5. (AFP)", True),
        ("Zoo\n\nThe zoo of Velm opens on May 5.", "Zoo\n\nZoo of Velm opens on May 5.", True),
    ],
)
def test_of_a_very_short_text_one_word_is_the_news(one: str, other: str, same: bool) -> None:
    assert the_same(one, other) is the_same(other, one) is same


def test_a_story_cut_to_its_first_sentence_is_known_again_but_not_one_that_says_the_opposite() -> None:
    opening = "Zoo\n\nThe zoo of Velm will open its gates on Monday, the town said."
    rest = " Nobody had asked for it, and no money was spent. Children come free until June, and schools pay half."
    assert the_same(opening, opening + rest)
    assert not the_same(opening, opening.replace("will", "will not") + rest)


def test_two_companies_notices_of_one_dividend_are_two_stories() -> None:
    one = NOTICE.format(company="KENAN TRANSPORT CO <KTCO>", cents="four", pay=15, record=31)
    other = NOTICE.format(company="AUTOCLAVE ENGINEERS INC <ACLV>", cents="four", pay=15, record=31)
    assert not the_same(one, other)
    assert the_same(one, one + " Reuter")


def test_a_report_that_takes_the_story_further_is_another_story() -> None:
    later = """Power back in Matanzas after storm

    HAVANA, March 6 - Power was back in most of Matanzas on Friday, three days after a storm that closed four ports,
    while growers counted what was left of a harvest that had been late before the winds came. Elena Duarte of the
    civil defence service said 900 households still waited for crews, most of them in the hills, where a bridge fell.
    The weather office lifted its last warning. Insurers raised their estimate of the damage at Cardenas to 11 million
    dollars, and the port said that its cranes would work again on Monday, after divers had looked at the quay."""
    assert not the_same(STORY, later)


def test_a_digest_that_holds_a_story_is_no_copy_of_it() -> None:
    others = [PRICES.format(day=day, a=1, b=2, c=3, d=4, e=5, f=6, g=7, h=8) for day in ("Monday", "Friday")]
    padding = " ".join(first + second for first in "abcdefghijklmnopqrstuvwxyz" for second in "aeioubcdfghjklm")
    assert not the_same(STORY, "\n\n".join(["World news in brief", *others, padding, STORY]))


def test_scripts_without_spaces_are_compared_by_character() -> None:
    story = "東京で月曜日、政府は新しい予算案を発表した。首相は記者会見で、増税は行わないと述べた。" * 2
    assert the_same("題\n\n" + story, "別の題\n\n" + story[: len(story) // 2])
    assert not the_same(story, "大阪の港で火事があり、倉庫三棟が焼けた。けが人はいなかったと消防は説明している。" * 2)


def test_an_article_without_words_has_no_sketch() -> None:
    assert sketch(matter("--- ***", title=None)) == b""


@pytest.fixture
def store(tmp_path: Path) -> Iterable[ChunkStore]:
    made = create_store(tmp_path / "index", STAMP)
    yield made
    made.close()


CUT = "\n".join(STORY.split("\n")[:6])
CREDITED = STORY + "(Reporting by Anna Berg)"
OTHER = PRICES.format(day="Monday", a=1, b=2, c=3, d=4, e=5, f=6, g=7, h=8)


def put_and_group(store: ChunkStore, *articles: tuple[str, str], gone: Iterable[str] = ()) -> None:
    with store.writer() as writer:
        writer.root(Path("/somewhere/desk"))
        for path, text in articles:
            writer.put([entry_of(document_of(path, text))])
        writer.delete([head.id for head in store.heads() if head.path in set(gone)])
        group_origins(store, writer)


def groups(store: ChunkStore) -> set[frozenset[str]]:
    """Paths of the articles of each group; every group is named after the first of its articles."""
    heads = {head.id: head.path for head in store.heads()}
    by_name: dict[str, list[str]] = {}
    for document in store.documents(heads).values():
        by_name.setdefault(document.origin or document.id, []).append(document.path)
    assert {heads.get(name) for name in by_name} == {min(paths) for paths in by_name.values()}
    return {frozenset(paths) for paths in by_name.values()}


def test_identical_texts_at_two_paths_are_two_articles_of_one_origin(store: ChunkStore) -> None:
    put_and_group(store, ("a.txt", STORY), ("b.txt", STORY), ("c.txt", OTHER))
    assert groups(store) == {frozenset({"a.txt", "b.txt"}), frozenset({"c.txt"})}


def test_a_later_ingest_adds_to_a_group_without_reading_its_articles_again(store: ChunkStore) -> None:
    put_and_group(store, ("b.txt", STORY), ("x.txt", OTHER))
    put_and_group(store, ("c.txt", CREDITED))
    put_and_group(store, ("a.txt", CUT))
    assert groups(store) == {frozenset({"a.txt", "b.txt", "c.txt"}), frozenset({"x.txt"})}


def test_a_group_keeps_together_when_its_first_article_is_removed(store: ChunkStore) -> None:
    put_and_group(store, ("a.txt", STORY), ("b.txt", CREDITED), ("c.txt", CUT))
    put_and_group(store, gone=["a.txt"])
    assert groups(store) == {frozenset({"b.txt", "c.txt"})}


def test_an_article_that_says_something_else_now_leaves_its_group(store: ChunkStore) -> None:
    put_and_group(store, ("a.txt", STORY), ("b.txt", STORY))
    put_and_group(store, ("a.txt", OTHER))
    assert groups(store) == {frozenset({"a.txt"}), frozenset({"b.txt"})}


def test_grouping_goes_on_after_being_stopped(store: ChunkStore) -> None:
    class Stopped(Exception):
        pass

    def stop(stage: str, done: int, total: int) -> None:
        raise Stopped

    with store.writer() as writer:
        writer.root(Path("/somewhere/desk"))
        for path, text in (("a.txt", STORY), ("b.txt", CREDITED)):
            writer.put([entry_of(document_of(path, text))])
        with pytest.raises(Stopped):
            group_origins(store, writer, stop)
        group_origins(store, writer)
    assert groups(store) == {frozenset({"a.txt", "b.txt"})}


def test_the_same_short_notice_of_another_week_is_another_story(store: ChunkStore) -> None:
    text = "BANK LEAVES RATES UNCHANGED\n\nThe central bank left its rates unchanged after its regular meeting."
    with store.writer() as writer:
        writer.root(Path("/somewhere/desk"))
        for path, published in (("a.txt", "1987-03-05"), ("b.txt", "1987-03-06"), ("c.txt", "1987-04-02")):
            writer.put([entry_of(document_of(path, f"{text}{' ' * len(path)}", published=published))])
        group_origins(store, writer)
    assert groups(store) == {frozenset({"a.txt", "b.txt"}), frozenset({"c.txt"})}


_ARTICLES = {
    "a.txt": STORY,
    "b.txt": CREDITED,
    "c.txt": CUT,
    "d.txt": OTHER,
    "e.txt": OTHER + " More follows.",
    "f.txt": NOTICE.format(company="KENAN CO", cents="four", pay=15, record=31),
}


@settings(max_examples=8, deadline=None)
@given(order=st.permutations(sorted(_ARTICLES)), first=st.integers(0, 6), gone=st.sets(st.sampled_from("xyz")))
def test_articles_make_the_same_groups_in_whatever_order_they_come_and_go(
    order: list[str], first: int, gone: set[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = create_store(tmp_path_factory.mktemp("any-order") / "index", STAMP)
    put_and_group(store, *((path, _ARTICLES[path]) for path in order[:first]), *((name, STORY) for name in gone))
    put_and_group(store, *((path, _ARTICLES[path]) for path in order[first:]))
    put_and_group(store, gone=gone)
    assert groups(store) == {
        frozenset({"a.txt", "b.txt", "c.txt"}),
        frozenset({"d.txt", "e.txt"}),
        frozenset({"f.txt"}),
    }
    store.close()
