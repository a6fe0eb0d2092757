"""`dateline list`, `show` and `status`: what the index holds and how it is."""

from __future__ import annotations

import math
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


MOST_NAMED = 20  # files that could not be read, named one by one


@click.command(name="list")
@json_option
@index_option
def list_articles(as_json: bool, index: Path | None) -> None:
    """List the articles of the index."""
    with opened(index) as store:
        heads = store.heads()
    if as_json:
        write_json({"documents": [head_values(head) for head in heads]})
        return
    for head in heads:
        superseded = "superseded by a newer article of its URL" if head.superseded else None
        stated = [part for part in (head.title, head.publisher, head.published, superseded) if part]
        sys.stdout.write(escaped(f"{head.root}/{head.path}  {' · '.join(' '.join(part.split()) for part in stated)}"))
        sys.stdout.write("\n")


@click.command(short_help="Show what is known of one article, or its text.")
@click.argument("path")
@click.option("--text", "only_text", is_flag=True, help="Only the stored text, to the letter.")
@click.option("--versions", is_flag=True, help="What the index keeps of its earlier versions.")
@json_option
@index_option
def show(path: str, only_text: bool, versions: bool, as_json: bool, index: Path | None) -> None:
    """Show what is known of the article at PATH, as `dateline list` names it."""
    with opened(index) as store:
        head = one_article(store, path)
        document = store.documents([head.id])[head.id]
        if versions:
            from rag.cli.versions import show_versions

            show_versions(store, document, as_json=as_json)
            return
        others = len(store.versions(document.root, document.path))
    if only_text:
        sys.stdout.flush()
        sys.stdout.buffer.write(document.text.encode("utf-8"))
        return
    from rag.cli.showing import print_article, shown

    if as_json:
        write_json(shown(head, document, others))
    else:
        print_article(head, document, others)


@click.command(short_help="Show the state of the index and the health of each part.")
@json_option
@index_option
def status(as_json: bool, index: Path | None) -> None:
    """Show the state of the index: counts, folders, embedder, failed files, health of each part."""
    with opened(index) as store:
        degraded = store.refresh()
        lasting = [entry.part for entry in store.refresh()]  # what was mended is told once
        state = _state(store)
    if state["pending"]:
        lasting.remove("dense")  # that vectors are still to come is told beside, and no fault
    state["health"] = [{"part": part, "ok": part not in lasting} for part in ("catalog", "dense", "lexical")]
    state["degraded"] = [{"part": entry.part, "message": entry.message} for entry in degraded]
    if as_json:
        write_json(state)
        return
    rows: list[tuple[str, object]] = [
        ("articles", f"{state['documents']:,}{_formats(state)}"),
        ("chunks", f"{state['chunks']:,}"),
        ("as of", state["as_of"]),
        ("embedder", state["embedder"]),
        ("coverage", _coverage(state)),
        ("fingerprint", state["fingerprint"]),
    ]
    rows += [("folder", f"{root['name']} = {root['folder']}") for root in state["roots"]]
    rows += [(entry["part"], "ok" if entry["ok"] else "not well") for entry in state["health"]]
    rows += [("degraded", f"{entry['part']}: {entry['message']}") for entry in state["degraded"]]
    failed = state["failed"]
    rows += [("not read", f"{entry['root']}/{entry['path']}: {entry['reason']}") for entry in failed[:MOST_NAMED]]
    if len(failed) > MOST_NAMED:
        rows.append(("not read", f"{len(failed) - MOST_NAMED:,} more; `dateline status --json` names them"))
    if failed:
        rows.append(("", "`dateline ingest --failed` tries them again"))
    print_table(rows)


def _formats(state: dict[str, Any]) -> str:
    counts = ", ".join(f"{count:,} {name}" for name, count in state["formats"].items())
    return f" ({counts})" if counts else ""


def _coverage(state: dict[str, Any]) -> str | None:
    if state["embedder"] == "none":
        return "found by words alone, as asked with --embedder none"
    pending = state["pending"]
    waiting = f"; {pending:,} are waiting, the next `dateline ingest` goes on with them" if pending else ""
    return f"{math.floor(state['dense_coverage'] * 100)} % of the chunks have vectors{waiting}"


def opened(index: Path | None) -> closing[ChunkStore]:
    """The index in force."""
    settings = settings_in_force(index)
    from vectorstore import open_store

    return closing(open_store(settings.index_dir))


def one_article(store: ChunkStore, path: str) -> DocumentHead:
    """The one article that a person means by this path. Raises NotInIndexError for none, or several."""
    from rag.indexing.removal import matching

    found = matching(store.heads(), store.roots(), path)
    if len(found) > 1:
        names = ", ".join(f"{head.root}/{head.path}" for head in found[:3])
        raise NotInIndexError(f"{path} holds {len(found)} articles; name one of them, such as {names}")
    return found[0]


def head_values(head: DocumentHead) -> dict[str, Any]:
    """What is known of an article without its text, as JSON-ready values."""
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
        "superseded": head.superseded,
        "origin": head.origin,
    }


def _state(store: ChunkStore) -> dict[str, Any]:
    state = store.state()
    return {
        "fingerprint": state.fingerprint,
        "as_of": state.as_of,
        "documents": state.documents,
        "chunks": state.chunks,
        "formats": store.formats(),
        "dense_coverage": state.dense_coverage,
        "pending": 0 if store.stamp.dimensions == 0 else round(state.chunks * (1 - state.dense_coverage)),
        "embedder": store.stamp.embedder,
        "roots": [{"name": root.name, "folder": str(root.folder)} for root in store.roots()],
        "failed": [
            {"root": failure.root, "path": failure.path, "reason": failure.reason, "at": failure.at}
            for failure in store.failures()
        ],
    }
