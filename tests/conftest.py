"""What every test stands on: no settings of the person running them, no network, one index of the seeds."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.embedding import Embedder
    from tests.archives import Archive
    from tests.endpoints.scripted import ScriptedEndpoint

PROJECT = Path(__file__).resolve().parent.parent
SEEDS = PROJECT / "seeds"

# Before any import of gradio or huggingface_hub: they read these once.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(scope="session", autouse=True)
def state_in_a_temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Uploads and caches of third-party parts stay out of the home folder; the project gets no index."""
    index_was_here = (PROJECT / ".dateline").exists()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADIO_TEMP_DIR", str(tmp_path_factory.mktemp("uploads")))
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield
    assert index_was_here or not (PROJECT / ".dateline").exists(), "a test made an index in the project's folder"


@pytest.fixture(autouse=True)
def settings_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """No `DATELINE_*` or `OPENAI_*` variable of the person running the tests reaches them."""
    for name in list(os.environ):
        if name.startswith(("DATELINE_", "OPENAI_")):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the five articles."""
    return SEEDS


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the five articles, made once; tests read it and never write to it."""
    from rag.embedding import open_embedder
    from rag.indexing.ingest import ingest
    from rag.settings import Settings

    folder = tmp_path_factory.mktemp("seeds") / "index"
    settings = Settings(index=folder)
    ingest([SEEDS], settings=settings, index=folder, embedder=open_embedder("minilm", settings), sync=False)
    return folder


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ScriptedEndpoint]:
    """A model's endpoint that does what the test scripts; until then it finds nothing."""
    from tests.endpoints.replies import in_turn
    from tests.endpoints.scripted import ScriptedEndpoint

    with ScriptedEndpoint(in_turn("NOT FOUND")) as running:
        yield running


@pytest.fixture(scope="module")
def assistant(endpoint: ScriptedEndpoint, seeds_index: Path) -> Iterator[Assistant]:
    """The five articles, answered from with the model of `endpoint`."""
    from rag.assistant import Assistant
    from rag.settings import Settings

    settings = Settings(openai_base_url=endpoint.url, model="m")
    opened = Assistant.open(seeds_index, settings=settings, notify=lambda line: None)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The bundled embedder, opened once."""
    from rag.embedding import open_embedder
    from rag.settings import Settings

    return open_embedder("minilm", Settings())


@pytest.fixture
def archive(tmp_path: Path, embedder: Embedder) -> Iterator[Archive]:
    """Makes an index of these files, in `news` below the temporary folder, and opens it."""
    from tests.archives import indexed

    opened: list[Assistant] = []

    def make(files: dict[str, str]) -> Assistant:
        opened.append(indexed(tmp_path, files, embedder))
        return opened[-1]

    yield make
    for assistant in opened:
        assistant.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where NOTHING_SKIPPED is set (.ci/run), a test that skips itself fails."""
    report = yield
    if os.environ.get("NOTHING_SKIPPED") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"
    return report
