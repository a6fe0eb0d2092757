"""A bare model file answers, on this machine, and for this process alone. About 20 s."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

import pytest

from rag.answering.model import model_file
from rag.answering.model.llm import Message
from rag.answering.model.models import open_model
from rag.assistant import Assistant
from rag.errors import ModelError
from rag.settings import Settings
from tests.contract.contract_checks import check_answer
from tests.endpoints import serve_small_model

MESSAGES: list[Message] = [{"role": "user", "content": "Say hello."}]


@pytest.fixture(scope="module")
def file() -> Path:
    return serve_small_model.model_file()


def test_a_model_file_answers_and_what_it_writes_is_checked(file: Path, seeds: Path, seeds_index: Path) -> None:
    told: list[str] = []
    settings = Settings(llm=str(file), evidence_tokens=220, answer_tokens=120)
    assistant = Assistant.open(seeds_index, settings=settings, notify=told.append)
    answer = assistant.answer("What did Lavrov deny?")
    check_answer(answer.to_dict(), {"seeds": seeds})
    assert told == [f"article text is sent to this machine (model {file.name})"]
    assert answer.degraded == ()
    assert answer.usage is not None and answer.usage.output_tokens > 0
    assistant.close()


def test_nobody_without_its_key_is_served(file: Path) -> None:
    model = open_model(Settings(llm=str(file)))
    assert model is not None and "".join(model.stream(MESSAGES, max_tokens=4, seconds=60))
    url = model_file._served(file).within(60)._endpoint.url
    assert url.startswith("http://127.0.0.1:")
    asked = urllib.request.Request(f"{url}/chat/completions", data=b'{"messages": []}')
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(asked, timeout=5)
    assert caught.value.code == 401
    caught.value.close()


def test_a_file_that_is_cut_short_is_one_clear_line(file: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(file.read_bytes()[:100_000])
    model = open_model(Settings(llm=str(cut)))
    assert model is not None
    with pytest.raises(ModelError, match=r"cut\.gguf can't be loaded"):
        list(model.stream(MESSAGES, max_tokens=4, seconds=60))
