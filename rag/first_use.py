"""The first question of a fresh clone: index the working folder's seeds/, once, and say so."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rag.errors import IndexMissingError, IndexReadOnlyError
from rag.settings import Settings
from vectorstore import holds_index

SEEDS = Path("seeds")


def ensure_index(settings: Settings, *, explicit: bool, notify: Callable[[str], None]) -> Path:
    """The folder of an index that exists, made from `seeds/` where that is allowed.

    Only the default index is ever made, and only where the working folder has `seeds/`; it is
    built beside and moved into place, so that it is whole or absent, also with two first
    questions at once. Raises IndexMissingError, naming the command to run.
    """
    folder = settings.index_dir
    if holds_index(folder):
        return folder
    if explicit:
        raise IndexMissingError(f"there is no index in {folder}; make one: dateline ingest PATH --index {folder}")
    if not SEEDS.is_dir():
        raise IndexMissingError("there is no index in .dateline/ yet; make one: dateline ingest PATH")
    notify("first use: indexing the articles in seeds/ into .dateline/ (once)")
    _build(folder, settings)
    return folder


def _build(folder: Path, settings: Settings) -> None:
    if folder.exists():  # without a catalog: what an interrupted ingest left
        _index_seeds(folder, settings)
        return
    try:
        beside = Path(tempfile.mkdtemp(prefix=f"{folder.name}.new-", dir=folder.parent))
    except OSError as error:
        raise IndexReadOnlyError(
            f"the first index can't be made in this folder ({error.strerror}); name another place with --index"
        ) from error
    try:
        _index_seeds(beside, settings)
        try:
            os.rename(beside, folder)
        except OSError:
            # Another first question was faster, and its index is as good.
            if not holds_index(folder):
                raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _index_seeds(folder: Path, settings: Settings) -> None:
    from rag.embedding import open_embedder
    from rag.indexing.ingest import ingest

    ingest(
        [SEEDS],
        settings=replace(settings, index=folder),
        index=folder,
        embedder=open_embedder(settings.embedder, settings),
        sync=False,
    )
