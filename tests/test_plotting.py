"""Plots: the same bytes every time, safe in a page, and with nothing left out."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from rag.errors import PlotError
from rag.plotting import LABEL, plot_bars, plot_over_time, plot_timeline, spread, timeline_svg
from rag.schema import Cell, Column, Row, Table


def row(when: str, what: str, date: str | None) -> Row:
    return Row((Cell(when), Cell(what)), date)


TIMELINE = Table(
    "timeline",
    (Column("when"), Column("what")),
    (
        row(
            "March 2011", "The war, which is told of at length and in many words here, began in March 2011.", "2011-03"
        ),
        row("2015", "Moscow <b>intervened</b> & costs rose by $5 to $6.", "2015"),
        row("7 November 2017 (“on Tuesday”)", "They met on Tuesday.", "2017-11-07"),
        row("“January”", "Talks began in January.", None),
    ),
)


def words_of(svg: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_a_timeline_shows_every_row_and_names_those_without_a_date_apart() -> None:
    drawn = words_of(plot_timeline(TIMELINE, title="Timeline of the war").svg())
    assert {"Timeline of the war", "Without a date", "“January”: Talks began in January."} <= set(drawn)
    assert "2015: Moscow <b>intervened</b> & costs rose by $5 to $6." in drawn
    assert drawn.index("Without a date") > drawn.index("7 November 2017 (“on Tuesday”): They met on Tuesday.")


def test_of_a_long_sentence_the_part_that_says_when_is_drawn() -> None:
    far = row("2015", f"{'He spoke at length of it and ' * 6}came to power in 2015.", "2015")
    label = next(text for text in words_of(timeline_svg(Table("timeline", TIMELINE.columns, (far,)))) if ":" in text)
    assert label.startswith("2015: …") and label.endswith("came to power in 2015") and len(label) <= LABEL


def test_labels_stand_apart_and_in_order_however_close_their_dates_are() -> None:
    rows = [row(f"{day} May 2016", f"Event {day}.", f"2016-05-{day:02}") for day in range(1, 10)]
    crowded = Table("timeline", TIMELINE.columns, (row("1960", "Long before.", "1960"), *rows))
    svg = timeline_svg(crowded)
    heights = [float(y) for y in re.findall(r'y="([\d.]+)"[^>]*>[^<]*Event \d', svg)]
    assert len(heights) == 9
    assert all(after - before > 12 for before, after in itertools.pairwise(heights))  # points; text has 9


@pytest.mark.parametrize("dates", [(None, None), ("2016-05-03",), ("2016-13-40", "2016-05"), ()])
def test_any_timeline_can_be_drawn(dates: tuple[str | None, ...]) -> None:
    table = Table("timeline", TIMELINE.columns, tuple(row("", f"Event {date}.", date) for date in dates))
    drawn = words_of(timeline_svg(table))
    assert all(f"Event {date}." in drawn for date in dates)


def test_what_stands_in_a_page_can_neither_run_nor_restyle_it() -> None:
    svg = timeline_svg(Table("timeline", TIMELINE.columns, (row("1", '</svg><script>x</script> " onload=1', None),)))
    assert svg.startswith('<svg role="img" aria-label="Timeline"')
    assert not re.search(r"<script|<style|<!DOCTYPE|<\?xml|<metadata|\sid=\"figure", svg)
    assert "currentColor" in svg and "</svg><script>" not in svg


def test_the_same_plot_has_the_same_bytes(tmp_path: Path) -> None:
    plots = [plot_bars([("Presstv", 3), ("SANA", 1)], title="Outlets") for _ in range(2)]
    assert plots[0].svg() == plots[1].svg()
    for number, plot in enumerate(plots):
        plot.write(tmp_path / f"{number}.png")
    one, other = ((tmp_path / f"{number}.png").read_bytes() for number in range(2))
    assert one == other and one.startswith(b"\x89PNG") and b"Software" not in one


def test_bars_name_and_count_everything() -> None:
    drawn = words_of(plot_bars([("Presstv", 1200), ("حلب", 1)], title="Outlets").svg())
    assert {"Outlets", "Presstv", "1,200", "حلب", "1"} <= set(drawn)
    over_time = words_of(
        plot_over_time([(f"1987-{month:02}", month) for month in range(1, 13)], title="By month").svg()
    )
    assert {"By month", "1987-01", "1987-11"} <= set(over_time)


def test_a_plot_is_written_as_its_name_says_or_not_at_all(tmp_path: Path) -> None:
    plot = plot_bars([("Presstv", 3)], title="Outlets")
    plot.write(tmp_path / "a.SVG")
    assert (tmp_path / "a.SVG").read_text(encoding="utf-8").startswith("<?xml")
    with pytest.raises(PlotError, match=r"not as 'a\.pdf'"):
        plot.write(tmp_path / "a.pdf")
    with pytest.raises(PlotError, match="can't write the plot to"):
        plot.write(tmp_path / "no folder" / "a.svg")


def test_importing_the_module_does_not_import_the_library() -> None:
    program = "import sys, rag.plotting; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_places_stay_apart_at_either_end() -> None:
    assert spread([5.0, 5.0, 5.0], step=1.0, low=0.0, high=5.0) == [3.0, 4.0, 5.0]
    assert spread([0.0, 0.0], step=1.0, low=0.0, high=5.0) == [0.0, 1.0]
