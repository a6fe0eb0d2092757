"""What scale measured as a picture: what an archive costs to build, and how long a search in it takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rag.plotting import Plot

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STEPS = {"chunking": "chunking", "catalog": "catalog", "lexical": "lexical index", "dense": "dense index"}
SEARCHES = ("lexical", "dense", "both, without re-ranking", "both, re-ranked")


def growth_plot(measured: Mapping[str, Mapping[str, Any]]) -> Plot:
    """Seconds of ingest, added up from the smallest size on, and the searches' 95th percentiles, both on log axes."""
    sizes = sorted(map(int, measured))

    def draw(figure: Figure) -> None:
        from matplotlib.ticker import NullFormatter, StrMethodFormatter

        ingest, search = figure.subplots(1, 2)
        for step, name in STEPS.items():
            spent = [measured[str(size)]["ingest"][step] for size in sizes]
            _line(ingest, sizes, [sum(spent[: place + 1]) for place in range(len(sizes))], name)
        ingest.set_title("Building the archive, seconds")
        for name in SEARCHES:
            _line(search, sizes, [measured[str(size)]["search"][name]["p95"] for size in sizes], name)
        search.set_title("Searching it, 95th percentile, ms")
        for axes in (ingest, search):
            axes.set_xlabel("chunks")
            for axis in (axes.xaxis, axes.yaxis):
                axis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
                axis.set_minor_formatter(NullFormatter())
            axes.legend(frameon=False, fontsize="small")

    return Plot("How an archive grows", 3.6, draw)


def _line(axes: Axes, sizes: list[int], values: list[float], name: str) -> None:
    axes.loglog(sizes, [max(value, 1e-3) for value in values], marker="o", markersize=3, linewidth=1.2, label=name)
