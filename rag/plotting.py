"""Plots in one style: a timeline, bars over time, bars side by side; as SVG or PNG, the same bytes every time."""

from __future__ import annotations

import calendar
import re
import threading
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from rag.errors import PlotError
from rag.schema import Row, Table
from rag.words import shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PlotFormat = Literal["svg", "png"]

WIDTH = 8.0  # inches
INK, SOFT, ACCENT, PAPER = "#1c1d20", "#6b7078", "#2f6ea3", "#ffffff"
_FONT_SIZE = 9.0  # points
_DPI = 144
LINE = 0.26  # inches a row of text takes
LABEL = 98  # characters of a label that fit beside the axis
_STYLE: dict[Any, Any] = {
    "font.size": _FONT_SIZE,
    "svg.fonttype": "none",  # text stays text: found, read aloud and drawn in the page's font
    "svg.hashsalt": "dateline",  # ids of clip paths are random otherwise
    "text.parse_math": False,  # a title with two dollar signs is no formula
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": SOFT,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "text.color": INK,
    "axes.labelcolor": INK,
}
# The style is the process's, so one plot is drawn at a time.
_DRAWING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture to be drawn, as often as it is wanted and the same each time."""

    title: str
    height: float  # inches
    draw: Callable[[Figure], None]

    def svg(self) -> str:
        """The picture as an SVG file."""
        return self._drawn("svg").decode()

    def inline(self) -> str:
        """The SVG for the middle of a page: no paper behind it, in the ink around it, named for who can't see it."""
        body = self.svg()
        body = body[body.index("<svg") :]
        body = re.sub(r"<metadata>.*?</metadata>|<style[^>]*>.*?</style>", "", body, flags=re.DOTALL)
        body = re.sub(r'<g id="patch_1">.*?</g>', "", body, count=1, flags=re.DOTALL)  # the paper
        body = re.sub(r'<g id="[^"]*"(/?)>', r"<g\1>", body).replace(INK, "currentColor")
        body = body.replace(SOFT, "color-mix(in srgb, currentColor 70%, transparent)")
        body = re.sub(r"font-family: [^;]*;", "", body)
        head = f'<svg role="img" aria-label="{escape(_one_line(self.title))}" stroke-linejoin="round" '
        return body.replace("<svg ", f'{head}style="max-width:100%;height:auto" ', 1).strip()

    def write(self, path: Path) -> None:
        """Write the picture, SVG or PNG by the file's suffix. Raises PlotError."""
        drawn = self._drawn(plot_format(path))
        try:
            path.write_bytes(drawn)
        except OSError as exc:
            raise PlotError(f"can't write the plot to {path}: {exc.strerror or exc}") from exc

    def _drawn(self, form: PlotFormat) -> bytes:
        import matplotlib
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        unsigned: dict[str, Any] = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
        written = BytesIO()
        with _DRAWING, matplotlib.rc_context(_STYLE), warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a letter that the font has not: the browser's has it
            figure = Figure(figsize=(WIDTH, self.height), dpi=_DPI, facecolor=PAPER, layout="constrained")
            FigureCanvasAgg(figure)
            self.draw(figure)
            figure.savefig(written, format=form, metadata=unsigned, facecolor=PAPER)
        return written.getvalue()


def plot_format(path: Path) -> PlotFormat:
    """The format that a file's suffix names. Raises PlotError for any other."""
    for known in get_args(PlotFormat):
        if path.suffix.lower() == f".{known}":
            return known  # type: ignore[no-any-return]
    raise PlotError(f"a plot is written as .svg or .png, not as {path.name!r}; end its name with one of them")


def plot_bars(counts: Sequence[tuple[str, int]], *, title: str) -> Plot:
    """Horizontal bars, the first on top, each with its label and its number."""

    def draw(figure: Figure) -> None:
        axes = _axes(figure, title)
        places = list(range(len(counts)))
        axes.barh(places, [count for _, count in counts], color=ACCENT, height=0.7)
        axes.set_yticks(places, [shortened(label, 40) for label, _ in counts])
        axes.invert_yaxis()
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(axis="y", length=0, labelcolor=INK)
        for place, (_, count) in enumerate(counts):
            axes.annotate(f"{count:,}", (count, place), xytext=(4, 0), textcoords="offset points", va="center")

    return Plot(title, len(counts) * LINE + 0.7, draw)


