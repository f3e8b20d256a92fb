"""Official documents look as GB/T 9704 wants, in Chinese, with every character printed."""

import re
import subprocess
from datetime import date

import pytest

from revitalization.kit.documents import (
    Annex,
    Disclosure,
    DocumentTooLarge,
    Heading,
    Job,
    Layout,
    Limits,
    OfficialDocument,
    Paragraph,
    Table,
    document_html,
    official_number,
    printed_together,
    render_many,
    render_official,
    render_pdf,
)
from revitalization.kit.documents.numbers import chinese_numeral
from revitalization.kit.errors import Invalid
from tests.needs import needs_pdf, needs_poppler

RARE_IN_PLACE_NAMES = "㳇䃥㙦㮾㙍䢺㯊㵲㘵㟓䅟䩐㙘㴩㙟㭎㱔䃎䌷𡐓𡌶"


def text_of(pdf: bytes, *options: str) -> str:
    done = subprocess.run(
        ["pdftotext", "-layout", *options, "-", "-"], input=pdf, capture_output=True, check=True
    )
    return done.stdout.decode()


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def report(**changes) -> OfficialDocument:
    given = {
        "issuers": ["中共三亚市崖州区委员会"],
        "number": "崖委〔2026〕12号",
        "title": "关于2026年度乡村振兴责任制落实情况的报告",
        "addressee": "市委、市政府",
        "body": [Heading("总体情况"), Paragraph("全区四十四个村已完成全部任务。")],
        "dated_on": date(2026, 3, 5),
    }
    return OfficialDocument(**{**given, **changes})


@needs_poppler
def test_the_parts_of_a_report_stand_in_the_order_of_the_standard():
    document = report(
        attachments=["任务清单", "资金表"],
        copy_to=["市政府办公室"],
        printed_by="区委办公室",
        disclosure=Disclosure.PUBLIC,
    )
    text = squeezed(text_of(render_official(document)))
    order = ["中共三亚市崖州区委员会文件", "崖委〔2026〕12号", "关于2026年度", "市委、市政府：", "一、总体情况",
             "附件：1.任务清单", "2.资金表", "2026年3月5日", "（此件公开发布）", "抄送：市政府办公室。", "区委办公室2026年3月5日印发"]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert "—1—" in text
    assert "—2—" in text


@needs_poppler
def test_a_page_holds_22_lines_of_28_characters():
    text = text_of(
        render_official(
            report(issuers=(), number="", title="题", addressee="", body=[Paragraph("字" * 28 * 60)])
        )
    )
    second = [line.strip() for line in text.split("\f")[1].splitlines() if "字" in line]
    assert [len(line) for line in second] == [28] * 22


@needs_poppler
def test_rare_place_names_and_names_with_a_dot_are_printed_with_real_glyphs():
    names = RARE_IN_PLACE_NAMES + "买买提·艾力 阿卜杜热西提•吾布力"
    pdf = render_official(
        report(body=[Paragraph(names), Heading(RARE_IN_PLACE_NAMES), Table(["名"], [[names]])], title=names)
    )
    assert squeezed(text_of(pdf)).count(RARE_IN_PLACE_NAMES) >= 3
    faces = subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in faces.splitlines()[2:]), faces


