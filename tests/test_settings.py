"""Settings: defaults, variables, and clear errors for what can't be used."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.settings import Settings, setting_rows


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Settings.from_env({}) == Settings()


def test_variables_of_other_programs_are_left_alone() -> None:
    assert Settings.from_env({"PATH": "/bin", "DATALINE_LLM": "x", "OPENAI_ORGANIZATION": "y"}) == Settings()


def test_a_variable_becomes_the_kind_of_its_setting() -> None:
    settings = Settings.from_env(
        {"DATELINE_INDEX": "archive", "DATELINE_PASSAGES": "7", "DATELINE_MODEL_SECONDS": "2.5", "DATELINE_LLM": "none"}
    )
    assert settings == Settings(index=Path("archive"), passages=7, model_seconds=2.5, llm="none")


def test_the_endpoint_is_read_under_the_names_that_everyone_uses() -> None:
    settings = Settings.from_env({"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "http://localhost:1/v1"})
    assert (settings.openai_api_key, settings.openai_base_url) == ("k", "http://localhost:1/v1")


def test_a_variable_that_is_set_to_nothing_is_not_set() -> None:
    assert Settings.from_env({"DATELINE_PASSAGES": "", "OPENAI_API_KEY": ""}) == Settings()


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("DATELINE_PASAGES", "DATELINE_PASSAGES"),
        ("DATELINE_INDEXDIR", "DATELINE_INDEX"),
        ("DATELINE_CHUNK_TOKEN", "DATELINE_CHUNK_TOKENS"),
    ],
)
def test_an_unknown_name_is_an_error_that_names_the_nearest_right_one(wrong: str, right: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.from_env({wrong: "1"})
    assert wrong in str(error.value) and f"did you mean {right}?" in str(error.value)


def test_an_unknown_name_is_an_error_even_where_it_is_set_to_nothing() -> None:
    with pytest.raises(SettingsError):
        Settings.from_env({"DATELINE_WEATHER": ""})


@pytest.mark.parametrize("value", ["ten", "0", "-1", "nan", "inf", "1e400", "3.5 s", "٣x"])
@pytest.mark.parametrize("name", ["DATELINE_PASSAGES", "DATELINE_MODEL_SECONDS"])
def test_a_number_that_is_none_or_not_above_zero_is_one_line_with_name_and_value(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.from_env({name: value})
    message = str(error.value)
    assert name in message and repr(value) in message and "\n" not in message


def test_a_whole_number_takes_no_fraction() -> None:
    with pytest.raises(SettingsError):
        Settings.from_env({"DATELINE_PASSAGES": "2.5"})


def test_the_index_in_force_is_the_named_one_else_the_hidden_one_here() -> None:
    assert Settings().index_dir == Path(".dateline")
    assert Settings(index=Path("a")).index_dir == Path("a")


def test_the_key_is_not_shown_where_settings_are_printed() -> None:
    assert "hunter2" not in repr(Settings(openai_api_key="hunter2"))


def test_every_setting_of_ours_says_what_it_does() -> None:
    shown = {name for name, _, help in setting_rows() if help}
    assert shown == {f"DATELINE_{f.name.upper()}" for f in fields(Settings) if not f.name.startswith("openai")}


def test_settings_given_as_text_leave_the_others_as_they_were() -> None:
    assert Settings(llm="none").with_values({"passages": "3"}) == Settings(llm="none", passages=3)
