"""An Answer as HTML: pure functions, every word of others escaped, no Markdown anywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from chat.copying import copy_text
from chat.escaping import attribute, exact_attribute, shown, without_folders
from chat.sources import draw_chips, draw_nearest, draw_sources, with_more
from chat.tables import draw_table
from rag.answering.model.model_file import THIS_MACHINE
from rag.schema import Answer, Citation, Degradation, Filter, IndexState, ReasonCode, Sentence
from rag.words import shortened

SILENT = "The archive does not say"
SILENT_BECAUSE: Mapping[ReasonCode, str] = {
    "premise_conflict": "The archive says otherwise",
    "archive_ends_before": "The archive ends before that",
    "filters_exclude_all": "No article passes the filters",
}
SENTENCES_SHOWN = 5  # above a table, which arranges them all
QUESTION_SHOWN = 280  # characters
FILTER_WORDS = {"is": "", "since": "from ", "until": "up to "}


def draw_answer(answer: Answer) -> str:
    """A finished answer or abstention: text, sources or nearest evidence, notices, how it was made."""
    if answer.status == "abstained":
        main = _abstention(answer)
    else:
        main = _said(answer)
        main += draw_table(answer.table, answer.citations) if answer.table is not None else ""
        main += draw_sources(answer.citations)
    return (
        _rewritten(answer.rewritten) + _filters(answer.filters) + main + _notices(answer.degraded)
        + _withheld(answer.sentences) + _foot(answer)
    )  # fmt: skip


def draw_sentences(sentences: Sequence[Sentence], citations: Sequence[Citation], *, first: int | None = None) -> str:
    """The shown sentences, each followed by the chips of its citations; past the `first`, a button shows the rest."""
    by_number = {citation.number: citation for citation in citations}
    drawn = []
    for sentence in sentences:
        if sentence.shown:
            chips = draw_chips(sentence.citations, by_number)
            drawn.append(f'<span class="dl-sentence">{shown(sentence.text)} {chips}</span>')
    rest = " ".join(drawn[first:]) if first is not None else ""
    said = " ".join(drawn[:first])
    if rest:
        said += " " + with_more(f"<span hidden>{rest}</span>", f"+{len(drawn[first:])} more")
    return f'<p class="dl-sentences">{said}</p>' if drawn else ""


def _said(answer: Answer) -> str:
    """The sentences; folded where a table below tells the same in the same words."""
    table = answer.table
    if table is None:
        return draw_sentences(answer.sentences, answer.citations)
    if answer.mode.startswith("llm:") or table.kind not in ("statements", "timeline"):
        counted = 1 if table.kind == "comparison" and answer.mode == "extractive" else SENTENCES_SHOWN
        return draw_sentences(answer.sentences, answer.citations, first=counted)
    drawn = draw_sentences(answer.sentences, answer.citations)
    return f'<details class="dl-told"><summary>Read it as sentences</summary>{drawn}</details>'


def draw_head(state: IndexState, model_host: str | None, model: str | None = None) -> str:
    """The masthead: how large the archive is, as of when, and to which host (and model) article text goes."""
    count = f"{state.documents:,} article{'' if state.documents == 1 else 's'}"
    return (
        '<header class="dl-head"><h1>Dateline</h1>'
        '<p class="dl-tagline">Ask the archive. Every sentence is quoted, located and checked.</p>'
        f'<p class="dl-archive">{count}, as of {attribute(_moment(state.as_of))} · '
        '<a class="dl-overview" href="/overview">Overview</a></p>'
        f"{_destination(model_host, model)}</header>"
    )


def draw_welcome(examples: Sequence[str]) -> str:
    """What stands in the conversation before the first question: questions to begin with."""
    buttons = "".join(
        f'<li><button type="button" class="dl-example" data-question="{exact_attribute(example)}">'
        f"{shown(example)}</button></li>"
        for example in examples
    )
    listed = f'<ul class="dl-examples" aria-label="Example questions">{buttons}</ul>' if buttons else ""
    return (
        '<section class="dl-welcome"><h2>What would you like to know?</h2>'
        "<p>Answers come only from the articles of this archive. Each sentence shows where it was found; "
        f"where the archive does not say, the answer says so.</p>{listed}</section>"
    )


def draw_question(question: str) -> str:
    """A question as the heading of its answer; of a long one the beginning, the rest behind a button."""
    if len(question) <= QUESTION_SHOWN:
        return shown(question)
    rest = f"<span hidden>{shown(question[QUESTION_SHOWN:])}</span>"
    return shown(question[:QUESTION_SHOWN]) + with_more(rest, "Whole question")


def draw_error(message: str) -> str:
    """A question that could not be answered, and why, in one line."""
    return f'<p class="dl-error" role="alert">{shown(without_folders(message))}</p>'


def _abstention(answer: Answer) -> str:
    message = answer.reason.message if answer.reason else answer.text
    label = SILENT_BECAUSE.get(answer.reason.code, SILENT) if answer.reason else SILENT
    return (
        '<div class="dl-abstained"><p class="dl-abstained-label"><span aria-hidden="true">∅</span> '
        f"{label}</p><p>{shown(without_folders(message))}</p></div>"
    ) + draw_nearest(answer.nearest)


def _rewritten(rewritten: str | None) -> str:
    return f'<p class="dl-quiet">Searched for: {shown(shortened(rewritten, QUESTION_SHOWN))}</p>' if rewritten else ""


def _filters(filters: Sequence[Filter]) -> str:
    """A chip for each field that is limited; one that the question states has a button that asks without it."""
    fields = dict.fromkeys((limit.field, limit.origin) for limit in filters)
    chips = "".join(_filter([limit for limit in filters if (limit.field, limit.origin) == field]) for field in fields)
    return f'<ul class="dl-filters" aria-label="Filters in force">{chips}</ul>' if chips else ""


def _filter(limits: Sequence[Filter]) -> str:
    field, origin = limits[0].field, limits[0].origin
    said = f"{field}: {' '.join(f'{FILTER_WORDS[limit.op]}{shown(limit.value)}' for limit in limits)}"
    if origin == "given":
        return f'<li class="dl-filter">{said}</li>'
    return (
        f'<li class="dl-filter">{said} <small>read from the question</small> <button type="button" class="dl-without" '
        f'data-without="{field}" title="Ask without it" aria-label="Ask again without this: {field}">×</button></li>'
    )


def _notices(degraded: Sequence[Degradation]) -> str:
    return "".join(
        f'<p class="dl-notice" role="note"><strong>{shown(without_folders(part.part))}</strong> '
        f"{shown(without_folders(part.message))}</p>"
        for part in degraded
    )


def _withheld(sentences: Sequence[Sentence]) -> str:
    withheld = [sentence for sentence in sentences if not sentence.shown]
    rows = "".join(
        f"<li>{shown(sentence.text)} <small>{shown('; '.join(p.detail for p in sentence.problems))}</small></li>"
        for sentence in withheld
    )
    count = f"{len(withheld)} sentence{'s' if len(withheld) > 1 else ''} withheld: not found in the articles"
    return f'<details class="dl-withheld"><summary>{count}</summary><ul>{rows}</ul></details>' if withheld else ""


def _foot(answer: Answer) -> str:
    model = answer.mode.removeprefix("llm:")
    if answer.status == "abstained":
        made = "Nothing is answered that the articles do not say"
    elif model == answer.mode:
        made = "Taken from the articles, in their own words"
    else:
        made = f"Worded by {shown(model)}, each sentence checked against the words it cites"
    seconds = answer.timing_ms.get("total", sum(answer.timing_ms.values())) / 1000
    time = f" · {seconds:.1f} s" if answer.timing_ms else ""
    copies = (
        f'<button type="button" class="dl-copy" data-copy="{exact_attribute(copy_text(answer))}">'
        "Copy answer with sources</button>"
        if answer.status == "answered"
        else ""
    )
    as_of = f"archive as of {attribute(_moment(answer.index.as_of))}"
    return f'<footer class="dl-foot"><span>{made}{time} · {as_of}</span>{copies}</footer>'


def _destination(model_host: str | None, model: str | None) -> str:
    if model_host is None:
        return '<p class="dl-goes dl-goes-nowhere">Answers are made on this machine; nothing leaves it.</p>'
    if model_host == THIS_MACHINE:
        by = f" by {shown(model)}" if model else ""
        return f'<p class="dl-goes dl-goes-nowhere">Answers are written on this machine{by}; nothing leaves it.</p>'
    named = f" (model {shown(model)})" if model else ""
    where = f"<strong>{shown(model_host)}</strong>{named}"
    if urlsplit(f"//{model_host}").hostname in ("localhost", "127.0.0.1", "::1"):
        return f'<p class="dl-goes dl-goes-nowhere">Article text is sent to {where}, on this machine.</p>'
    return f'<p class="dl-goes">Article text is sent to {where}.</p>'


def _moment(as_of: str) -> str:
    try:
        moment = datetime.fromisoformat(as_of)
    except ValueError:
        return as_of
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"
