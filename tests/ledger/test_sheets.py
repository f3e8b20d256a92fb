"""An office sends the Excel it keeps anyway: checked row by row, confirmed, carried out once, and once only."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from responsibilities.ledger.actions import issuing, working
from responsibilities.ledger.actions.sheets import DESK, plan_of, said_of
from responsibilities.ledger.forms.sheet import read_offices
from responsibilities.ledger.models import Matter, MatterWords, Progress, SentSheet
from responsibilities.record.models import Entry
from revitalization.kit import clock
from tests import world
from tests.cast import Cast
from tests.ledger import story
from tests.ledger.asking import kept
from tests.ledger.sheets import (
    DUE,
    LEAKS,
    SAID,
    WALLS,
    as_,
    book_of,
    carried_out,
    checked,
    plan,
    reasons,
    result,
    saved,
    table,
    workbook,
)
from tests.working import run_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


def exported(client: Client) -> bytes:
    answer = client.get(reverse("ledger_officials_sheet"))
    return b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type,no-any-return]


def test_problems_and_tasks_of_one_workbook_are_drawn_up_as_they_were_confirmed(cast: Cast) -> None:
    client, before = as_(cast, "chenjing"), kept()
    url = checked(client, workbook(problems=(LEAKS,), tasks=(WALLS,)))
    assert kept() == before
    page = client.get(url).content.decode()
    assert "宁朔村蓄水池渗漏" in page
    assert "整治闲置畜棚四十座" in page
    assert client.post(url + "confirm/", plan()).status_code == 302
    assert run_jobs() == 1
    assert result() == {"created": 2, "reported": 0, "unchanged": 0}
    leak, walls = Matter.objects.order_by("kind__letter")
    assert (leak.number, walls.number) == ("2026改001", "2026重001")
    assert (leak.source, leak.extent, leak.how_soon, leak.issued_on) == (
        "省级督查", "single", "term", date(2026, 11, 2),
    )  # fmt: skip
    assert (leak.target, leak.measure, leak.due_on) == ("蓄水池修复，恢复供水。", "更换防渗层。", DUE)
    assert leak.codes == ["620121101000"]
    assert walls.codes == ["620121101000", "620121102000"]
    assert (walls.document_number, walls.basis) == ("永农领办〔2026〕31号", "履职事项清单第7项")
    assert {matter.status for matter in (leak, walls)} == {"drafted"}
    assert MatterWords.objects.filter(matter__in=(leak, walls), number=1, by_name="陈静").count() == 2
    entry = Entry.objects.get(verb="ledger_sheet.import")
    assert entry.count == 2
    assert issuing.issue(actor=cast.chenjing, matter=walls) == 2


def test_the_same_workbook_sent_again_draws_up_nothing_more(cast: Cast) -> None:
    client = as_(cast, "chenjing")
    data = workbook(problems=(LEAKS,), tasks=(WALLS,))
    carried_out(client, data)
    before = kept()
    url = checked(client, data)
    assert (result()["changed"], result()["unchanged"], result()["bad"]) == (0, 2, 0)
    assert "已在台账上" in client.get(url).content.decode()
    assert client.post(url + "confirm/", plan()).status_code == 409
    assert kept() == before


def test_two_checked_side_by_side_are_carried_out_once(cast: Cast) -> None:
    """Both were checked before either was confirmed: the second finds the first's matter, and is shown anew."""
    client = as_(cast, "chenjing")
    first = checked(client, workbook(tasks=(WALLS,)))
    one = plan()
    second = checked(client, workbook(tasks=(WALLS,)))
    assert one == plan()
    for url in (first, second):
        assert client.post(url + "confirm/", one).status_code == 302
    run_jobs()
    assert Matter.objects.filter(title=WALLS["重点任务"]).count() == 1
    last = SentSheet.objects.select_related("check_job").latest("pk")
    assert last.import_job is None
    assert (last.check_job.result["created"], last.check_job.result["unchanged"]) == (0, 1)


def test_what_the_product_wrote_itself_changes_nothing_when_it_is_read_in(cast: Cast) -> None:
    row = story.underway(cast, key="rectification", source="市级督查", extent="common")
    working.send_plan(
        actor=cast.wangfang, item=row, measures="逐村登记，\n签订管护协议。", person="分管副镇长"
    )
    task = story.reported(cast, story.underway(cast), "40")
    story.closed(cast)
    story.issued(cast, how_soon="long")
    wide = story.drafted(cast.wumin, world.GANSU, levels=["county", "township"])
    issuing.issue(actor=cast.wumin, matter=wide)
    for who, lines in (("chenjing", 15), ("wangfang", 5), ("zhouqiang", 20)):
        client, before = as_(cast, who), kept()
        checked(client, exported(client), {} if who == "wangfang" else SAID | {"issuer": ""})
        found = result()
        assert found["bad"] == 0, reasons()
        assert found["changed"] == 0
        assert found["unchanged"] >= lines, who
        assert kept() == before
    assert task.number


