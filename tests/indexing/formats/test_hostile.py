"""Files meant to hang, crash or fill the memory of whoever reads them: each is one line, soon."""

from __future__ import annotations

import gzip
import io
import os
import signal
import struct
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from made_files import MAIL, PAGE, PAGES, docx, epub, pdf, tarred, zipped

from rag.errors import ReadingError
from rag.indexing.formats import apart
from rag.indexing.reading import Unreadable, documents_from, read_document
from rag.schema import Document
from rag.settings import Settings

SETTINGS = Settings()
MOST_SECONDS = 10.0


def nested(depth: int) -> bytes:
    content = zipped({"ferry.txt": "Ferry stops."})
    for _ in range(depth - 1):
        content = zipped({"inner.zip": content})
    return content


def zip_with(info: zipfile.ZipInfo, content: bytes = b"Ferry stops.") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(info, content)
    return written.getvalue()


def link_in_zip() -> bytes:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    return zip_with(link, b"/etc/passwd")


def tar_with(kind: bytes, name: str = "odd.txt", target: str = "/etc/passwd", size: int = 0) -> bytes:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname, entry.size = kind, target, size
    return entry.tobuf(tarfile.GNU_FORMAT) + b"\0" * 10_240


def overlapping(members: int) -> bytes:
    """A ZIP whose members all are the same bytes (after David Fifield)."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = b"a" * 900_000
    content = packed.compress(kernel) + packed.flush()
    name, crc = b"0.txt", zlib.crc32(kernel)
    sizes = struct.pack("<LLL", crc, len(content), len(kernel))
    head = struct.pack("<4s5H", b"PK\3\4", 20, 0, 8, 0, 0x21) + sizes + struct.pack("<HH", len(name), 0)
    local = head + name + content
    entries = b""
    for number in range(members):
        entry_name = b"%d.txt" % number
        entries += struct.pack("<4s6H", b"PK\1\2", 20, 20, 0, 8, 0, 0x21) + sizes
        entries += struct.pack("<5HLL", len(entry_name), 0, 0, 0, 0, 0, 0) + entry_name
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, members, members, len(entries), len(local), 0)
    return local + entries + end


def many_entries(members: int) -> bytes:
    """The directory of a ZIP that names far more members than an archive may have."""
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"
    directory = entry * members
    return directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(directory), 0, 0)


def long_header_in_tar() -> bytes:
    return tar_with(tarfile.GNUTYPE_LONGNAME, size=1_900_000_000)


def laughing_epub() -> bytes:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    book = zipfile.ZipFile(io.BytesIO(epub()))
    members = {name: book.read(name) for name in book.namelist()}
    package = members["OEBPS/book.opf"].decode()
    doctype = f'<!DOCTYPE package [<!ENTITY l0 "ha">{laughs}<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    package = package.replace('<?xml version="1.0"?>', f'<?xml version="1.0"?>{doctype}')
    return zipped({**members, "OEBPS/book.opf": package.replace("Ferry tales", "&l11;&x;")})


def laughing_docx() -> bytes:
    letter = zipfile.ZipFile(io.BytesIO(docx()))
    members = {name: letter.read(name) for name in letter.namelist()}
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    body = members["word/document.xml"].partition(b"?>")[2]
    body = body.replace(b"The ferry stopped", b"&l11;&x;")
    doctype = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "ha">{laughs}<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return zipped({**members, "word/document.xml": doctype.encode() + body})


def mails_in_mails(depth: int) -> bytes:
    content = MAIL
    for number in range(depth):
        head = f'Subject: {number}\r\nContent-Type: multipart/mixed; boundary="x{number}"\r\n\r\n--x{number}\r\n'
        content = head.encode() + content + f"\r\n--x{number}--\r\n".encode()
    return content


ENCRYPTED = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >>"

REFUSED: dict[str, Callable[[], bytes]] = {
    "bomb.zip": lambda: zipped({"a.txt": b"a" * 20_000_000}),
    "bomb_in.zip": lambda: zipped({"b.zip": zipped({f"{n}.txt": b"a" * 900_000 for n in range(20)})}),
    "overlap.zip": lambda: overlapping(50),
    "entries.zip": lambda: many_entries(300_000),
    "bomb.tar.gz": lambda: tarred({"a.txt": b"a" * 20_000_000}, packing="w:gz"),
    "bomb.tar.xz": lambda: tarred({"a.txt": b"a" * 20_000_000}, packing="w:xz"),
    "bomb.txt.gz": lambda: gzip.compress(b"a" * 20_000_000),
    "bomb.docx": lambda: zipped({"word/document.xml": b"a" * 20_000_000}),
    "bomb.epub": lambda: epub(chapters={"a.xhtml": "a" * 20_000_000}),
    "header.tar": long_header_in_tar,
    "cut.zip": lambda: zipped({"a.txt": "Ferry stops."})[:60],
    "cut.tar.gz": lambda: tarred({"a.txt": os.urandom(5000)}, packing="w:gz")[:3000],
    "cut.docx": lambda: docx()[:5000],
    "cut.pdf": lambda: pdf(PAGES)[:300],
    "cut.epub": lambda: epub()[:500],
    "no.pdf": lambda: b"Ferry stops at noon.",
    "no.docx": lambda: zipped({"a.txt": "Ferry stops."}),
    "no.epub": lambda: zipped({"a.txt": "Ferry stops."}),
    "no.zip": lambda: b"Ferry stops at noon.",
    "old.docx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "scanned.pdf": lambda: pdf([[], []]),
    "locked.pdf": lambda: pdf(PAGES, trailer=ENCRYPTED),
    "deep.json": lambda: b"[" * 200_000 + b"]" * 200_000,
    "deep.jsonl": lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "fields.csv": lambda: b"id,price\n1,2\n3,4\n",
    "nul.txt": lambda: b"Ferry\0stops",
    "garbled.txt": lambda: bytes(range(0x80, 0x100)) * 30,
    "cut.txt": lambda: "Ferry stops at the café".encode()[:-1],
    "empty.html": lambda: b"<html><body><script>alert(1)</script></body></html>",
    "empty.eml": lambda: b"Subject: Nothing\r\n\r\n",
    "no.eml": lambda: b"\n\n",
}  # fmt: skip
HARMLESS: dict[str, Callable[[], bytes]] = {
    "line.txt": lambda: b"Ferry stops. " * 80_000,
    "line.md": lambda: b"---\n" + b"a: [" * 5000 + b"\n---\nFerry stops.\n",
    "laughs.md": lambda: b"---\na: &a [x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n---\nFerry stops.\n",
    "deep.html": lambda: b"<div>" * 100_000 + b"Ferry stops." + b"</div>" * 100_000,
    "wide.html": lambda: b"<p>" + b"<a x='" * 100_000,
    "laughs.html": lambda: b"<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><p>Ferry stops &b;.</p>",
    "tables.html": lambda: b"<table><tr><td>" * 3000 + b"Ferry stops.",
    "laughs.epub": laughing_epub,
    "laughs.docx": laughing_docx,
    "long.csv": lambda: b'id,text\n1,"' + b"Ferry stops.\n" * 100_000,
    "commas.csv": lambda: b"id,text\n1,Ferry stops." + b"," * 1_000_000,
    "mails.eml": lambda: mails_in_mails(200),
    "headers.eml": lambda: (
        b"From: " + b"a@b.c, " * 100_000 + b"\r\nSubject: " + b"=?utf-8?q?x?= " * 50_000 + b"\r\n\r\nFerry."
    ),
    "nul.csv": lambda: b"id,text\n1,Ferry\0stops\n",
    "links.zip": link_in_zip,
    "links.tar": lambda: tar_with(tarfile.SYMTYPE) + tar_with(tarfile.CHRTYPE),
    "sparse.tar": lambda: tar_with(tarfile.GNUTYPE_SPARSE, size=0),
    "up.zip": lambda: zip_with(zipfile.ZipInfo("../../etc/cron.d/ferry.txt")),
    "root.zip": lambda: zip_with(zipfile.ZipInfo("/etc/ferry.txt")),
    "drive.zip": lambda: zip_with(zipfile.ZipInfo("C:\\ferry.txt")),
    "deep.zip": lambda: nested(6),
}


def outcome_of(name: str, content: bytes) -> tuple[list[Document], list[str]]:
    """The articles in a file, and the reasons for those that could not be read."""
    started = time.monotonic()
    documents: list[Document] = []
    reasons: list[str] = []
    try:
        for found in documents_from(content, root="desk", path=name, settings=SETTINGS):
            if isinstance(found, Unreadable):
                reasons.append(found.reason)
            else:
                documents.append(found)
    except ReadingError as error:
        reasons.append(str(error))
    assert time.monotonic() - started < MOST_SECONDS
    for reason in reasons:
        assert reason and "\n" not in reason and len(reason) < 400
    return documents, reasons


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_article_is_refused_with_one_line(name: str) -> None:
    documents, reasons = outcome_of(name, REFUSED[name]())
    assert documents == [] and reasons != []


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_odd_is_read_or_refused_soon_and_nothing_is_expanded(name: str) -> None:
    documents, _ = outcome_of(name, HARMLESS[name]())
    for document in documents:
        assert "hahaha" not in document.text and "root:" not in document.text
        assert ".." not in document.path.split("/") and len(document.text) <= 2_000_000
        assert document.title is None or ("haha" not in document.title and "root:" not in document.title)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("bomb.zip", "100 times its size"),
        ("bomb_in.zip", "100 times its size"),
        ("overlap.zip", "overlap"),
        ("entries.zip", "100,000 members"),
        ("bomb.docx", "100 times its size"),
        ("header.tar", "a header of 1,900,000"),
        ("scanned.pdf", "OCR"),
        ("locked.pdf", "encrypted"),
        ("old.docx", "encrypted, or in Word's old format"),
        ("deep.json", "nested too deeply"),
        ("fields.csv", "DATELINE_FIELDS"),
        ("cut.txt", "cut off"),
    ],
)
def test_the_reason_says_what_is_wrong(name: str, reason: str) -> None:
    assert reason in outcome_of(name, REFUSED[name]())[1][0]


@pytest.mark.parametrize("name", ["up.zip", "root.zip", "drive.zip"])
def test_a_name_that_leads_out_of_its_archive_is_not_read(name: str) -> None:
    documents, reasons = outcome_of(name, HARMLESS[name]())
    assert documents == [] and reasons == ["its name points out of the archive"]


@pytest.mark.parametrize("name", ["links.zip", "links.tar"])
def test_links_and_devices_in_archives_are_passed_over(name: str) -> None:
    assert outcome_of(name, HARMLESS[name]()) == ([], [])


def test_archives_are_opened_three_deep() -> None:
    assert len(outcome_of("three.zip", nested(3))[0]) == 1
    assert outcome_of("four.zip", nested(4)) == (
        [],
        ["archives in archives, over the limit of 3 (DATELINE_ARCHIVE_DEPTH)"],
    )


def test_a_bad_member_does_not_hide_its_neighbours() -> None:
    content = zipped({"a.txt": "Ferry stops.", "b.txt": b"\0", "c.pdf": b"none", "d.txt": "Ferry runs."})
    documents, reasons = outcome_of("mixed.zip", content)
    assert [document.path for document in documents] == ["mixed.zip!/a.txt", "mixed.zip!/d.txt"]
    assert reasons == ["binary, not text (a NUL at byte 0)", "no PDF"]


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_SECONDS_A_MEGABYTE", 0.0)
    slow = b"<article>" + b"<p>The ferry stopped at noon on Monday for all its passengers.</p>" * 2000
    settings = Settings(parser_seconds=0.001)
    with pytest.raises(ReadingError, match="DATELINE_PARSER_SECONDS"):
        list(documents_from(slow, root="desk", path="slow.html", settings=settings))
    assert outcome_of("page.html", PAGE.encode())[1] == []


def test_a_file_that_takes_too_much_memory_is_given_up_and_the_next_one_is_read() -> None:
    wide = b"[" + b"[]," * 4_000_000 + b"[]]"
    with pytest.raises(ReadingError, match="memory"):
        list(documents_from(wide, root="desk", path="wide.json", settings=Settings(parser_mb=300)))
    assert outcome_of("page.html", PAGE.encode())[1] == []


def test_a_parser_that_dies_takes_nothing_along() -> None:
    assert outcome_of("page.html", PAGE.encode())[1] == []
    process = apart._child._process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    settings = Settings(parser_seconds=0.3)
    with pytest.raises(ReadingError, match="not read within"):
        list(documents_from(PAGE.encode(), root="desk", path="page.html", settings=settings))
    assert process.poll() is not None
    assert outcome_of("page.html", PAGE.encode())[1] == []


def test_an_article_is_found_in_its_archive_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "old.zip").write_bytes(zipped({"a.txt": "A.", "in.zip": zipped({"b.txt": "Ferry stops."})}))
    path = "old.zip!/in.zip!/b.txt"
    document = read_document(tmp_path / "old.zip", root="desk", path=path, settings=SETTINGS)
    assert (document.path, document.text) == (path, "Ferry stops.")


def test_a_message_with_its_text_in_html_only_is_read() -> None:
    message = EmailMessage()
    message["Subject"], message["From"] = "Ferry", "ann@ferry.example"
    message.set_content("<p>The ferry <b>stopped</b>.</p><p>At noon.</p>", subtype="html")
    [document], _ = outcome_of("only.eml", message.as_bytes())
    assert document.text == "The ferry stopped.\n\nAt noon."
