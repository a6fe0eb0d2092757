"""Any text with citations, checked: what its references point at, and what its sentences say."""

from __future__ import annotations

import doctest
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_evidence import BANK, FERRY

import rag.answering.cited_texts.references
from rag import CheckedText, Reference, verify
from rag.answering.cited_texts.references import CitedTextError, read_cited


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "ferry.txt").write_text(FERRY, encoding="utf-8")
    (folder / "bank.md").write_text(BANK, encoding="utf-8")
    return folder


def verdicts(checked: CheckedText) -> list[tuple[str, tuple[str, ...]]]:
    return [(s.verdict, tuple(problem.kind for problem in s.problems)) for s in checked.sentences]


def test_the_examples_in_the_documentation_hold() -> None:
    found = doctest.testmod(rag.answering.cited_texts.references)
    assert found.attempted >= 3 and found.failed == 0


@pytest.mark.parametrize(
    ("line", "reference"),
    [
        ("[1] news/a.txt", Reference(1, "news/a.txt")),
        ("[1]: news/a.txt", Reference(1, "news/a.txt")),
        ("[^1]: news/a.txt", Reference(1, "news/a.txt")),
        ("- [1] `my news/a b.md`:12-80", Reference(1, "my news/a b.md", start=12, end=80)),
        ("[1] news/a.txt:12–80", Reference(1, "news/a.txt", start=12, end=80)),
        ('[1] news/a.txt "Ships came."', Reference(1, "news/a.txt", quote="Ships came.")),
        ("[1] news/a.txt “Ships came.”", Reference(1, "news/a.txt", quote="Ships came.")),
        ("[1] Port — opens — news/a.txt:1–9\n    “Ships”", Reference(1, "news/a.txt", start=1, end=9, quote="Ships")),
        (
            '[1] Port opens, Gazette, 2016-05-03, news/a.txt, characters 1-9\n    "Ships"',
            Reference(1, "news/a.txt", start=1, end=9, quote="Ships"),
        ),
        ("[1] archive.zip!/inner/a.txt", Reference(1, "archive.zip!/inner/a.txt")),
    ],
)
def test_a_reference_line_is_read_in_each_of_its_forms(line: str, reference: Reference) -> None:
    read = read_cited(f"The port reopened. [1]\n\nSources\n{line}\n")
    assert read.references == (reference,)
    assert [(sentence.text, sentence.numbers) for sentence in read.sentences] == [("The port reopened.", (1,))]


@pytest.mark.parametrize(
    ("body", "sentences"),
    [
        ("A came [1]. B left.[2][3]", [("A came.", (1,)), ("B left.", (2, 3))]),
        ("[1] A came. [2] B left.", [("A came.", (1,)), ("B left.", (2,))]),
        ("A came[^1], and\nleft late[^2].", [("A came, and left late.", (1, 2))]),
        ("# Port\n\nWho came?\n\n- A came [1]\n- B left [2]", [("A came", (1,)), ("B left", (2,))]),
        ("The [Mayor](http://a.b/c) came. [1](#n1)", [("The Mayor came.", (1,))]),
        ("Nobody cited this. A came. [1]", [("Nobody cited this.", ()), ("A came.", (1,))]),
        ("A title\nA came. [1]", [("A title A came.", (1,))]),
    ],
)
def test_each_sentence_of_a_text_keeps_its_own_markers(body: str, sentences: list[tuple[str, tuple[int, ...]]]) -> None:
    read = read_cited(body, [Reference(1, "a.txt")])
    assert [(sentence.text, sentence.numbers) for sentence in read.sentences] == sentences


PARTS = st.sampled_from(
    [
        "A came.",
        "B left",
        "[1]",
        "[2][3]",
        "[^1]:",
        "a.txt",
        ":1-9",
        '"words"',
        "\n",
        "\n\n",
        "- ",
        "# ",
        "    ",
        "Sources",
    ]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(max_size=80), st.lists(PARTS, max_size=20).map(" ".join), st.lists(PARTS).map("".join)))
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    try:
        read = read_cited(text)
    except CitedTextError as error:
        assert "\n" not in str(error)
    else:
        assert read.references and all(sentence.text.strip() == sentence.text for sentence in read.sentences)


def test_a_long_text_is_read_in_time() -> None:
    text = "The port of Lund reopened. [1] " * 5_000
    started = time.monotonic()
    assert len(read_cited(text, [Reference(1, "a.txt")]).sentences) == 5_000
    assert time.monotonic() - started < 10


def test_a_footnote_in_the_middle_of_a_text_is_no_sentence_of_it() -> None:
    read = read_cited("A came.[^1]\n\n[^1]: a.txt\n\nB left.[^2]\n\n[^2]: b.txt\n")
    assert [sentence.text for sentence in read.sentences] == ["A came.", "B left."]
    assert [reference.path for reference in read.references] == ["a.txt", "b.txt"]


@pytest.mark.parametrize("text", ["A came. [1]", "", "A came. [1]\n\n[1] a.txt\n[1] b.txt"])
def test_a_text_without_readable_references_is_one_line_that_says_so(text: str) -> None:
    with pytest.raises(CitedTextError) as error:
        read_cited(text)
    assert "\n" not in str(error.value)


