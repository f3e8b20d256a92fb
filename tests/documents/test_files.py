"""Evidence: only what it says it is, without hidden cargo, for those who may see its subject."""

import io
import os
import threading
import uuid
import zipfile
from contextlib import suppress
from urllib.parse import quote

import hypothesis
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.test.utils import override_settings
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from responsibilities.files import views
from responsibilities.files.actions import attach, detach, examined, hold, remove_orphans
from responsibilities.files.models import StoredFile
from responsibilities.files.queries import files_of, readable_file
from responsibilities.files.rules import TYPES, safe_name
from responsibilities.record.actions import write
from responsibilities.record.models import Entry
from revitalization.kit import clock, ports
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, Forbidden, Gone, Hidden, Invalid, Refused, TooLarge
from revitalization.kit.mechanism import REGISTRY, Mechanism
from revitalization.kit.perform import history
from revitalization.kit.workbooks import Column, Sheet, workbook_bytes

CLERK = Actor(user_id=None, name="周干事", post="永登县农业农村局")
READER = Actor(user_id=None, name="王书记", post="兰州市委")
STRANGER = Actor(user_id=None, name="外县人", post="陇西县")
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
LO = 620_121_000_000_000


class Papers:
    """Owner of the tests' subjects: the clerk writes, the reader reads, the stranger does neither."""

    open = True

    def may_read(self, actor, key):
        return actor is not STRANGER

    def may_attach(self, actor, key):
        return actor is CLERK and self.open


@pytest.fixture(autouse=True)
def house(tmp_path, settings, monkeypatch):
    settings.FILES_DIR = tmp_path / "files"
    papers = Papers()
    monkeypatch.setattr(REGISTRY, "mechanisms", [Mechanism(key="test", file_owners={"paper": papers})])
    monkeypatch.setattr(ports.PORTS, "record", write)
    return papers


def put(data=PDF, name="报告.pdf", actor=CLERK, key="1", **more):
    return attach(actor=actor, kind="paper", key=key, lo=LO, name=name, data=data, **more)


def said():
    """The record's entries about files, in order."""
    return Entry.objects.filter(subject_kind="file").order_by("id")


def packed(files: dict) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return target.getvalue()


def docx(**more) -> bytes:
    return packed({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>", **more})


def picture(kind="JPEG", size=(40, 30), **save) -> bytes:
    target = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(target, kind, **save)
    return target.getvalue()


def photo_with_position() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "HUAWEI"
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 44.0, 0.0), 3: "E", 4: (103.0, 15.0, 0.0)})
    return picture(exif=exif.tobytes(), comment=b"SECRET-COMMENT")


@pytest.mark.usefixtures("db")
class TestAttaching:
    def test_a_clerk_attaches_a_report_and_the_record_says_so(self):
        row = put()
        assert row.path.read_bytes() == PDF
        assert (row.path.stat().st_mode & 0o777) == 0o600
        assert [f.name for f in files_of("paper", "1")] == ["报告.pdf"]
        entry = said().get()
        assert (entry.verb, entry.actor_name, entry.lo, entry.after["sha256"]) == (
            "file.attach",
            "周干事",
            LO,
            row.sha256,
        )

    def test_the_same_bytes_twice_are_one_file(self):
        assert put().pk == put(name="又一份.pdf").pk
        assert said().count() == 1
        assert len(list(StoredFile().path.parents[2].glob("??/??/*"))) == 1

    def test_the_eleventh_file_is_refused_and_leaves_nothing(self):
        for number in range(10):
            put(PDF + b"%d" % number)
        with pytest.raises(Refused):
            put(PDF + b"x")
        assert StoredFile.objects.count() == 10
        assert len(list(StoredFile().path.parents[2].glob("??/??/*"))) == 10
        put(PDF, key="2")

    def test_who_may_only_read_is_forbidden_and_who_may_not_see_finds_nothing(self):
        for actor, error in [(READER, Forbidden), (STRANGER, Hidden)]:
            with pytest.raises(error):
                put(actor=actor)
        with pytest.raises(Hidden):
            attach(actor=CLERK, kind="unknown", key="1", lo=LO, name="x.pdf", data=PDF)
        assert StoredFile.objects.count() == 0
        assert said().count() == 0

    def test_a_subject_submitted_meanwhile_takes_no_more_files(self, house):
        answers = iter([True, False])
        house.may_attach = lambda actor, key: next(answers)
        with pytest.raises(Forbidden):
            put()
        assert not list(StoredFile().path.parents[2].glob("??/??/*"))

    def test_a_failing_record_leaves_neither_row_nor_bytes(self, monkeypatch):
        def broken(entry):
            raise RuntimeError("record is down")

        monkeypatch.setattr(ports.PORTS, "record", broken)
        with pytest.raises(RuntimeError):
            put()
        assert StoredFile.objects.count() == 0
        assert not list(StoredFile().path.parents[2].glob("??/??/*"))

    def test_secrecy_is_one_of_two_words(self):
        assert put(secrecy="公开").secrecy == "公开"
        with pytest.raises(Invalid):
            put(key="2", secrecy="绝密")