def test_a_town_reports_its_progress_in_the_officials_sheet(cast: Cast) -> None:
    item = story.reported(cast, story.underway(cast), "40")
    client = as_(cast, "wangfang")
    line = {
        "编号": item.number,
        "重点任务": item.matter.title,
        "完成时限": item.due_on,
        "进展": "55.5%，主管网已接通。",
    }
    url = checked(client, workbook(tasks=(line,)), {})
    listed = client.get(url).content.decode()
    assert "申报40%，未核实" in listed
    assert "55.5%：主管网已接通。" in listed
    client.post(url + "confirm/", plan())
    run_jobs()
    assert result() == {"created": 0, "reported": 1, "unchanged": 0}
    last = Progress.objects.filter(item=item).latest("pk")
    assert (str(last.percent), last.words, last.on_day, last.by_name) == (
        "55.5", "主管网已接通。", clock.today(), "王芳",
    )  # fmt: skip
    before = kept()
    checked(client, workbook(tasks=(line,)), {})
    assert (result()["changed"], result()["unchanged"]) == (0, 1)
    assert kept() == before


def test_the_exported_cell_with_another_number_is_a_report_of_today(cast: Cast) -> None:
    item = story.reported(cast, story.underway(cast), "40", on=date(2026, 11, 4))
    said = "申报60%，未核实：管网铺设按月推进。（2026年11月4日）"
    line = {"编号": item.number, "重点任务": item.matter.title, "完成时限": item.due_on, "进展": said}
    carried_out(as_(cast, "wangfang"), workbook(tasks=(line,)), {})
    last = Progress.objects.filter(item=item).latest("pk")
    assert (last.percent, last.on_day, last.words) == (60, clock.today(), "管网铺设按月推进。")


@pytest.mark.parametrize(
    ("who", "cell", "said"),
    [
        ("chenjing", "60%，已接通。", "红城镇的进展"),
        ("sunli", "60%，已接通。", "查不到编号"),
        ("wangfang", "已接通。", "请把进展写成"),
        ("wangfang", "60%", "请用一句话"),
        ("wangfang", "60.25%，已接通。", "0到100"),
        ("wangfang", "160%，已接通。", "0到100"),
        ("wangfang", "30%，重新核算。", "下降原因"),
        ("wangfang", "60%，已接通。（2027年1月5日）", "今天以前"),
        ("wangfang", "60%，已接通。（2026年2月30日）", "请把进展写成"),
    ],
)
def test_a_report_that_its_page_would_refuse_is_refused_in_the_sheet_too(
    cast: Cast, who: str, cell: str, said: str
) -> None:
    item = story.reported(cast, story.underway(cast), "40")
    line = {"编号": item.number, "重点任务": item.matter.title, "完成时限": item.due_on, "进展": cell}
    before = kept()
    checked(as_(cast, who), workbook(tasks=(line,)), {})
    (found,) = reasons()
    assert found[:2] == ("任务分解", 4)
    assert said in found[3]
    assert kept() == before


def test_less_than_before_is_taken_with_its_reason(cast: Cast) -> None:
    item = story.reported(cast, story.underway(cast), "40")
    book = Workbook()
    book.remove(book.active)
    headings = ("编号", "重点任务", "完成时限", "进度", "进展", "下降原因")
    line = {"编号": item.number, "重点任务": item.matter.title, "完成时限": item.due_on, "进度": 0.35, "进展": "重新核算。",
            "下降原因": "两个村退出。"}  # fmt: skip
    table(book, "任务", headings, line)
    carried_out(as_(cast, "wangfang"), saved(book), {})
    last = Progress.objects.filter(item=item).latest("pk")
    assert (last.percent, last.words, last.reason) == (35, "重新核算。", "两个村退出。")


def test_number_and_words_that_disagree_are_refused(cast: Cast) -> None:
    item = story.reported(cast, story.underway(cast), "40")
    base = {
        "编号": item.number,
        "重点任务": item.matter.title,
        "完成时限": item.due_on,
        "进展": "60%，已接通。",
    }
    before = kept()
    for change, said in (
        ({"重点任务": "整治闲置畜棚"}, "表中写的不是同一件事"),
        ({"完成时限": date(2027, 1, 31)}, "台账表格不能改期"),
        ({"责任单位": "中堡镇"}, "红城镇"),
        ({"编号": "2026重001-9"}, "查不到编号"),
    ):
        checked(as_(cast, "wangfang"), workbook(tasks=({**base, **change},)), {})
        assert any(said in reason for *_rest, reason in reasons()), (change, reasons())
    assert kept() == before


