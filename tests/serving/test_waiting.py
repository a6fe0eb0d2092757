"""More questions than the server takes at once. About 10 seconds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.serving.conftest import Reply, serving


def test_past_the_limit_a_question_is_told_to_come_back_and_none_taken_is_lost(tmp_path: Path) -> None:
    with serving(tmp_path, pause=0.3, concurrent_answers=2, waiting_answers=4) as busy:

        def ask(number: int) -> Reply:
            return busy.join(f"question {number}", f"session{number}")

        with ThreadPoolExecutor(20) as people:
            joined = list(people.map(ask, range(40)))
            taken = [number for number, reply in enumerate(joined) if reply.status == 200]
            streams = people.map(lambda n: busy.get(f"/gradio_api/queue/data?session_hash=session{n}"), taken)
            finished = [stream.body.decode() for stream in streams]
        refused = [reply for reply in joined if reply.status != 200]
        assert len(taken) >= 4
        assert {reply.status for reply in refused} == {503}
        assert all(int(reply.headers["retry-after"]) > 0 for reply in refused)
        assert all("process_completed" in stream and "Found in 1 article" in stream for stream in finished)
        assert sorted(busy.asked()) == sorted(f"question {number}" for number in taken)
        assert busy.join("afterwards", "later").status == 200


def test_several_answers_are_made_at_once(tmp_path: Path) -> None:
    with serving(tmp_path, pause=0.5, concurrent_answers=3) as busy:
        for number in range(3):
            assert busy.join(f"question {number}", f"s{number}").status == 200
        with ThreadPoolExecutor(3) as people:
            streams = [people.submit(busy.get, f"/gradio_api/queue/data?session_hash=s{n}") for n in range(3)]
            while len(busy.asked()) < 3:
                assert not any(stream.done() for stream in streams)
            assert all("process_completed" in stream.result().body.decode() for stream in streams)