@pytest.mark.usefixtures("db")
class TestTakingOff:
    def test_a_file_taken_off_is_gone_for_readers_and_kept_as_a_row(self):
        row = put()
        detach(actor=CLERK, file=row)
        assert files_of("paper", "1") == []
        with pytest.raises(Hidden):
            readable_file(READER, row.public_id)
        assert row.path.exists()
        assert list(said().values_list("verb", flat=True)) == [
            "file.attach",
            "file.detach",
        ]
        with pytest.raises(Conflict):
            detach(actor=CLERK, file=row)

    def test_a_file_of_a_submitted_version_can_still_be_fetched(self):
        row = put()
        with transaction.atomic(), history(CLERK, "paper.submit"):
            assert hold(actor=CLERK, kind="paper", key="1") == 1
        detach(actor=CLERK, file=row)
        assert readable_file(READER, row.public_id) == row

    def test_readers_cannot_take_off(self):
        row = put()
        with pytest.raises(Forbidden):
            detach(actor=READER, file=row)
        with pytest.raises(Hidden):
            detach(actor=STRANGER, file=row)
        assert StoredFile.objects.get().is_attached

    def test_the_database_itself_keeps_rows_and_their_digest(self):
        row = put()
        for change in (
            lambda: StoredFile.objects.filter(pk=row.pk).delete(),
            lambda: StoredFile.objects.filter(pk=row.pk).update(sha256="0" * 64),
            lambda: StoredFile.objects.filter(pk=row.pk).update(name="x"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), history(CLERK, "test"):
                change()
        row.refresh_from_db()
        assert row.name == "报告.pdf"


def test_twenty_uploads_at_once_never_make_more_than_ten_files(committed):
    outcomes = []

    def one(number):
        try:
            put(PDF + b"%d" % number)
            outcomes.append("ok")
        except Refused:
            outcomes.append("full")
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["full"] * 10 + ["ok"] * 10
    assert StoredFile.objects.count() == 10


@pytest.mark.usefixtures("db")
class TestFetching:
    def fetch(self, view, row, actor=READER):
        request = RequestFactory().get("/")
        request.actor = actor
        return view(request, public_id=row.public_id)

    def test_a_download_keeps_its_chinese_name_and_cannot_run(self):
        row = put(name="㳇滩村 整改报告（终稿）.pdf")
        answer = self.fetch(views.file, row)
        assert b"".join(answer.streaming_content) == PDF
        assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(row.name)}"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Cache-Control"] == "private, no-store"
        answer.file_to_stream.close()  # the answer's own close would end the test's connection

    def test_only_pictures_are_shown_in_place(self):
        row = put(picture("PNG"), "现场.png")
        answer = self.fetch(views.picture, row)
        assert answer["Content-Disposition"].startswith("inline")
        assert answer["Content-Type"] == "image/png"
        answer.file_to_stream.close()  # the answer's own close would end the test's connection
        with pytest.raises(Hidden):
            self.fetch(views.picture, put())

    def test_out_of_reach_and_missing_look_alike(self):
        row = put()
        with pytest.raises(Hidden):
            self.fetch(views.file, row, STRANGER)
        with pytest.raises(Hidden):
            self.fetch(views.file, StoredFile(public_id=uuid.uuid4()))

    def test_lost_bytes_are_said_plainly(self):
        row = put()
        row.path.unlink()
        with pytest.raises(Gone):
            self.fetch(views.file, row)

    def test_taking_off_needs_a_post(self):
        row = put()
        assert self.fetch(views.file_detach, row, CLERK).status_code == 405
        request = RequestFactory().post("/", {"next": "//evil.example/"})
        request.actor = CLERK
        answer = views.file_detach(request, public_id=row.public_id)
        assert answer["Location"] == "/"
        assert not StoredFile.objects.get().is_attached


