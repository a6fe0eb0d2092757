"""What a person sees of an Answer. Takes well under a second."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.copying import copy_text
from chat.drawing import draw_answer, draw_error, draw_head, draw_question, draw_sentences, draw_welcome
from chat.escaping import without_folders
from rag.schema import Citation, Degradation, Filter, Problem, Reason, ReasonCode, Sentence
from tests.chat.fake_assistant import ABSTAINED, ANSWERED, ROSE, SENTENCES, STATE
from tests.chat.reader import ALLOWED_ATTRIBUTES, ALLOWED_TAGS, HOSTILE, Reader


def test_each_sentence_is_followed_by_a_chip_that_opens_its_quote() -> None:
    read = Reader(draw_answer(ANSWERED))
    assert read.text.index(SENTENCES[0].text) < read.text.index("1") < read.text.index(SENTENCES[1].text)
    assert read.values("data-article") == ["river-1"] * 4  # two chips, two sources
    assert read.values("data-start")[0] == str(ROSE.start)
    assert read.values("data-end")[0] == str(ROSE.end)
    assert "Source 1: River rises. Open the article at the quote" in read.values("aria-label")


def test_sources_show_number_title_outlet_date_file_and_quote() -> None:
    text = Reader(draw_answer(ANSWERED)).text
    for words in ("River rises", "The Valley Post · 2021-03-04 · archive/2021/river.txt", ROSE.quote, "the mayor"):
        assert words in text


def test_what_an_article_does_not_state_is_said_to_be_unstated_and_the_path_is_its_name() -> None:
    text = Reader(draw_answer(ABSTAINED)).text
    assert "date not stated · archive/bridge.txt" in text
    assert "None" not in text


def test_supported_sentences_are_found_in_articles_and_never_called_true() -> None:
    text = Reader(draw_answer(ANSWERED)).text.lower()
    assert "found in 1 article" in text
    assert "true" not in text and "fact" not in text


def test_an_abstention_says_so_and_shows_the_nearest_evidence_as_something_to_open() -> None:
    read = Reader(draw_answer(ABSTAINED))
    assert "The archive does not say" in read.text
    assert "No article says who built the bridge." in read.text
    assert "Nearest in the archive" in read.text
    assert read.values("data-article") == ["bridge-2"]
    assert not read.values("data-copy")


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("not_answered", "The archive does not say"),
        ("premise_conflict", "The archive says otherwise"),
        ("archive_ends_before", "The archive ends before that"),
        ("filters_exclude_all", "No article passes the filters"),
    ],
)
def test_an_abstention_is_labelled_by_its_reason(code: ReasonCode, label: str) -> None:
    reason = Reason(code, "So it is: “The bridge was never built.”")
    text = Reader(draw_answer(replace(ABSTAINED, reason=reason, text=reason.message))).text
    assert label in text and reason.message in text


def test_a_withheld_sentence_is_out_of_the_answer_and_in_the_details_with_its_problem() -> None:
    invented = Sentence(
        text="Nine died.",
        citations=(1,),
        verdict="unsupported",
        shown=False,
        problems=(Problem("number", "nine is not in the evidence"),),
    )
    html = draw_answer(replace(ANSWERED, sentences=(*SENTENCES, invented)))
    shown, _, withheld = html.partition("<details")
    assert "Nine died." not in shown
    assert "1 sentence withheld: not found in the articles" in withheld
    assert "nine is not in the evidence" in withheld


def test_filters_rewriting_and_degraded_parts_are_shown() -> None:
    text = Reader(
        draw_answer(
            replace(
                ANSWERED,
                rewritten="What did the Elbe do?",
                filters=(Filter("publisher", "is", "Post"), Filter("published", "since", "2021-01-01", "question")),
                degraded=(Degradation("dense search", "rebuilding from /srv/secret/index/dense"),),
            )
        )
    ).text
    assert "Searched for: What did the Elbe do?" in text
    assert "publisher: Post" in text
    assert "published: from 2021-01-01 read from the question" in text
    assert "dense search rebuilding from dense" in text
    assert "/srv" not in text


def test_a_filter_that_the_question_states_can_be_removed_and_one_given_by_hand_can_not() -> None:
    read = (
        Filter("published", "since", "2017-11-01", "question"),
        Filter("published", "until", "2017-11-30", "question"),
    )
    drawn = Reader(draw_answer(replace(ANSWERED, filters=(Filter("publisher", "is", "Post"), *read))))
    assert drawn.values("data-without") == ["published"]
    assert "published: from 2017-11-01 up to 2017-11-30 read from the question ×" in drawn.text


def test_an_answer_says_as_of_when_the_archive_is() -> None:
    assert "archive as of 21 November 2026, 22:57 UTC" in Reader(draw_answer(ANSWERED)).text


def test_an_answer_worded_by_a_model_names_it() -> None:
    assert "Worded by small-1" in Reader(draw_answer(replace(ANSWERED, mode="llm:small-1"))).text


@pytest.mark.parametrize(
    ("host", "model", "line"),
    [
        (None, None, "Answers are made on this machine; nothing leaves it."),
        ("api.example.org", None, "Article text is sent to api.example.org."),
        ("api.example.org", "large-2", "Article text is sent to api.example.org (model large-2)."),
        ("this machine", "small.gguf", "Answers are written on this machine by small.gguf; nothing leaves it."),
        ("127.0.0.1:8080", None, "Article text is sent to 127.0.0.1:8080, on this machine."),
    ],
)
def test_the_page_says_where_article_text_goes(host: str | None, model: str | None, line: str) -> None:
    text = Reader(draw_head(STATE, host, model)).text
    assert line in text
    assert "2 articles, as of 21 November 2026, 22:57 UTC" in text


def test_copied_text_keeps_the_markers_and_every_source_with_title_file_and_quote() -> None:
    copied = copy_text(ANSWERED)
    assert ANSWERED.text in copied
    assert "[1] River rises, The Valley Post, 2021-03-04, archive/2021/river.txt, characters 13-54" in copied
    assert f'"{ROSE.quote}"' in copied
    assert Reader(draw_answer(ANSWERED)).values("data-copy") == [copied]


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("can't read /srv/archive/a.txt: gone", "can't read a.txt: gone"),
        ("index '/home/ann/.dateline' is damaged", "index '.dateline' is damaged"),
        ("see https://example.org/a/b and 3/4 of them", "see https://example.org/a/b and 3/4 of them"),
    ],
)
def test_messages_lose_the_folders_of_absolute_paths(message: str, shown: str) -> None:
    assert without_folders(message) == shown
    assert shown in Reader(draw_error(message)).text


@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_words_of_others_become_markup(title: str, quote: str, said: str) -> None:
    cited: Citation = replace(
        ROSE, title=title, quote=quote, speaker=said, publisher=title, published=said, path=quote, document_id=title
    )
    sentence = replace(SENTENCES[0], text=quote)
    answers = (
        replace(
            ANSWERED,
            question=said,
            text=quote,
            sentences=(sentence, replace(sentence, shown=False, problems=(Problem("name", said),))),
            citations=(cited,),
            mode=f"llm:{said}",
            rewritten=title,
            filters=(Filter("publisher", "is", said),),
            degraded=(Degradation(said, quote),),
        ),
        replace(ABSTAINED, reason=Reason("not_answered", said), nearest=(replace(cited, number=None),)),
    )
    drawn = [*(draw_answer(answer) for answer in answers), draw_welcome([said]), draw_error(said)]
    for html in drawn:
        read = Reader(html)
        assert set(read.tags) <= ALLOWED_TAGS
        assert {name for name, _ in read.attributes} <= ALLOWED_ATTRIBUTES
        html.encode("utf-8")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"])))
def test_a_sentence_is_shown_exactly_as_written(text: str) -> None:
    drawn = draw_sentences([replace(SENTENCES[0], text=text)], [])
    assert Reader(drawn).text.rstrip(" ") == text.rstrip(" ")


def test_direction_controls_stay_inside_the_words_that_hold_them() -> None:
    html = draw_sentences([replace(SENTENCES[0], text="\u202eabc")], [replace(ROSE, title="\u202etitle")])
    assert "<bdi>\u202eabc</bdi>" in html
    assert "\u202etitle" not in html


def test_of_a_long_question_the_beginning_is_its_heading() -> None:
    question = "Who met the mayor? " * 200
    beginning, _, rest = draw_question(question).partition("<span hidden>")
    assert Reader(beginning).text + Reader(rest).text.removesuffix("Whole question") == question
    assert len(beginning) < 300
    assert "hidden" not in draw_question("Who met the mayor?")
