"""Annexes stand behind the text on pages of their own; urgency and copy number at the upper left (GB/T 9704, 7.2, 7.3.4)."""

import pytest

from revitalization.kit.documents import (
    Annex,
    DocumentTooLarge,
    Heading,
    Layout,
    Paragraph,
    Table,
    Urgency,
    document_html,
)
from tests.documents.paper import LEFT, RIGHT, ROW, TOP
from tests.documents.test_layout import OFFICE, TEXT, head, made, near, paper
from tests.needs import needs_poppler

LIST = Annex("报送单位名单", [Table(["序号", "单位"], [["1", "兰州市"], ["2", "㳇滩镇𬭎村"]])])
SHARES = Annex("任务分解", [Heading("总体要求"), Paragraph(TEXT)])


@needs_poppler
def test_each_annex_begins_a_page_with_its_mark_in_the_first_line_and_its_title_in_the_third():
    found = made(annexes=[LIST, SHARES], attachments=["佐证材料.pdf"])
    text = found.text()
    assert "附件：1.报送单位名单2.任务分解3.佐证材料.pdf" in text
    signed = found.word("2025年12月9日").page
    first, second = found.word("附件1").page, found.word("附件2").page
    assert signed < first < second
    for page, mark, title in ((first, "附件1", "报送单位名单"), (second, "附件2", "任务分解")):
        at, named = found.word(mark, page).box, found.word(title, page).box
        assert near(at.left, LEFT, 0.6)
        assert near(at.top, TOP, 3.5)
        assert near(named.middle, (LEFT + RIGHT) / 2, 1)
        assert near(named.top - at.top, 2 * ROW, 3)
    assert "㳇滩镇𬭎村" in found.text(first)
    assert "一、总体要求" in found.text(second)


@needs_poppler
def test_a_single_annex_bears_no_number():
    found = made(annexes=[LIST])
    assert "附件：报送单位名单" in found.text()
    page = len(found.pages)
    assert found.text(page).startswith("附件报送单位名单")


@needs_poppler
def test_the_imprint_stays_behind_the_annexes_on_an_even_page():
    found = made(annexes=[LIST], copy_to=["县委农办"], printed_by="镇党委办公室")
    pages = len(found.pages)
    assert pages % 2 == 0
    assert "镇党委办公室2025年12月9日印发" in found.text(pages)
    mark = [w for w in found.words if w.text.startswith("附件")][-1]
    signed = found.word("2025年12月9日").page
    assert signed < mark.page <= pages


@needs_poppler
def test_urgency_and_the_number_of_the_copy_stand_at_the_upper_left_one_under_the_other():
    found = head(urgency=Urgency.SPECIAL, copy_number=12)
    copy, urgent = found.word("000012").box, found.word("特急").box
    assert near(copy.left, LEFT, 0.6)
    assert near(urgent.left, LEFT, 0.6)
    assert near(copy.top, TOP, 3.5)
    assert near(urgent.top - copy.top, ROW, 1.2)
    mark = found.bands(1, red=True)[0]
    assert near(mark.top, TOP + 35)
    assert urgent.bottom < mark.top


@needs_poppler
def test_of_a_letter_they_stand_under_the_upper_line_beside_the_number():
    found = head(layout=Layout.LETTER, urgency=Urgency.URGENT, body=[Paragraph(TEXT)])
    upper = found.bands(1, red=True)[1]
    urgent, number = found.word("加急").box, found.word("甘农领办").box
    assert near(urgent.left, LEFT, 0.6)
    assert urgent.top > upper.bottom
    assert near(urgent.bottom, number.bottom, 1.2)


@needs_poppler
def test_on_a_plain_paper_they_stand_over_the_title():
    found = made(number="", signers=(), urgency=Urgency.URGENT)
    urgent = found.word("加急").box
    assert near(urgent.top, TOP, 3.5)
    assert found.text(1).startswith("加急")


def test_without_them_a_paper_is_as_it_was():
    assert 'class="marks"' not in document_html(paper(issuers=OFFICE))
    assert 'class="annex"' not in document_html(paper(issuers=OFFICE))


@pytest.mark.parametrize("number", [0, -1, 1_000_000])
def test_no_copy_has_more_than_six_digits(number):
    with pytest.raises(ValueError, match="numbered"):
        paper(copy_number=number)


def test_annexes_are_held_to_the_limits_of_the_text():
    with pytest.raises(DocumentTooLarge):
        paper(annexes=[Annex("表", [Table(["甲"], [["x"]] * 501)])])
    with pytest.raises(DocumentTooLarge):
        paper(annexes=[Annex("字" * 20_001, [])])


def test_words_of_an_annex_are_no_markup():
    html = document_html(paper(annexes=[Annex("<img src=x>", [Paragraph("<script>")])]))
    assert "<img" not in html
    assert "<script" not in html


def test_a_table_laid_sideways_has_the_room_of_that_page_for_what_stays_on_a_line():
    columns = [
        "序号",
        "重点任务",
        "工作措施",
        "牵头单位",
        "配合单位",
        "责任单位",
        "责任人",
        "目标",
        "时限",
        "进展",
        "状态",
    ]
    row = ["1", "完成山区村饮水管网改造", TEXT, "", "", "", "", TEXT, "2026.12.18", "", ""]
    kept = {columns[at] for at in Table(columns, [row]).kept}
    assert {"序号", "时限", "进展", "状态"} <= kept
    assert not {"重点任务", "工作措施", "目标"} & kept
