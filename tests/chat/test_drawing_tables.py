"""An answer's table on the page and in copied text. About two seconds, most of it one plot."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from chat.copying import copy_text
from chat.drawing import draw_answer, draw_sentences
from chat.tables import draw_table
from rag.schema import Cell, Citation, Column, Row, Stance, Table
from tests.chat.fake_assistant import ANSWERED, BRIDGE, RIVER, ROSE, SENTENCES, UNHURT, cite
from tests.chat.reader import ALLOWED_ATTRIBUTES, ALLOWED_TAGS, ATTACKS, HOSTILE, Reader

SAID = Table(
    kind="statements",
    columns=(Column("Speaker"), Column("Says")),
    rows=(Row((Cell("the mayor"), Cell(UNHURT.quote, (2,)))), Row((Cell("the mayor [7]"), Cell(ROSE.quote, (1, 2))))),
)
COMPARED = Table(
    kind="comparison",
    columns=(Column("Claim"), Column("River rises", RIVER.id), Column("bridge.txt", BRIDGE.id)),
    rows=(Row((Cell("The bridge is closed"), Cell("", (), "silent"), Cell("is closed", (1,), "contradicts"))),),
)


def listed(count: int) -> Table:
    """A list of so many articles, none of them cited by a sentence."""
    found = cite(BRIDGE, "It opens on Friday.", None)
    rows = tuple(Row((Cell(f"bridge {number}"),), found=found) for number in range(count))
    return Table("list", (Column("Article"),), rows)


def test_the_table_stands_between_the_sentences_and_their_sources() -> None:
    text = Reader(draw_answer(replace(ANSWERED, table=SAID))).text
    assert text.index(SENTENCES[1].text) < text.index("Who said what") < text.index("Found in 1 article")


def test_of_many_sentences_above_a_table_five_are_shown_and_all_are_there() -> None:
    drawn = draw_answer(replace(ANSWERED, sentences=(SENTENCES[0],) * 9, table=listed(2)))
    shown, _, rest = drawn.partition("<span hidden>")
    assert shown.count('class="dl-sentence"') == 5 and rest.count('class="dl-sentence"') == 4
    assert "+4 more" in Reader(drawn).text
    assert "<span hidden>" not in draw_answer(replace(ANSWERED, sentences=(SENTENCES[0],) * 9))


def test_above_a_comparison_stands_what_was_counted() -> None:
    drawn = draw_answer(replace(ANSWERED, sentences=(SENTENCES[0],) * 9, table=COMPARED))
    assert drawn.partition("<span hidden>")[0].count('class="dl-sentence"') == 1
    assert "+8 more" in Reader(drawn).text


def test_sentences_that_a_table_tells_again_are_folded_unless_a_model_worded_them() -> None:
    folded = (
        draw_answer(replace(ANSWERED, table=SAID)).partition('<details class="dl-told">')[2].partition("</details>")
    )
    assert SENTENCES[0].text in folded[0] and '<section class="dl-table' in folded[2]
    assert "dl-told" not in draw_answer(replace(ANSWERED, table=SAID, mode="llm:small"))
    assert "dl-told" not in draw_answer(replace(ANSWERED, table=listed(2)))


def test_headers_say_what_they_head_and_the_caption_what_the_table_is() -> None:
    read = Reader(draw_table(SAID, ANSWERED.citations))
    assert read.values("scope") == ["col", "col", "row", "row"]
    assert read.tags.count("caption") == 1 and read.values("aria-label")[0] == "Who said what"


def test_a_cell_has_a_chip_for_each_citation_that_opens_its_quote() -> None:
    read = Reader(draw_table(SAID, ANSWERED.citations))
    assert read.values("data-start") == [str(UNHURT.start), str(ROSE.start), str(UNHURT.start)]


def test_what_looks_like_a_marker_in_a_cell_has_other_brackets() -> None:
    assert "the mayor (7)" in Reader(draw_table(SAID, ANSWERED.citations)).text


@pytest.mark.parametrize(("stance", "shape"), [("says", "●"), ("contradicts", "≠"), ("silent", "○")])
def test_a_stance_is_told_by_a_word_and_a_shape(stance: Stance, shape: str) -> None:
    table = replace(COMPARED, rows=(Row((Cell("It is closed"), Cell("closed", (1,), stance), Cell("", (), stance))),))
    assert Reader(draw_table(table, ANSWERED.citations)).text.count(f"{shape} {stance}") == 2


def test_the_column_of_an_article_opens_it() -> None:
    assert Reader(draw_table(COMPARED, ())).values("data-article") == [RIVER.id, BRIDGE.id]


def test_of_a_long_list_twenty_rows_are_shown_and_all_are_there() -> None:
    html = draw_table(listed(25), ())
    shown, _, rest = html.partition("<tbody hidden>")
    assert shown.count('scope="row"') == 20 and rest.count('scope="row"') == 5
    assert "Show all 25" in rest
    assert "hidden" not in draw_table(listed(20), ())


def test_a_row_that_no_sentence_cites_opens_its_article_where_it_was_found() -> None:
    read = Reader(draw_table(listed(1), ()))
    assert read.values("data-article") == [BRIDGE.id]
    assert "Open bridge.txt at the place" in read.values("aria-label")


def test_a_row_whose_citation_is_there_already_opens_it_once() -> None:
    row = Row((Cell("River rises", (1,)),), found=ROSE)
    assert Reader(draw_table(Table("list", (Column("Article"),), (row,)), (ROSE,))).values("data-article") == [RIVER.id]


def many(count: int) -> tuple[Citation, ...]:
    return tuple(replace(ROSE, number=number) for number in range(1, count + 1))


def test_past_eight_markers_the_rest_is_hidden_behind_its_number() -> None:
    drawn = draw_sentences([replace(SENTENCES[0], citations=tuple(range(1, 38)))], many(37))
    shown, _, rest = drawn.partition("<span hidden>")
    assert shown.count("dl-chip") == 8 and rest.count("dl-chip") == 29
    assert "+29 more" in Reader(drawn).text


def test_past_twenty_sources_the_rest_is_a_click_away() -> None:
    read = Reader(draw_answer(replace(ANSWERED, citations=many(21))))
    assert read.tags.count("ol") == 2 and "Show all 21" in read.text


def test_copied_text_carries_the_table_with_tabs_between_its_cells() -> None:
    lines = copy_text(replace(ANSWERED, table=COMPARED)).splitlines()
    assert "Claim\tRiver rises\tbridge.txt" in lines
    assert "The bridge is closed\tsilent\tcontradicts: is closed [1]" in lines


def test_a_copied_list_says_where_each_row_was_found() -> None:
    copied = copy_text(replace(ANSWERED, table=listed(25)))
    assert copied.count("\tarchive/bridge.txt, characters 22-41\n") == 25


@given(HOSTILE, HOSTILE)
def test_no_words_of_others_become_markup_in_a_table(words: str, name: str) -> None:
    found = replace(ROSE, number=None, title=name, document_id=words)
    table = Table("comparison", (Column(name, words), Column(words)), (Row((Cell(words), Cell(name)), found=found),))
    read = Reader(draw_answer(replace(ANSWERED, table=table)))
    assert set(read.tags) <= ALLOWED_TAGS
    assert {attribute for attribute, _ in read.attributes} <= ALLOWED_ATTRIBUTES


def test_no_words_of_others_become_markup_in_the_picture_of_a_timeline() -> None:
    rows = tuple(Row((Cell("2017"), Cell(attack)), date="2017") for attack in ATTACKS)
    read = Reader(draw_table(Table("timeline", (Column("When"), Column("What")), rows), ()))
    assert "svg" in read.tags
    assert set(read.tags) <= ALLOWED_TAGS | {"svg", "defs", "g", "path", "rect", "text", "use", "clippath"}
    assert not {name for name, _ in read.attributes if name.startswith("on")}
    assert all((link or "").startswith("#") for link in read.values("xlink:href") + read.values("href"))