def plot_over_time(counts: Sequence[tuple[str, int]], *, title: str) -> Plot:
    """Upright bars in the order given, one a day, month or year; as many labels as fit."""

    def draw(figure: Figure) -> None:
        from matplotlib.ticker import MaxNLocator

        axes = _axes(figure, title)
        places = list(range(len(counts)))
        axes.bar(places, [count for _, count in counts], color=ACCENT, width=0.85)
        step = -(-len(counts) // 10) or 1
        axes.set_xticks(places[::step], [label for label, _ in counts[::step]])
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
        axes.tick_params(length=2)

    return Plot(title, 2.6, draw)


def plot_timeline(table: Table, *, title: str = "Timeline") -> Plot:
    """The rows of a timeline down an axis of time: days as dots, months and years as bars, the undated below."""
    dated = [(period, _label(row)) for row in table.rows if (period := _period(row.date)) is not None]
    undated = [_label(row) for row in table.rows if _period(row.date) is None]

    def draw(figure: Figure) -> None:
        heights = [max(len(dated), 1), (len(undated) + 1) if undated else 0.01]
        upper, lower = figure.subplots(2, 1, height_ratios=heights)
        upper.set_title(shortened(title, 90), loc="left", fontsize=_FONT_SIZE + 2, color=INK)
        _draw_dated(upper, dated)
        lower.axis("off")
        lines = ["Without a date", *undated] if undated else []
        for place, line in enumerate(lines):
            y = 1 - (place + 0.5) / len(lines)
            lower.text(0.06, y, line, transform=lower.transAxes, va="center", color=INK if place else SOFT)

    return Plot(title, (len(dated) * 1.15 + (len(undated) + 1 if undated else 0)) * LINE + 0.8, draw)


def timeline_svg(table: Table) -> str:
    """The plot of a timeline as SVG for the middle of a page."""
    return plot_timeline(table).inline()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _axes(figure: Figure, title: str) -> Axes:
    axes = figure.subplots()
    axes.set_title(shortened(title, 90), loc="left", fontsize=_FONT_SIZE + 2, color=INK)
    axes.set_facecolor("none")
    return axes


def _label(row: Row) -> str:
    """When and what; of a long sentence the part up to where it says when."""
    when, what = row.cells[0].text, _one_line(row.cells[1].text)
    most = LABEL - len(when) - 2 if when else LABEL
    written = re.search("“(.+)”", when)
    end = what.find(written[1] if written else when) + len(written[1] if written else when)
    if when and len(what) > most < end < len(what) + 1:
        what = "…" + what[:end][-most:].partition(" ")[2]
    return shortened(f"{when}: {what}" if when else what, LABEL)


def _period(iso: str | None) -> tuple[date, date] | None:
    """The first and the last day of an ISO date as far as it is known."""
    try:
        if iso is None or len(iso) == 10:
            return None if iso is None else (date.fromisoformat(iso), date.fromisoformat(iso))
        if len(iso) == 7:
            first = date.fromisoformat(f"{iso}-01")
            return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return date(int(iso), 1, 1), date(int(iso), 12, 31)
    except ValueError:
        return None


def _draw_dated(axes: Axes, dated: Sequence[tuple[tuple[date, date], str]]) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    axes.set_facecolor("none")
    if not dated:
        axes.axis("off")
        return
    first = min(start for (start, _), _ in dated).toordinal()
    last = max(end for (_, end), _ in dated).toordinal()
    room = max(1.0, (last - first) * 0.02)
    low, high = first - room, last + room
    step = (high - low) / (len(dated) * 1.15)
    places = spread([start.toordinal() for (start, _), _ in dated], step=step, low=low + step / 2, high=high - step / 2)
    for ((start, end), label), place in zip(dated, places, strict=True):
        begins, ends = start.toordinal(), end.toordinal()
        if ends > begins:
            axes.plot(
                [0, 0],
                [_day(begins), _day(ends)],
                color=ACCENT,
                alpha=0.45,
                linewidth=7,
                solid_capstyle="butt",
                clip_on=False,
            )
        else:
            axes.plot([0], [_day(begins)], color=ACCENT, marker="o", markersize=5, clip_on=False)
        axes.plot([0.008, 0.05, 0.056], [_day(begins), _day(place), _day(place)], color=SOFT, linewidth=0.6)
        axes.text(0.06, _day(place), label, va="center", color=INK)
    axes.set_xlim(0, 1)
    axes.set_ylim(_day(high), _day(low))
    axes.yaxis_date()
    locator = AutoDateLocator(minticks=2, maxticks=min(8, len(dated) + 2))  # type: ignore[no-untyped-call]
    axes.yaxis.set_major_locator(locator)
    axes.yaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)


def _day(ordinal: float) -> float:
    """A day of Python's calendar as matplotlib counts them."""
    return ordinal - date(1970, 1, 1).toordinal()


def spread(wanted: Sequence[float], *, step: float, low: float, high: float) -> list[float]:
    """Places in the same order, `step` apart at least, between `low` and `high` where they fit, near the wanted ones.

    >>> spread([0.0, 0.1, 5.0], step=1.0, low=0.0, high=5.0)
    [0.0, 1.0, 5.0]
    """
    placed: list[float] = []
    for want in wanted:
        placed.append(max(want, low, placed[-1] + step if placed else low))
    limit = high
    for place in range(len(placed) - 1, -1, -1):
        placed[place] = min(placed[place], limit)
        limit = placed[place] - step
    return placed
