"""`dateline ingest`, `remove` and `purge`: what is in the index."""

from __future__ import annotations

import shlex
from contextlib import closing
from pathlib import Path

import click

from rag.cli.options import index_option, json_option, settings_in_force
from rag.cli.printing import notice, progress_on_stderr, write_json
from rag.errors import NotInIndexError, ReadingError
from rag.settings import Settings

paths_argument = click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path, readable=False)
)


@click.command(short_help="Add the articles below a path, update those that changed.")
@paths_argument
@click.option(
    "--embedder", "embedder_name", metavar="NAME", help="minilm (the default, bundled), none or openai:MODEL."
)
@click.option("--sync", is_flag=True, help="Also remove articles whose files are gone below these paths.")
@json_option
@index_option
def ingest(paths: tuple[Path, ...], embedder_name: str | None, sync: bool, as_json: bool, index: Path | None) -> int:
    """Add the articles below PATH, and update those that changed.

    Unchanged files are skipped by their content. What can't be read is named and the rest goes on.
    """
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
    with progress_on_stderr() as progress:
        summary = ingest_paths(
            list(paths),
            settings=settings,
            index=settings.index_dir,
            embedder=embedder,
            sync=sync,
            progress=progress,
        )
    if as_json:
        write_json(summary.to_dict())
    else:
        click.echo(
            f"{summary.added} added, {summary.updated} updated, {summary.unchanged} unchanged, "
            f"{summary.removed} removed, {len(summary.failed)} failed; "
            f"the index holds {summary.documents} articles in {summary.chunks} chunks"
        )
    for failure in summary.failed:
        notice(f"not read: {failure.path}: {failure.reason}")
    if summary.nothing_read:
        raise ReadingError(
            f"nothing could be read below {', '.join(map(str, paths))}; text and Markdown files are read"
        )
    return 0


def _how_out(path: Path, settings: Settings) -> str:
    """How to take out what the index holds of a path that is gone: a sync removes only below what is there."""
    from rag.first_use import holds_index
    from rag.indexing.removal import matching
    from vectorstore import open_store

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
    from rag.first_use import holds_index
    from vectorstore import open_store

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
