"""Putting right what was found: the plan and the progress side by side, and the report a unit sends under its number."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assessments.inspections.actions import rectifying, reporting
from assessments.inspections.documents.mending import REPORTED, TASKS, plan_paper, report_paper
from assessments.inspections.models import Feedback, Finding, Inspection, RectificationReport
from assessments.inspections.queries.mending import Mended, listed_for, mending_of, reports_for
from responsibilities.ledger.actions import judging, working
from responsibilities.ledger.models import Item
from responsibilities.notices.models import Notice
from responsibilities.numbers.models import Issued
from responsibilities.record.models import Entry
from revitalization.kit.actor import Actor
from revitalization.kit.documents import Paragraph, Table
from revitalization.kit.errors import Forbidden, Hidden, Invalid, Refused
from tests.cast import Cast, days, sister, town
from tests.inspections import found

pytestmark = pytest.mark.django_db
SAYS = {
    "document_number": "红政发〔2026〕12号",
    "signer": "钱梅",
    "organised": "成立整改专班，镇长任组长，每周调度。",
    "lasting": "制定公厕管护办法，落实到户。",
    "ahead": "十二月底前完成剩余整改。",
}
MEASURES = "聘请公益岗三名，逐厕落实管护。"


def listed(cast: Cast, *units: Any) -> Inspection:
    """Fed back, with a problem to be put right at once and one with a limit at each unit; the first are on the ledger."""
    units = units or (town(),)
    at = found.inspection(cast, 1, *units)
    for unit in units:
        found.put(cast, at, unit=unit, how_soon="now")
        found.put(cast, at, unit=unit, problem="垃圾清运不及时。")
    found.sent(cast, at)
    rectifying.rectify()
    return Inspection.objects.get(pk=at.pk)


@contextmanager
def planned(cast: Cast, at: Inspection) -> Iterator[Item]:
    """A month later: the town has taken the other problem on, planned it, and says how far it is."""
    with found.later(31):
        rectifying.rectify()
        item = Finding.objects.full().get(inspection=at, unit=town(), how_soon="term").item
        assert item is not None
        item = working.accept(actor=cast.wangfang, item=item)
        item = working.send_plan(actor=cast.wangfang, item=item, measures=MEASURES, person="副镇长马占林")
        item = judging.agree_plan(actor=found.people(cast)["duwei"], item=item)
        yield working.report_progress(actor=cast.wangfang, item=item, percent="60", words="两个社每日清运。")


def sent(cast: Cast, at: Inspection, **more: str) -> RectificationReport:
    return reporting.report_back(actor=cast.wangfang, inspection=at, unit=town(), **(SAYS | more))


def mended(actor: Actor, at: Inspection, day: date) -> list[Mended]:
    """The problems of the inspection as the paper and the workbook have them for this reader."""
    return mending_of(actor, listed_for(actor, at), day)


def at_desk(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.user(who))
    return client


def test_the_plan_names_target_measures_who_answers_and_until_when(cast: Cast) -> None:
    at = listed(cast)
    with planned(cast, at) as item:
        paper = plan_paper(at, Feedback.objects.get(inspection=at), mended(cast.wangfang, at, days(31)))
    assert (paper.title, paper.number) == ("关于农村人居环境整治督查反馈问题的整改方案", "")
    assert paper.issuers == ("中共永登县红城镇委员会", "永登县红城镇人民政府")
    assert "甘农领办〔2026〕80号" in paper.lead
    (annex,) = paper.annexes
    assert annex.title == TASKS
    (table,) = annex.body
    assert isinstance(table, Table)
    assert [row[1] for row in table.rows] == ["2026督001-1", "2026督001-2"]
    assert table.rows[1] == [
        "2", "2026督001-2", "垃圾清运不及时。", item.matter.target, MEASURES, "红城镇，副镇长马占林", "限期整改",
        f"{item.due_on.year}.{item.due_on.month}.{item.due_on.day}",
    ]  # fmt: skip


def test_without_a_plan_the_first_responsible_persons_answer_and_only_what_is_on_the_ledger_stands_there(
    cast: Cast,
) -> None:
    at = listed(cast)
    (row,) = mended(cast.wangfang, at, days(0))
    assert row.told.plan is None
    paper = plan_paper(at, Feedback.objects.get(inspection=at), [row])
    (table,) = paper.annexes[0].body
    assert isinstance(table, Table)
    assert "牵头单位" not in table.columns, "no problem has one"
    assert table.rows[0][5] == f"红城镇，{row.told.leaders}"
    assert "赵刚" in table.rows[0][5]


def test_who_may_not_read_who_holds_a_post_reads_it_here_neither(cast: Cast) -> None:
    at = listed(cast)
    named = {}
    for who in ("duwei", "heyi"):
        (row,) = mended(found.people(cast)[who], at, days(0))
        named[who] = row.person
        page = at_desk(cast, who).get(reverse("rectification", args=[at.key])).content.decode()
        assert ("赵刚" in page) is (who == "duwei"), who
    assert named == {"duwei": row.told.leaders, "heyi": ""}


def test_a_problem_found_twice_stands_in_the_plan_once(cast: Cast) -> None:
    at = listed(cast)
    first = Finding.objects.get(inspection=at, how_soon="now")
    second = Finding.objects.get(inspection=at, how_soon="term")
    assert [row.finding for row in mended(cast.wangfang, at, days(0))] == [first]
    with found.later(31):
        rectifying.rectify()
        rows = mended(cast.wangfang, at, days(31))
        assert [row.finding for row in rows] == [first, second]
    with transaction.atomic(), found.history(found.SYSTEM, "finding.link"):
        Finding.objects.filter(pk=second.pk).update(item_id=first.item_id or rows[0].told.item.pk)
    assert [row.finding for row in mended(cast.wangfang, at, days(31))] == [first]


def test_the_workbook_has_plan_and_progress_side_by_side(cast: Cast) -> None:
    at = listed(cast)
    with planned(cast, at):
        answer = at_desk(cast, "wangfang").get(reverse("rectification_sheet", args=[at.key]))
    page = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    lines = [list(line) for line in page.iter_rows(values_only=True)]
    top = next(n for n, line in enumerate(lines) if line[0] == "序号")
    line = dict(zip(lines[top], lines[top + 2], strict=True))
    assert (line["整改措施"], line["责任人"], line["进展情况"]) == (
        MEASURES, "副镇长马占林", "申报60%，未核实：两个社每日清运。（2026年12月25日）",
    )  # fmt: skip
    assert len(lines) == top + 3


def test_a_report_says_for_ever_what_it_said_and_the_office_is_told(cast: Cast) -> None:
    at = listed(cast)
    with planned(cast, at) as item:
        made = sent(cast, at)
        working.report_progress(actor=cast.wangfang, item=item, percent="90", words="三个社都已清运。")
    assert (made.key, made.sequence, made.title) == (
        f"{at.key}-r1", 1, "关于农村人居环境整治督查反馈问题整改情况的报告",
    )  # fmt: skip
    assert [(row["number"], row["measures"], row["closed"]) for row in made.rows] == [
        ("2026督001-1", "", False), ("2026督001-2", MEASURES, False),
    ]  # fmt: skip
    assert made.rows[1]["progress"] == "申报60%，未核实：两个社每日清运。（2026年12月25日）"
    assert RectificationReport.objects.get().rows == made.rows
    told = Notice.objects.filter(event=f"rectification.report:{made.pk}")
    assert set(told.values_list("recipient__username", flat=True)) == {"duwei", "tangsan"}
    assert Issued.objects.get(key=made.key).kind == "rectification_report"
    entry = Entry.objects.get(verb="rectification.report")
    assert (entry.actor_id, entry.count) == (cast.wangfang.user_id, 2)


def test_the_paper_goes_upward_signed_under_the_number_with_every_problem(cast: Cast) -> None:
    at = listed(cast)
    with planned(cast, at):
        paper = report_paper(sent(cast, at))
    assert (paper.number, paper.signers) == ("红政发〔2026〕12号", ["钱梅"])
    assert paper.addressee == "中共甘肃省委农村工作领导小组办公室"
    said = [block.text for block in paper.body if isinstance(block, Paragraph)]
    assert said[0] == SAYS["organised"]
    assert said[1] == "共反馈问题2个，已完成整改0个，正在推进2个，长期坚持0个。详见附件。"
    assert said[2] == f"1.{found.PROBLEM}进展：尚未填报。"
    claimed = "进展：申报60%，未核实：两个社每日清运。（2026年12月25日）"
    assert said[3] == f"2.垃圾清运不及时。整改措施：{MEASURES}{claimed}"
    assert said[4:] == [SAYS["lasting"], SAYS["ahead"]]
    (table,) = paper.annexes[0].body
    assert isinstance(table, Table)
    assert (table.columns, len(table.rows)) == (REPORTED, 2)


def test_a_feedback_letter_takes_no_number_that_another_paper_bears(cast: Cast) -> None:
    sent_before, at = found.inspection(cast, 1), found.inspection(cast, 2)
    found.sent(cast, sent_before)
    with pytest.raises(Invalid) as refused:
        found.sent(cast, at)
    assert [error.field for error in refused.value.errors] == ["document_number"]
    assert Inspection.objects.get(pk=at.pk).fed_back_on is None


@pytest.mark.parametrize("field", [*SAYS])
def test_what_is_missing_is_named_and_nothing_is_sent(cast: Cast, field: str) -> None:
    at = listed(cast)
    with pytest.raises(Invalid) as refused:
        sent(cast, at, **{field: "  "})
    assert [error.field for error in refused.value.errors] == [field]
    assert not RectificationReport.objects.exists()


@pytest.mark.parametrize(
    ("field", "most"), [("organised", 2000), ("lasting", 2000), ("ahead", 2000), ("signer", 60)]
)
def test_what_is_too_long_is_named_and_nothing_is_sent(cast: Cast, field: str, most: int) -> None:
    at = listed(cast)
    with pytest.raises(Invalid) as refused:
        sent(cast, at, **{field: "字" * (most + 1)})
    assert [error.field for error in refused.value.errors] == [field]
    assert not RectificationReport.objects.exists()
    assert sent(cast, at, **{field: "字" * most}).sequence == 1


def test_one_number_is_given_once_and_another_report_follows_under_its_own(cast: Cast) -> None:
    at = listed(cast)
    sent(cast, at)
    with pytest.raises(Invalid) as refused:
        sent(cast, at, ahead="再报一次。")
    assert [error.field for error in refused.value.errors] == ["document_number"]
    assert "红政发〔2026〕13号" in str(refused.value.errors[0].message), "the free one is named"
    assert RectificationReport.objects.count() == 1
    assert sent(cast, at, document_number="红政发〔2026〕13号").sequence == 2


def test_while_nothing_is_on_the_ledger_there_is_nothing_to_report_or_to_print(cast: Cast) -> None:
    at = found.inspection(cast)
    found.put(cast, at)
    found.sent(cast, at)
    at = Inspection.objects.get(pk=at.pk)
    with pytest.raises(Refused):
        sent(cast, at)
    client = at_desk(cast, "wangfang")
    assert client.post(reverse("rectification_paper", args=[at.key])).status_code == 409
    page = client.get(reverse("rectification", args=[at.key])).content.decode()
    assert reverse("rectification_new", args=[at.key]) not in page
    assert not RectificationReport.objects.exists()


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("lijun", Hidden),
        ("zhaogang", Forbidden),
        ("chenjing", Forbidden),
        ("sunli", Hidden),
        ("maling", Hidden),
    ],
)
def test_only_who_answers_for_the_unit_reports(cast: Cast, who: str, error: type[Exception]) -> None:
    at = listed(cast)
    with pytest.raises(error):
        reporting.report_back(actor=getattr(cast, who), inspection=at, unit=town(), **SAYS)
    assert not RectificationReport.objects.exists()


def test_each_unit_sees_its_own_problems_and_reports_and_the_office_all_of_them(cast: Cast) -> None:
    at = listed(cast, town(), sister())
    sent(cast, at)
    for who, problems, reports in (("duwei", 2, 1), ("wangfang", 1, 1), ("sunli", 1, 0), ("maling", 0, 0)):
        actor = found.people(cast)["duwei"] if who == "duwei" else getattr(cast, who)
        assert len(mended(actor, at, days(0))) == problems, who
        assert reports_for(actor).count() == reports, who
    assert at_desk(cast, "maling").get(reverse("rectification", args=[at.key])).status_code == 404


def test_the_page_asks_as_often_for_one_problem_as_for_many(cast: Cast) -> None:
    asked = []
    for n, many in enumerate((1, 4), 1):
        at = found.inspection(cast, n)
        for _ in range(many):
            found.put(cast, at, how_soon="now")
        found.sent(cast, at, f"甘农领办〔2026〕{80 + n}号")
        rectifying.rectify()
        client = at_desk(cast, "wangfang")
        client.get(reverse("rectification", args=[at.key]))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(reverse("rectification", args=[at.key])).content.decode()
        assert page.count(found.PROBLEM) == many
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_the_filer_sends_the_report_from_the_page_and_keeps_what_was_typed_when_it_is_refused(
    cast: Cast,
) -> None:
    at = listed(cast)
    client = at_desk(cast, "wangfang")
    url = reverse("rectification_new", args=[at.key])
    assert url in client.get(reverse("rectification", args=[at.key])).content.decode()
    form = client.get(url).content.decode()
    assert 'value="赵刚"' in form, "who signs is known"
    refused = client.post(url, SAYS | {"unit": town().code, "ahead": ""})
    assert refused.status_code == 400
    assert SAYS["organised"] in refused.content.decode()
    answer = client.post(url, SAYS | {"unit": town().code})
    made = RectificationReport.objects.get()
    assert answer["Location"] == reverse("rectification_report", args=[made.key])
    page = client.get(answer["Location"]).content.decode()
    assert all(SAYS[name] in page for name in ("organised", "lasting", "ahead", "document_number"))
    assert client.post(reverse("rectification_report_paper", args=[made.key])).status_code == 302


@pytest.mark.database
def test_the_database_lets_nobody_change_a_report_that_was_sent(cast: Cast) -> None:
    made = sent(cast, listed(cast))
    for change in ({"ahead": "另写。"}, {"rows": []}):
        with pytest.raises(DatabaseError), transaction.atomic():
            RectificationReport.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        RectificationReport.objects.filter(pk=made.pk).delete()
