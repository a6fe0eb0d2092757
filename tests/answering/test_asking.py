"""What is asked, made ready: filters that are dates, and whether the question was rewritten."""

from __future__ import annotations

import pytest

from rag.answering.asking import Request, filters_of, given_filters
from rag.errors import SettingsError
from rag.schema import Filter
from vectorstore import Filters


def test_a_question_that_was_not_changed_has_no_rewriting() -> None:
    same = Request("Who?", "Who?", Filters(), (), 10)
    other = Request("Who?", "Who? (Lobo)", Filters(), (), 10)
    assert (same.rewritten, other.rewritten) == (None, "Who? (Lobo)")


def test_filters_are_those_that_were_given_and_no_others() -> None:
    assert filters_of(publisher=None, since=None, until=None) == Filters()
    assert given_filters(publisher=None, since=None, until=None) == ()
    stated = {"publisher": "Gazette", "since": "2016-05-03", "until": "2017-01-01", "path": "news/"}
    assert filters_of(**stated) == Filters(
        publisher="Gazette", since="2016-05-03", until="2017-01-01", path_prefix="news/"
    )
    assert given_filters(**stated) == (
        Filter("publisher", "is", "Gazette"),
        Filter("published", "since", "2016-05-03"),
        Filter("published", "until", "2017-01-01"),
        Filter("path", "is", "news/"),
    )


@pytest.mark.parametrize("value", ["", "yesterday", "2016", "2016-02-30", "03/05/2016", "2016-5-3"])
@pytest.mark.parametrize("end", ["since", "until"])
def test_a_date_that_is_none_is_one_line_that_shows_one(end: str, value: str) -> None:
    given = {"publisher": None, "since": None, "until": None} | {end: value}
    with pytest.raises(SettingsError) as error:
        filters_of(**given)
    assert end in str(error.value) and "such as 2017-11-07" in str(error.value) and "\n" not in str(error.value)


def test_a_date_without_hyphens_is_shown_as_it_is_in_force() -> None:
    assert filters_of(publisher=None, since="20160503", until=None).since == "2016-05-03"
    (shown,) = given_filters(publisher=None, since="20160503", until=None)
    assert shown.value == "2016-05-03"
