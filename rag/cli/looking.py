"""`dateline list`, `show` and `status`: what the index holds and how it is."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rag.cli.options import index_option, json_option, settings_in_force
from rag.cli.printing import escaped, print_table, write_json
from rag.errors import NotInIndexError

if TYPE_CHECKING:
    from vectorstore import ChunkStore, DocumentHead


@click.command(name="list")
@json_option
@index_option
def list_articles(as_json: bool, index: Path | None) -> None:
    """List the articles of the index."""
    with _open(index) as store:
        heads = sorted(store.heads(), key=lambda head: (head.root, head.path))
    if as_json:
        write_json({"documents": [_head(head) for head in heads]})
        return
    for head in heads:
        stated = [part for part in (head.title, head.publisher, head.published) if part]
        click.echo(escaped(f"{head.root}/{head.path}  {' · '.join(' '.join(part.split()) for part in stated)}"))


@click.command(short_help="Show what is known of one article, or its text.")
@click.argument("path")
@click.option("--text", "only_text", is_flag=True, help="Only the stored text, to the letter.")
@json_option
@index_option
def show(path: str, only_text: bool, as_json: bool, index: Path | None) -> None:
    """Show what is known of the article at PATH, as `dateline list` names it."""
    with _open(index) as store:
        head = _one(store, path)
        document = store.documents([head.id])[head.id]
    if only_text:
        sys.stdout.write(document.text)
        return
    if as_json:
        write_json({**_head(head), "byline": document.byline, "url": document.url, "format": document.format})
        return
    print_table(
        [
            ("title", document.title),
            ("publisher", document.publisher),
            ("published", document.published),
            ("byline", document.byline),
            ("url", document.url),
            ("path", f"{document.root}/{document.path}"),
            ("document", document.id),
            ("sha256", document.sha256),
            ("size", f"{document.size} bytes, {head.characters} characters, {head.chunks} chunks"),
            ("format", document.format),
        ]
    )


@click.command(short_help="Show the state of the index and the health of each part.")
@json_option
@index_option
def status(as_json: bool, index: Path | None) -> None:
    """Show the state of the index: counts, folders, embedder, failed files, health of each part."""
    with _open(index) as store:
        degraded = store.refresh()
        lasting = {entry.part for entry in store.refresh()}  # what was mended is told once
        state = _state(store)
    state["health"] = [{"part": part, "ok": part not in lasting} for part in ("catalog", "dense", "lexical")]
    state["degraded"] = [{"part": entry.part, "message": entry.message} for entry in degraded]
    if as_json:
        write_json(state)
        return
    rows: list[tuple[str, object]] = [
        ("articles", state["documents"]),
        ("chunks", state["chunks"]),
        ("as of", state["as_of"]),
        ("embedder", state["embedder"]),
        ("coverage", f"{state['dense_coverage']:.0%} of the chunks have vectors"),
        ("fingerprint", state["fingerprint"]),
    ]
    rows += [("folder", f"{root['name']} = {root['folder']}") for root in state["roots"]]
    rows += [(entry["part"], "ok" if entry["ok"] else "not well") for entry in state["health"]]
    rows += [("degraded", f"{entry['part']}: {entry['message']}") for entry in state["degraded"]]
    rows += [("not read", f"{entry['root']}/{entry['path']}: {entry['reason']}") for entry in state["failed"]]
    print_table(rows)


def _open(index: Path | None) -> closing[ChunkStore]:
    settings = settings_in_force(index)
    from vectorstore import open_store

    return closing(open_store(settings.index_dir))


def _one(store: ChunkStore, path: str) -> DocumentHead:
    from rag.indexing.removal import matching

    found = matching(store.heads(), store.roots(), path)
    if len(found) > 1:
        names = ", ".join(f"{head.root}/{head.path}" for head in found[:3])
        raise NotInIndexError(f"{path} holds {len(found)} articles; name one of them, such as {names}")
    return found[0]


def _head(head: DocumentHead) -> dict[str, Any]:
    return {
        "root": head.root,
        "path": head.path,
        "document_id": head.id,
        "sha256": head.sha256,
        "size": head.size,
        "title": head.title,
        "publisher": head.publisher,
        "published": head.published,
        "characters": head.characters,
        "chunks": head.chunks,
    }


def _state(store: ChunkStore) -> dict[str, Any]:
    state = store.state()
    return {
        "fingerprint": state.fingerprint,
        "as_of": state.as_of,
        "documents": state.documents,
        "chunks": state.chunks,
        "dense_coverage": state.dense_coverage,
        "embedder": store.stamp.embedder,
        "roots": [{"name": root.name, "folder": str(root.folder)} for root in store.roots()],
        "failed": [
            {"root": failure.root, "path": failure.path, "reason": failure.reason, "at": failure.at}
            for failure in store.failures()
        ],
    }
