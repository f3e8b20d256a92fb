"""A receiving office's line: who answers for some categories decides only on reports that are about no others."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports import rules
from reporting.reports.actions import deciding
from reporting.reports.models import Decision, Obligation, Reminder, ReportKind
from reporting.reports.queries.inbox import received_by, to_decide, todo_lines, todo_work
from reporting.reports.queries.reports import view_of
from reporting.reports.queries.signing import receivers
from reporting.reports.queries.slips import may_press_below
from reporting.reports.queries.tiles import tiles
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.queries import actor_for
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.errors import Forbidden
from revitalization.kit.inbox import Asked, counted
from revitalization.kit.reach import Reach, Span
from tests import world
from tests.cast import Cast
from tests.reports import story

pytestmark = pytest.mark.django_db


def everything() -> frozenset[str]:
    return rules.remit_of(ReportKind.objects.get(key="annual", current=True).parts())


def limited(cast: Cast, remit: frozenset[str], name: str = "guoping", unit: str = world.YONGDENG) -> None:
    """Guo Ping, who reads in Yongdeng county, joins its receiving office for these categories."""
    security = actor_for(cast.user("anquan").pk, fresh=True)
    grant_role(actor=security, user=cast.user(name), unit=world.unit(unit), role="receiver", remit=remit)


def short() -> frozenset[str]:
    return frozenset(sorted(everything())[1:])


def client(cast: Cast, name: str) -> Client:
    found = Client()
    found.force_login(cast.user(name))
    return found


def item(row: Obligation) -> dict[str, Any]:
    return {"cycle": row.cycle.key, "code": row.unit.code, "version": row.version}


def test_a_remit_must_hold_every_category_asked_for() -> None:
    two = frozenset({"L01", "L02"})
    reach = Reach(frozenset({(Span(5, 9), two)}))
    assert reach.covers(7)
    assert reach.covers(7, frozenset({"L01"}))
    assert reach.covers(7, two)
    assert not reach.covers(7, two | {"L03"})
    assert Reach(frozenset({(Span(5, 9), None)})).covers(7, two | {"L03"})
    assert (bool(reach.holding(two)), bool(reach.holding(two | {"L03"}))) == (True, False)


@pytest.mark.usefixtures("cast")
def test_the_database_knows_the_kinds_of_a_remit_as_the_rules_do() -> None:
    every = frozenset().union(*(rules.remit_of(kind.parts()) for kind in ReportKind.objects.all()))
    for remit in (every, everything(), short(), frozenset({min(every)}), frozenset()):
        asked = set(ReportKind.objects.about(remit))
        assert asked == {kind for kind in ReportKind.objects.all() if rules.remit_of(kind.parts()) <= remit}
    assert set(ReportKind.objects.about(every)) == set(ReportKind.objects.all())
    assert ReportKind.objects.filter(key="annual", current=True).exists()
    assert not ReportKind.objects.about(short()).filter(key="annual").exists()


@pytest.mark.parametrize("all_of_them", [True, False])
def test_the_office_decides_only_within_its_remit(cast: Cast, all_of_them: bool) -> None:
    cycle = story.running(cast)
    row = story.submitted(cast, cycle)
    limited(cast, everything() if all_of_them else short())
    actor = cast.guoping
    assert actor.can(C.REPORT_READ, row)
    shown = view_of(row, actor)
    assert shown.parts[0].text == story.TEXTS["overall"]  # reading is not limited
    assert ([act.key for act in shown.acts] == ["receive"]) is all_of_them
    assert to_decide(actor).exists() is all_of_them
    assert (actor.user_id in receivers(row)) is all_of_them
    assert cast.user("chenjing").pk in receivers(row)
    lines = [line.kind.key for line in todo_lines(actor, Asked(clock.today())) if "decide" in line.kind.key]
    assert lines == (["report-decide"] if all_of_them else [])
    assert counted(todo_work(actor, clock.today())) == int(all_of_them)
    if all_of_them:
        deciding.receive(actor=actor, obligation=row)
        deciding.accept(actor=actor, obligation=story.owed(cycle))
        assert story.owed(cycle).status == rules.ACCEPTED
        return
    with pytest.raises(Forbidden):
        deciding.receive(actor=actor, obligation=row)
    with pytest.raises(Forbidden):
        deciding.exempt(actor=actor, obligation=row, reason="x")
    assert story.owed(cycle).status == rules.SUBMITTED


@pytest.mark.parametrize("act", ["accept", "return"])
def test_what_was_received_is_not_decided_out_of_remit(cast: Cast, act: str) -> None:
    cycle = story.running(cast)
    row = story.received(cast, cycle)
    limited(cast, short())
    given = {"reason": "补充", "new_due_on": date(2026, 12, 31)} if act == "return" else {}
    do = deciding.return_report if act == "return" else deciding.accept
    with pytest.raises(Forbidden):
        do(actor=cast.guoping, obligation=row, **given)
    assert (story.owed(cycle).status, Decision.objects.exists()) == (rules.RECEIVED, False)


def test_pages_and_programs_offer_and_do_nothing_out_of_remit(cast: Cast) -> None:
    cycle = story.running(cast)
    row = story.submitted(cast, cycle)
    address = [row.cycle.key, row.unit.code]
    limited(cast, short())
    county = client(cast, "guoping")
    assert county.get(reverse("report", args=address)).status_code == 200
    assert county.get(reverse("report_act", args=[*address, "receive"])).status_code == 403
    refused = county.post(reverse("report_act", args=[*address, "receive"]), {"version": row.version})
    assert refused.status_code == 403
    assert county.get(reverse("desk_report", args=address)).status_code == 403
    assert row.public_id not in county.get(reverse("desk"), follow=True).content.decode()
    report = county.get(f"/api/v1/reports/{row.public_id}/").json()
    assert (report["acts"], report["submission"]["texts"]) == ([], story.TEXTS)
    tag = {"If-Match": f'"{row.version}"'}
    acted = county.post(f"/api/v1/reports/{row.public_id}/receive/", {}, "application/json", headers=tag)
    assert acted.status_code == 403
    body = {"act": "receive", "items": [item(row)]}
    bulk = county.post("/api/v1/obligations/bulk/", body, "application/json")
    assert (bulk.status_code, bulk.json()["errors"][0]["code"]) == (400, "forbidden")
    assert story.owed(cycle).status == rules.SUBMITTED


def test_reminding_asks_for_the_remit_as_well(cast: Cast) -> None:
    cycle = story.running(cast)
    county = world.unit(world.YONGDENG)
    limited(cast, short())
    board = reverse("cycle_board", args=[cycle.key, county.code])
    remind = reverse("cycle_remind", args=[cycle.key, county.code])
    page = client(cast, "guoping").get(board)
    assert (page.status_code, remind in page.content.decode()) == (200, False)
    with pytest.raises(Forbidden):
        deciding.remind(actor=cast.guoping, cycle=cycle, unit=county)
    assert not Reminder.objects.exists()
    limited(cast, everything(), "fengbo")
    assert remind in client(cast, "fengbo").get(board).content.decode()
    assert deciding.remind(actor=cast.fengbo, cycle=cycle, unit=county) == 3


def test_a_wide_remit_above_does_not_widen_the_narrow_one_of_the_office(cast: Cast) -> None:
    """The city's full remit reaches the towns, but the county's office is what decides: its own remit counts."""
    cycle = story.running(cast)
    row = story.submitted(cast, cycle)
    limited(cast, short())
    limited(cast, everything(), unit=world.LANZHOU)
    actor = cast.guoping
    assert actor.can(C.REPORT_RECEIVE, row, everything())
    assert "receive" not in [act.key for act in view_of(row, actor).acts]
    county = world.unit(world.YONGDENG)
    mine = set(received_by(actor).values_list("receiver_id", flat=True))
    assert mine == {world.unit(world.LANZHOU).pk} != {county.pk}


def test_the_tiles_count_the_kinds_of_the_remit_only(cast: Cast) -> None:
    story.running(cast)
    today = clock.today()
    assert [tile.figures[0].value for tile in tiles(cast.chenjing, today)] == ["3"]
    limited(cast, short())
    limited(cast, everything(), "fengbo")
    assert list(tiles(cast.guoping, today)) == []
    assert [tile.figures[0].value for tile in tiles(cast.fengbo, today)] == ["3"]


@pytest.mark.parametrize("all_of_them", [True, False])
def test_slips_of_a_board_are_made_by_whoever_reminds_of_all_that_it_is_about(
    cast: Cast, all_of_them: bool
) -> None:
    cycle = story.running(cast)
    limited(cast, everything() if all_of_them else short())
    assert may_press_below(cast.guoping, cycle, world.unit(world.YONGDENG)) is all_of_them
    assert not may_press_below(cast.guoping, cycle, world.unit(world.GAOLAN))
