"""What is accepted as evidence, and what is left of it."""

import io
import zipfile
from contextlib import suppress

import hypothesis
import pytest
from django.test.utils import override_settings
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from responsibilities.files.actions import examined
from responsibilities.files.rules import TYPES, safe_name
from revitalization.kit.errors import Invalid, TooLarge
from revitalization.kit.workbooks import Column, Sheet, workbook_bytes

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


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
