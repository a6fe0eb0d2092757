"""`dateline ingest`, `remove` and `purge`: what is in the index."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.cli.looking import MOST_NAMED
from rag.cli.options import GivenPath, index_option, json_option, settings_in_force
from rag.cli.printing import notice, progress_on_stderr, write_json
from rag.errors import NotInIndexError, ReadingError
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.indexing.files import Scope
    from rag.indexing.ingest import FailedFile, IngestSummary

paths_argument = click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=GivenPath(path_type=Path, readable=False)
)


@click.command(short_help="Add the articles below a path, update those that changed.")
@click.argument("paths", nargs=-1, metavar="PATH...", type=GivenPath(path_type=Path, readable=False))
@click.option(
    "--embedder", "embedder_name", metavar="NAME", help="minilm (the default, bundled), none or openai:MODEL."
)
@click.option("--sync", is_flag=True, help="Also remove articles whose files are gone below these paths.")
@click.option("--failed", is_flag=True, help="Only files that could not be read before; of all folders without PATH.")
@click.option("--watch", is_flag=True, help="Then follow these folders, until Ctrl-C.")
@json_option
@index_option
def ingest(
    paths: tuple[Path, ...],
    embedder_name: str | None,
    sync: bool,
    failed: bool,
    watch: bool,
    as_json: bool,
    index: Path | None,
) -> int:
    """Add the articles below PATH, and update those that changed.

    Unchanged files are skipped by their content. What can't be read is named and the rest goes on.
    Articles can be searched by their words as soon as they are read; vectors follow, and an ingest
    that was stopped goes on with the next.
    """
    if not paths and not failed:
        raise click.UsageError("Missing argument 'PATH...'.")
    if watch and failed:
        raise click.UsageError("--watch and --failed don't go together")
    settings = settings_in_force(index, embedder=embedder_name)
    for path in paths:
        if not path.exists():
            raise ReadingError(
                f"there is no file or folder {str(path)!r}; nothing was changed{_how_out(path, settings)}"
            )
    from rag.embedding import open_embedder
    from rag.indexing.ingest import ingest as ingest_paths

    embedder = open_embedder(settings.embedder or _embedder_of(settings.index_dir), settings)
    if embedder.name.startswith("openai:"):
        from rag.endpoint import endpoint_of

        notice(f"article text is sent to {endpoint_of(settings).host} to be embedded")

    def run(places: Sequence[Path | Scope]) -> IngestSummary:
        with progress_on_stderr() as progress:
            return ingest_paths(
                places,
                settings=settings,
                index=settings.index_dir,
                embedder=embedder,
                sync=sync,
                failed_only=failed,
                progress=progress,
            )

    summary = run(paths)
    _tell(summary, as_json=as_json)
    if watch:
        from rag.cli.watching import follow

        told = set(summary.failed)
        follow(paths, index=settings.index_dir, ingest=lambda scopes: _tell_news(run(scopes), told, as_json=as_json))
    elif summary.nothing_read and not failed:
        below = ", ".join(map(str, paths))
        raise ReadingError(f"nothing could be read below {below}; docs/formats.md lists the formats that are read")
    return 0


def _tell(summary: IngestSummary, *, as_json: bool, told: Collection[FailedFile] = ()) -> None:
    if as_json:
        write_json(summary.to_dict())
    else:
        moved = f" ({summary.moved} moved)" if summary.moved else ""
        click.echo(
            f"{summary.added} added, {summary.updated} updated, {summary.unchanged} unchanged, "
            f"{summary.removed} removed{moved}, {len(summary.failed)} failed; "
            f"the index holds {summary.documents} articles in {summary.chunks} chunks"
        )
    failed = [failure for failure in summary.failed if failure not in told]
    for failure in failed[:MOST_NAMED]:
        notice(f"not read: {failure.path}: {failure.reason}")
    if len(failed) > MOST_NAMED:
        notice(f"not read: {len(failed) - MOST_NAMED} more; `dateline status --json` names them")


def _tell_news(summary: IngestSummary, told: set[FailedFile], *, as_json: bool) -> None:
    """Like `_tell`, where there is something to tell: a failure that was `told` before is nothing."""
    if summary.added or summary.updated or summary.removed or not told.issuperset(summary.failed):
        _tell(summary, as_json=as_json, told=told)
        told.update(summary.failed)


def _how_out(path: Path, settings: Settings) -> str:
    """How to take out what the index holds of a path that is gone: a sync removes only below what is there."""
    from rag.indexing.removal import matching
    from vectorstore import holds_index, open_store

    if not holds_index(settings.index_dir):
        return ""
    with closing(open_store(settings.index_dir)) as store:
        roots = store.roots()
        try:
            held = matching(store.heads(), roots, str(path))
        except NotInIndexError:
            return ""
    name = next((root.name for root in roots if root.folder == path.resolve()), str(path))
    return f"; the index holds {len(held)} of its articles, `dateline remove {shlex.quote(name)}` takes them out"


def _embedder_of(index: Path) -> str | None:
    """The embedder that an index which is there was made with."""
    from vectorstore import holds_index, open_store

    if not holds_index(index):
        return None
    with closing(open_store(index)) as store:
        return store.stamp.embedder


@click.command(short_help="Take articles out of the index.")
@paths_argument
@index_option
def remove(paths: tuple[Path, ...], index: Path | None) -> None:
    """Take articles out of the index; the files stay where they are."""
    _take_out(paths, index, erase=False)


@click.command(short_help="Take articles out and erase them from every file.")
@paths_argument
@index_option
def purge(paths: tuple[Path, ...], index: Path | None) -> None:
    """Take articles out and erase their text and vectors from every file of the index."""
    _take_out(paths, index, erase=True)


def _take_out(paths: tuple[Path, ...], index: Path | None, *, erase: bool) -> None:
    settings = settings_in_force(index)
    from rag.indexing.ingest import remove as remove_paths

    removed = remove_paths([str(path) for path in paths], index=settings.index_dir, erase=erase)
    click.echo(f"{removed} {'article' if removed == 1 else 'articles'} {'purged' if erase else 'removed'}")
