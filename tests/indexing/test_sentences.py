"""Sentences: in order, trimmed, whole, and every letter in one of them; in time on any line."""

from __future__ import annotations

import doctest
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_texts import texts
from plain_sentences import plain_sentences

import rag.indexing.sentences
from rag.indexing.sentences import MAX_SENTENCE, cut_at_clauses, split_sentences
from rag.schema import Span

unhurried = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SPACE = " \t\r\n\v\f\u00a0\u2028\u2029\u200b\ufeff"
MEGABYTE = 1_000_000


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


def check(text: str, spans: list[Span], *, limit: int) -> None:
    """What holds of the sentences of any text."""
    covered = [False] * len(text)
    last = 0
    for span in spans:
        assert last <= span.start < span.end <= len(text), "in order, not overlapping, not empty, within the text"
        sentence = text[span.start : span.end]
        assert sentence[0] not in SPACE and sentence[-1] not in SPACE, "trimmed"
        assert len(sentence) <= limit
        covered[span.start : span.end] = [True] * len(sentence)
        last = span.end
    lost = [character for character, here in zip(text, covered, strict=True) if character.isalnum() and not here]
    assert lost == [], "every letter and digit is in a sentence"


def test_the_examples_in_the_documentation_hold() -> None:
    found = doctest.testmod(rag.indexing.sentences)
    assert found.attempted >= 4 and found.failed == 0


@unhurried
@given(texts)
def test_sentences_of_any_text_are_ordered_trimmed_and_lose_no_letter(text: str) -> None:
    check(text, split_sentences(text), limit=MAX_SENTENCE)


wrapped = st.lists(
    st.sampled_from(
        [
            "The ferry that",
            "left Mr.",
            "Reed's quay",
            "at 5 p.m. sank.",
            "“Stay in.”",
            "U.N.",
            "- a point",
            "> said",
            "",
        ]
    ),
    max_size=14,
).map(" \n".join)


@unhurried
@given(texts | wrapped)
def test_the_quick_way_finds_what_the_plain_way_finds(text: str) -> None:
    assert split_sentences(text) == plain_sentences(text)


@unhurried
@given(texts, st.integers(1, 60))
def test_what_is_cut_at_clauses_is_within_the_limit_and_loses_no_letter(text: str, limit: int) -> None:
    check(text, cut_at_clauses(text, Span(0, len(text)), limit=limit), limit=limit)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\r\n\t", "\ufeff", "\u200b\u00a0\u2028"],
)
def test_a_text_without_a_visible_character_has_no_sentence(text: str) -> None:
    assert split_sentences(text) == []


@pytest.mark.parametrize("text", ["...", "?!?!", "— — —", "“”", "👍👍", "()[]{}", "\u0301"])
def test_a_text_of_only_marks_is_one_sentence_of_them(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Reed met Mr. Lobo. They spoke.", ["Dr. Reed met Mr. Lobo.", "They spoke."]),
        ("The U.N. said so. He left.", ["The U.N. said so.", "He left."]),
        ("It fell 3.5 per cent. No. 10 agreed.", ["It fell 3.5 per cent.", "No. 10 agreed."]),
        ("J. K. Reed left on Sept. 5. It rained.", ["J. K. Reed left on Sept. 5.", "It rained."]),
        ("Is it over? No! It goes on.", ["Is it over?", "No!", "It goes on."]),
        ("“Stay in. Do not go.” She left.", ["“Stay in. Do not go.”", "She left."]),
        ("שלום. מה נשמע? טוב.", ["שלום.", "מה נשמע?", "טוב."]),
        ("قال نعم. هل عاد؟ نعم.", ["قال نعم.", "هل عاد؟", "نعم."]),
        ("港口重新开放。很好！", ["港口重新开放。", "很好！"]),
    ],
)
def test_a_stop_ends_a_sentence_but_not_that_of_an_abbreviation(text: str, expected: list[str]) -> None:
    assert sentences("A title\n\n" + text) == ["A title", *expected]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_is_its_own_where_lines_end_with_sentences(newline: str) -> None:
    lines = ["A title", "It rains.", "No stop here", "It pours."]
    assert sentences(newline.join(lines)) == lines


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_sentence_runs_on_over_the_lines_of_a_hard_wrapped_article(newline: str) -> None:
    lines = ["A title", "", "The ferry that", "left Port Selby", "sank. Nobody", "was hurt."]
    found = sentences(newline.join(lines))
    assert found == [
        "A title",
        newline.join(["The ferry that", "left Port Selby", "sank."]),
        f"Nobody{newline}was hurt.",
    ]


