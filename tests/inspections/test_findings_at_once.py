"""Two devices, two offices and two clocks at the same moment: one finding, one decision, one item."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections

from assessments.inspections.actions import findings, objections, rectifying
from assessments.inspections.actions.drawing import draft_plan, draw_plans
from assessments.inspections.models import Finding, Inspection, Line, LineVisit, Objection, YearPlan
from responsibilities.ledger.models import Item
from responsibilities.notices.models import Notice
from responsibilities.record.models import Entry
from revitalization.kit import clock
from revitalization.kit.errors import Problem
from tests.cast import Cast
from tests.conftest import NOON, as_application
from tests.inspections import found, story
from tests.inspections.found import people

pytestmark = pytest.mark.database


def at_once(*runs: Callable[[], object], days: int = 0) -> list[str]:
    """Does all of them at the same moment, so many days on; what each was refused with, "" for done."""
    gate, said = threading.Barrier(len(runs)), ["?"] * len(runs)

    def do(n: int) -> None:
        try:
            with clock.moved_to(NOON + timedelta(days=days)), as_application():
                gate.wait(30)
                runs[n]()
                said[n] = ""
        except Problem as problem:
            said[n] = type(problem).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=(n,)) for n in range(len(runs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(said)


def test_one_sheet_sent_twice_at_once_is_one_finding(committed: str, cast: Cast) -> None:
    at, key, actor = found.inspection(cast), uuid4(), people(cast)["heyi"]
    sheet = found.sheet(cast)

    def send() -> object:
        return findings.save(actor=actor, inspection=at, unit="620121101000", client_key=key, sheet=sheet)

    assert at_once(send, send, send) == ["", "", ""]
    assert Finding.objects.count() == 1
    assert Entry.objects.filter(verb="finding.record").count() == 1


def test_two_sheets_at_once_have_two_numbers(committed: str, cast: Cast) -> None:
    at, team = found.inspection(cast), people(cast)
    sheets = {name: found.sheet(cast, second=None, problem=f"{name}的问题。") for name in ("heyi", "qier")}

    def by(name: str) -> Callable[[], object]:
        return lambda: findings.record(
            actor=team[name], inspection=at, unit="620121101000", client_key=uuid4(), sheet=sheets[name]
        )

    assert at_once(by("heyi"), by("qier")) == ["", ""]
    assert sorted(Finding.objects.values_list("sequence", flat=True)) == [1, 2]


def test_an_objection_is_decided_once(committed: str, cast: Cast) -> None:
    said, office = found.objected(cast), people(cast)

    def by(name: str) -> Callable[[], object]:
        return lambda: objections.keep(actor=office[name], objection=said, reason="属实。")

    assert at_once(by("duwei"), by("tangsan")) == ["", "Conflict"]
    assert Objection.objects.get().status == "kept"
    assert Item.objects.count() == 1


def test_two_clocks_at_once_put_it_on_the_ledger_once(committed: str, cast: Cast) -> None:
    row = found.fed_back(cast)
    assert at_once(rectifying.rectify, rectifying.rectify, days=31) == ["", ""]
    assert Item.objects.count() == 1
    assert found.fresh(row).status == "listed"
    assert Entry.objects.filter(verb="finding.list").count() == 1


def test_two_clocks_at_once_draw_each_plan_once(committed: str, cast: Cast) -> None:
    for key in ("county_townships", "county_funds", "county_villages"):
        story.adopted(cast, key)
    assert at_once(*[draw_plans] * 4, days=8) == [""] * 4
    plan = YearPlan.objects.get()
    rules = plan.lines.order_by("number").values_list("number", "rule__key")
    assert list(rules) == [(1, "county_funds"), (2, "county_townships"), (3, "county_villages")]
    visits = LineVisit.objects.filter(line__plan=plan)
    assert visits.count() == visits.values("line", "unit").distinct().count() > 4
    assert Entry.objects.filter(verb="inspection_plan.draw").count() == 1
    assert (
        Notice.objects.filter(event__startswith="inspections.draw:", recipient__username="dingwei").count()
        == 1
    )


def test_the_clock_and_the_office_draw_one_plan(committed: str, cast: Cast) -> None:
    story.adopted(cast)
    office, county = cast.dingwei, story.county()

    def by_hand() -> object:
        return draft_plan(actor=office, issuer=county, year=story.YEAR)

    assert at_once(draw_plans, by_hand, draw_plans, days=8) == ["", "", ""]
    assert (YearPlan.objects.count(), Line.objects.count()) == (1, 1)


def test_clocks_and_the_office_at_once_put_each_problem_on_the_ledger_once(
    committed: str, cast: Cast
) -> None:
    at, team = found.inspection(cast), people(cast)
    rows = [found.recorded(cast, at, problem=f"第{n}个问题。") for n in range(4)]
    findings.link(actor=team["heyi"], finding=rows[3], same_as=rows[0].key)
    for row in rows:
        findings.put(actor=team["heyi"], finding=found.fresh(row))
    found.sent(cast, at)

    def by_hand() -> object:
        return rectifying.list_final(actor=team["duwei"], inspection=Inspection.objects.get(pk=at.pk))

    assert at_once(rectifying.rectify, by_hand, rectifying.rectify, days=31) == ["", "", ""]
    assert {found.fresh(row).status for row in rows} == {"listed"}
    assert found.fresh(rows[0]).item_id == found.fresh(rows[3]).item_id
    assert Item.objects.count() == 3
    assert Entry.objects.filter(verb="finding.list").count() == 4
    told = Notice.objects.filter(event__startswith="ledger.issue:", recipient__username="wangfang")
    assert told.count() == 3


def test_a_decision_and_the_clock_at_once_leave_one_item(committed: str, cast: Cast) -> None:
    said, office = found.objected(cast), people(cast)

    def decided() -> object:
        return objections.keep(actor=office["tangsan"], objection=said, reason="属实。")

    assert at_once(decided, rectifying.rectify, rectifying.rectify, days=31) == ["", "", ""]
    assert rectifying.rectify() == 0
    assert (found.fresh(said.finding).status, Item.objects.count()) == ("listed", 1)


def test_an_objection_in_time_and_the_clock_at_once_end_as_one_after_the_other(
    committed: str, cast: Cast
) -> None:
    row = found.fed_back(cast, how_soon="now")

    def objecting() -> object:
        return objections.object_to(actor=Cast().zhaogang, finding=row, reason="不属实。")

    assert at_once(objecting, rectifying.rectify, rectifying.rectify) == ["", "", ""]
    assert found.fresh(row).status == "objected"
    assert Item.objects.count() <= 1
