"""Papers stand where GB/T 9704-2012 wants them: measured in the finished PDF, in millimetres."""

from datetime import date

import pytest
from django.utils.translation import override

from revitalization.kit.documents import (
    Disclosure,
    Heading,
    Job,
    Layout,
    OfficialDocument,
    Paragraph,
    document_html,
    render_many,
    render_official,
)
from tests.documents.paper import BOTTOM, CHAR, LEFT, RIGHT, ROW, TOP, Box, Paper
from tests.needs import needs_poppler

pytestmark = needs_poppler

TOWN = ("中共永登县红城镇委员会", "永登县红城镇人民政府")
OFFICE = ("中共甘肃省委农村工作领导小组办公室",)
TEXT = "全镇把乡村振兴作为中心任务，粮食播种面积稳定在三万一千亩，监测对象全部落实帮扶措施。"


def paper(**changes) -> OfficialDocument:
    given = {
        "issuers": TOWN,
        "number": "红党发〔2025〕45号",
        "signers": ["范某", "邹志强"],
        "title": "关于2025年度乡村振兴责任制落实情况的报告",
        "addressee": "县委、县政府",
        "body": [Heading("责任落实情况"), Paragraph(TEXT)],
        "closing": "特此报告。",
        "dated_on": date(2025, 12, 9),
    }
    return OfficialDocument(**{**given, **changes})


def made(**changes) -> Paper:
    return Paper(render_official(paper(**changes)))


def near(value: float, wanted: float, by: float = 0.8) -> bool:
    return abs(value - wanted) <= by


def head(**changes) -> Paper:
    return made(issuers=OFFICE, signers=(), number="甘农领办〔2026〕12号", **changes)


def test_the_mark_stands_35_mm_below_the_edge_of_the_text_and_in_its_middle():
    mark, rule = head().bands(1, red=True)
    assert near(mark.top, TOP + 35)
    assert near(mark.middle, (LEFT + RIGHT) / 2)
    assert near(rule.left, LEFT, 0.3)
    assert near(rule.right, RIGHT, 0.3)


def test_the_number_stands_two_lines_under_the_mark_and_4_mm_over_the_red_line():
    found = head()
    mark, rule = found.bands(1, red=True)
    number = found.ink(1, Box(LEFT, mark.bottom, RIGHT, rule.top))
    assert number is not None
    assert near(number.top - mark.bottom, 2 * ROW + 2.5, 1.2)
    assert near(rule.top - number.bottom, 4, 0.6)
    assert near(number.middle, (LEFT + RIGHT) / 2)


def test_an_upward_paper_has_its_number_at_the_left_and_its_signers_at_the_right():
    found = made()
    number, signers, last = found.word("红党发"), found.word("签发人"), found.word("邹志强")
    assert near(number.box.left, LEFT + CHAR)
    assert near(last.box.right, RIGHT - CHAR)
    assert near(number.box.bottom, signers.box.bottom, 1)
    assert "签发人：范某邹志强" in found.text(1)


def test_the_number_stands_beside_the_last_signer_when_there_are_more_than_two():
    found = made(signers=["范某", "邹志强", "钱三", "李四五"])
    assert near(found.word("红党发").box.bottom, found.word("李四五").box.bottom, 1)
    first, third = found.word("签发人：范").box, found.word("钱").box
    assert near(third.left, first.left + 4 * CHAR, 0.5)
    assert third.top > first.bottom - 1


def test_joint_organs_are_equally_wide_with_the_word_at_the_middle_beside_them():
    found = made()
    marks = [found.word(name[:1], 1) for name in TOWN]
    word = found.word("文件", 1)
    organs = found.ink(1, Box(LEFT, TOP, word.box.left - 0.5, 120), red=True)
    beside = found.ink(1, Box(word.box.left, TOP, RIGHT, 120), red=True)
    assert organs is not None
    assert beside is not None
    assert near((organs.top + organs.bottom) / 2, (beside.top + beside.bottom) / 2, 1.2)
    rows = found.bands(1, red=True, area=Box(LEFT, TOP, word.box.left - 0.5, 110))
    assert len(rows) == len(marks) == 2
    assert near(rows[0].wide, rows[1].wide, 1)


def test_the_main_organ_may_stand_alone_in_the_mark():
    found = made(mark=TOWN[:1])
    assert found.text(1).startswith("中共永登县红城镇委员会文件红党发〔2025〕45号")