@pytest.mark.usefixtures("db")
def test_bytes_without_a_row_are_swept_a_day_later(tmp_path):
    row = put()
    stray = row.path.parent / str(uuid.uuid4())
    young = row.path.parent / str(uuid.uuid4())
    for path in (stray, young):
        path.write_bytes(b"x")
    for path in (row.path, stray):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    now = clock.now().timestamp()
    os.utime(young, (now, now))
    assert remove_orphans() == 1
    assert row.path.exists()
    assert young.exists()
    assert not stray.exists()
    assert remove_orphans() == 0


# ---------------------------------------------------------------- what is accepted
ACCEPTED = {
    "pdf": PDF,
    "png": picture("PNG"),
    "jpg": picture("JPEG"),
    "docx": docx(),
    "xlsx": workbook_bytes([Sheet("x", [Column("a")], [["1"]])]),
    "ofd": packed({"OFD.xml": "<x/>", "Doc_0/Document.xml": "<x/>"}),
    "txt": "情况说明\r\n一、\t二".encode(),
}


@pytest.mark.parametrize("kind", ACCEPTED)
def test_accepted_types_are_told_from_their_bytes(kind):
    assert examined(ACCEPTED[kind])[0] is TYPES[kind]
    assert set(ACCEPTED) == set(TYPES)


