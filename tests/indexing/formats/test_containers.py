"""Archives and dumps: each article under its own path, in streams, the bad ones beside the good."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from made_files import JSON, MAIL, PAGE, tarred, zipped

from rag.errors import ReadingError
from rag.indexing.formats import container_paths, format_of, is_container
from rag.indexing.reading import GoneError, Unreadable, documents_from, file_of, read_document
from rag.schema import Document
from rag.settings import Settings


def read(path: str, content: bytes, settings: Settings | None = None) -> dict[str, str]:
    """Text, or the reason why there is none, by path."""
    found = documents_from(content, root="desk", path=path, settings=settings or Settings())
    return {one.path: one.reason if isinstance(one, Unreadable) else one.text for one in found}


@pytest.mark.parametrize("packing", ["w", "w:gz", "w:bz2", "w:xz"])
@pytest.mark.parametrize("suffix", [".tar", ".tgz"])
def test_a_tar_is_unpacked_whatever_it_is_packed_with(packing: str, suffix: str) -> None:
    content = tarred({"a/ferry.txt": b"Ferry stops.", "b.png": b"no"}, packing=packing)  # type: ignore[arg-type]
    assert read(f"old{suffix}", content) == {f"old{suffix}!/a/ferry.txt": "Ferry stops."}


def test_a_single_packed_file_is_read_under_its_own_name() -> None:
    assert read("ferry.txt.gz", gzip.compress(b"Ferry stops.")) == {"ferry.txt.gz!/ferry.txt": "Ferry stops."}
    dump = gzip.compress(b'{"id": 7, "text": "Ferry stops."}')
    assert read("d.jsonl.gz", dump) == {"d.jsonl.gz!/d.jsonl!/7": "Ferry stops."}
    assert format_of("table.sql.gz") is None


def test_hidden_files_and_other_formats_in_an_archive_are_passed_over() -> None:
    members = {"a.txt": "A.", ".b.txt": "B.", "__MACOSX/._a.txt": "C.", ".git/c.txt": "D.", "e.jpg": "E."}
    assert read("old.zip", zipped(members)) == {"old.zip!/a.txt": "A."}


def test_two_members_of_one_name_are_not_mixed_up() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        content = zipped({"a.txt": "First."})
        import zipfile

        written = io.BytesIO(content)
        with zipfile.ZipFile(written, "a") as archive:
            archive.writestr("a.txt", "Second.")
    found = list(documents_from(written.getvalue(), root="desk", path="old.zip", settings=Settings()))
    assert isinstance(found[0], Document) and found[0].text == "First."
    assert found[1] == Unreadable("old.zip!/a.txt", "another member has this name")


def test_limits_of_archives_are_settings() -> None:
    content = zipped({"a.txt": "A." * 100, "b.txt": "B."})
    for settings, reason in (
        (Settings(archive_members=1), "more than 1 members"),
        (Settings(archive_mb=0), "unpacks to over 0 MB"),
        (Settings(archive_depth=0), "over the limit of 0"),
    ):
        with pytest.raises(ReadingError, match=reason):
            read("old.zip", content, settings)


def test_a_record_goes_by_the_id_it_states_else_by_its_number() -> None:
    records = [
        {"id": "x/7", "text": "A."},
        {"text": "B."},
        {"id": "../../etc", "text": "C."},
        {"id": "x/7", "text": "D."},
    ]
    lines = "\n\n".join(map(json.dumps, records)).encode()
    assert read("d.jsonl", lines) == {
        "d.jsonl!/x/7": "A.",
        "d.jsonl!/2": "B.",
        "d.jsonl!/etc": "C.",
        "d.jsonl!/x/7#4": "D.",
    }


def test_bad_records_are_named_beside_the_good_ones() -> None:
    lines = b'{"text": "A."}\nbroken\n[1]\n{"title": "No text"}\n{"text": " "}\n{"text": "\xff"}\n'
    found = read("d.jsonl", lines)
    assert found.pop("d.jsonl!/1") == "A." and list(found) == [f"d.jsonl!/{n}" for n in range(2, 7)]
    assert found["d.jsonl!/4"] == "no text field among title; name it: DATELINE_FIELDS=text=NAME"


def test_a_quotation_mark_that_is_never_closed_swallows_no_records() -> None:
    assert read("d.csv", b'text\n"A\nB"\nC 5" wide') == {"d.csv!/1": "A\nB", "d.csv!/2": 'C 5" wide'}
    found = documents_from(b'text\nA\n"B\nC\n', root="desk", path="d.csv", settings=Settings())
    assert isinstance(one := next(found), Document) and one.text == "A"
    with pytest.raises(ReadingError, match="never closed"):
        next(found)


def test_a_dump_without_articles_is_one_failure() -> None:
    with pytest.raises(ReadingError, match=r"no article in its first 100 record\(s\): no text field among price"):
        read("d.jsonl", b'{"price": 1}\n' * 5000)


def test_fields_of_dumps_are_a_setting() -> None:
    settings = Settings(fields="text=inhalt")
    assert read("d.csv", "id;Inhalt\n7;Die Fähre hält.\n".encode(), settings) == {"d.csv!/7": "Die Fähre hält."}


def test_json_is_a_list_an_object_with_a_list_or_one_article() -> None:
    one = {"text": "Ferry stops."}
    assert read("d.json", json.dumps([one, one]).encode()) == {f"d.json!/{n}": "Ferry stops." for n in (1, 2)}
    assert read("d.json", JSON.encode()) == {"d.json!/1": "The ferry stopped.\n\nIt was noon."}
    assert read("d.json", json.dumps(one).encode()) == {"d.json": "Ferry stops."}


def test_messages_of_a_mailbox_go_by_their_ids() -> None:
    box = b"".join(b"From ann Fri Mar  3 2017\n" + MAIL.replace(b"<1@", b"<%d@" % n) + b"\n" for n in (1, 2))
    assert list(read("box.mbox", box)) == ["box.mbox!/1@ferry.example", "box.mbox!/2@ferry.example"]


def test_one_article_is_found_without_reading_the_others(tmp_path: Path) -> None:
    inner = zipped({"page.html": PAGE, "bad.pdf": b"none"})
    (tmp_path / "old.zip").write_bytes(zipped({"a.txt": b"\0", "in.zip": inner}))
    path = "old.zip!/in.zip!/page.html"
    settings = Settings(parser_seconds=60)
    file = file_of(tmp_path, path)
    assert file == (tmp_path / "old.zip").resolve()
    assert read_document(file, root="desk", path=path, settings=settings).title == "Ferry stops at noon"
    with pytest.raises(GoneError):
        read_document(file, root="desk", path="old.zip!/other.txt", settings=settings)
    with pytest.raises(ReadingError, match="no PDF"):
        read_document(file, root="desk", path="old.zip!/in.zip!/bad.pdf", settings=settings)


@pytest.mark.parametrize("path", ["../old.zip!/a.txt", "/old.zip!/a.txt", "old.zip\0!/a.txt", "none.zip!/a.txt", "!/"])
def test_a_path_never_leads_out_of_its_folder(path: str, tmp_path: Path) -> None:
    (tmp_path / "old.zip").write_bytes(zipped({"a.txt": "A."}))
    (tmp_path / "desk").mkdir()
    assert file_of(tmp_path / "desk", path) is None


def test_a_folder_may_be_named_like_an_archive(tmp_path: Path) -> None:
    (tmp_path / "old.zip!").mkdir()
    (tmp_path / "old.zip!" / "a.txt").write_text("A.")
    assert file_of(tmp_path, "old.zip!/a.txt") == tmp_path.resolve() / "old.zip!" / "a.txt"
    assert container_paths("desk!/a.txt") == [] and is_container("a.tar.gz") and not is_container("a.txt")


def test_a_record_of_one_line_has_no_title_unless_it_states_one() -> None:
    lines = b'{"text": "Ferry stops at noon."}\n{"text": "Ferry stops\\n\\nIt was noon."}\n'
    found = documents_from(lines, root="desk", path="d.jsonl", settings=Settings())
    assert [one.title for one in found if isinstance(one, Document)] == [None, "Ferry stops"]
