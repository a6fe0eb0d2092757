"""Who published an article and when: only what it says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.indexing.lines import lines_at_both_ends
from rag.indexing.metadata import published_by


def story(opening: str, closing: str = "Nobody was hurt.") -> str:
    return f"Ferry stops at noon\n\n{opening} the ferry stopped at the pier.\n\nPassengers waited.\n\n{closing}"


@pytest.mark.parametrize(
    ("opening", "publisher"),
    [
        ("LONDON (Reuters) - On Monday", "Reuters"),
        ("PARIS, March 3 (AFP) – On Monday", "AFP"),
        ("BEIJING, Nov. 7 (Xinhua) -- On Monday", "Xinhua"),
        ("KABUL, Afghanistan (AP) — On Monday", "AP"),
        ("NEW YORK/LONDON, March 3 (Reuters) - On Monday", "Reuters"),
        ("MOSCOW, November 7. /TASS/. On Monday", "TASS"),
        ("Damascus, SANA – On Monday", "SANA"),
        ("Moscow, Interfax - On Monday", "Interfax"),
        ("Springfield, XNWS – On Monday", "XNWS"),
        ("OSLO (Nordic News Agency) – On Monday", "Nordic News Agency"),
        ("OSLO (NordWire) – On Monday", "NordWire"),
        ("(Reuters) - On Monday", "Reuters"),
    ],
)
def test_an_agency_in_the_dateline_published_it(opening: str, publisher: str) -> None:
    assert published_by(story(opening)).publisher == publisher


@pytest.mark.parametrize(
    "opening",
    [
        "ERBIL, Kurdistan Region – On Monday",
        "DAMASCUS: On Monday",
        "BAGHDAD, IRAQ – On Monday",
        "Washington, DC – On Monday",
        "Dubai, UAE – On Monday",
        "PARIS (Texas) – On Monday",
        "According to Iran's Tasnim news, on Monday",
        "On Monday, the IRNA state news agency reported,",
        "The minister, Tasnim reported - on Monday -",
        "Director Berg (IRNA) said that",
        "The World Health Organization (WHO) – an agency – said",
        "AFP/Getty Images:",
        "On Monday",
    ],
)
def test_a_place_or_an_agency_that_is_quoted_did_not(opening: str) -> None:
    assert published_by(story(opening)).publisher is None


@pytest.mark.parametrize(
    ("closing", "publisher"),
    [
        ("Culled from Presstv", "Presstv"),
        ("(Culled from The Daily Ferry)", "The Daily Ferry"),
        ("Republished from Harbour Times.", "Harbour Times"),
        ("Excerpted from Harbour Times", "Harbour Times"),
        ("[Adapted from Harbour Times]", "Harbour Times"),
        ("This article was originally published in The Harbour.", "The Harbour"),
        ("Source: Reuters", "Reuters"),
        ("Source: Xinhua News Agency", "Xinhua News Agency"),
        ("Source: harbourtimes.com", "harbourtimes.com"),
        ("— AFP", "AFP"),
    ],
)
def test_a_closing_credit_names_the_publisher(closing: str, publisher: str) -> None:
    assert published_by(story("On Monday", closing)).publisher == publisher


@pytest.mark.parametrize(
    "closing",
    [
        "Photo: AFP/Getty Images",
        "Photo: Culled from Presstv",
        "Source: Ministry of Health",
        "Culled from the speech of the president",
        "First published on 3 May 2019",
        "AP Photo/Hassan Ammar",
        "The remarks were carried by Reuters.",
        "Reuters",
    ],
)
def test_a_photo_credit_or_a_mention_is_no_closing_credit(closing: str) -> None:
    assert published_by(story("On Monday", closing)).publisher is None


def test_a_credit_inside_the_story_names_nobody_and_one_above_the_copyright_does() -> None:
    assert (
        published_by(story("On Monday", "Culled from Reuters\n\nThe ferry left again on the next day.")).publisher
        is None
    )
    below = "Culled from Reuters\n\nCopyright 2017 Harbour Times. All rights reserved."
    assert published_by(story("On Monday", below)).publisher == "Reuters"


def test_a_second_story_after_the_end_does_not_lend_its_agency() -> None:
    assert published_by(story("On Monday", "Check also\n\nDamascus, SANA-A director won an award…")).publisher is None


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Published: 2017-11-07", "2017-11-07"),
        ("Posted on Tuesday, November 7, 2017 at 10:30 am", "2017-11-07"),
        ("Published 7 Nov. 2017", "2017-11-07"),
        ("Date: 7 Sept 2017", "2017-09-07"),
        ("DAMASCUS, 7 November 2017 – The ferry stopped.", "2017-11-07"),
        ("WASHINGTON, Nov 7, 2017 (AFP) -- The ferry stopped.", "2017-11-07"),
        ("PARIS, 6 mars 2024 (AFP) - The ferry stopped.", "2024-03-06"),
        ("HAMBURG, 5. März 2024 (dpa) - The ferry stopped.", "2024-03-05"),
        ("LIMA, 3 de junio de 2023 (EFE) - The ferry stopped.", "2023-06-03"),
        ("Date: 2020-02-30", None),
        ("Published: 07/11/2017", None),
        ("Published on Monday", None),
        ("On November 18, 2017 – a day of wind – the ferry stopped.", None),
        ("Updated: 2017-11-07", None),
        ("PARIS, March 3 (AFP) – The ferry stopped.", None),
        ("On November 18, 2017, the ferry stopped.", None),
        ("He published 3 books, on 4 May 2017.", None),
        ("A congress in Sochi on November 18, 2017 – the second – was postponed.", None),
    ],
)
def test_only_a_stated_date_is_the_publication_date(line: str, day: str | None) -> None:
    assert published_by(f"Ferry stops at noon\n\n{line}\n\nIt stopped on 5 June 2016.").on == day


def test_two_stated_dates_are_none() -> None:
    assert published_by("Ferry\n\nPublished: 2017-11-07\n\nText.\n\nPublished: 2017-11-08").on is None


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        ("June 10, 2023", "2023-06-10"),
        ("By Ann Berg\nSaturday, 10 June 2023", "2023-06-10"),
        ("June 10", None),
        ("June 10, 2023, Oslo", None),
        ("The ferry stopped.\n\nJune 10, 2023", None),
    ],
)
def test_a_day_with_its_year_alone_under_title_or_byline_is_that_of_publication(lines: str, day: str | None) -> None:
    assert published_by(f"Ferry stops at noon\n\n{lines}\n\nThe ferry stopped at the pier.").on == day


def test_the_five_articles_say_what_they_say(seeds: Path) -> None:
    texts = {file.name[:3]: file.read_bytes().decode("utf-8") for file in seeds.iterdir()}
    assert {number: published_by(text).publisher for number, text in texts.items()} == {
        "000": None,
        "001": "Presstv",
        "002": None,
        "003": "SANA",
        "004": None,
    }
    assert {published_by(text).on for text in texts.values()} == {None}


def test_a_line_of_millions_of_characters_is_no_trouble() -> None:
    for text in ("a" * 5_000_000, "A, " * 2_000_000, "Published: " * 500_000, "(Reuters) " * 500_000):
        assert published_by(text).publisher is None
        assert published_by(text).on is None


@given(st.lists(st.sampled_from(["one", " two\u2028", "\ufeff", "", " \ufeff three"]), max_size=40))
def test_only_the_lines_at_both_ends_count_and_none_twice(parts: list[str]) -> None:
    text = "\n".join(parts)
    filled = [line for raw in text.splitlines() if (line := raw.strip().strip("\ufeff").strip())]
    assert [line.text for line in lines_at_both_ends(text)] == (
        filled if len(filled) <= 12 else filled[:6] + filled[-6:]
    )


def test_a_story_without_a_title_opens_with_its_dateline() -> None:
    text = "LONDON, March 3 (Reuters) - The ferry stopped at noon.\n\nNobody was hurt, the port said."
    assert published_by(text).publisher == "Reuters"
    assert published_by(f"Ferry stops\n\n{text}").publisher == "Reuters"


@pytest.mark.parametrize("line", ["H. Berg/Manal / Ada Lind", "R. Lie / A. Berg", "A. Berg/Lie"])
def test_names_with_slashes_alone_under_the_story_are_its_writers(line: str) -> None:
    assert published_by(f"Ferry\n\nThe ferry sank.\n\n{line}\n\nCheck also\n\nMore on it").byline == line


@pytest.mark.parametrize(
    "line",
    [
        "Photo: AFP/Getty Images",
        "U. Press/Getty Images",
        "New York/London",
        "USD/JPY",
        "A. Berg/AFP",
        "the yes/no vote",
        "A. Berg/Lie left the quay.",
    ],
)
def test_other_lines_with_slashes_name_no_writers(line: str) -> None:
    assert published_by(f"Ferry\n\nThe ferry sank.\n\n{line}").byline is None


def test_names_with_slashes_that_no_sentence_stands_above_are_no_signature() -> None:
    assert published_by("Ferry\n\nThe ferry sank.\n\nWinners\n\nA. Berg/B. Lie\n").byline is None
