"""Files of each format, made by code."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from typing import Literal

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Ferry stops at noon - The Daily Ferry</title>
<link rel="canonical" href="https://ferry.example/2017/stops">
<meta property="og:site_name" content="The Daily Ferry"><meta name="author" content="Ann Berg">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle",
"headline": "Ferry stops at noon", "datePublished": "2017-03-04T10:00:00Z"}]}</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<article><h1>Ferry stops at noon</h1><p class="byline">By Ann Berg</p>
<p>The ferry stopped at noon on Monday, the harbour master said. It had run for 40 years.</p>
<p>“We are sad,” said Kari <b>Nord</b>, who owns a café on the quay.</p>
<table><tr><td>Boat</td><td>Year</td></tr><tr><td>Havn</td><td>1977</td></tr></table>
<p>The council meets on 7 April 2018.</p></article>
<aside><h3>Read also</h3><a href="/x">Ten ferries you must see</a></aside>
<footer>Copyright 2020. All rights reserved. Cookie settings.</footer></body></html>"""

MAIL = (
    b"From: Ann Berg <ann@ferry.example>\r\nSubject: =?utf-8?q?Ferry_stops_at_the_caf=C3=A9?=\r\n"
    b"Date: Fri, 03 Mar 2017 23:30:00 -0500\r\nMessage-ID: <1@ferry.example>\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nThe caf\xe9 closed at noon.\r\nBye.\r\n"
    b"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>The caf\xc3\xa9 closed.</p>\r\n--b--\r\n"
)

PAGES = [
    [
        "Ferry stops at noon",
        "The ferry stopped at noon on Monday for all of its",
        "passengers, the harbour master said. It had run for",
        "40 years.",
    ],
    ["“We are sad”, she said on the quay.".replace("“", '"').replace("”", '"'), "The council meets on 7 April 2018."],
]


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of these members."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def tarred(members: Mapping[str, bytes], *, packing: Literal["w", "w:gz", "w:bz2", "w:xz"] = "w") -> bytes:
    """A TAR of these members."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode=packing) as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return written.getvalue()


def docx() -> bytes:
    """A Word file with a heading, a table, a deleted word and an inserted one."""
    import docx as word
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = word.Document()
    document.core_properties.title, document.core_properties.author = "Ferry stops at noon", "Ann Berg"
    document.add_heading("Ferry stops at noon")
    document.add_paragraph("The ferry stopped at noon on Monday.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Havn", "1977"
    changed = document.add_paragraph("It had run for ")
    for markup in (
        "<w:del {}><w:r><w:delText>30</w:delText></w:r></w:del>",
        "<w:ins {}><w:r><w:t>40</w:t></w:r></w:ins>",
    ):
        changed._p.append(parse_xml(markup.format(nsdecls("w"))))
    changed.add_run(" years.")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def epub(*, chapters: Mapping[str, str] | None = None) -> bytes:
    """A book of two chapters, whose reading order is not that of its files."""
    page = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Unseen</title></head><body>{}</body></html>'
    chapters = chapters or {
        "b.xhtml": "<h1>Two</h1><p>The council met.</p>",
        "a 1.xhtml": "<h1>One</h1><p>The ferry <i>stopped</i> at the café.<br/>It was noon.</p>",
    }
    names = {name: f"c{number}" for number, name in enumerate(chapters)}
    manifest = "".join(
        f'<item id="{place}" href="{name.replace(" ", "%20")}" media-type="application/xhtml+xml"/>'
        for name, place in names.items()
    )
    spine = "".join(f'<itemref idref="{names[name]}"/>' for name in sorted(names))
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Ferry tales</dc:title>'
        "<dc:creator>Ann Berg</dc:creator><dc:publisher>Quay Press</dc:publisher><dc:date>2017-03-04</dc:date>"
        f"</metadata><manifest>{manifest}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    files = {"mimetype": "application/epub+zip", "META-INF/container.xml": container, "OEBPS/book.opf": package}
    return zipped({**files, **{f"OEBPS/{name}": page.format(body) for name, body in chapters.items()}})


def pdf(pages: Sequence[Sequence[str]], *, trailer: str = "") -> bytes:
    """A PDF with these lines on its pages."""
    parts = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    for lines in pages:
        shown = " ".join("({}) Tj T*".format(line.replace("(", "\\(").replace(")", "\\)")) for line in lines)
        drawn = f"BT /F1 12 Tf 72 720 Td 14 TL {shown} ET"
        parts.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {len(parts) + 2} 0 R >>"
        )
        parts.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    parts[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>"
    parts.append("<< /Title (Ferry stops at noon) /Author (Ann Berg) >>")
    written, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n{part}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"trailer << /Size {len(parts) + 1} /Root 1 0 R /Info {len(parts)} 0 R {trailer} >>"
    table = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}{end}\nstartxref\n{len(written)}\n%%EOF\n"
    return written + table.encode()


MARKDOWN = """---
title: Ferry stops at noon
date: 2017-03-04
authors: [Ann Berg, Kari Nord]
source: The Daily Ferry
url: https://ferry.example/2017/stops
---
# Ferry stops

The ferry stopped at noon.
"""

CSV = 'id,headline,body,date,outlet\n7,Ferry stops,"The ferry\nstopped, at noon.",2017-03-04,The Daily Ferry\n'
JSON_LINES = (
    '{"id": "f7", "headline": "Ferry stops", "text": "The ferry stopped at noon.", "author": {"name": "Ann Berg"}, '
    '"date": "4 March 2017", "url": "https://ferry.example/7"}\n'
)
JSON = '{"articles": [{"title": "Ferry stops", "content": "<p>The ferry stopped.</p><p>It was noon.</p>"}]}'
MBOX = b"From ann@ferry.example Fri Mar  3 23:30:00 2017\n" + MAIL.replace(b"\r\n", b"\n")

EVERY_FORMAT: dict[str, bytes] = {
    "plain.txt": b"\xef\xbb\xbfFerry stops\r\n\r\nThe ferry stopped at noon.\r\n",
    "latin.txt": (
        "Die Fähre hält\n\nDie Fähre stellt am Montag um zwölf Uhr den Betrieb ein, sagte der Hafenmeister. "
        "„Wir sind traurig“, erklärte Jörg Müller, dem ein Café am Kai gehört.\n"
    ).encode("cp1252"),
    "wide.txt": "Ferry stops\n\nThe ferry stopped at noon.\n".encode("utf-16"),
    "front.md": MARKDOWN.encode(),
    "front.txt": b"\xef\xbb\xbf" + MARKDOWN.replace("\n", "\r\n").encode(),
    "page.html": PAGE.encode(),
    "paper.pdf": pdf(PAGES),
    "letter.docx": docx(),
    "book.epub": epub(),
    "mail.eml": MAIL,
    "dump.csv": CSV.encode(),
    "dump.jsonl": JSON_LINES.encode(),
    "dump.json": JSON.encode(),
    "box.mbox": MBOX,
    "old.zip": zipped(
        {"2017/ferry.txt": "Ferry stops\n\nThe ferry stopped.", "inner.zip": zipped({"page.html": PAGE})}
    ),
    "old.tar.gz": tarred({"2017/ferry.txt": b"Ferry stops\n\nThe ferry stopped."}, packing="w:gz"),
}
"""A file of each format, by name."""
