"""A public set as an index of the product: its articles written as files, ingested by the command line."""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from evals.bench.output import tell
from evals.bench.process import BenchError, dateline
from evals.bench.sets import Article, PublicSet
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.assistant import Assistant

DEFAULT_WORK = Path(tempfile.gettempdir()) / "dateline-bench"


def open_indexed(public: PublicSet, work: Path) -> tuple[Assistant, dict[str, str]]:
    """An assistant over the set, and the article's id for each path in its index, as `ingested`."""
    ids = {f"{number:06d}.txt": article.id for number, article in enumerate(public.articles)}
    texts = {path: _text(article) for path, article in zip(ids, public.articles, strict=True)}
    return ingested(texts, work / f"{public.name}-{public.sha256[:12]}"), ids


def ingested(texts: Mapping[str, str], place: Path) -> Assistant:
    """An assistant over these texts by path, ingested as files by the product's own command.

    Files and index lie in `place`, outside the project, named by the hash of the texts, the index by what it is
    made with: a second run finds them there and embeds nothing anew. Raises BenchError when ingest fails.
    """
    from rag.embedding import open_embedder
    from rag.indexing.stamp import stamp_of

    settings = Settings.from_env()
    made_with = hashlib.sha256(repr(stamp_of(open_embedder(settings.embedder, settings), settings)).encode())
    folder, index = place / "articles", place / f"index-{made_with.hexdigest()[:8]}"
    if not folder.is_dir():
        _write(texts, folder)
    tell(f"indexing {len(texts)} articles in {place}")
    # Progress goes to this process's stderr, as it comes.
    ran = subprocess.run(
        [*dateline(), "ingest", str(folder), "--index", str(index)], stdout=subprocess.DEVNULL, check=False
    )
    if ran.returncode:
        raise BenchError(f"dateline ingest ended with {ran.returncode}; see above")
    from rag.assistant import Assistant

    return Assistant.open(index=index)


def _text(article: Article) -> str:
    return f"{article.title}\n\n{article.text}\n" if article.title else f"{article.text}\n"


def _write(texts: Mapping[str, str], folder: Path) -> None:
    beside = folder.with_name("articles.part")
    beside.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        (beside / path).write_bytes(text.encode("utf-8"))
    beside.rename(folder)
