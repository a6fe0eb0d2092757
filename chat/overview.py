"""The archive at a glance, as a page of its own: drawn on the server, read without a script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chat.escaping import attribute, shown, undirected
from rag.overview.frequent import Named
from rag.overview.overview import Count, Overview
from rag.overview.plots import plots_of

_MOST = 30  # rows of a table


def draw_overview(overview: Overview) -> str:
    """The whole page, each word of it escaped."""
    sections = [_figures(overview), *_plots(overview), _outlets(overview)]
    sections.append(_names("People and organisations", overview.people_and_organisations, overview))
    sections.append(_names("Places", overview.places, overview))
    sections += [_gaps(overview), _copies(overview), _failed(overview)]
    return _page("".join(sections))


def draw_waiting(done: int, total: int) -> str:
    """What is shown while names are counted; it asks again by itself."""
    told = f" Names: {done:,} of {total:,} articles." if total else ""
    return _page(f'<p role="status">The archive is being counted.{told}</p>', refresh=True)


def draw_fault(message: str) -> str:
    """What is shown where there is no overview."""
    return _page(f'<p role="alert">{shown(message)}</p>')


def _page(content: str, *, refresh: bool = False) -> str:
    again = '<meta http-equiv="refresh" content="2">' if refresh else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Overview of the archive · Dateline</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{again}'
        '<meta name="color-scheme" content="light dark"><link rel="stylesheet" href="/page/overview.css">'
        '<link rel="icon" href="/page/icon.svg" type="image/svg+xml"></head><body><main>'
        '<header><p><a href="/">← Ask the archive</a></p><h1>Overview of the archive</h1></header>'
        f"{content}</main></body></html>"
    )


def _figures(overview: Overview) -> str:
    state = overview.index
    dated = f"{overview.first} to {overview.last}" if overview.first is not None else "no article states a date"
    coverage = "found by words alone" if overview.embedder == "none" else f"{state.dense_coverage:.0%} of chunks"
    rows = [
        ("Articles", f"{overview.articles:,}"),
        ("As of", state.as_of),
        ("Dated", dated),
        ("Undated", f"{overview.undated:,}"),
        ("Formats", _listed(overview.formats)),
        ("Languages", _listed(overview.languages, unknown="unknown")),
        ("Vectors", coverage),
        ("Copies", f"{overview.duplicates.copies:,} in {overview.duplicates.groups:,} groups"),
        ("Superseded", f"{overview.superseded:,}"),
        ("Files not read", f"{overview.failed.files:,}"),
    ]
    entries = "".join(f"<div><dt>{name}</dt><dd>{shown(value)}</dd></div>" for name, value in rows)
    return f'<section aria-label="Figures"><dl>{entries}</dl></section>'


def _plots(overview: Overview) -> Iterable[str]:
    safe = replace(
        overview,
        outlets=tuple(replace(count, name=count.name and undirected(count.name)) for count in overview.outlets),
    )
    return (f"<figure>{plot.inline()}</figure>" for plot in plots_of(safe))


def _outlets(overview: Overview) -> str:
    rows = [(count.name or "not stated", count.count) for count in overview.outlets[:_MOST]]
    return _table("Articles by outlet", ("Outlet", "Articles"), rows)


def _names(title: str, names: Sequence[Named], overview: Overview) -> str:
    note = f"Counted in {overview.names_read:,} articles, spread evenly." if overview.sampled else ""
    rows = [(named.name, ", ".join(named.spellings[:6]), named.articles) for named in names[:_MOST]]
    return _table(f"{title}, by articles that mention them", ("Name", "Also counted", "Articles"), rows, note)


def _gaps(overview: Overview) -> str:
    rows = [(gap.after, gap.before, gap.days) for gap in overview.gaps]
    return _table("Longest times without an article", ("After", "Before", "Days"), rows)


def _copies(overview: Overview) -> str:
    rows = [(one.title or one.path or one.origin, one.articles) for one in overview.duplicates.largest]
    return _table("Stories with the most copies", ("First article", "Articles"), rows)


def _failed(overview: Overview) -> str:
    rows = [(reason.name or "", reason.count) for reason in overview.failed.reasons]
    return _table("Files that could not be read", ("Reason", "Files"), rows)


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str | int]], note: str = "") -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{attribute(column)}</th>' for column in columns)
    body = "".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in rows)
    beside = f"<p>{shown(note)}</p>" if note else ""
    return (
        f"<section><h2>{attribute(title)}</h2>{beside}"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></section>"
    )


def _cell(value: str | int) -> str:
    return f"<td class=number>{value:,}</td>" if isinstance(value, int) else f"<td>{shown(value)}</td>"


def _listed(counts: Sequence[Count], *, unknown: str = "not stated") -> str:
    return ", ".join(f"{count.count:,} {count.name or unknown}" for count in counts[:6]) or "none"
