"""`dateline verify`: is what was quoted still there, and do the articles say what is written?"""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import IO

import click

from rag.answering.cited_texts.cited import CheckedSentence, CheckedText, Recheck, Reference, any_lost
from rag.cli.options import CHANGED, GivenPath, index_option, json_option, settings_in_force
from rag.cli.printing import escaped, plain, write_json
from rag.errors import DatelineError
from rag.schema import Answer
from rag.settings import Settings


class AnswerFileError(DatelineError):
    """The file is neither an answer as `dateline ask --json` writes it nor a text with citations."""


@click.command(short_help="Check an earlier answer, or any text with citations, against the articles.")
@click.argument("answer_file", metavar="ANSWER.json|TEXT", type=click.File("rb"))
@click.option("--sentences", is_flag=True, help="Check an answer's sentences anew, too; of a text they always are.")
@click.option(
    "--folder",
    "folders",
    multiple=True,
    type=GivenPath(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where the articles are, instead of in an index. May be given several times.",
)
@json_option
@index_option
def verify(
    answer_file: IO[bytes], sentences: bool, folders: tuple[Path, ...], as_json: bool, index: Path | None
) -> int:
    """Check each citation of an answer against the files, or each sentence of a text against what it cites.

    \b
    holds    the quote stands where the answer says
    moved    it stands elsewhere in the same file
    changed  the file no longer has it
    gone     the file is gone

    A text has markers such as [1], and below it what they stand for, a line each:

    \b
    [1] folder/article.txt
    [2] folder/article.txt:120-180
    [3] folder/article.txt "words of the article"

    Markdown footnotes ([^1]: …) do, too, and JSON: {"text": …, "citations": [{"number", "path"}, …]} with
    "start" and "end", or "quote", where they are known. - reads from stdin.
    Exits with 4 when something changed, is gone, or is not supported.
    """
    given = _read(answer_file)
    settings = settings_in_force(index)
    homes = _homes(folders, given) if folders else _roots(settings)
    if isinstance(given, Answer):
        from rag.answering.cited_texts.recheck import recheck

        citations = recheck(given, homes, settings=settings)
        again = _sentences_of(given, homes, settings) if sentences else None
        _write(citations, again, as_json=as_json)
        return _status(citations, again or ())
    text, references = given
    checked = _checked(text, references, homes, settings, name=answer_file.name)
    if as_json:
        write_json(checked.to_dict())
    else:
        _write(checked.citations, checked.sentences, as_json=False)
    return _status(checked.citations, checked.sentences)


def _read(answer_file: IO[bytes]) -> Answer | tuple[str, list[Reference] | None]:
    """An answer, or a text with its references where they are given beside it."""
    from rag.answering.cited_texts.references import references_of, text_of

    try:
        content = answer_file.read().decode("utf-8-sig")
        try:
            values = json.loads(content)
        except json.JSONDecodeError:
            if content.lstrip()[:1] in ("", "{"):
                raise
            return content, None
        if isinstance(values, dict) and "status" not in values:
            return text_of(values["text"]), references_of(values["citations"])
        answer = Answer.from_dict(values)
        if not answer.citations and answer.status == "answered":
            raise ValueError("no citations")
        return answer
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
        raise AnswerFileError(
            f"{answer_file.name} is not an answer, nor a text with citations; write an answer with "
            "`dateline ask --json QUESTION > answer.json`, or see `dateline verify --help`"
        ) from None


def _homes(folders: tuple[Path, ...], given: object) -> dict[str, Path]:
    """The folders by name; one alone also stands for whatever root an answer names."""
    homes = {folder.resolve().name: folder.resolve() for folder in folders}
    if len(folders) == 1 and isinstance(given, Answer):
        return {citation.root: folders[0].resolve() for citation in given.citations} | homes
    if len(homes) < len(folders):
        raise click.UsageError("two of the folders have the same name; give the folder above them")
    return homes


def _roots(settings: Settings) -> dict[str, Path]:
    from vectorstore import open_store

    with closing(open_store(settings.index_dir)) as store:
        return {root.name: root.folder for root in store.roots()}


def _sentences_of(answer: Answer, homes: dict[str, Path], settings: Settings) -> tuple[CheckedSentence, ...]:
    from rag.answering.cited_texts.checking import check_answer
    from rag.embedding.meaning import Meaning

    return check_answer(answer, folders=homes, meaning=Meaning(), settings=settings)


def _checked(
    text: str, references: list[Reference] | None, homes: dict[str, Path], settings: Settings, *, name: str
) -> CheckedText:
    from rag.answering.cited_texts.checking import check_text
    from rag.answering.cited_texts.references import CitedTextError
    from rag.embedding.meaning import Meaning

    try:
        return check_text(text, references, folders=homes, meaning=Meaning(), settings=settings)
    except CitedTextError as error:
        raise AnswerFileError(f"{name} is not an answer, and as a text with citations: {error}") from None


def _status(citations: tuple[Recheck, ...] | list[Recheck], sentences: tuple[CheckedSentence, ...]) -> int:
    unsupported = any(sentence.verdict == "unsupported" for sentence in sentences)
    return CHANGED if unsupported or any_lost(citations) else 0


def _write(
    citations: tuple[Recheck, ...] | list[Recheck], sentences: tuple[CheckedSentence, ...] | None, *, as_json: bool
) -> None:
    if as_json:
        found = {} if sentences is None else {"sentences": [sentence.to_dict() for sentence in sentences]}
        write_json({"citations": [check.to_dict() for check in citations], **found})
        return
    for check in citations:
        place = check.path if check.root is None else f"{check.root}/{check.path}"
        place += "" if check.start is None else f":{check.start}–{check.end}"
        found_at = "" if check.found is None else f", now at {check.found}"
        click.echo(escaped(f"[{check.number}] {check.outcome}  {place}{found_at}"))
    for sentence in sentences or ():
        _write_sentence(sentence)


def _write_sentence(sentence: CheckedSentence) -> None:
    from rag.answering.citations import displayed

    markers = "".join(f"[{number}]" for number in sentence.citations)
    click.echo(plain(f"\n{sentence.verdict}  {displayed(sentence.text)} {markers}".rstrip()))
    for problem in sentence.problems:
        click.echo(plain(f"    {problem.kind}: {problem.detail}"))
    for part in sentence.evidence:
        place = escaped(f"{part.root}/{part.path}:{part.start}–{part.end}")
        click.echo(plain(f"    [{part.number}] {place} “{displayed(part.quote)}”"))