@needs_poppler
def test_each_rare_character_has_a_picture_of_its_own(tmp_path):
    # The last is a private character without a glyph: whatever stands for "missing" looks like none of the others.
    shown = RARE_IN_PLACE_NAMES + "\U000f0001"
    style = "@page{size:40pt 40pt;margin:4pt}p{margin:0;font:30pt 'Noto Serif CJK SC',serif;break-after:page}"
    pdf = render_pdf(f"<style>{style}</style>" + "".join(f"<p>{character}</p>" for character in shown))
    (tmp_path / "rare.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "72", "-gray", tmp_path / "rare.pdf", tmp_path / "page"], check=True)
    assert len({page.read_bytes() for page in tmp_path.glob("page*")}) == len(shown)


def test_text_is_never_markup():
    evil = "<img src=x onerror=1>{{ secret }}{% load x %}&amp;</style><script>"
    document = report(
        issuers=[evil, evil], title=evil, addressee=evil, number=evil, attachments=[evil], copy_to=[evil], footer=evil,
        signed_by=[evil], printed_by=evil, note=evil, lead=evil, closing=evil, signers=[evil], attendance=[(evil, evil)],
        body=[Heading(evil), Paragraph(evil), Table([evil], [[evil]], evil)], mark=[evil],
    )  # fmt: skip
    html = document_html(document)
    assert "<img" not in html
    assert "<script" not in html
    assert html.count("</style>") == 1
    assert html.count("&lt;img src=x") >= 18


def test_turning_marks_and_control_characters_are_not_printed():
    html = document_html(report(title="甲\u202e乙\x07丙\ud800丁"))
    assert "甲乙丙丁" in html


@needs_poppler
def test_a_wide_table_is_turned_and_what_follows_stands_upright_again():
    table = Table([f"指标{n}" for n in range(12)], [[str(n) for n in range(12)]] * 3)
    pdf = render_official(report(body=[Paragraph("前"), table, Paragraph("后")]))
    info = subprocess.run(
        ["pdfinfo", "-f", "1", "-l", "9", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    boxes = re.findall(r"size:\s+([\d.]+) x ([\d.]+)", info)
    shapes = ["wide" if float(w) > float(h) else "high" for w, h in boxes]
    assert shapes == ["high", "wide", "high"]


@needs_poppler
def test_a_wide_table_of_an_annex_stands_under_its_title_on_the_same_page():
    table = Table([f"指标{n}" for n in range(13)], [[str(n) for n in range(13)]] * 3)
    pdf = render_official(report(body=[Paragraph("前")], annexes=[Annex("任务分解表", [table])]))
    pages = text_of(pdf).split("\f")
    (at,) = [n for n, page in enumerate(pages) if "指标12" in squeezed(page)]
    assert "任务分解表" in squeezed(pages[at])
    assert not any(squeezed(page) in ("", f"—{n}—") for n, page in enumerate(pages[: at + 1], 1))


@needs_poppler
def test_a_paper_ends_with_a_turned_annex_that_nothing_follows():
    table = Table([f"指标{n}" for n in range(13)], [[str(n) for n in range(13)]] * 3)
    plain = report(
        layout=Layout.PLAIN, body=[Paragraph("前")], annexes=[Annex("问题登记表", [table])], copy_to=[]
    )
    pages = [squeezed(page) for page in text_of(render_official(plain)).rstrip("\f").split("\f")]
    assert "指标12" in pages[-1]


def test_short_words_of_a_very_wide_table_are_not_set_one_character_a_line():
    columns = ("序号", "责任单位", *(f"第{at}项措施和要求" for at in range(11)))
    rows = [["1", "红城镇", *["县水务局逐村落实施工图、责任人和完工时间。"] * 11]]
    table = Table(columns, rows)
    assert (table.turned, table.dense, table.kept) == (True, True, {0, 1})
    assert not Table(columns[:9], [rows[0][:9]]).dense


def test_columns_of_a_form_have_their_share_of_the_width_also_where_they_are_empty():
    form = Table(("环节", "意见"), [["自查意见（主要负责人签字、盖章）", ""]], shares=(30, 70))
    page = document_html(report(body=[form]))
    assert re.findall(r'<col style="width: (\d+)%">', page) == ["30", "70"]
    assert "<col" not in document_html(report(body=[Table(("环节",), [["自查意见"]])]))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("〔2026〕12号", "〔2026〕12号"),
        ("琼振发[2026]012号", "琼振发〔2026〕12号"),
        ("琼振发（2026）第12号", "琼振发〔2026〕12号"),
        ("琼振发 [２０２６] 12", "琼振发〔2026〕12号"),
    ],
)
def test_document_numbers_take_hexagonal_brackets(typed, printed):
    assert official_number(typed) == printed


@pytest.mark.parametrize(
    "typed",
    [
        "", "12号", "〔26〕12号", "〔2026〕0号", "〔2026〕", "x" * 500, "〔2026〕12号" * 50,
        # Digits of other scripts, years that no paper has, a line break inside, more than six digits.
        "琼振发〔2026〕1٢号", "琼振发〔٢٠٢٦〕12号", "琼振发〔2026〕12٣号", "琼٣发〔2026〕1२号", "琼振发〔0026〕12号", "琼振发〔9999〕12号",
        "琼振发〔2026〕1\n2号", "琼振发〔2026〕1234567号",
    ],
)  # fmt: skip
def test_what_is_no_document_number_is_refused(typed):
    with pytest.raises(Invalid):
        official_number(typed)


def test_headings_are_numbered_on_four_levels():
    body = [
        Heading("甲"),
        Heading("乙", 2),
        Heading("丙", 3),
        Heading("丁", 4),
        Heading("戊", 2),
        Heading("己"),
        Heading("庚", 2),
    ]
    html = document_html(report(body=body))
    for expected in ["一、甲", "（一）乙", "1.丙", "（1）丁", "（二）戊", "二、己", "（一）庚"]:
        assert expected in html
    assert [chinese_numeral(n) for n in (1, 10, 11, 20, 21, 99, 100)] == [
        "一",
        "十",
        "十一",
        "二十",
        "二十一",
        "九十九",
        "100",
    ]


@pytest.mark.parametrize(
    "build",
    [
        lambda: report(title="字" * 20_001),
        lambda: report(body=[Paragraph("字" * 20_001)]),
        lambda: report(attachments=["字" * 20_001]),
        lambda: report(body=[Table(["甲"], [["x"]] * 501)]),
        lambda: report(body=[Table(["甲"] * 61, [])]),
        lambda: report(body=[Table(["甲"], [["字" * 20_001]])]),
        lambda: report(body=[Paragraph("字")] * 2_001),
    ],
)
def test_what_is_over_a_limit_is_refused_before_anything_is_laid_out(build):
    with pytest.raises(DocumentTooLarge) as refused:
        build()
    assert refused.value.errors


@needs_pdf
def test_twenty_thousand_characters_and_five_hundred_rows_are_still_laid_out():
    body = [Paragraph("责任落实" * 5_000), Table(["村", "数"], [["㳇滩村", "1"]] * 500)]
    assert render_official(report(body=body)).startswith(b"%PDF")


@needs_pdf
def test_many_documents_come_in_order_and_a_bad_one_stops_no_other():
    taken = []

    def jobs():
        for number in range(12):
            taken.append(number)
            yield Job(str(number), "x" * (5 * 1024**2) if number == 5 else f"<p>第{number}份")

    done = []
    for result in render_many(jobs(), workers=2):
        done.append(result)
        assert len(taken) <= len(done) + 4, "jobs are taken no faster than results are used"
    assert [result.key for result in done] == [str(n) for n in range(12)]
    assert [result.key for result in done if result.problem] == ["5"]
    assert all(result.pdf.startswith(b"%PDF") for result in done if not result.problem)


@needs_poppler
def test_many_papers_in_one_take_no_more_room_than_a_few():
    papers = [report(number=f"崖委〔2026〕{at}号") for at in range(1, 41)]
    made = printed_together(
        papers, limits=Limits(memory_bytes=700 * 1024**2, wall_seconds=120, cpu_seconds=120)
    )
    text = squeezed(text_of(made.pdf))
    assert [at for at in range(1, 41) if f"崖委〔2026〕{at}号" in text] == list(range(1, 41))
    assert text.count("—1—") == 40


def test_days_numbers_and_short_words_of_a_table_stay_on_one_line_where_there_is_room():
    columns = ("序号", "事项", "单位", "情况", "期限")
    row = ["12", "甘肃省2026年度乡村振兴责任制落实情况报告", "红城镇", "待签发", "2026年12月15日"]
    assert Table(columns, [row]).kept == {0, 2, 3, 4}
    days = ["2026年12月15日"] * 6
    assert len(Table([f"第{at}日" for at in range(6)], [days]).kept) < 4
    page = document_html(report(body=[Table(columns, [row])]))
    assert re.search(r'<td class="[a-z ]*kept">\s*2026年12月15日', page)
    assert re.search(r'<td class="">\s*甘肃省2026年度', page)
