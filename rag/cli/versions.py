"""`dateline show PATH --versions` and `dateline changes`: what an article said before."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.cli.looking import one_article, opened
from rag.cli.options import index_option, json_option
from rag.cli.printing import escaped, plain, write_json

if TYPE_CHECKING:
    from rag.schema import Document
    from vectorstore import ChunkStore, Version


def show_versions(store: ChunkStore, document: Document, *, as_json: bool) -> None:
    """The versions of an article that the index keeps, newest first, the one in force before all."""
    kept = store.versions(document.root, document.path)
    if as_json:
        write_json({"root": document.root, "path": document.path, "versions": [_version(version) for version in kept]})
        return
    click.echo(escaped(f"now  {document.title or document.path}, {len(document.text):,} characters"))
    for version in kept:
        elsewhere = "" if _same_place(version, document) else f", as {version.root}/{version.path}"
        said = f"{version.title or version.path}, {len(version.text):,} characters{elsewhere}"
        click.echo(escaped(f"until {version.replaced_at}  {said}"))


def _same_place(version: Version, document: Document) -> bool:
    return (version.root, version.path) == (document.root, document.path)


def _body_start(version: Version) -> int:
    """Where the body of an earlier version begins, behind its front matter."""
    from rag.indexing.formats import format_of
    from rag.indexing.formats.markdown import read_markdown, read_text
    from rag.settings import Settings

    format = format_of(version.path)
    if format not in ("markdown", "text"):
        return 0
    return (read_markdown if format == "markdown" else read_text)(version.text, settings=Settings()).body_start


def _version(version: Version) -> dict[str, object]:
    return {
        "root": version.root,
        "path": version.path,
        "sha256": version.sha256,
        "title": version.title,
        "published": version.published,
        "characters": len(version.text),
        "indexed_at": version.indexed_at,
        "replaced_at": version.replaced_at,
    }


@click.command(short_help="Say what changed in an article since its last version.")
@click.argument("path")
@json_option
@index_option
def changes(path: str, as_json: bool, index: Path | None) -> None:
    """Say, sentence by sentence, what changed in the article at PATH since the version before."""
    from rag.indexing.revisions import revisions

    with opened(index) as store:
        document = store.documents([one_article(store, path).id]).popitem()[1]
        kept = store.versions(document.root, document.path)
    before = kept[0] if kept else None
    found = []
    if before is not None:
        found = revisions(before.text, document.text, before_body=_body_start(before), after_body=document.body_start)
    if as_json:
        write_json(
            {
                "root": document.root,
                "path": document.path,
                "before": None if before is None else _version(before),
                "changes": [asdict(revision) for revision in found],
            }
        )
        return
    place = f"{document.root}/{document.path}"
    if before is None:
        click.echo(escaped(f"{place} has one version, the one in the index"))
        return
    since = before.replaced_at if _same_place(before, document) else f"{before.root}/{before.path}"
    click.echo(escaped(f"{place}: {len(found)} {'sentence' if len(found) == 1 else 'sentences'} changed since {since}"))
    for revision in found:
        for mark, text in (("-", revision.before), ("+", revision.after)):
            if text is not None:
                click.echo(f"{mark} {' '.join(plain(text).split())}")
