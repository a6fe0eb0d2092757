"""Write docs/schema/examples anew, from what the product answers: `python tests/contract/make_examples.py`."""

from __future__ import annotations

import json
import tempfile
from contextlib import closing
from pathlib import Path

from contract_checks import PROJECT, SCHEMAS, check_answer

from rag.assistant import Assistant
from rag.embedding import open_embedder
from rag.indexing.ingest import ingest
from rag.settings import Settings

SEEDS = PROJECT / "seeds"
NEXT_ROUND = "When may the next round of the Syria talks be held?"
HERE = Settings(llm="none")
NOBODY_LISTENS = Settings(openai_base_url="http://127.0.0.1:9/v1", model="any")
EXAMPLES = {
    "answered": (NEXT_ROUND, HERE),
    "table": ("How many articles mention de-escalation zones?", HERE),
    "abstained": ("What is the capital of Mongolia?", HERE),
    "degraded": (NEXT_ROUND, NOBODY_LISTENS),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        index = Path(place, "index")
        ingest([SEEDS], settings=HERE, index=index, embedder=open_embedder(None, HERE))
        for name, (question, settings) in EXAMPLES.items():
            with closing(Assistant.open(index=index, settings=settings)) as assistant:
                answer = assistant.answer(question).to_dict()
            check_answer(answer, {"seeds": SEEDS})
            file = SCHEMAS / "examples" / f"{name}.json"
            file.write_text(json.dumps(answer, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