def test_faithful_sentences_are_supported_and_their_evidence_is_quoted_and_located(news: Path) -> None:
    text = "Norbank lent Varnholm's port 4.2 million euros. [1]\n\n[1] bank.md"
    checked = verify(text, folder=news)
    assert checked.supported and verdicts(checked) == [("supported", ())]
    [part] = checked.sentences[0].evidence
    assert (part.number, part.root, part.path) == (1, "news", "bank.md")
    assert (news / "bank.md").read_text(encoding="utf-8")[part.start : part.end] == part.quote
    assert part.quote.startswith("Norbank lent the port")


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("The ferry Halcyon sank with 312 passengers aboard.", "number"),
        ("The ferry Halcyon sank on 4 May 2016.", "date"),
        ("Mayor Eva Brandt visited the harbour.", "name"),
        ("“We warned the owners daily,” Lobo said.", "quoted_words"),
        ("The ferry Halcyon did not sink off Port Selby.", "negation"),
        ("The owners paid for new schools in the capital.", "not_said"),
    ],
)
def test_what_an_article_cited_whole_does_not_say_is_named_by_kind(sentence: str, kind: str, news: Path) -> None:
    checked = verify(f"{sentence} [1]", citations=[Reference(1, "ferry.txt")], folder=news)
    assert not checked.supported
    assert kind in verdicts(checked)[0][1]


def test_sentences_far_apart_in_one_article_lend_each_other_no_subject(news: Path) -> None:
    (news / "meetings.txt").write_text(
        "Two meetings\n\nBrask met Wend in Lund on Monday.\n\nThe harbour was closed by ice.\n\n"
        "The ferry did not sail.\n\nNobody was hurt.\n\nCampo met Dahl in Kivik.\n",
        encoding="utf-8",
    )
    checked = verify("Brask met Dahl in Kivik. [1]", citations=[Reference(1, "meetings.txt")], folder=news)
    assert not checked.supported


def test_only_the_cited_characters_count_where_they_are_given(news: Path) -> None:
    start = FERRY.index("Mayor")
    text = "The ferry Halcyon sank off Port Selby. [1]"
    elsewhere = Reference(1, "ferry.txt", start=start, end=start + 40)
    assert not verify(text, citations=[elsewhere], folder=news).supported
    assert verify(text, citations=[Reference(1, "ferry.txt")], folder=news).supported


def test_a_quote_is_found_however_its_marks_and_spaces_are_written(news: Path) -> None:
    quoting = Reference(1, "news/ferry.txt", quote='"We warned the\n  owners twice,"  Lobo said')
    checked = verify("Lobo said that she warned the owners twice. [1]", citations=[quoting], folder=news)
    assert checked.citations[0].outcome == "holds"
    assert checked.sentences[0].evidence[0].quote == "“We warned the owners twice,” Lobo said."


def test_what_became_of_each_citation_is_told(news: Path) -> None:
    (news.parent / "secret.txt").write_text("Lobo visited the harbour.", encoding="utf-8")
    at = FERRY.index("Mayor")
    references = [
        Reference(1, "ferry.txt", start=at, end=at + 14, quote="Mayor Ana Lobo"),
        Reference(2, "ferry.txt", start=at + 3, end=at + 17, quote="Mayor Ana Lobo"),
        Reference(3, "ferry.txt", quote="Mayor Eva Brandt"),
        Reference(4, "train.txt"),
        Reference(5, "ferry.txt", start=5, end=100_000),
        Reference(6, "../secret.txt"),
    ]
    checked = verify("Lobo visited the harbour. [1]", citations=references, folder=news)
    assert [found.outcome for found in checked.citations] == ["holds", "moved", "changed", "gone", "changed", "gone"]
    assert checked.citations[1].found == at


def test_a_marker_that_points_at_nothing_readable_is_no_evidence(news: Path) -> None:
    (news / "picture.txt").write_bytes(b"\x00\x01")
    references = [Reference(1, "gone.txt"), Reference(2, "picture.txt"), Reference(3, "ferry.txt", start=0, end=1)]
    text = "The ferry sank. [1] The ferry sank. [2] The ferry sank. [7] The ferry sank."
    checked = verify(text, citations=references, folder=news)
    assert [kinds for _, kinds in verdicts(checked)] == [("no_evidence",)] * 4


def test_a_path_in_several_folders_must_name_one() -> None:
    from rag.answering.cited_texts.locating import locate
    from rag.settings import Settings

    here = Path(__file__).parent
    with pytest.raises(CitedTextError, match="several folders; write one/"):
        locate(Reference(1, Path(__file__).name), {"one": here, "two": here}, settings=Settings())


def test_the_result_is_plain_json(news: Path) -> None:
    import json

    checked = verify("Mayor Ana Lobo visited the harbour. [1]", citations=[Reference(1, "ferry.txt")], folder=news)
    values = checked.to_dict()
    assert json.loads(json.dumps(values)) == values
    assert values["supported"] is True
