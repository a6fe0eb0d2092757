"""The names that articles mention: told from other capitals, joined where they mean one bearer, counted in articles."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.overview.frequent import Frequent, frequent
from rag.overview.names import Mentions


def names_in(*articles: str) -> Frequent:
    mentions = Mentions()
    for number, text in enumerate(articles, 1):
        mentions.add(number, text)
    return frequent(mentions, most=20)


def told(articles: Sequence[str]) -> dict[str, int]:
    found = names_in(*articles)
    return {named.name: named.articles for named in found.people_and_organisations}


def test_a_name_counts_once_an_article_under_all_its_forms() -> None:
    found = names_in(
        "On Monday President Ann Berg met Kari Nord. Berg said that Nord left.",
        "Later Kari Nord called. The mayor told Nord that Ms Berg and Ann Berg agreed.",
        "Then the mayor met Berg later.",
    )
    assert [(named.name, named.articles, named.spellings) for named in found.people_and_organisations] == [
        ("Ann Berg", 3, ("Berg",)),
        ("Kari Nord", 2, ("Nord",)),
    ]


def test_transliterations_and_other_cases_are_one_name() -> None:
    found = names_in("It was said that Bashar al-Assad spoke.", "It was said that Bashar Al Asad spoke.")
    assert [named.articles for named in found.people_and_organisations] == [2]


@pytest.mark.parametrize(
    "text",
    [
        "However the ferry stopped. Passengers waited. Later it left.",
        "FERRY STOPS AT NOON\n\nIt stopped.",
        "    Net 2,139,034 vs 854,182\n    Sales 30.8 mln",
        "It stopped on Monday in March.",
        "The minister said that I'm late.",
    ],
)
def test_a_capital_alone_makes_no_name(text: str) -> None:
    found = names_in(text)
    assert found.people_and_organisations == found.places == ()


def test_a_word_that_the_archive_writes_small_is_no_name() -> None:
    assert told(["It met the Board of the bank.", "The board met.", "A board is small."]) == {}


def test_a_name_at_a_line_end_goes_on_below_only_where_lines_are_wrapped() -> None:
    wrapped = "the ferry that was\nbuilt by Harbour\nWorks of the old\nport left the pier\nagain at noon"
    assert "Harbour Works" in told([wrapped])
    assert "Oslo Ann" not in told(["A ferry left for Oslo\nAnn Berg waited."])


def test_bodies_keep_what_belongs_to_their_names() -> None:
    text = (
        "It was the Bank of England, the Ministry of Trade and Industry and General Motors. "
        "It was Iran's Tasnim and not Foreign Minister Kari Nord of Norway."
    )
    assert set(told([text])) == {
        "Bank of England",
        "Ministry of Trade and Industry",
        "General Motors",
        "Tasnim",
        "Kari Nord",
    }


def test_two_words_that_mostly_stand_together_are_one_name() -> None:
    text = "It said the Food and Drug Administration agreed."
    assert told([text, text, text]) == {"Food and Drug Administration": 3}


def test_an_acronym_goes_with_the_name_it_stands_for() -> None:
    text = "It asked the International Monetary Fund (IMF). It said the IMF agreed."
    assert told([text, text, "It met the IMF."]) == {"International Monetary Fund": 3}


def test_a_surname_of_two_bearers_stays_by_itself() -> None:
    found = told(["He met Ann Berg. It was Berg.", "He met Ole Berg. It was Berg."])
    assert found == {"Ann Berg": 1, "Berg": 2, "Ole Berg": 1}


def test_a_land_is_counted_with_its_people_and_its_other_names() -> None:
    found = names_in("It left for Iran.", "The Iranian ferry left.", "It left the U.S. for Iran.", "The United States.")
    assert [(named.name, named.articles) for named in found.places] == [("Iran", 3), ("U.S.", 2)]


def test_where_things_happen_is_a_place_without_a_list_of_places() -> None:
    text = "The ferry stopped in Zzyzx. It is near Zzyzx. People in Zzyzx waited for the Zzyzx ferry."
    found = names_in(text)
    assert [named.name for named in found.places] == ["Zzyzx"]
    assert found.people_and_organisations == ()


def test_units_are_no_names_streets_are_places_and_assemblies_are_none() -> None:
    found = names_in(
        "It costs 330 Zzus a tonne. It paid 10 mln Zzus.",
        "It hit Wall Street and Congress. Members in Congress left, others in Congress stayed, two in Congress spoke.",
        "The trade of Ontario grew.",
    )
    assert {named.name for named in found.places} == {"Ontario", "Wall Street"}
    assert {named.name for named in found.people_and_organisations} == {"Congress"}


def test_a_bank_of_a_land_is_no_land_and_lands_of_like_spelling_are_two() -> None:
    found = names_in("It left India, Indiana, Austria and Australia for the Bank of Japan.")
    assert {named.name for named in found.places} >= {"India", "Austria", "Australia"}
    assert "Bank of Japan" in {named.name for named in found.people_and_organisations}