def test_bad_rows_come_back_in_the_workbook_with_their_reasons_and_nothing_is_done(cast: Cast) -> None:
    client, before = as_(cast, "chenjing"), kept()
    wrong = {**LEAKS, "责任单位": "红城乡", "整改类型": "马上改"}
    url = checked(client, workbook(problems=(LEAKS, wrong), tasks=({**WALLS, "完成时限": None},)))
    assert result()["bad"] == 2
    page = client.get(url).content.decode()
    assert "确认导入" not in page
    (address,) = {link for link in page.split('"') if link.endswith("/file/")}
    book = book_of(client.get(address))
    problems = [list(row) for row in book["整改台账"].iter_rows(values_only=True)]
    assert problems[1][-1] == "原因"
    assert problems[2][-1] is None
    assert "红城乡" in problems[3][-1]
    assert "立行立改" in problems[3][-1]
    tasks = [list(row) for row in book["任务分解"].iter_rows(values_only=True)]
    assert "缺少完成时限" in tasks[3][-1]
    assert client.post(url + "confirm/", plan()).status_code == 409
    assert kept() == before


def test_only_who_issues_draws_up_new_rows(cast: Cast) -> None:
    before = kept()
    checked(as_(cast, "wangfang"), workbook(tasks=(WALLS,)), {})
    assert "下达单位" in reasons()[0][3]
    # The form of a filer has no issuer; one sent all the same is not listened to.
    checked(as_(cast, "wangfang"), workbook(tasks=(WALLS,)), SAID)
    assert result()["bad"] == 1
    answer = as_(cast, "zhouqiang").post(reverse("ledger_sent_sheets"), {**SAID, "file": ""})
    assert answer.status_code == 400
    assert as_(cast, "guoping").get(reverse("ledger_sent_sheets")).status_code == 403
    assert kept() == before


def test_a_right_that_ended_meanwhile_is_no_longer_there_when_it_is_carried_out(cast: Cast) -> None:
    client = as_(cast, "chenjing")
    url = checked(client, workbook(tasks=(WALLS,)))
    client.post(url + "confirm/", plan())
    before = kept()
    story.end(cast, "chenjing", "receiver")
    run_jobs()
    assert kept() == before


def test_the_page_of_a_sheet_is_its_senders_alone(cast: Cast) -> None:
    url = checked(as_(cast, "chenjing"), workbook(tasks=(WALLS,)))
    for who in ("zhouqiang", "wangfang"):
        client = as_(cast, who)
        assert client.get(url).status_code == 404
        assert client.get(url + "changes/").status_code == 404
        assert client.post(url + "confirm/", plan()).status_code == 404
    listed = book_of(as_(cast, "chenjing").get(url + "changes/")).active
    assert sum("整治闲置畜棚四十座" in row for row in listed.iter_rows(values_only=True)) == 1


def test_what_nobody_confirms_within_the_hour_is_forgotten(cast: Cast) -> None:
    client = as_(cast, "chenjing")
    url = checked(client, workbook(tasks=(WALLS,)))
    with clock.moved_to(clock.now() + timedelta(hours=2)):
        client = as_(cast, "chenjing")
        assert client.post(url + "confirm/", plan()).status_code == 410
        assert DESK.forget() == 1
        assert SentSheet.objects.get().data is None
        assert client.get(url).status_code == 200
    assert not Matter.objects.exists()


def test_the_empty_workbook_offers_what_may_be_chosen_and_is_read_again(cast: Cast) -> None:
    client = as_(cast, "chenjing")
    answer = client.get(reverse("ledger_sheet_template"), {"issuer": world.YONGDENG})
    book = book_of(answer)
    lists = {str(rule.formula1): str(rule.sqref) for rule in book["问题台账"].data_validations.dataValidation}
    assert any("立行立改" in formula for formula in lists)
    assert any("个性问题" in formula for formula in lists)
    assert client.get(reverse("ledger_sheet_template"), {"issuer": world.GANSU}).status_code == 404
    page = book["任务台账"]
    places = {cell.value: cell.column for cell in page[1]}
    for heading, value in {
        "重点任务": "整治闲置畜棚",
        "年度目标": "全部处置。",
        "责任单位": "各乡镇",
        "完成时限": DUE,
    }.items():
        page.cell(2, places[heading], value)
    carried_out(client, saved(book))
    assert Matter.objects.get().levels == ["township"]


def test_a_thousand_rows_ask_as_often_as_ten(cast: Cast) -> None:
    def asked(count: int) -> int:
        rows = tuple({**WALLS, "重点任务": f"整治第{n}处闲置畜棚"} for n in range(count))
        read = read_offices(workbook(tasks=rows)).rows
        said = said_of(cast.chenjing, {**SAID, "year": 2026})
        with CaptureQueriesContext(connection) as seen:
            found: Any = plan_of(cast.chenjing, read, said)
        assert len(found.steps) == count
        return len(seen)

    assert asked(10) == asked(900)
