"""Copies of news stories as newsrooms make them, and stories that are near each other but no copies."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evals.bench.sets import Article

CITIES = "LONDON PARIS TOKYO WASHINGTON MOSCOW GENEVA CAIRO NAIROBI OTTAWA SYDNEY".split()
REPORTERS = ("Anna Berg", "Tom Okafor", "Lucia Moreno", "Ravi Menon", "Jane Whitlock")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[a-z]{2,}")


@dataclass(frozen=True, slots=True)
class Story:
    """A story in parts, so that an edit can change one of them."""

    title: str
    paragraphs: tuple[str, ...]
    before: str = ""  # a dateline
    after: str = ""  # a credit

    @property
    def text(self) -> str:
        """The story as a file has it."""
        body = "\n".join(self.paragraphs)
        return f"{self.title}\n\n{self.before}{body}\n{self.after}"


def story_of(article: Article) -> Story:
    """The story of an article of the set: a line that is set in begins a paragraph; the sign-off is left out."""
    body = re.sub(r"\s*\breuter\s*$", "", article.text, flags=re.IGNORECASE)
    parts = [" ".join(part.split()) for part in re.split(r"\n\s{2,}", body)]
    return Story(article.title, tuple(part for part in parts if part))


def split_of(article: Article) -> str:
    """ "dev" or "test", by the sha256 of the article's id: odd is test."""
    return ("dev", "test")[hashlib.sha256(article.id.encode()).digest()[-1] & 1]


def edited(article: Article, others: Sequence[Article]) -> dict[str, tuple[str, str]]:
    """By edit, the text of the story before and after it; deterministic. `others` lend titles and words."""
    story = story_of(article)
    made = {}
    for name, edit in EDITS.items():
        chance = random.Random(f"{name} {article.id}")
        before = _dated(story, chance) if "dateline" in name or "everything" in name else story
        made[name] = (before.text, edit(before, others, chance).text)
    return made


Edit = Callable[[Story, Sequence[Article], random.Random], Story]


def _dated(story: Story, chance: random.Random) -> Story:
    place = f"{chance.choice(CITIES)}, {chance.choice(('March', 'June', 'October'))} {chance.randint(1, 28)} - "
    return Story(story.title, story.paragraphs, place, story.after)


def _title(story: Story, others: Sequence[Article], chance: random.Random) -> Story:
    return Story(chance.choice(others).title, story.paragraphs, story.before, story.after)


def _credit(story: Story, others: Sequence[Article], chance: random.Random) -> Story:
    reporter, editor = chance.sample(REPORTERS, 2)
    after = f"(Reporting by {reporter}; Editing by {editor}) © The Daily Example. All rights reserved."
    return Story(story.title, story.paragraphs, story.before, after)


def _cut(keep: float) -> Edit:
    def cut(story: Story, others: Sequence[Article], chance: random.Random) -> Story:
        kept = max(1, round(keep * len(story.paragraphs)))
        return Story(story.title, story.paragraphs[:kept], story.before, story.after)

    return cut


def _reordered(story: Story, others: Sequence[Article], chance: random.Random) -> Story:
    sentences = [part for paragraph in story.paragraphs for part in re.split(r"(?<=[.!?])\s+(?=[A-Z\"])", paragraph)]
    chance.shuffle(sentences)
    return Story(story.title, tuple(sentences), story.before, story.after)


def _words(share: float) -> Edit:
    """Changes this share of all words, names and numbers aside: what a light rewrite leaves alone."""

    def change(story: Story, others: Sequence[Article], chance: random.Random) -> Story:
        body = "\n".join(story.paragraphs)
        places = [match.span() for match in re.finditer(r"(?<![\w'])[a-z]{2,}(?![\w'])", body)]
        count = min(len(places), round(share * len(body.split())))
        lent = _WORD.findall(chance.choice(others).text) or ["again"]
        for start, end in sorted(chance.sample(places, count), reverse=True):
            body = body[:start] + chance.choice(lent) + body[end:]
        return Story(story.title, tuple(body.split("\n")), story.before, story.after)

    return change


def _everything(story: Story, others: Sequence[Article], chance: random.Random) -> Story:
    for edit in (_title, _credit, _cut(0.75), _words(0.1)):
        story = edit(_dated(story, chance), others, chance)
    return story


EDITS: Mapping[str, Edit] = {
    "another title": _title,
    "a credit line added": _credit,
    "three quarters kept": _cut(0.75),
    "half kept": _cut(0.5),
    "a third kept": _cut(0.33),
    "sentences in another order": _reordered,
    "5 % of the words changed": _words(0.05),
    "10 % of the words changed": _words(0.1),
    "20 % of the words changed": _words(0.2),
    "30 % of the words changed": _words(0.3),
    "another dateline": lambda story, others, chance: _dated(story, chance),
    "title, credit, dateline, a quarter cut and 10 % of the words": _everything,
}
"""What is done to a story. Paragraphs are cut from the end; words changed are lower-case ones."""


def other_numbers(article: Article) -> tuple[str, str] | None:
    """The story, and a report in the same words with every number another, as the next quarter's; None without five."""
    text = story_of(article).text
    if len(_NUMBER.findall(text)) < 5:
        return None
    chance = random.Random(f"numbers {article.id}")
    return text, _NUMBER.sub(lambda match: _another(match.group(), chance), text)


def _another(number: str, chance: random.Random) -> str:
    while True:
        digits = "".join(chance.choice("123456789") for _ in number)
        if digits != number:
            return digits
