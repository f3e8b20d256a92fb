"""Pages of inspections: every one opens for whoever it is for, forms keep what was typed, queries do not grow."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from assessments.inspections.actions import lines, marks
from assessments.inspections.models import Inspection, Mark, Rule, YearPlan
from responsibilities.units.models import Unit
from tests import world
from tests.cast import Cast, days, sister, town
from tests.inspections import story


def signed_in(cast: Cast, username: str) -> Client:
    client = Client()
    client.force_login(cast.user(username))
    return client


@contextmanager
def asked() -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as queries:
        yield queries


def test_every_page_of_the_office_opens(cast: Cast) -> None:
    plan = story.drafted(cast)
    row = story.teamed(cast, story.made(cast))
    marks.set_mark(
        actor=cast.dingwei,
        issuer=story.county(),
        unit=town().code,
        kind="disaster",
        from_on=days(90),
        source="永政发〔2026〕9号",
    )
    mark = Mark.objects.get()
    office = signed_in(cast, "dingwei")
    addresses = [
        "/inspections/",
        "/inspections/sheet/",
        "/inspections/calendar/",
        f"/inspections/calendar/?year=2026&month=12&under={world.YONGDENG}",
        "/inspections/new/",
        "/inspections/plans/",
        "/inspections/plans/new/",
        f"/inspections/plans/{plan.key}/",
        f"/inspections/plans/{plan.key}/sheet/",
        f"/inspections/plans/{plan.key}/lines/new/",
        f"/inspections/plans/{plan.key}/lines/1/",
        f"/inspections/plans/{plan.key}/lines/1/visit/",
        "/inspections/rules/",
        f"/inspections/rules/{world.YONGDENG}/county_townships/",
        f"/inspections/rules/{world.YONGDENG}/county_townships/end/",
        "/inspections/marks/",
        "/inspections/marks/new/",
        f"/inspections/marks/{mark.key}/lift/",
        f"/inspections/{row.key}/",
        f"/inspections/{row.key}/postpone/",
        f"/inspections/{row.key}/write_scheme/",
        "/?kind=inspect-prepare",
        f"/units/{town().code}/?tab=inspections",
    ]
    for address in addresses:
        assert office.get(address).status_code == 200, address


def test_a_rule_is_adopted_a_plan_begun_and_sent_from_the_pages(cast: Cast) -> None:
    office = signed_in(cast, "dingwei")
    adopt = f"/inspections/rules/{world.YONGDENG}/county_townships/adopt/"
    assert "对乡镇落实乡村振兴责任制情况的督查" in office.get("/inspections/rules/").text
    assert office.post(adopt, {"from_year": "2027", "basis": ""}).status_code == 302
    assert Rule.objects.get().basis.startswith("乡村振兴责任制实施办法")
    begun = office.post("/inspections/plans/new/", {"issuer": world.YONGDENG, "year": "2027"})
    plan = YearPlan.objects.get()
    assert begun.url == f"/inspections/plans/{plan.key}/"
    sent = office.post(f"/inspections/plans/{plan.key}/submit/", {"version": str(plan.version)})
    assert sent.status_code == 302
    head = signed_in(cast, "fengbo")
    assert "待审批的督查计划" in head.get("/").text
    plan.refresh_from_db()
    assert (
        head.post(f"/inspections/plans/{plan.key}/approve/", {"version": str(plan.version)}).status_code
        == 302
    )
    plan.refresh_from_db()
    said = {"version": str(plan.version), "document_number": "永督发[2026]008"}
    assert office.post(f"/inspections/plans/{plan.key}/publish/", said).status_code == 302
    plan.refresh_from_db()
    assert (plan.status, plan.number) == ("published", "永督发〔2026〕8号")


def test_what_was_typed_stays_when_a_clash_refuses_it_and_the_other_one_is_named(cast: Cast) -> None:
    story.made(cast)
    typed = {
        "issuer": world.YONGDENG,
        "title": "产业发展情况督查",
        "kind": "policy",
        "announced": "on",
        "categories": ["L05"],
        "from_on": days(20).isoformat(),
        "days": "2",
        "units": town().code,
        "outside": "永政督函〔2026〕6号",
        "exception_number": "",
        "form_key": "0b8f5a52-6d1c-4f0e-9a6f-3c1d5e7f9a11",
    }
    answer = signed_in(cast, "dingwei").post("/inspections/new/", typed)
    assert answer.status_code == 409
    assert "2026督001" in answer.text
    assert "产业发展情况督查" in answer.text
    assert Inspection.objects.count() == 1


def test_the_inspected_read_their_own_visit_and_not_the_team(cast: Cast) -> None:
    row = story.noticed(cast)
    page = signed_in(cast, "wangfang").get(f"/inspections/{row.key}/").text
    assert "红城镇" in page
    assert "中堡镇" not in page
    assert "抽签编号" not in page
    assert "督查通知（PDF）" in page
    assert "督查方案（PDF）" not in page
    assert signed_in(cast, "wangfang").get("/inspections/plans/").status_code == 200
    assert signed_in(cast, "maling").get(f"/inspections/{row.key}/").status_code == 404


def test_the_town_sees_nothing_of_a_plan_of_the_county(cast: Cast) -> None:
    plan = story.published(cast)
    town_clerk = signed_in(cast, "wangfang")
    assert town_clerk.get(f"/inspections/plans/{plan.key}/").status_code == 404
    assert "2027督001" not in town_clerk.get("/inspections/").text
    assert "2027督001" in signed_in(cast, "fengbo").get("/inspections/").text


def test_the_sheet_of_a_plan_has_a_row_for_each_unit(cast: Cast) -> None:
    plan = story.drafted(cast)
    lines.spare(actor=cast.dingwei, line=story.first_line(plan), unit=sister().code)
    book = load_workbook(
        BytesIO(signed_in(cast, "dingwei").get(f"/inspections/plans/{plan.key}/sheet/").content)
    )
    rows = [row for row in book.worksheets[0].iter_rows(values_only=True) if row[8] == town().code]
    assert len(rows) == 1
    assert not [row for row in book.worksheets[0].iter_rows(values_only=True) if row[8] == sister().code]


@pytest.mark.parametrize(
    "address", ["/inspections/", "/inspections/calendar/", "/inspections/calendar/?year=2027"]
)
def test_a_list_asks_the_same_of_few_rows_and_of_many(cast: Cast, address: str) -> None:
    story.made(cast, units=[town().code])
    office = signed_in(cast, "dingwei")
    office.get(address)
    with asked() as few:
        office.get(address)
    for n in range(3):
        story.made(
            cast,
            title=f"督查{n}",
            units=[sister().code],
            from_on=days(5 + 40 * n),
            exception_number="永政督批〔2026〕1号",
        )
    with asked() as many:
        office.get(address)
    assert len(few) == len(many)


def test_a_plans_page_asks_the_same_of_few_visits_and_of_many(cast: Cast) -> None:
    plan = story.drafted(cast)
    address = f"/inspections/plans/{plan.key}/"
    office = signed_in(cast, "dingwei")
    office.get(address)
    with asked() as many:
        office.get(address)
    line = story.first_line(plan)
    for unit in list(line.visits.values_list("unit__code", flat=True))[2:]:
        lines.spare(actor=cast.dingwei, line=story.again(line), unit=unit)
    with asked() as few:
        office.get(address)
    assert len(few) == len(many)


def test_the_calendar_of_the_frame_shows_ones_own_visits(cast: Cast) -> None:
    story.noticed(cast)
    month = f"?month={days(10):%Y-%m}"
    assert "防返贫监测帮扶情况督查" in signed_in(cast, "luyan").get(f"/calendar/{month}").text
    assert "防返贫监测帮扶情况督查" in signed_in(cast, "wangfang").get(f"/calendar/{month}").text
    assert "防返贫监测帮扶情况督查" not in signed_in(cast, "chenjing").get(f"/calendar/{month}").text


def test_an_inspection_is_found_by_its_number_by_whoever_may_see_it(cast: Cast) -> None:
    story.made(cast)
    assert "/inspections/620121000000-2026-i1/" in signed_in(cast, "dingwei").get("/search/?q=2026督001").text
    assert (
        "/inspections/620121000000-2026-i1/"
        not in signed_in(cast, "wangfang").get("/search/?q=2026督001").text
    )


def offered(page: str, name: str) -> list[str]:
    """The values that the list of this name offers on the page, without the empty one."""
    found = re.search(rf'<select name="{name}".*?</select>', page, re.S)
    assert found is not None, page
    return [value for value in re.findall(r'<option value="([^"]*)"', found[0]) if value]


def test_a_unit_and_another_line_are_chosen_from_what_the_plan_knows(cast: Cast) -> None:
    plan = story.drafted(cast)
    first = story.first_line(plan)
    more = {
        "title": "资金专项督查",
        "kind": "funds",
        "from_on": date(2027, 3, 1),
        "to_on": date(2027, 5, 31),
        "days": 2,
    }
    second = lines.add_line(actor=cast.dingwei, plan=story.again(plan), categories=["L04"], **more)
    silent = lines.add_line(
        actor=cast.dingwei, plan=story.again(plan), categories=["L04"], announced=False, **more
    )
    lines.visit(actor=cast.dingwei, line=story.again(second), unit=town().code, on_day=date(2027, 4, 1))
    client = signed_in(cast, "dingwei")
    at = f"/inspections/plans/{plan.key}/lines"
    townships = list(Unit.objects.children_of(story.county()).live().values_list("code", flat=True))
    assert offered(client.get(f"{at}/{first.number}/visit/").text, "unit") == townships
    assert {town().code, *townships} < set(offered(client.get(f"{at}/{second.number}/visit/").text, "unit"))
    assert offered(client.get(f"{at}/{second.number}/spare/").text, "unit") == [town().code]
    assert offered(client.get(f"{at}/{second.number}/merge/").text, "other") == [str(first.number)]
    assert offered(client.get(f"{at}/{silent.number}/merge/").text, "other") == []
    assert offered(client.get(f"{at}/{first.number}/edit/").text, "organ")[0] == story.county().code


def test_a_leader_and_the_inspection_to_merge_into_are_chosen_from_lists(cast: Cast) -> None:
    row = story.teamed(cast, story.made(cast))
    other = story.made(cast, title="项目管护督查", from_on=days(60), outside="永政督函〔2026〕6号")
    client = signed_in(cast, "dingwei")
    members = sorted(row.members.standing().values_list("user__username", flat=True))
    assert sorted(offered(client.get(f"/inspections/{row.key}/lead/").text, "member")) == members
    assert offered(client.get(f"/inspections/{row.key}/merge/").text, "other") == [other.key]
    assert sorted(offered(client.get(f"/inspections/{row.key}/move/").text, "unit")) == sorted(
        [town().code, sister().code]
    )
