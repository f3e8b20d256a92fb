"""A scheme pasted as a table and saved as a workbook: what will change is shown before anything changes."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from assessments.appraisals.actions.beginning import begin
from assessments.appraisals.forms.officials import text_of
from assessments.appraisals.models import Scheme
from tests.appraisals import story
from tests.appraisals.examples import path
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TABLE = "一级指标\t二级指标\t分值\t评分标准\t评分部门\n产业\t粮食面积\t60\t按面积\t统计局\n治理\t村务公开\t40\t\t民政局"


def at_desk(cast: Cast, who: str = "chenjing") -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.user(who))
    return client


def empty(cast: Cast) -> Scheme:
    said = {"issuer": story.county().code, "name": "towns-2026", "title": "乡镇考核方案", "year": 2026}
    return begin(actor=cast.chenjing, issuers={story.county().code: story.county()}, said=said)


DONE = "paste_done"


def address(row: Scheme, name: str = "paste") -> str:
    return reverse(f"assessment_scheme_{name}", args=[row.key])


def given(row: Scheme, text: str = TABLE, **more: Any) -> dict[str, Any]:
    return {"text": text, "mode": "instead", "version": str(story.again(row).version), "shown": "", **more}


def shown(client: Client, row: Scheme, text: str = TABLE, **more: Any) -> dict[str, Any]:
    """What the page of what will change sends when it is carried out."""
    answer = client.post(address(row), given(row, text, **more))
    assert answer.status_code == 200
    form = answer.context["form"]
    assert form.data["shown"]
    return {name: form.data[name] for name in ("text", "mode", "version", "shown")}


def test_a_table_is_shown_first_and_then_carried_out(cast: Cast) -> None:
    row, office = empty(cast), at_desk(cast)
    assert office.get(address(row)).status_code == 200
    answer = office.post(address(row), given(row))
    assert answer.status_code == 200
    page = answer.text
    for words in ("粮食面积", "村务公开", "统计局"):
        assert words in page
    assert (answer.context["before"], answer.context["after"]) == ("0", "100")
    assert story.again(row).content["criterion"] == [], "nothing was changed yet"
    done = office.post(address(row, DONE), shown(office, row))
    assert (done.status_code, done.url) == (302, reverse("assessment_scheme", args=[row.key]))
    now = story.again(row)
    assert [one["key"] for one in now.content["criterion"]] == ["1", "1.1", "2", "2.1"]
    assert now.version == row.version + 1
    assert office.get(done.url).status_code == 200


def test_a_wrong_row_refuses_the_whole_and_keeps_what_was_pasted(cast: Cast) -> None:
    row, office = story.drafted(cast), at_desk(cast)
    before = story.again(row)
    wrong = f"{TABLE}\n文化\t文明乡风\t若干\t\t"
    for name in ("paste", DONE):
        answer = office.post(address(row, name), given(row, wrong))
        assert answer.status_code == 400
        assert "若干" in answer.text
        assert wrong.replace("\t", "") in answer.text.replace("\t", "")
        assert f'formaction="{address(row, DONE)}"' not in answer.text
    now = story.again(row)
    assert (now.content, now.version, now.source) == (before.content, before.version, before.source)


@pytest.mark.parametrize("text", ["", "没有表头\t10", "一级指标\t自评\n粮食\t10"])
def test_what_is_no_table_is_refused_at_its_field(cast: Cast, text: str) -> None:
    row = empty(cast)
    answer = at_desk(cast).post(address(row), given(row, text))
    assert answer.status_code == 400
    assert "text" in answer.context["form"].errors
    assert story.again(row).version == row.version


def test_another_text_than_was_shown_is_shown_anew(cast: Cast) -> None:
    row, office = empty(cast), at_desk(cast)
    sent = shown(office, row)
    for changed in ({"text": TABLE.replace("60", "50")}, {"mode": "below"}, {"shown": ""}):
        answer = office.post(address(row, DONE), {**sent, **changed})
        assert answer.status_code == 400
        assert story.again(row).content["criterion"] == []
    again = answer.context["form"].data
    done = office.post(address(row, DONE), {**sent, "shown": again["shown"]})
    assert done.status_code == 302


def test_a_draft_that_somebody_changed_meanwhile_is_compared_anew(cast: Cast) -> None:
    row, office = empty(cast), at_desk(cast)
    sent = shown(office, row)
    story.written(
        cast, row, lambda content: {**content, "scheme": {**content["scheme"], "title": "另一个题目"}}
    )
    answer = office.post(address(row, DONE), sent)
    assert answer.status_code == 412
    assert "粮食面积" in answer.context["form"].data["text"]
    assert story.again(row).content["criterion"] == []
    again = answer.context["form"].data
    done = office.post(address(row, DONE), {**sent, "version": again["version"], "shown": again["shown"]})
    assert done.status_code == 302
    now = story.again(row)
    assert (now.title, len(now.content["criterion"])) == ("另一个题目", 4)


def test_rows_are_added_below(cast: Cast) -> None:
    row, office = story.drafted(cast), at_desk(cast)
    before = row.content["criterion"]
    office.post(address(row, DONE), shown(office, row, mode="below"))
    now = story.again(row).content["criterion"]
    assert now[: len(before)] == before
    assert [one["key"] for one in now[len(before) :]] == ["4", "4.1", "5", "5.1"]


@pytest.mark.parametrize("name", ["by-source", "county-100", "thousand"])
def test_the_workbook_pasted_back_changes_nothing(cast: Cast, name: str) -> None:
    data = path(name, "scheme").read_bytes()
    issuer = story.county()
    text = re.sub(r'issuer = "\d{12}"', f'issuer = "{issuer.code}"', data.decode())
    row = story.drafted(cast, text.encode())
    story.written(cast, row, _with_standards)
    office = at_desk(cast)
    answer = office.get(address(row, "sheet"))
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["指标表", "分组", "等次与限定"]
    assert any("截至" in str(cell.value) for cell in book["指标表"]["A"])
    before = story.again(row)
    file = SimpleUploadedFile("表.xlsx", answer.content)
    back = office.post(address(row), {**given(row, ""), "file": file})
    assert (back.status_code, back.context["plan"].faults) == (200, [])
    assert back.context["plan"].remarks == []
    assert not back.context["plan"].changes
    assert back.context["plan"].criteria == before.content["criterion"]
    assert "粮食" in back.context["form"].data["text"] or "考核" in back.context["form"].data["text"]
    cells = [["" if it is None else str(it) for it in line] for line in book["指标表"].values]
    pasted = office.post(address(row), given(row, text_of(cells)))
    assert not pasted.context["plan"].changes, "copied from the sheet it says the same"


def _with_standards(content: dict[str, Any]) -> dict[str, Any]:
    """Standards and titles as people write them: several lines, full-width signs, a number before the title."""
    found = [dict(one) for one in content["criterion"]]
    found[0]["title"] = f"一、{found[0]['title']}"
    found[1]["standard"] = "①达到１００％得满分；\n②每低 1 个百分点扣0.5分。"
    found[1]["points"] = f"{found[1]['points']}.0"
    found[2]["title"] += "（含国有农场）"
    return {**content, "criterion": found}


def test_a_changed_cell_of_the_workbook_is_one_change(cast: Cast) -> None:
    row, office = story.drafted(cast), at_desk(cast)
    book = load_workbook(io.BytesIO(office.get(address(row, "sheet")).content))
    page = book["指标表"]
    (cell,) = [cell for line in page.iter_rows() for cell in line if cell.value == "督办事项办结"]
    cell.value = "督办事项按期办结"
    data = io.BytesIO()
    book.save(data)
    answer = office.post(
        address(row), {**given(row, ""), "file": SimpleUploadedFile("表.xlsx", data.getvalue())}
    )
    (one,) = answer.context["plan"].changed
    assert (one.key, one.field, one.new) == ("1.2", "title", "督办事项按期办结")


def test_a_file_that_is_no_workbook_is_refused_at_its_field(cast: Cast) -> None:
    row = empty(cast)
    answer = at_desk(cast).post(
        address(row), {**given(row, ""), "file": SimpleUploadedFile("表.xlsx", b"text")}
    )
    assert answer.status_code == 400
    assert "file" in answer.context["form"].errors


def test_a_workbook_with_too_many_rows_is_refused_at_its_field(cast: Cast) -> None:
    row, book = empty(cast), Workbook()
    page = book.active
    assert page is not None
    page.append(["一级指标", "分值"])
    for n in range(1_100):
        page.append([f"指标{n}号", 1])
    data = io.BytesIO()
    book.save(data)
    file = SimpleUploadedFile("表.xlsx", data.getvalue())
    answer = at_desk(cast).post(address(row), {**given(row, "粮食"), "file": file})
    assert answer.status_code == 400
    assert "file" in answer.context["form"].errors
    assert answer.context["form"].data["text"] == "粮食", "what was typed stays"


def test_only_the_office_pastes_and_only_into_a_draft(cast: Cast) -> None:
    row = story.drafted(cast)
    for who, status in (("fengbo", 403), ("wangfang", 404), ("wumin", 403)):
        assert at_desk(cast, who).get(address(row)).status_code == status, who
        assert at_desk(cast, who).post(address(row), given(row)).status_code == status, who
    story.sent(cast, row)
    assert at_desk(cast).get(address(row)).status_code == 409
    assert story.again(row).content == row.content


def test_who_reads_a_scheme_has_its_workbook(cast: Cast) -> None:
    row = story.drafted(cast)
    assert at_desk(cast, "wangfang").get(address(row, "sheet")).status_code == 404
    story.published(cast, row)
    answer = at_desk(cast, "wangfang").get(address(row, "sheet"))
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.content))
    groups = [line for line in book["分组"].values if line[0] == "T"]
    assert len(groups) == 3
    assert groups[0][2:] == (groups[0][2], "620121100000")
    assert story.NUMBER in [line[0] for line in book["指标表"].values]


def test_a_longer_table_asks_the_database_no_more(cast: Cast) -> None:
    row, office = empty(cast), at_desk(cast)
    many = []
    for rows in (2, 200):
        table = "一级指标\t二级指标\t分值\n" + "\n".join(f"甲\t指标{n}号\t1" for n in range(rows))
        office.post(address(row), given(row, table))
        with CaptureQueriesContext(connection) as asked:
            assert office.post(address(row), given(row, table)).status_code == 200
        many.append(len(asked))
    assert many[0] == many[1]


def test_too_many_criteria_are_a_fault_of_the_table(cast: Cast) -> None:
    row = empty(cast)
    table = "一级指标\t二级指标\t分值\n" + "\n".join(f"甲\t指标{n}号\t1" for n in range(300))
    answer = at_desk(cast).post(address(row), given(row, table))
    assert answer.status_code == 400
    assert [one.row for one in answer.context["plan"].faults] == [0]
