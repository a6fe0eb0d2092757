"""Timelines: what the articles tell, each thing once, by the day on which it happened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answering.evidence import EvidenceSentence
from rag.answering.forms import form_of
from rag.answering.forms.dating import event_date
from rag.answering.forms.timeline import TimelineQuestion, recognise
from rag.assistant import Assistant
from rag.embedding import Embedder
from rag.schema import Answer, Document
from tests.archives import check_places, indexed

FRONT = "---\ntitle: {title}\npublisher: {publisher}\npublished: {published}\n---\n\n{text}\n"
PORT = {
    "strike.md": FRONT.format(
        title="Dockers strike in Varnholm",
        publisher="Varnholm Post",
        published="2017-11-08",
        text="The dockers of Varnholm walked out on Tuesday over the harbour's new crane. "
        "The Varnholm harbour had bought the crane in March 2011. "
        "Talks between the Varnholm harbour and its dockers will resume on November 18. "
        "The 2017 budget of the Varnholm harbour is 40 million euros. "
        "“The harbour of Varnholm was sold to us in 2009. We were told in 2010 that it stays.”",
    ),
    "strike-again.md": FRONT.format(
        title="Walkout at the port",
        publisher="Coast Radio",
        published="2017-11-09",
        text="Dockers of Varnholm walked out on November 7 over the new crane of the harbour. "
        "The harbour master of Varnholm, Ida Krull, resigned yesterday. "
        "Lisbon beat Porto on Sunday in a match that nobody in the stadium will forget.",
    ),
    "undated.txt": "Varnholm harbour\n\nThe Varnholm harbour dockers ended their strike on Friday. "
    "The harbour of Varnholm froze over in January, the dockers said.\n",
}


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[tuple[Path, Assistant]]:
    """Three articles about one strike; one says neither who published it nor when."""
    place = tmp_path_factory.mktemp("port")
    assistant = indexed(place, PORT, embedder)
    yield place / "news", assistant
    assistant.close()


@pytest.fixture(scope="module")
def strike(news: tuple[Path, Assistant]) -> Answer:
    return news[1].answer("Give me a timeline of the strike of the Varnholm harbour dockers.")


def rows(answer: Answer) -> list[tuple[str | None, str, str]]:
    """Date, when and what of each row."""
    assert answer.table is not None and answer.table.kind == "timeline"
    return [(row.date, row.cells[0].text, row.cells[1].text) for row in answer.table.rows]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Timeline of the Syrian war", "the Syrian war"),
        ("Can you give me a short timeline of events in Aleppo?", "Aleppo"),
        ("Chronology of the Astana talks.", "the Astana talks"),
        ("Syrian war timeline", "Syrian war"),
        ("When did what happen in the Syrian war?", "the Syrian war"),
        ("What happened, in order, in Aleppo?", "Aleppo"),
        ("What happened during the strike, step by step?", "the strike"),
    ],
)
def test_a_question_for_a_sequence_is_recognised(question: str, topic: str) -> None:
    assert recognise(question) == form_of(question) == TimelineQuestion(topic)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Timeline of the peace process since 2015", TimelineQuestion("the peace process", "2015")),
        ("Timeline of the war until March 2016", TimelineQuestion("the war", None, "2016-03")),
        (
            "What happened between March 3 and March 9, 1987 at GenCorp?",
            TimelineQuestion("GenCorp", "1987-03-03", "1987-03-09"),
        ),
        (
            "What happened in Aleppo from March 2016 to June 2016?",
            TimelineQuestion("Aleppo", "2016-03", "2016-06"),
        ),
    ],
)
def test_the_time_that_is_asked_for_is_read(question: str, asked: TimelineQuestion) -> None:
    assert recognise(question) == asked


@pytest.mark.parametrize(
    "question",
    [
        "When did the strike begin?",
        "What happened on November 18?",
        "What happened in Aleppo in 2016?",
        "What happened between Iran and Iraq?",
        "What timeline did the harbour master give for the repairs?",
        "Is there a timeline for the talks?",
        "Who proposed a timeline of reforms?",
        "What happened when the army left?",
        "Timeline of March 1987",
        "What happened at the port between May 2016 and June 2016, and who paid for it?",
    ],
)
def test_other_questions_are_left_to_the_reader(question: str) -> None:
    assert recognise(question) is None


def test_rows_stand_in_the_order_in_which_things_happened_the_undated_last(strike: Answer) -> None:
    dates = [date for date, _, _ in rows(strike)]
    known = [date for date in dates if date is not None]
    assert known == sorted(known) == ["2011-03", "2017-11-07", "2017-11-08", "2017-11-18"]
    assert dates[: len(known)] == known


def test_the_date_of_the_event_stands_apart_from_that_of_publication(strike: Answer) -> None:
    assert strike.table is not None
    assert [column.name for column in strike.table.columns] == ["when", "what", "published", "in"]
    resigned = next(row for row in strike.table.rows if "resigned" in row.cells[1].text)
    assert (resigned.date, resigned.cells[2].text, resigned.cells[3].text) == (
        "2017-11-08", "2017-11-09", "Coast Radio",
    )  # fmt: skip
    assert resigned.cells[0].text == "8 November 2017 (“yesterday”)"


def test_what_an_undated_article_says_of_its_days_stays_as_written(strike: Answer) -> None:
    undated = {when for date, when, _ in rows(strike) if date is None}
    assert {"“Friday”", "“January”"} <= undated


def test_articles_that_say_the_same_share_a_row(strike: Answer) -> None:
    assert strike.table is not None
    [walkout] = [row for row in strike.table.rows if "walked out" in row.cells[1].text]
    cited = {citation.number: citation.path for citation in strike.citations}
    assert {cited[number] for number in walkout.cells[1].citations} == {"strike.md", "strike-again.md"}
    assert walkout.cells[2].text.split("; ") in (["2017-11-08", "2017-11-09"], ["2017-11-09", "2017-11-08"])


def test_neither_what_is_about_something_else_nor_words_without_their_speaker_are_told(strike: Answer) -> None:
    assert not any(word in what for _, _, what in rows(strike) for word in ("Lisbon", "budget", "We were told"))


def test_every_sentence_is_an_articles_own_and_cited_at_its_place(news: tuple[Path, Assistant], strike: Answer) -> None:
    assert strike.status == "answered" and all(sentence.shown for sentence in strike.sentences)
    quotes = {" ".join(citation.quote.split()) for citation in strike.citations}
    assert {sentence.text for sentence in strike.sentences} <= quotes
    assert check_places(news[0], strike, []) >= 6


def test_only_what_may_have_happened_in_the_time_asked_for_is_told(news: tuple[Path, Assistant]) -> None:
    answer = news[1].answer("What happened between January 2011 and December 2012 at the Varnholm harbour?")
    assert [date for date, _, _ in rows(answer)] == ["2011-03"]


def test_silence_says_that_nothing_is_told_of_it(news: tuple[Path, Assistant]) -> None:
    answer = news[1].answer("Timeline of the eruption of Mount Kibo")
    assert answer.status == "abstained" and answer.table is None
    assert answer.reason is not None and "eruption of Mount Kibo" in answer.reason.message


def test_more_than_twenty_are_counted_and_left_out(tmp_path: Path, embedder: Embedder) -> None:
    subjects = "mill bank school church bridge market library station theatre court museum prison".split()
    acts = ("opened its doors to visitors", "lost its roof in the storm")
    told = [
        f"The {subject} of Torvik {act} on {number + 1} {month} 2016."
        for act, month in zip(acts, ("May", "June"), strict=True)
        for number, subject in enumerate(subjects)
    ]
    assistant = indexed(tmp_path, {"torvik.txt": "Torvik\n\n" + "\n\n".join(told)}, embedder)
    answer = assistant.answer("Timeline of Torvik")
    assistant.close()
    assert answer.table is not None and len(answer.table.rows) == 20
    assert answer.sentences[-1].text.endswith("4 more were left out.")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("The war, which began in March 2011, goes on.", "March 2011"),
        ("He said on Tuesday that the war began in March 2011.", "March 2011"),
        ("He said on Tuesday that the war goes on.", "Tuesday"),
        ("In a Tuesday post the ministry said the talks may be held in mid-September.", "mid-September"),
        ("The 1987 budget is small.", None),
        ("Imports fell to 5 tonnes from 6 in January.", None),
        ("It fell more than Monday's record fall.", None),
        ("Imports were down 3 percent from May 2016.", None),
        ("He ruled from March 2011 to May 2016.", "March 2011"),
        ("The yen stood at 151.2 after 150.3 yesterday.", None),
        ("The yard last year made a loss.", "last year"),
        ("The war goes on.", None),
        ("LIMA, June 3, 2023 (AFP) – An explosion at the mine killed 12 miners.", None),
        ("On Tuesday, March 3 – a holiday – the shops were closed.", "Tuesday, March 3"),
        ("LIMA, June 3, 2023 (AFP) – A blast on May 29 killed 12 miners at the mine.", "May 29"),
    ],
)
def test_the_date_of_a_sentence_is_that_of_what_it_tells(text: str, written: str | None) -> None:
    document = Document("a", "news", "a.txt", "", len(text), text)
    found = event_date(EvidenceSentence(1, document, 0, len(text), text, 1, "a#0"))
    assert (found and found.written) == written


def test_a_quotation_that_goes_on_is_told_with_its_speaker(tmp_path: Path, embedder: Embedder) -> None:
    text = (
        "“The Torvik ferry sank in May 2016,” said Ida Krull, its captain. “The Torvik ferry sails again in June 2016.”"
    )
    assistant = indexed(tmp_path, {"ferry.txt": f"Torvik\n\n{text}\n"}, embedder)
    answer = assistant.answer("Timeline of the Torvik ferry")
    assistant.close()
    assert [date for date, _, _ in rows(answer)] == ["2016-05", "2016-06"]
    assert rows(answer)[1][2] == "Ida Krull: “The Torvik ferry sails again in June 2016.”"