REFUSED = {
    "empty": b"",
    "html": b"<!doctype html><script>alert(1)</script>",
    "html after blanks": b"\n\n  <html>",
    "html after mark": b"\xef\xbb\xbf<svg onload=alert(1)>",
    "svg": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
    "shell": b"#!/bin/sh\nid\n",
    "batch": b"@echo off\r\n",
    "exe": b"MZ\x90\x00" + b"\x00" * 200,
    "elf": b"\x7fELF\x02\x01\x01" + b"\x00" * 200,
    "gif": b"GIF89a" + b"\x00" * 50,
    "old word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "rar": b"Rar!\x1a\x07\x00" + b"\x00" * 50,
    "gzip": b"\x1f\x8b\x08" + b"\x00" * 50,
    "plain zip": packed({"a.txt": "x"}),
    "jar": packed({"META-INF/MANIFEST.MF": "x", "a.class": "x"}),
    "pptx": packed({"[Content_Types].xml": "x", "ppt/presentation.xml": "x"}),
    "two kinds in one": packed({"word/document.xml": "x", "xl/workbook.xml": "x"}),
    "broken zip": b"PK\x03\x04" + b"\x00" * 100,
    "png head only": b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
    "jpg head only": b"\xff\xd8\xff\xe0" + b"\x00" * 100,
    "nul in text": b"abc\x00def",
    "not utf-8": "情况说明".encode("gb18030"),
    "docm": docx(**{"word/vbaProject.bin": "x"}),
    "docx with activex": docx(**{"word/activeX/activeX1.bin": "x"}),
    "docx with remote template": docx(
        **{
            "word/_rels/settings.xml.rels": "<Relationship Type='http://x/attachedTemplate' Target='http://x/t.dotm' "
            'TargetMode="External"/>'
        }
    ),
    "docx with program inside": docx(**{"word/embeddings/a.zip": "x"}),
    "docx climbing out": docx(**{"../../x": "x"}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_everything_else_is_refused_in_words(name):
    with pytest.raises(Invalid) as problem:
        examined(REFUSED[name])
    assert str(problem.value.detail)


def test_a_chart_in_a_text_and_plain_links_are_fine():
    rels = "<Relationship Type='http://x/hyperlink' Target='http://x/' TargetMode=\"External\"/>"
    assert (
        examined(docx(**{"word/embeddings/chart.xlsx": "x", "word/_rels/document.xml.rels": rels}))[0].key
        == "docx"
    )


def test_zip_bombs_are_refused_by_their_directory():
    with pytest.raises(TooLarge):
        examined(docx(**{"word/media/x": b"0" * 210_000_000}))
    with pytest.raises(TooLarge):
        examined(docx(**{f"word/media/{n}": "" for n in range(2_000)}))


@override_settings(MAX_FILE_BYTES=1_000)
def test_the_site_sets_the_size_and_too_much_is_refused_unread():
    with pytest.raises(TooLarge):
        examined(PDF + b" " * 1_000)


def test_a_photo_loses_position_camera_and_comment_and_stands_upright():
    data = photo_with_position()
    assert b"HUAWEI" in data
    clean = examined(data)[1]
    assert b"HUAWEI" not in clean
    assert b"SECRET-COMMENT" not in clean
    with Image.open(io.BytesIO(clean)) as shown:
        assert dict(shown.getexif()) == {}
        assert shown.size == (30, 40)


def test_a_png_loses_its_texts_and_what_hangs_behind_it():
    words = PngInfo()
    words.add_text("Author", "SECRET-AUTHOR")
    words.add_itxt("XML:com.adobe.xmp", "<x>SECRET-XMP</x>")
    clean = examined(picture("PNG", pnginfo=words) + b"<?php SECRET-TAIL")[1]
    assert b"SECRET" not in clean
    with Image.open(io.BytesIO(clean)) as shown:
        assert shown.size == (40, 30)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_mode_survive(mode):
    target = io.BytesIO()
    Image.new(mode, (8, 8)).save(target, "JPEG" if mode == "CMYK" else "PNG")
    with Image.open(io.BytesIO(examined(target.getvalue())[1])) as shown:
        assert shown.size == (8, 8)


def test_a_picture_bomb_is_refused():
    target = io.BytesIO()
    Image.new("1", (50_000, 20_000)).save(target, "PNG")
    assert len(target.getvalue()) < 1_000_000
    with pytest.raises(TooLarge):
        examined(target.getvalue())


@hypothesis.settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-", b"PK\x03\x04"]))
def test_no_bytes_break_the_type_check(tail, head):
    with suppress(Invalid, TooLarge):
        assert examined(head + tail)[0].key in {"pdf", "txt"}


# ---------------------------------------------------------------- names
@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("报告.pdf", "报告.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\桌面\\报告.PDF", "报告.pdf"),
        ("报告.exe", "报告.exe.pdf"),
        ("报告\u202efdp.exe", "报告fdp.exe.pdf"),
        ("a\x00b\r\nContent-Type: x.pdf", "ab Content-Type x.pdf".replace("ab ", "ab")),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        (".pdf", "file.pdf"),
        ("con.pdf", "_con.pdf"),
        ("买买提·艾力.pdf", "买买提·艾力.pdf"),
        ('a"b<c>|?*.pdf', "a b c.pdf"),
    ],
)
def test_names_lose_what_could_mislead(given_name, kept):
    assert safe_name(given_name, TYPES["pdf"]) == kept


@given(st.text(), st.sampled_from(sorted(TYPES)))
def test_every_name_becomes_a_safe_one(name, kind):
    kept = safe_name(name, TYPES[kind])
    assert 0 < len(kept) <= 120
    assert kept.rpartition(".")[2] in TYPES[kind].endings
    assert not set(kept) & set('/\\:"<>|?*\r\n\t\x00')
    assert kept.strip(" .") == kept
    assert safe_name(kept, TYPES[kind]) == kept