LEAD = ["The ferry that left Port Selby on", "Friday sank. Nobody of those who", "were on board was hurt."]


def test_the_first_line_of_wrapped_text_is_no_title() -> None:
    assert sentences("\n".join(LEAD)) == [
        "The ferry that left Port Selby on\nFriday sank.",
        "Nobody of those who\nwere on board was hurt.",
    ]
    assert sentences("the port of Selby\nwas closed on\nFriday.") == ["the port of Selby\nwas closed on\nFriday."]


@pytest.mark.parametrize(
    "title", ["A ferry sinks", "FERRY SINKS OFF THE PORT OF SELBY", "Nobody hurt as a ferry sinks.", "# Ferries"]
)
def test_a_title_right_above_wrapped_text_is_one(title: str) -> None:
    assert sentences("\n".join([title, *LEAD]))[0] == title


@pytest.mark.parametrize("opening", ["SELBY, June 3 - The ferry", "By Ana Lobo"])
def test_what_stands_above_a_dateline_or_a_byline_is_a_title(opening: str) -> None:
    title = "A ferry sinks off the old port of"
    assert sentences("\n".join([title, opening, *LEAD[1:]]))[0] == title


def test_a_straight_mark_that_opens_a_sentence_belongs_to_it() -> None:
    text = 'A title\n\n"The crane is not safe," Osei told them. "We should have closed it. We did not.'
    assert sentences(text)[1:] == [
        '"The crane is not safe," Osei told them.',
        '"We should have closed it.',
        "We did not.",
    ]


def test_a_list_and_a_heading_are_never_joined_to_what_stands_around_them() -> None:
    text = "Title\n\nwrapped words that\ngo on and on\n- one thing\n- another thing\n## A heading\nand more of it\nhere"
    assert {"- one thing", "- another thing", "## A heading"} <= set(sentences(text))


def test_a_byte_order_mark_is_in_no_sentence() -> None:
    assert sentences("\ufeffTitle\r\n\r\nIt rains.") == ["Title", "It rains."]


def test_a_sentence_that_repeats_is_found_at_each_of_its_places() -> None:
    assert [span.start for span in split_sentences("It rains. " * 3)] == [0, 10, 20]


def test_a_sentence_without_end_is_cut_at_a_clause() -> None:
    found = sentences("and the rain fell, " * 200)
    assert len(found) > 2
    assert all(len(sentence) <= MAX_SENTENCE and sentence.endswith(",") for sentence in found)


def test_what_has_no_clause_is_cut_at_a_space_and_what_has_no_space_anywhere() -> None:
    assert {word for sentence in sentences("drizzled " * 500) for word in sentence.split()} == {"drizzled"}
    assert "".join(sentences("x" * 3000)) == "x" * 3000


# Seconds on two cores that nobody else uses: see each; the limit leaves room for a busy machine.
@pytest.mark.parametrize(
    "unit",
    ["a", "It rains. ", "It rains\n", "word, ", "👍", ".", " ", "Mr. ", "U.N. ", "“He said. Yes,” said he. ", "1,"],
)
def test_a_megabyte_in_one_line_takes_seconds(unit: str) -> None:
    text = unit * (MEGABYTE // len(unit)) + "x"
    started = time.process_time()
    spans = split_sentences(text)
    assert time.process_time() - started < 10
    assert spans[-1].end == len(text)


@pytest.mark.parametrize("unit", ["“", "'"])
def test_marks_that_open_and_never_close_take_time_in_proportion_to_the_text(unit: str) -> None:
    def seconds(size: int) -> float:
        started = time.process_time()
        split_sentences(unit * size)
        return time.process_time() - started

    seconds(100)
    assert seconds(40_000) < 8 * max(seconds(10_000), 0.005)
