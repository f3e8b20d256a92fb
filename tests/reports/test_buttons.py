"""What pages offer and what programs are told can be done: the same, in every state and for everybody."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from reporting.reports import rules
from reporting.reports.actions import cycles
from reporting.reports.actions import series as series_actions
from reporting.reports.models import Cycle, Obligation, Series
from reporting.reports.queries.reports import view_of
from responsibilities.record.models import Entry
from revitalization.kit.actor import Actor
from revitalization.kit.perform import perform
from revitalization.kit.workflow import FactsMissingError
from tests import world
from tests.cast import PRINCIPALS, STAFF, Cast, days
from tests.reports import recurring, story
from tests.reports.test_invariants import told_up_to

pytestmark = pytest.mark.django_db

PEOPLE = tuple(row[0] for row in (*STAFF, *PRINCIPALS))


def offered(client: Client, address: str, api: str) -> tuple[set[str], set[str]]:
    """The acts on the page at `address` (forms and links under it), and those the interface names."""
    page = client.get(f"/{address}/", follow=True)
    told = client.get(f"/api/v1/{api}/")
    assert page.status_code == told.status_code, (address, page.status_code, told.status_code)
    if page.status_code != 200:
        return set(), set()
    found = re.findall(rf'(?:action|href)="/{re.escape(address)}/([a-z_]+)/"', page.content.decode())
    return set(found), set(told.json()["acts"])


def differing(cast: Cast, address: str, api: str, acts: set[str]) -> dict[str, Any]:
    """Where page and interface disagree, by person."""
    wrong = {}
    for person in PEOPLE:
        client = Client()
        client.force_login(cast.user(person))
        page, told = offered(client, address, api)
        if page & acts != told:
            wrong[person] = {"page": sorted(page & acts), "interface": sorted(told)}
    return wrong


def running(cast: Cast) -> Cycle:
    return story.running(cast)


def closed(cast: Cast) -> Cycle:
    return cycles.close_cycle(actor=cast.wumin, cycle=story.running(cast), reason="年度工作结束")


CYCLES: dict[str, Callable[[Cast], Cycle]] = {
    "planned": lambda cast: story.planned(cast.wumin),
    "planned for nobody": lambda cast: story.planned(cast.zhouqiang, scope=world.LANZHOU, levels=["city"]),
    "running": running,
    "closed": closed,
}


@pytest.mark.parametrize("state", CYCLES)
def test_a_cycles_page_offers_what_the_interface_names(cast: Cast, state: str) -> None:
    cycle = CYCLES[state](cast)
    acts = {act.key for act in rules.CYCLE.acts}
    assert differing(cast, f"cycles/{cycle.key}", f"cycles/{cycle.key}", acts) == {}


SERIES: dict[str, Callable[[Cast], Series]] = {
    "planned": lambda cast: recurring.planned(cast.wumin),
    "planned for nobody": lambda cast: recurring.planned(
        cast.zhouqiang, scope=world.LANZHOU, levels=["city"]
    ),
    "in force": lambda cast: recurring.standing(cast.wumin),
    "stopped": lambda cast: series_actions.stop_series(
        actor=cast.wumin, series=recurring.standing(cast.wumin), reason="并入年度报告"
    ),
}


@pytest.mark.parametrize("state", SERIES)
def test_a_recurring_notices_page_offers_what_the_interface_names(cast: Cast, state: str) -> None:
    series = SERIES[state](cast)
    acts = {act.key for act in rules.SERIES.acts}
    assert differing(cast, f"cycles/series/{series.key}", f"series/{series.key}", acts) == {}


def test_a_recurring_notice_whose_first_deadline_is_over_is_not_offered_to_be_put_in_force(
    cast: Cast,
) -> None:
    series = recurring.planned(cast.wumin)
    with recurring.at(date(2027, 11, 1)):
        acts = {act.key for act in rules.SERIES.acts}
        assert differing(cast, f"cycles/series/{series.key}", f"series/{series.key}", acts) == {}


@pytest.mark.parametrize("state", [state.key for state in rules.WORKFLOW.states])
def test_a_reports_page_offers_what_the_interface_names(cast: Cast, state: str) -> None:
    row = told_up_to(cast, story.running(cast), state)
    acts = {act.key for act in rules.WORKFLOW.acts} - {"start"}
    address = f"reports/{row.cycle.key}/{row.unit.code}"
    assert differing(cast, address, address, acts) == {}


@pytest.mark.parametrize("act", [act.key for act in rules.WORKFLOW.acts if act.guard])
def test_no_guarded_act_is_done_without_the_facts_its_guard_asks(cast: Cast, act: str) -> None:
    """Lanzhou holds the right over its towns' reports, but does not receive them: only the guard says so."""
    state = sorted(rules.WORKFLOW.act(act).sources)[0]
    row = told_up_to(cast, story.running(cast), state)
    before = (Obligation.objects.filter(pk=row.pk).values().get(), Entry.objects.count())
    with pytest.raises(FactsMissingError):
        perform(rules.WORKFLOW, act, row, actor=cast.zhouqiang, reason="x", given={"new_due_on": days(9)})
    with pytest.raises(FactsMissingError):
        perform(
            rules.WORKFLOW,
            act,
            row,
            actor=Actor.system("clock"),
            reason="x",
            given={"new_due_on": days(9)},
            facts=lambda _row: {"is_receiver": True, "posts_to_sign": True},
        )
    assert (Obligation.objects.filter(pk=row.pk).values().get(), Entry.objects.count()) == before


@pytest.mark.parametrize("workflow", [rules.WORKFLOW, rules.CYCLE, rules.SERIES], ids=lambda w: w.key)
def test_what_can_be_done_is_not_told_without_the_facts(cast: Cast, workflow: Any) -> None:
    cycle = story.running(cast)
    subject: Any = {"report": story.owed(cycle), "cycle": cycle}.get(workflow.key)
    subject = subject or recurring.planned(cast.wumin, kind="half_year")
    with pytest.raises(FactsMissingError):
        workflow.available(subject, cast.chenjing, None)


def test_the_city_is_not_offered_to_receive_a_towns_report_though_it_holds_the_right_over_it(
    cast: Cast,
) -> None:
    row = told_up_to(cast, story.running(cast), "submitted")
    receive = {
        person: [act.key for act in view_of(row, getattr(cast, person)).acts]
        for person in ("zhouqiang", "chenjing")
    }
    assert receive == {"zhouqiang": [], "chenjing": ["receive"]}
