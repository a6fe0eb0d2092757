"""What an article states of itself in named fields: front matter, a record of a dump, a page's metadata."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from rag.errors import SettingsError
from rag.months import FOREIGN_MONTH, month_number

FIELDS = {
    "text": ("text", "body", "content", "article", "article_text", "full_text", "main_text"),
    "title": ("title", "headline", "head"),
    "date": ("published", "date", "published_at", "date_published", "publish_date", "publication_date",
             "pub_date", "published_date", "published_time"),
    "url": ("url", "link", "permalink", "canonical_url", "canonical", "source_url", "web_url"),
    "author": ("author", "authors", "byline", "by", "creator"),
    "outlet": ("outlet", "publisher", "publication", "newspaper", "site", "site_name", "source", "agency"),
    "id": ("id", "_id", "guid", "uuid", "article_id", "doc_id", "key"),
}  # fmt: skip
"""Names that fields go by, the likeliest first, however their words are joined; DATELINE_FIELDS puts others first."""

_LONGEST = 400  # characters of a title, name or address; what is longer is none
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:$|[T\s])")
_SLASHED = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(?:$|[T\s])")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T\d{4,6}Z?)?")
_DAY_OR_MONTH = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{2,4}\b")
_WRITTEN = re.compile(
    rf"(?:[^\W\d_]{{2,10}}\.?,?\s+){{0,2}}(?:(?P<month>{MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?|"
    rf"(?P<day2>\d{{1,2}})(?:st|nd|rd|th|er|\.)?[\s-]+(?:de\s+)?(?P<month2>{MONTH}|{FOREIGN_MONTH})),?"
    r"[\s-]+(?:del?\s+)?(?P<year>\d{4})(?:$|[\s,]).*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stated:
    """What named fields say; None for what they don't."""

    text: str | None  # "" where there is a field for it that is empty
    title: str | None
    byline: str | None
    published: str | None  # "" where a day is stated that could be two: 03/04/2024
    publisher: str | None
    url: str | None
    id: str | None


def field_names(setting: str) -> dict[str, tuple[str, ...]]:
    """The names of each field, those of the setting first: "text=body,title=headline".

    Raises SettingsError for a field that is not known, or for anything else it can't read.
    """
    names = dict(FIELDS)
    for pair in filter(None, (part.strip() for part in setting.split(","))):
        field, equals, name = (part.strip() for part in pair.partition("="))
        if not equals or not name or field not in FIELDS:
            raise SettingsError(f"DATELINE_FIELDS: {pair!r} is not FIELD=NAME with a field of {', '.join(FIELDS)}")
        names[field] = (name.lower(), *names[field])
    return names


def stated_in(values: Mapping[str, object], *, names: Mapping[str, tuple[str, ...]] = FIELDS) -> Stated:
    """What a mapping's fields state: publishedAt, Published-At and published_at are one name."""
    fields = {str(name).strip().lower(): value for name, value in values.items()}
    for name, value in list(fields.items()):
        if isinstance(value, Mapping):
            fields |= {f"{name}.{inner}".lower(): part for inner, part in value.items()}
    fields = {_joined(name): value for name, value in fields.items()} | fields

    def first(field: str) -> object:
        held = (fields.get(spelled) for name in names[field] for spelled in (name, _joined(name)))
        return next((value for value in held if value not in (None, "", [], {})), None)

    outlet, url = line_of(first("outlet")), line_of(first("url"))
    text = first("text") or ("" if any(_joined(name) in fields for name in names["text"]) else None)
    if outlet is not None and is_url(outlet):
        outlet, url = None, url or outlet
    number = first("id")
    return Stated(
        text=text if isinstance(text, str) else None,
        title=line_of(first("title")),
        byline=line_of(first("author")),
        published=_day_or_two(first("date")),
        publisher=outlet,
        url=url if url is not None and is_url(url) else None,
        id=str(number).strip() if isinstance(number, str | int) and not isinstance(number, bool) else None,
    )


def _day_or_two(value: object) -> str | None:
    two = isinstance(value, str) and _DAY_OR_MONTH.match(value.strip())
    return day_in(value) or ("" if two else None)


def _joined(name: str) -> str:
    return re.sub(r"[\s_-]", "", name)


def is_url(text: str) -> bool:
    """Whether this is the address of a page; no other scheme is ever shown as a link."""
    return re.fullmatch(r"https?://[^\s<>\"']+", text, re.IGNORECASE) is not None


def day_in(value: object) -> str | None:
    """The ISO date that a value states, None where it states none or could mean two.

    >>> day_in("Fri, 3 Mar 2017 23:30:00 -0500"), day_in("March 3, 2017"), day_in("03/04/2017"), day_in("2017")
    ('2017-03-03', '2017-03-03', None, None)
    """
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    value = value.strip()
    if match := _ISO.match(value) or _SLASHED.match(value) or _COMPACT.fullmatch(value):
        year, month, number = map(int, match.groups())
    elif match := _WRITTEN.fullmatch(value):
        month = month_number(match["month"] or match["month2"])
        year, number = int(match["year"]), int(match["day"] or match["day2"])
    else:
        try:
            return parsedate_to_datetime(value).date().isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        return None


def line_of(value: object) -> str | None:
    """A value as one line: several names joined, a record by its name; None for what is no title or name."""
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("title")
    if isinstance(value, list | tuple):
        value = ", ".join(words for part in value[:20] if (words := line_of(part)))
    if not isinstance(value, str):
        return None
    line = " ".join(value.split())
    return line if 0 < len(line) <= _LONGEST else None
