"""Characters without a glyph are named, and the text read out of the PDF is the text that was written."""

import re
import subprocess

import pytest

from revitalization.kit.documents import OfficialDocument, Paragraph, document_html, printed, render_pdf
from revitalization.kit.documents.glyphs import missing_characters
from tests.documents.paper import Paper
from tests.needs import needs_glyphs, needs_poppler

NOWHERE = "\U000f0001\U000f0002\ue08b\ue170\U0010fffd"
"""Private characters; the third and fourth stand in names of the registry."""
RARE = "㛃䶮𬭎𠅤鿏𰻝𫗴𡐓㐂龘靐𪚥\U0002348d"
SCRIPTS = {"Tibetan": "བོད་ལྗོངས", "Mongolian": "ᠮᠣᠩᠭᠣᠯ", "Yi": "ꆈꌠꁱꂷ"}


def paper(text: str, **more) -> OfficialDocument:
    given = {"issuers": ["县农业农村局"], "title": "关于名册的报告", "body": [Paragraph(text)], **more}
    return OfficialDocument(**given)


def read(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s", "", done.stdout.decode())


@needs_poppler
@pytest.mark.parametrize(
    "text",
    [
        f"甲{'乙'.join(NOWHERE)}丙",
        *(f"甲{words}丙{NOWHERE[0]}丁" for words in SCRIPTS.values()),
        f"甲{RARE}丙",
    ],
)
def test_each_character_is_read_out_as_itself_whether_it_has_a_glyph_or_not(text):
    assert text in read(printed(paper(text)).pdf)


@needs_poppler
def test_what_has_no_glyph_is_named_once_and_in_order():
    made = printed(paper(f"甲{NOWHERE[2]}乙{NOWHERE[0]}丙{NOWHERE[2]}", title=f"关于{NOWHERE[1]}的报告"))
    assert made.missing == NOWHERE[1] + NOWHERE[2] + NOWHERE[0]
    assert printed(paper("甲乙丙，2026年·①")).missing == ""


@needs_poppler
def test_a_missing_character_is_a_box_and_takes_the_room_of_one_character():
    found = Paper(printed(paper("甲" + NOWHERE[0] * 3 + "乙")).pdf)
    word = found.word("甲").box
    assert abs(word.wide - 5 * 156 / 28) < 0.6
    ink = found.ink(word_page := found.word("甲").page, word)
    assert ink is not None
    assert word_page == 1
    assert ink.wide > 4.5 * 156 / 28


@needs_glyphs
def test_the_packages_of_the_list_have_rare_characters_and_the_scripts_of_minorities():
    assert missing_characters(RARE + "".join(SCRIPTS.values())) == ""
    faces = subprocess.run(
        ["pdffonts", "-"], input=printed(paper("甲", number="县农〔2026〕1号", signers=["范某"])).pdf,
        capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    assert "UKai" in faces


def test_blanks_and_signs_without_a_picture_are_not_missed():
    assert missing_characters("甲\n\t\u3000\u200b\ufe0f乙") == ""


@needs_poppler
def test_boxes_of_one_paper_are_not_left_for_the_next():
    html = document_html(paper("甲"))
    assert "@font-face" not in html
    first, second = (read(printed(paper(f"甲{char}乙")).pdf) for char in NOWHERE[:2])
    assert f"甲{NOWHERE[0]}乙" in first
    assert f"甲{NOWHERE[1]}乙" in second
    assert "甲" in read(render_pdf(html))
