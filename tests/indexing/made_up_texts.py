"""Texts as the world writes them: repeated sentences, every newline, marks, joiners and scripts."""

from __future__ import annotations

from hypothesis import strategies as st

SENTENCES = (
    "The ferry to Port Selby sank on 3 May 2016.",
    "It rains.",
    "It rains.",
    "Dr. J. K. Reed of the U.N. spoke at 5 p.m. on Sept. 5.",
    "“Stay in. Do not go out,” said Mayor Ana Lobo (62).",
    "Prices rose 3.5 per cent… and then fell!",
    "Cafe\u0301 owners cheered 👩‍👩‍👧‍👦🇺🇳.",
    "ראש העיר אמרה כי הנמל ייפתח מחדש.",
    "قالت رئيسة البلدية: هل سيبقى الميناء مفتوحا؟",
    "港口于五月三日重新开放。很好！",
    "भारत में वर्षा हुई।",
    "no capital, no stop",
    "- a point of a list",
    "## A heading",
    "[1] Source 2: closed. [3]",
    "\u200bZero\u00adwidth\u00a0words.",
    "???",
    "...",
    "—",
)
NEWLINES = ("\n", "\r\n", "\r", "\n\n", "\r\n\r\n", " ", "", "\t", "\x0b", "\x0c", "\u2028", "\u2029", "\x85", "\x1c")

articles = st.builds(
    lambda mark, parts, last: mark + "".join(sentence + gap for sentence, gap in parts) + last,
    mark=st.sampled_from(["", "\ufeff"]),
    parts=st.lists(st.tuples(st.sampled_from(SENTENCES), st.sampled_from(NEWLINES)), max_size=25),
    last=st.sampled_from(["", "\n", "  \r\n"]),
)
"""Articles made of sentences that repeat, joined by every kind of gap, many without a newline at the end."""

letters = st.text(alphabet=st.characters(codec="utf-8"), max_size=200)
noise = st.text(alphabet=" \n\r\t.!?…“”\"'‘’()[]«»-–—,;:\u0301\u200d\ufeff\u202eaA1é", max_size=200)

texts = st.one_of(articles, letters, noise)
"""Anything that a UTF-8 file can hold."""
