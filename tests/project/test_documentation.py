"""What the documentation says is so: settings, commands, links, schemas."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from rag.cli import dateline
from rag.settings import setting_rows

PROJECT = Path(__file__).resolve().parents[2]
README = PROJECT / "README.md"
PAGES = [README, *sorted((PROJECT / "docs").glob("*.md"))]


def commands_of(page: Path) -> list[str]:
    """The lines of the page's shell blocks, without their comments."""
    blocks = re.findall(r"```(?:sh|bash|console)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.strip() and not line.startswith(("#", " ", ">"))]


def test_the_settings_page_is_the_table_of_settings() -> None:
    rows = [f"| `{name}` | {f'`{default}`' if default else ''} | {help} |" for name, default, help in setting_rows()]
    page = (PROJECT / "docs/settings.md").read_text(encoding="utf-8")
    table = [line for line in page.splitlines() if line.startswith("| `DATELINE_")]
    assert table == rows


def test_every_command_stands_in_the_documentation() -> None:
    everything = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [name for name in dateline.commands if f"dateline {name}" not in everything] == []


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_every_command_shown_is_one_that_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    for line in commands_of(page):
        words = shlex.split(line, comments=True)
        words = words[1:] if "=" in words[0] else words
        if words[0] == "make":
            assert words[1] in targets, line
        elif words[0].endswith("dateline"):
            command = dateline.commands[words[1]]
            options = {name for option in command.params if isinstance(option, click.Option) for name in option.opts}
            shown = {word.split("=")[0] for word in words[2:] if word.startswith("-") and word != "-"}
            assert shown <= options | {"--help"}, line


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []


def test_the_readme_shows_how_to_start() -> None:
    assert {"make run", "make test"} <= {shlex.join(shlex.split(line, comments=True)) for line in commands_of(README)}


def test_the_version_is_the_newest_of_the_changelog() -> None:
    version = re.search(r'^version = "([^"]+)"', (PROJECT / "pyproject.toml").read_text(), re.MULTILINE)
    newest = re.search(r"^## (\S+)", (PROJECT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert version and newest and version[1] == newest[1]
