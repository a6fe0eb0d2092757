"""Run as a program: the real app over an archive in which every word of others is an attack."""

from __future__ import annotations

import socket
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import uvicorn

from rag.retrieval.query import FilterField
from rag.schema import (
    Answer,
    Cell,
    Citation,
    Column,
    Degradation,
    Document,
    Event,
    Filter,
    Problem,
    Reason,
    Row,
    Sentence,
    Table,
    TableKind,
)
from rag.settings import Settings
from serving.app import create_app
from tests.browser.hostile import aimed
from tests.chat.fake_assistant import ANSWERED, RIVER, FakeAssistant, cite


class HostileArchive(FakeAssistant):
    """One article that holds all attacks; each is a sentence, a title, an outlet, a speaker, a message."""

    attacks: tuple[str, ...] = ()

    def document(self, document_id: str) -> Document | None:
        attack = self.attacks[int(document_id.partition("-")[2])]
        return replace(RIVER, id=document_id, title=attack, publisher=attack, text="\n".join(self.attacks), path=attack)

    def examples(self) -> list[str]:
        return list(self.attacks)

    def stream(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        question_filters: bool | Collection[FilterField] = True,
    ) -> Iterator[Event]:
        citations = tuple(self._cited(number, attack) for number, attack in enumerate(self.attacks, start=1))
        sentences = tuple(
            Sentence(text=citation.quote, citations=(number,), verdict="supported", shown=True)
            for number, citation in enumerate(citations, start=1)
        )
        for sentence, citation in zip(sentences, citations, strict=True):
            yield {"stage": citation.quote}
            yield {"sentence": sentence, "citations": (citation,)}
        if "abstention" in question:
            yield {"answer": self._abstained(citations)}
        else:
            answer = self._answered(sentences, citations)
            yield {"answer": replace(answer, table=_table("timeline" if "Timeline" in question else "list", citations))}

    def _cited(self, number: int, attack: str) -> Citation:
        article = self.document(f"attack-{number - 1}")
        assert article is not None
        return replace(cite(article, attack, number, speaker=attack), published=attack)

    def _answered(self, sentences: tuple[Sentence, ...], citations: tuple[Citation, ...]) -> Answer:
        withheld = tuple(
            replace(sentence, shown=False, problems=(Problem("name", sentence.text),)) for sentence in sentences
        )
        return replace(
            ANSWERED,
            text=" ".join(self.attacks),
            sentences=sentences + withheld,
            citations=citations,
            mode=f"llm:{self.attacks[0]}",
            rewritten=self.attacks[1],
            filters=tuple(Filter("publisher", "is", attack, "question") for attack in self.attacks),
            degraded=tuple(Degradation(attack, attack) for attack in self.attacks),
        )

    def _abstained(self, citations: tuple[Citation, ...]) -> Answer:
        return replace(
            ANSWERED,
            status="abstained",
            sentences=(),
            citations=(),
            reason=Reason("not_answered", " ".join(self.attacks)),
            nearest=tuple(replace(citation, number=None) for citation in citations),
        )


def _table(kind: TableKind, citations: Sequence[Citation]) -> Table:
    columns = (Column(citations[0].quote), Column(citations[1].quote, citations[1].document_id))
    rows = tuple(
        Row((Cell(cited.quote), Cell(cited.quote, (index,))), date=f"20{index:02}", found=replace(cited, number=None))
        for index, cited in enumerate(citations, start=1)
    )
    return Table(kind, columns, rows)


def main(address: str) -> None:
    """Serve until killed, on a port that is printed; the attacks call this address."""
    archive = HostileArchive(host=aimed(address)[0])
    archive.attacks = aimed(address)
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(archive, Settings())
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", file=sys.stderr, flush=True)
    uvicorn.run(app, fd=listener.fileno(), log_level="error", server_header=False, timeout_graceful_shutdown=1)


if __name__ == "__main__":
    main(sys.argv[1])
