"""Short names of local servers, and model files: what they mean, and one clear line where they can't be. About 2 s."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.answering.model import model_file, models
from rag.answering.model.llm import EndpointModel, Message
from rag.answering.model.models import LOCAL_SERVERS, LocalServer, open_model
from rag.errors import ModelError, SettingsError
from rag.settings import Settings
from tests.endpoints.faults import CANARY
from tests.endpoints.scripted import Exchange, ScriptedEndpoint

MESSAGES: list[Message] = [{"role": "user", "content": "Who?"}]
ANSWER = "Lavrov denied it. [1]"


def opened(llm: str, *, key: str | None = None, base_url: str | None = None) -> EndpointModel:
    model = open_model(Settings(llm=llm, openai_api_key=key, openai_base_url=base_url))
    assert isinstance(model, EndpointModel)
    return model


@pytest.mark.parametrize(
    ("llm", "name", "host"),
    [
        ("ollama/qwen3:8b", "qwen3:8b", "localhost:11434"),
        ("ollama/library/qwen3", "library/qwen3", "localhost:11434"),
        ("llamacpp/big", "big", "localhost:8080"),
        ("llama.cpp", "auto", "localhost:8080"),
        ("vllm/Qwen/Qwen3-8B", "Qwen/Qwen3-8B", "localhost:8000"),
        ("lmstudio/gemma", "gemma", "localhost:1234"),
    ],
)
def test_a_short_name_is_a_local_server_and_its_model(llm: str, name: str, host: str) -> None:
    model = opened(llm)
    assert (model.name, model.host) == (name, host)


def test_openai_by_its_short_name_needs_the_key() -> None:
    with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
        open_model(Settings(llm="openai/gpt-4.1"))
    model = opened("openai/gpt-4.1", key=CANARY)
    assert (model.name, model.host) == ("gpt-4.1", "api.openai.com")


def test_where_another_endpoint_is_named_openai_slash_is_its_own_name_of_a_model() -> None:
    model = opened("openai/gpt-4.1", key=CANARY, base_url="https://gateway.example/v1")
    assert (model.name, model.host) == ("openai/gpt-4.1", "gateway.example")


def test_a_name_that_is_neither_short_nor_has_an_endpoint_is_told_what_there_is() -> None:
    with pytest.raises(SettingsError, match=r"ollama/NAME.*\.gguf"):
        open_model(Settings(llm="qwen3:8b"))


def test_the_key_of_openai_never_goes_to_a_local_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(exchange: Exchange) -> None:
        exchange.stream(ANSWER)

    with ScriptedEndpoint(answer, models=["first"]) as endpoint:
        monkeypatch.setitem(LOCAL_SERVERS, "ollama", LocalServer(endpoint.url, "ollama serve"))
        model = opened("ollama", key=CANARY, base_url="https://gateway.example/v1")
        assert "".join(model.stream(MESSAGES, max_tokens=50, seconds=5)) == ANSWER
        assert model.name == "first"
        assert all(CANARY not in str(request.headers) for request in endpoint.requests)


def test_a_server_that_does_not_run_is_one_line_that_says_what_starts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedEndpoint(lambda exchange: None) as endpoint:
        url = endpoint.url
    monkeypatch.setitem(LOCAL_SERVERS, "ollama", LocalServer(url, "ollama serve"))
    with pytest.raises(ModelError, match=r"can't be reached; is `ollama serve` running\?$") as caught:
        list(opened("ollama/qwen3").stream(MESSAGES, max_tokens=50, seconds=5))
    assert caught.value.kind == "unreachable"


def test_a_model_file_that_is_absent_or_none_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="can't read the model file"):
        open_model(Settings(llm=str(tmp_path / "absent.gguf")))
    with pytest.raises(SettingsError, match="can't read the model file"):
        open_model(Settings(llm=str(tmp_path.with_suffix(".gguf"))))
    page = tmp_path / "page.gguf"
    page.write_text("<html>not found</html>", encoding="utf-8")
    with pytest.raises(SettingsError, match="not a GGUF model file"):
        open_model(Settings(llm=str(page)))


def test_a_model_file_without_its_server_names_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "model.gguf"
    file.write_bytes(b"GGUF and more")
    monkeypatch.setattr(model_file, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"pip install 'dateline\[local\]'"):
        open_model(Settings(llm=str(file)))


def test_every_local_server_is_named_in_the_page_about_models() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "models.md").read_text(encoding="utf-8")
    for name, server in models.LOCAL_SERVERS.items():
        if "." not in name:
            assert f"`{name}/" in page and server.url in page
