"""An article that has a phrase only in the title its record states is counted, and that is said."""

from __future__ import annotations

import json

from tests.archives import Archive

RECORDS = [
    {"title": "Inquiry opens", "text": "The captain was heard on Monday. Nobody else came."},
    {"title": "Union defends captain", "text": "The union rejected the findings on Thursday."},
    {"title": "Port closes", "text": "The port closed for two days."},
]


def test_a_phrase_that_stands_only_in_a_stated_title_is_told_apart(archive: Archive) -> None:
    assistant = archive({"news.jsonl": "".join(json.dumps(record) + "\n" for record in RECORDS)})
    told = assistant.answer("How many articles mention the captain?").sentences[0].text
    assert told == "2 of 3 articles mention “captain”, 1 of these only in the title that it states."
    assert assistant.answer("How many articles mention the port?").sentences[0].text == (
        "1 of 3 articles mentions “port”."
    )
