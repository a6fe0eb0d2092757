"""Cutting an article into paragraphs never loses or moves a word. Under a second."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from rag.schema import Document, Span
from serving.articles import WINDOW, paragraphs, read_article

TEXTS = st.text(alphabet=st.sampled_from("ab 😀é\u0301ש\n\n\r\t\ufeff"), min_size=1, max_size=60)


def blackened(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(TEXTS, st.data())
def test_all_words_are_kept_and_exactly_the_quoted_ones_marked(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    runs = [run for paragraph in paragraphs(text, Span(0, len(text)), Span(start, end)) for run in paragraph]
    assert blackened("".join(run["text"] for run in runs)) == blackened(text)
    assert blackened("".join(run["text"] for run in runs if run["quoted"])) == blackened(text[start:end])


def test_lines_are_paragraphs_only_where_no_blank_lines_part_them() -> None:
    assert len(paragraphs("one\ntwo\n", Span(0, 8), Span(0, 0))) == 2
    assert len(paragraphs("one\ntwo\n \nthree", Span(0, 15), Span(0, 0))) == 2


class OneArticle:
    """An archive of one article."""

    def __init__(self, text: str) -> None:
        self._document = Document(id="d", root="r", path="p.txt", sha256="", size=0, text=text)

    def document(self, document_id: str) -> Document | None:
        return self._document


def test_a_huge_article_is_shown_around_its_quote_and_says_it_is_cut() -> None:
    text = "word " * 100_000 + "THE QUOTE" + " word" * 100_000
    start = text.index("THE QUOTE")
    found = read_article(OneArticle(text), "d", str(start), str(start + 9))
    assert isinstance(found, dict)
    assert found["cut"] == {"before": True, "after": True}
    runs = [run for paragraph in found["paragraphs"] for run in paragraph]
    assert [run["text"] for run in runs if run["quoted"]] == ["THE QUOTE"]
    assert sum(len(run["text"]) for run in runs) <= 2 * WINDOW + 9
