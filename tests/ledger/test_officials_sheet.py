"""The ledger as the table offices know: its columns, what stands in them, for whom, with how many questions."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from responsibilities.ledger.actions import issuing, judging, working
from responsibilities.ledger.models import Item
from responsibilities.ledger.queries.told import told
from revitalization.kit import clock
from tests import world
from tests.cast import Cast, days
from tests.ledger import story

pytestmark = pytest.mark.django_db

PROBLEM = [
    "序号",
    "问题编号",
    "问题来源",
    "反馈日期",
    "责任事项",
    "具体问题",
    "涉及单位",
    "共性/个性",
    "整改目标",
    "整改措施",
    "牵头单位",
    "责任单位",
    "配合单位",
    "责任领导",
    "责任人",
    "整改类型",
    "完成时限",
    "整改进展（最新一条）",
    "整改状态",
    "延期情况",
    "验收单位、验收人、日期",
    "公示起止",
    "销号日期、销号人",
    "回头看结果",
    "备注",
    "下达单位",
]
TASK = [
    "序号",
    "重点任务",
    "上级工作措施",
    "上级牵头单位",
    "本级工作措施",
    "牵头单位",
    "责任单位",
    "配合单位",
    "责任科室",
    "联系人",
    "年度目标",
    "完成时限",
    "进展",
    "状态",
    "编号",
    "下达单位",
]


def _sheets(client: Client, **chosen: str) -> dict[str, list[list[Any]]]:
    answer = client.get(reverse("ledger_officials_sheet"), chosen)
    assert answer.status_code == 200, answer.content[:300]
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    book = load_workbook(io.BytesIO(data))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def _lines(rows: list[list[Any]], columns: list[str]) -> list[dict[str, Any]]:
    at = next(n for n, row in enumerate(rows) if row[0] == "序号")
    assert [cell for cell in rows[at] if cell] == columns
    return [dict(zip(columns, row, strict=False)) for row in rows[at + 1 :]]


def test_a_problem_is_told_in_the_officials_columns_through_its_whole_course(
    cast: Cast, client: Client
) -> None:
    row = story.underway(cast, key="rectification", source="市级督查", extent="common")
    working.send_plan(actor=cast.wangfang, item=row, measures="逐村登记，签订管护协议。", person="分管副镇长")
    judging.agree_plan(actor=cast.chenjing, item=story.item(row.matter))
    story.reported(cast, story.item(row.matter))
    working.declare(actor=cast.zhaogang, item=story.item(row.matter), **story.WORDS)
    judging.check(actor=cast.chenjing, item=story.item(row.matter), words="属实。", on_day=clock.today())
    judging.publicize(actor=cast.wangfang, item=story.item(row.matter), place="公开栏", on_day=clock.today())
    client.force_login(cast.user("chenjing"))

    def line(client: Client) -> dict[str, Any]:
        lines = _lines(_sheets(client)["问题台账"], PROBLEM)
        return next(it for it in lines if it["责任单位"] == "红城镇")

    before = line(client)
    assert before["问题编号"] == "2026改001-2"
    assert (before["问题来源"], before["共性/个性"], before["整改类型"]) == (
        "市级督查",
        "共性问题",
        "限期整改",
    )
    assert before["责任事项"] == "乡村建设行动"
    assert (before["责任领导"], before["责任人"]) == ("镇党委书记赵刚、镇长钱梅", "分管副镇长")
    assert before["整改措施"] == "逐村登记，签订管护协议。"
    assert before["反馈日期"].date() == date(2026, 3, 1)
    assert before["整改进展（最新一条）"].startswith("申报100%，未核实：")
    assert before["整改状态"].startswith("公示中；")
    assert before["验收单位、验收人、日期"] == "永登县，陈静，2026年11月24日"
    assert before["公示起止"] == "2026-11-24至2026-12-01"
    assert before["销号日期、销号人"] in ("", None)
    with clock.moved_to(clock.now() + timedelta(days=14)):
        working.sign(actor=cast.zhaogang, item=story.item(row.matter))
        judging.verify(actor=cast.chenjing, item=story.item(row.matter), words="同意销号。")
        judging.reopen(
            actor=cast.chenjing,
            item=story.item(row.matter),
            reason="管护人离岗。",
            new_due_on=days(60),
            place="第12号",
        )
        later = Client()
        later.force_login(cast.user("chenjing"))
        after = line(later)
    assert after["整改状态"].startswith("推进中（反弹重开）")
    assert after["销号日期、销号人"] in ("", None)
    assert after["备注"] == "2026年12月8日反弹重开（第12号）：管护人离岗。"
    assert after["延期情况"] == "由2026年12月18日改为2027年2月6日"


def test_closed_and_merely_claimed_are_counted_apart_above_the_lines(cast: Cast, client: Client) -> None:
    row = story.closed(cast)
    claimed = story.item(row.matter, world.named("中堡镇"))
    working.report_progress(actor=cast.sunli, item=claimed, percent="100", words="已经完成。")
    client.force_login(cast.user("chenjing"))
    rows = _sheets(client)["任务台账"]
    head = " ".join(str(cell) for line in rows[:4] for cell in line if cell)
    assert "共3项，已核实销号1项，申报100%但未核实1项；长期坚持0项另计" in head
    lines = {it["责任单位"]: it for it in _lines(rows, TASK)}
    assert lines["红城镇"]["进展"].startswith("100%，已核实：")
    assert lines["红城镇"]["状态"] == "已销号"
    assert lines["中堡镇"]["进展"].startswith("申报100%，未核实：")
    assert lines["城关镇"]["进展"] == "尚未填报"
    assert lines["红城镇"]["完成时限"].date() == date(2026, 12, 18)


def test_what_is_kept_up_for_long_is_counted_beside_the_rest(cast: Cast, client: Client) -> None:
    story.issued(cast, how_soon="long")
    client.force_login(cast.user("chenjing"))
    rows = _sheets(client)["任务台账"]
    head = " ".join(str(cell) for line in rows[:4] for cell in line if cell)
    assert "共0项" in head
    assert "长期坚持3项另计" in head


def test_the_sheet_is_narrowed_and_shows_what_the_reader_may_see(cast: Cast, client: Client) -> None:
    story.issued(cast)
    story.issued(cast, key="rectification")
    client.force_login(cast.user("wangfang"))
    own = _sheets(client)
    assert [it["责任单位"] for it in _lines(own["任务台账"], TASK)] == ["红城镇"]
    client.force_login(cast.user("chenjing"))
    assert set(_sheets(client, kind="rectification")) == {"问题台账"}
    assert len(_lines(_sheets(client, year="2026", under="620121102000")["任务台账"], TASK)) == 1
    empty = _sheets(client, year="2025")
    assert _lines(empty["任务台账"], TASK) == _lines(empty["问题台账"], PROBLEM) == []
    assert _lines(_sheets(client, under="640422000000")["任务台账"], TASK) == []
    client.force_login(cast.user("maling"))
    assert _lines(_sheets(client)["任务台账"], TASK) == []


@pytest.mark.parametrize(
    ("chosen", "answer"),
    [
        ({"under": "629999999999"}, 400), ({"under": "999999999999"}, 400), ({"kind": "report"}, 400),
        ({"year": "26"}, 400), ({"year": "２０２６"}, 400), ({"colour": "red"}, 400), ({"under": "红城镇"}, 400),
    ],
)  # fmt: skip
def test_a_filter_that_is_none_is_refused(
    cast: Cast, client: Client, chosen: dict[str, str], answer: int
) -> None:
    client.force_login(cast.user("chenjing"))
    assert client.get(reverse("ledger_officials_sheet"), chosen).status_code == answer


def test_a_hundred_rows_cost_the_questions_of_one(cast: Cast) -> None:
    one = story.issued(cast, levels=[], codes=["620121101000"])
    for _n in range(4):
        story.issued(cast)
    wide = story.drafted(cast.wumin, world.GANSU, levels=["city", "county"], basis="")
    issuing.issue(actor=cast.wumin, matter=wide)

    def asked(found: Any) -> tuple[int, int]:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            rows = told(found, date(2026, 11, 24))
        return len(rows), len(seen)

    few, many = asked(Item.objects.filter(matter=one)), asked(Item.objects.all())
    assert few[0] == 1
    assert many[0] > 20
    assert few[1] == many[1]
