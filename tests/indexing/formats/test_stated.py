"""What fields state is taken as it stands; nothing is guessed."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from rag.errors import SettingsError
from rag.indexing.formats.markdown import read_markdown
from rag.indexing.formats.stated import day_in, field_names, stated_in
from rag.settings import Settings


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2017-03-04", "2017-03-04"),
        ("2017-03-04T23:30:00-05:00", "2017-03-04"),
        ("2017/3/4", "2017-03-04"),
        ("20170304", "2017-03-04"),
        ("4 March 2017", "2017-03-04"),
        ("March 4th, 2017 10:15", "2017-03-04"),
        ("Sat, 4 Mar 2017 10:00:00 GMT", "2017-03-04"),
        (date(2017, 3, 4), "2017-03-04"),
        (datetime(2017, 3, 4, 10), "2017-03-04"),
        ("03/04/2017", None),
        ("2017-02-30", None),
        ("March 2017", None),
        ("2017", None),
        (1488621600, None),
        ("yesterday", None),
        ("9" * 5000, None),
        (None, None),
    ],
)
def test_a_day_is_taken_where_it_can_mean_one_only(value: object, day: str | None) -> None:
    assert day_in(value) == day


def test_names_of_fields_are_found_in_any_case_and_inside_records() -> None:
    stated = stated_in(
        {"Headline": " Ferry\nstops ", "BODY": "Text.", "source": {"name": "AFP"}, "authors": ["A", "B"]}
    )
    assert (stated.title, stated.text, stated.publisher, stated.byline) == ("Ferry stops", "Text.", "AFP", "A, B")


@pytest.mark.parametrize("name", ["publishedAt", "published_at", "Published-At", "PUBLISHED AT"])
def test_the_words_of_a_name_may_be_joined_in_any_way(name: str) -> None:
    stated = stated_in({name: "2017-03-04", "ArticleID": 7, "fullText": "Text.", "_id": "x"})
    assert (stated.published, stated.text, stated.id) == ("2017-03-04", "Text.", "x")
    assert stated_in({"_id": "a", "id": "b"}).id == "b"


def test_an_empty_text_is_told_from_none() -> None:
    assert stated_in({"Full Text": "", "title": "Ferry"}).text == ""
    assert stated_in({"title": "Ferry"}).text is None


def test_the_setting_goes_before_the_usual_names() -> None:
    names = field_names("text=fields.bodyText, title=name")
    stated = stated_in({"text": "Teaser", "fields": {"bodyText": "Text."}, "name": "Ferry", "title": "No"}, names=names)
    assert (stated.text, stated.title) == ("Text.", "Ferry")


@pytest.mark.parametrize("setting", ["text", "body=text", "headline=title", "text="])
def test_a_setting_that_names_no_field_is_one_line(setting: str) -> None:
    with pytest.raises(SettingsError, match="DATELINE_FIELDS"):
        field_names(setting)


def test_an_address_is_no_outlet_and_no_other_scheme_is_an_address() -> None:
    stated = stated_in({"source": "https://ferry.example/1", "url": "javascript:alert(1)"})
    assert (stated.publisher, stated.url) == (None, None)
    assert stated_in({"source": "https://ferry.example/1"}).url == "https://ferry.example/1"


@pytest.mark.parametrize(
    ("front", "title"),
    [
        ("---\ntitle: Ferry\n---\n", "Ferry"),
        ("\ufeff---\r\ntitle: Ferry\r\n---\r\n", "Ferry"),
        ('+++\ntitle = "Ferry"\n+++\n', "Ferry"),
        ("---\n---\n", None),
        ("---\n- a list\n---\n", None),
        ("---\n!!python/object/apply:os.system ['true']\n---\n", None),
        ("A line\n---\ntitle: Ferry\n---\n", None),
    ],
)
def test_front_matter_is_fields_between_fences_at_the_start(front: str, title: str | None) -> None:
    read = read_markdown(front + "Body.\n", settings=Settings())
    assert (read.text, read.title) == (front + "Body.\n", title)
    assert read.text[read.body_start :].endswith("Body.\n")
    assert (read.body_start == len(front)) == (title is not None)
