"""The pictures of an overview: articles over time, outlets, names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from rag.overview.frequent import Named
from rag.overview.overview import Count, Overview
from rag.plotting import Plot, plot_bars, plot_over_time

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST_BARS = 15
_NAMES = {"day": "Articles by day", "month": "Articles by month", "year": "Articles by year"}


def plots_of(overview: Overview) -> list[Plot]:
    """One plot for each thing there is to see, in the order of the overview."""
    plots = []
    if overview.unit is not None:
        counts = [(period.period, period.articles) for period in overview.over_time]
        plots.append(plot_over_time(counts, title=_NAMES[overview.unit]))
    stated = [count for count in overview.outlets if count.name is not None]
    if stated:
        plots.append(plot_bars(_counted(overview.outlets), title="Articles by outlet"))
    for title, names in (
        ("People and organisations, by articles that mention them", overview.people_and_organisations),
        ("Places, by articles that mention them", overview.places),
    ):
        if names:
            plots.append(plot_bars(_named(names), title=title))
    return plots


def plot_overview(overview: Overview) -> Plot:
    """All of them in one picture."""
    plots = plots_of(overview)

    def draw(figure: Figure) -> None:
        if not plots:
            figure.text(0.02, 0.5, "No articles", va="center")
            return
        parts = figure.subfigures(len(plots), 1, height_ratios=[plot.height for plot in plots], squeeze=False)
        for part, plot in zip(parts.flat, plots, strict=True):
            plot.draw(cast("Figure", part))

    return Plot("Overview of the archive", sum(plot.height for plot in plots) or 0.7, draw)


def _counted(counts: Sequence[Count]) -> list[tuple[str, int]]:
    return [("not stated" if count.name is None else count.name, count.count) for count in counts[:_MOST_BARS]]


def _named(names: Sequence[Named]) -> list[tuple[str, int]]:
    return [(named.name, named.articles) for named in names[:_MOST_BARS]]
