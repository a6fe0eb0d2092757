"""`dateline overview`: an archive at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.cli.looking import opened
from rag.cli.options import filter_options, index_option, json_option
from rag.cli.printing import notice, print_table, progress_on_stderr, write_json

if TYPE_CHECKING:
    from rag.overview.frequent import Named
    from rag.overview.overview import Count, Overview

_BAR = 40  # characters of the longest bar
_MOST_BARS = 48
_MOST_NAMES = 15
_MOST_GAPS = 5


@click.command(short_help="Show the archive at a glance: time, outlets, names, gaps.")
@filter_options
@click.option(
    "--plot", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Also draw it: .svg, .png."
)
@json_option
@index_option
def overview(
    publisher: str | None,
    since: str | None,
    until: str | None,
    path: str | None,
    plot: Path | None,
    as_json: bool,
    index: Path | None,
) -> None:
    """Show the archive at a glance: articles over time, outlets, frequent names, copies, gaps, failed files.

    Nothing is changed. Names are counted in at most 25,000 articles, evenly spread where there are more.
    """
    if plot is not None:
        from rag.plotting import plot_format

        plot_format(plot)  # before the work, not after it
    with opened(index) as store, progress_on_stderr() as progress:
        from rag.overview.overview import overview_of

        found = overview_of(store, publisher=publisher, since=since, until=until, path=path, progress=progress)
    if plot is not None:
        from rag.overview.plots import plot_overview

        plot_overview(found).write(plot)
        notice(f"drawn to {plot}")
    if as_json:
        write_json(found.to_dict())
    else:
        _print(found)


def _print(found: Overview) -> None:
    state = found.index
    dated = f"{found.first} to {found.last}" if found.first is not None else None
    rows: list[tuple[str, object]] = [
        ("articles", f"{found.articles:,}"),
        ("superseded", f"{found.superseded:,}, by newer articles with their URL" if found.superseded else None),
        ("as of", state.as_of),
        ("dated", dated),
        ("undated", f"{found.undated:,}" if found.undated else None),
        ("left out", f"{found.excluded_undated:,} without a date" if found.excluded_undated else None),
        ("outlets", _listed(found.outlets, found.other_outlets)),
        ("formats", _listed(found.formats)),
        ("languages", _listed(found.languages, unknown="unknown")),
        ("vectors", _vectors(found)),
        ("copies", _copies(found)),
    ]
    rows += [("", f"{one.articles} of {one.title or one.path or one.origin}") for one in found.duplicates.largest[:3]]
    rows += [("gap", f"{gap.days:,} days without an article after {gap.after}") for gap in found.gaps[:_MOST_GAPS]]
    rows.append(("not read", _files(found.failed.files)))
    rows += [("", f"{reason.count:,} × {reason.name}") for reason in found.failed.reasons[:5]]
    print_table(rows)
    if found.unit is not None:
        _print_bars(f"Articles by {found.unit}", [(one.period, one.articles) for one in found.over_time])
    sampled = f", in {found.names_read:,} articles spread evenly" if found.sampled else ""
    _print_names(f"People and organisations, by articles that mention them{sampled}", found.people_and_organisations)
    _print_names(f"Places, by articles that mention them{sampled}", found.places)


def _listed(counts: Sequence[Count], more: int = 0, *, unknown: str = "not stated") -> str | None:
    shown = [f"{count.count:,} {count.name or unknown}" for count in counts[:8]]
    left = max(0, len(counts) - 8) + more
    return ", ".join(shown + ([f"{left:,} more"] if left else [])) or None


def _vectors(found: Overview) -> str:
    if found.embedder == "none":
        return "none; found by words alone"
    return f"{found.index.dense_coverage:.0%} of {found.index.chunks:,} chunks"


def _copies(found: Overview) -> str | None:
    twins = found.duplicates
    return f"{twins.copies:,} of another article, in {twins.groups:,} groups" if twins.groups else None


def _files(count: int) -> str | None:
    return f"{count:,} {'file' if count == 1 else 'files'}; `dateline status` names them" if count else None


def _print_bars(title: str, counts: Sequence[tuple[str, int]]) -> None:
    shown = counts[-_MOST_BARS:]
    click.echo(f"\n{title}" + (f" (the last {len(shown)} of {len(counts)})" if len(shown) < len(counts) else ""))
    most = max(count for _, count in shown)
    for label, count in shown:
        click.echo(f"  {label}  {'#' * round(_BAR * count / most):{_BAR}}  {count:,}".rstrip())


def _print_names(title: str, names: Sequence[Named]) -> None:
    if names:
        click.echo(f"\n{title}")
        print_table([(f"{named.articles:,}", _spelt(named)) for named in names[:_MOST_NAMES]])


def _spelt(named: Named) -> str:
    return f"{named.name} (also {', '.join(named.spellings[:4])})" if named.spellings else named.name