def test_the_title_stands_two_lines_under_the_red_line_and_the_addressee_one_under_it():
    found = head()
    rule = found.bands(1, red=True)[-1]
    title = found.bands(1, area=Box(LEFT - 5, rule.bottom + 1, RIGHT + 5, 200))
    assert near(title[0].top - rule.bottom, 2 * ROW + 3, 1.5)
    to = found.word("县委、县政府：").box
    assert near(to.left, LEFT, 0.6)
    above = max(band.bottom for band in title if band.bottom < to.top + 1)
    assert near(to.top - above, ROW + 2.5, 2.5)


@pytest.mark.parametrize("digits", [date(2025, 12, 9), date(2026, 3, 5), date(2026, 11, 28)])
def test_a_sealed_paper_has_its_date_four_characters_from_the_edge_under_the_organ(digits):
    found = made(issuers=("永登县农业农村局",), dated_on=digits)
    day = found.word(f"{digits.year}年{digits.month}月")
    organ = [w for w in found.words if w.text == "永登县农业农村局"][-1]
    assert near(day.box.right, RIGHT - 4 * CHAR, 1.2)
    assert near(day.box.middle, organ.box.middle, 1)
    assert near(day.box.top - organ.box.top, ROW, 0.6)


def test_an_unsealed_paper_has_its_organ_two_characters_from_the_edge_and_the_date_moved_by_two():
    found = made(issuers=("永登县农业农村局",), sealed=False)
    organ = [w for w in found.words if w.text == "永登县农业农村局"][-1]
    day = found.word("2025年12月9日")
    assert near(organ.box.right, RIGHT - 2 * CHAR, 1.2)
    assert near(day.box.left - organ.box.left, 2 * CHAR, 1)
    short = made(issuers=("省委",), sealed=False)
    assert near(short.word("2025年12月9日").box.right, RIGHT - 2 * CHAR, 1.2)


def test_joint_organs_sign_side_by_side_and_the_last_stands_over_the_date():
    found = made()
    page = len(found.pages)
    party, state = ([w for w in found.words if w.text == name][-1].box for name in TOWN)
    day = found.word("2025年12月9日", page).box
    assert near(party.top, state.top, 0.3)
    assert party.right < state.left
    assert near(state.middle, day.middle, 1)
    assert near(day.right, RIGHT - 4 * CHAR, 1.2)


def test_at_most_three_organs_sign_in_a_row_with_room_for_their_seals():
    names = ("县水务局", "县财政局", "县教育局", "县民政局")
    found = made(issuers=names, title_names_issuers=False, signers=())
    page = len(found.pages)
    boxes = [[w for w in found.words if w.text == name and w.page == page][-1].box for name in names]
    assert [near(box.top, boxes[0].top, 0.3) for box in boxes] == [True, True, True, False]
    assert boxes[3].top - boxes[0].top >= 42
    assert boxes[3].top < found.word("2025年12月9日", page).box.top


def test_no_page_holds_the_signature_alone():
    many = [Paragraph("字" * 27 + "。")]
    papers = {str(n): paper(body=many * n, copy_to=["县委农办"]) for n in range(1, 26, 2)}
    papers |= {f"{n} lines": paper(body=[Paragraph("字" * 28 * n)]) for n in range(1, 26, 2)}
    papers |= {f"office {n}": paper(issuers=OFFICE, signers=(), body=many * n) for n in range(1, 8)}
    jobs = [Job(key, document_html(one)) for key, one in papers.items()]
    for done in render_many(jobs, workers=1):
        found = Paper(done.pdf)
        page = found.word("2025年12月9日").page
        assert "特此报告。" in found.text(page), done.key
        assert "字" in found.text(1), done.key
        # A text of one line has none to spare.
        assert "字" in found.text(page) or done.key in {"1", "1 lines"}, done.key


def test_the_imprint_ends_with_the_text_area_of_the_last_page_an_even_one():
    more = {"copy_to": ["县委农办", "县政府办公室"], "printed_by": "中共永登县红城镇委员会办公室"}
    for lines, pages, blank in ((1, 2, None), (14, 2, None), (33, 4, None), (20, 4, 3)):
        found = made(body=[Paragraph("字" * 28 * lines)], **more)
        assert (lines, len(found.pages)) == (lines, pages)
        rules = [
            band
            for band in found.bands(pages, area=Box(LEFT - 2, 200, RIGHT + 2, BOTTOM + 1))
            if band.wide > 155
        ]
        assert near(rules[-1].bottom, BOTTOM, 0.5)
        assert len(rules) == 3
        assert found.text(pages).count("抄送：县委农办，县政府办公室。") == 1
        assert "中共永登县红城镇委员会办公室2025年12月9日印发" in found.text(pages)
        numbers = [f"—{n}—" in found.text(n) for n in range(1, pages + 1)]
        assert numbers == [n != blank and not (blank and n == pages) for n in range(1, pages + 1)]


