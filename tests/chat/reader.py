"""What a browser would see of drawn HTML, and texts that try to be more than text."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import strategies as st

ALLOWED_TAGS = {"article", "bdi", "button", "details", "div", "footer", "h1", "h2", "h3", "header", "li", "ol", "p"}
ALLOWED_TAGS |= {"section", "small", "span", "strong", "summary", "ul"}
ALLOWED_TAGS |= {"caption", "img", "table", "tbody", "td", "th", "thead", "tr"}
ALLOWED_ATTRIBUTES = {"class", "type", "title", "role", "aria-label", "aria-hidden", "data-article", "data-start"}
ALLOWED_ATTRIBUTES |= {"data-end", "data-copy", "data-question", "data-more", "data-without"}
ALLOWED_ATTRIBUTES |= {"alt", "hidden", "scope", "src", "tabindex"}


class Reader(HTMLParser):
    """Collects what a browser would see: tags, attributes, and text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str | None]:
        return [value for key, value in self.attributes if key == name]


ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "![x](http://127.0.0.1:9/x)",
    "</bdi></button><iframe srcdoc=x>",
    "\u202egnp.exe\u2066",
    "\x00\ud800<!--",
    "&lt;script&gt;",
    "<svg/onload=alert(1)>",
)
HOSTILE = st.one_of(st.text(), st.sampled_from(ATTACKS))
