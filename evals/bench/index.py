"""A public set as an index of the product: its articles written as files, ingested by the command line."""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from evals.bench.output import tell
from evals.bench.process import BenchError, dateline
from evals.bench.sets import PublicSet
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.assistant import Assistant

DEFAULT_WORK = Path(tempfile.gettempdir()) / "dateline-bench"


def open_indexed(public: PublicSet, work: Path) -> tuple[Assistant, dict[str, str]]:
    """An assistant over the set, and the article's id for each path in its index.

    Files and index lie in `work`, outside the project, under the hashes of the corpus and of what the index is
    made with: a second run finds them there and embeds nothing anew. Raises BenchError when ingest fails.
    """
    from rag.embedding import open_embedder
    from rag.indexing.stamp import stamp_of

    settings = Settings.from_env()
    made_with = hashlib.sha256(repr(stamp_of(open_embedder(settings.embedder, settings), settings)).encode())
    place = work / f"{public.name}-{public.sha256[:12]}"
    folder, index = place / "articles", place / f"index-{made_with.hexdigest()[:8]}"
    ids = {f"{number:06d}.txt": article.id for number, article in enumerate(public.articles)}
    if not folder.is_dir():
        _write(public, folder)
    tell(f"indexing {len(ids)} articles of {public.name} in {place}")
    # Progress goes to this process's stderr, as it comes.
    ran = subprocess.run(
        [*dateline(), "ingest", str(folder), "--index", str(index)], stdout=subprocess.DEVNULL, check=False
    )
    if ran.returncode:
        raise BenchError(f"dateline ingest ended with {ran.returncode}; see above")
    from rag.assistant import Assistant

    return Assistant.open(index=index), ids


def _write(public: PublicSet, folder: Path) -> None:
    beside = folder.with_name("articles.part")
    beside.mkdir(parents=True, exist_ok=True)
    for number, article in enumerate(public.articles):
        text = f"{article.title}\n\n{article.text}\n" if article.title else f"{article.text}\n"
        (beside / f"{number:06d}.txt").write_text(text, encoding="utf-8")
    beside.rename(folder)