def test_page_numbers_stand_7_mm_under_the_text_on_the_outer_side():
    found = made(body=[Paragraph("字" * 28 * 30)])
    for page, side in ((1, "right"), (2, "left")):
        dash = found.bands(page, area=Box(LEFT - 1, BOTTOM + 1, RIGHT + 1, 280))[0]
        assert near(dash.top, BOTTOM + 7, 2.6)  # the digits are taller than the dash
        edge = dash.right if side == "right" else dash.left
        wanted = RIGHT - 4.9 if side == "right" else LEFT + 4.9
        assert near(edge, wanted, 1)


def test_a_letter_has_its_own_head():
    found = head(layout=Layout.LETTER, body=[Paragraph(TEXT * 12)], copy_to=["市委农办"])
    mark, upper, *rest = found.bands(1, red=True)
    assert near(mark.top, 30)
    assert near(upper.top - mark.bottom, 4, 1)
    below = rest[-1]
    for line in (upper, below):
        assert near(line.left, 20, 0.3)
        assert near(line.right, 190, 0.3)
    assert near(below.bottom, 297 - 20, 0.6)
    assert near(found.word("甘农领办").box.right, RIGHT, 0.6)
    assert "—1—" not in found.text(1)
    assert "—2—" in found.text(2)
    assert found.text(len(found.pages)).count("抄送：市委农办。") == 1


def test_minutes_have_a_name_for_a_mark_and_lists_of_who_was_there():
    found = made(
        layout=Layout.MINUTES, mark=["红城镇党委会议纪要"], number="第3期", signers=(), title="", addressee="",
        title_names_issuers=False, attendance=[("出席", "范某、" * 20 + "邹志强"), ("列席", "钱三")],
    )  # fmt: skip
    mark = found.bands(1, red=True)[0]
    assert near(mark.top, TOP + 35)
    assert "红城镇党委会议纪要第3期" in found.text(1)
    lines = [w.box.left for w in found.words if w.text.startswith(("范某", "、范某", "某、范"))]
    assert near(min(lines), LEFT + 5 * CHAR, 0.8)
    assert 'class="label">出席<' in document_html(paper(layout=Layout.MINUTES, attendance=[("出席", "范某")]))


def test_without_a_number_the_paper_is_plain_black():
    found = made(number="", copy_to=["县委农办"], printed_by="镇党委办公室")
    assert [found.ink(n, red=True) for n in range(1, len(found.pages) + 1)] == [None] * len(found.pages)
    text = found.text()
    assert text.startswith("签发人：范某邹志强中共永登县红城镇委员会永登县红城镇人民政府关于2025年度")
    assert "文件" not in text
    assert "印发" not in text
    assert "抄送：县委农办。" in text


def test_the_grade_is_never_printed_but_whether_it_is_public():
    assert "（此件不予公开）" in made().text()
    assert "内部" not in made().text()
    assert "（此件公开发布）" in made(disclosure=Disclosure.PUBLIC).text()


def test_the_paper_is_the_same_for_a_reader_of_english():
    with override("en"):
        english = document_html(
            paper(attachments=["甲", "乙"], copy_to=["县委农办"], printed_by="镇党委办公室")
        )
    with override("zh-hans"):
        assert (
            document_html(paper(attachments=["甲", "乙"], copy_to=["县委农办"], printed_by="镇党委办公室"))
            == english
        )


def test_what_was_written_is_read_out_again():
    body = [
        Heading("责任落实情况"),
        Paragraph(TEXT),
        Heading("粮食安全", 2),
        Paragraph("㳇滩村、买买提·艾力，98.5%。"),
    ]
    found = made(
        body=body, lead="现将有关情况报告如下。", attachments=["任务清单", "资金安排表"], note="联系人：王芳"
    )
    text = found.text()
    wanted = [
        "县委、县政府：现将有关情况报告如下。一、责任落实情况"
        + TEXT
        + "（一）粮食安全㳇滩村、买买提·艾力，98.5%。特此报告。",
        "附件：1.任务清单2.资金安排表",
        "中共永登县红城镇委员会永登县红城镇人民政府2025年12月9日（此件不予公开）（联系人：王芳）",
    ]
    plain = text
    for n in range(1, len(found.pages) + 1):
        plain = plain.replace(f"—{n}—", "")
    assert [part for part in wanted if part not in plain] == []
