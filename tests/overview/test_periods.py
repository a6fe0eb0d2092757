"""Articles over time, in the unit that fits, and gaps that stand out."""

from __future__ import annotations

import pytest

from rag.overview.periods import Gap, Period, longest_gaps, over_time


@pytest.mark.parametrize(
    ("first", "last", "unit", "periods"),
    [
        ("2017-11-07", "2017-11-07", "day", 1),
        ("2017-11-07", "2018-02-06", "day", 92),
        ("2017-11-07", "2018-02-07", "month", 4),
        ("2014-01-01", "2017-12-31", "month", 48),
        ("2014-01-01", "2018-01-01", "year", 5),
    ],
)
def test_the_unit_fits_the_range_and_no_period_is_left_out(first: str, last: str, unit: str, periods: int) -> None:
    found, counted = over_time({first: 2, last: 3})
    assert (found, len(counted)) == (unit, periods)
    assert sum(period.articles for period in counted) == (3 if first == last else 5)


def test_without_a_date_there_is_no_time() -> None:
    assert over_time({}) == (None, ())
    assert longest_gaps({}, most=5) == ()


def test_a_date_that_is_none_is_left_out() -> None:
    assert over_time({"2017-02-30": 1, "2017-03-01": 1}) == ("day", (Period("2017-03-01", 1),))


def test_only_times_that_stand_out_are_gaps_the_longest_first() -> None:
    daily = {f"2017-11-{day:02}": 1 for day in (*range(1, 9), *range(20, 23))} | {"2017-12-31": 1}
    assert longest_gaps(daily, most=5) == (Gap("2017-11-22", "2017-12-31", 38), Gap("2017-11-08", "2017-11-20", 11))
    assert longest_gaps({f"2017-{month:02}-01": 1 for month in range(1, 13)}, most=5) == ()
