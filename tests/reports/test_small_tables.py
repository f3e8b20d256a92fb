"""The tables of the village's report and of the cycle, by hand: every state, act and person, as for the township."""

from collections.abc import Callable
from typing import Any

import pytest

from reporting.reports import rules
from reporting.reports.actions import cycles, deciding, filing
from reporting.reports.models import Cycle, Obligation
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.queries import actor_for
from responsibilities.posts.actions import NewPerson, appoint, open_sign_in
from responsibilities.posts.models import Post
from responsibilities.record.models import Entry
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, Forbidden, Hidden, Invalid, Refused
from tests.cast import Cast, days, town
from tests.reports import story
from tests.reports.test_invariants import DECIDING, STATES, TABLE, Row, everything, outcome, undone

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests", via="command")

# ---- the village: one filer, no review, one signature; the township receives ------------------------------------
FILER, SECRETARY, TOWN_OFFICE = "hexin", "mazhanshan", "guoping"
"""He Xin files for the village, Ma Zhanshan is its one first responsible person, Guo Ping receives for the town."""
ABOVE = ("chenjing", "zhouqiang", "wumin", "linnan")
"""Offices farther above hold the right to decide below them, but the report is not theirs."""
SEE_ONLY = ("zhaogang", "qianmei", "fengbo", "weiwei")
NOT_THEIRS = ("wangfang", "lijun", "sunli", "zhenghua", "maling", "xitong", "anquan", "shenji")
"""Filer and reviewer of the town work here only, not below; the rest is elsewhere or administers."""
PEOPLE = (FILER, SECRETARY, TOWN_OFFICE, *ABOVE, *SEE_ONLY, *NOT_THEIRS)

THEIRS = {"wangfang": FILER, "zhaogang": SECRETARY, "chenjing": TOWN_OFFICE}
"""Who stands to a village's report as this one stands to the township's; nobody reviews, and there is no head."""


def _of_the_village(who: tuple[str, ...], steps: dict[str, str]) -> Row:
    return (
        tuple(THEIRS[person] for person in who if person in THEIRS),
        {source: target for source, target in steps.items() if "review" not in (source, target)},
    )


# By hand is only what a village does otherwise: the rest is the township's table, so that an act is written down once.
VILLAGE: dict[str, Row] = {act: _of_the_village(*row) for act, row in TABLE.items()} | {
    "send": ((FILER,), {"draft": "signing"}),
    "sign": ((SECRETARY,), {"signing": "signed"}),
}
VILLAGE_STATES = tuple(state for state in STATES if state != "review")
"""No village's report is ever in review."""


def village() -> Unit:
    return Unit.objects.children_of(town())[0]


@pytest.fixture
def people(cast: Cast) -> dict[str, Callable[[], Actor]]:
    """Everybody by name; the village's own are given their places first."""
    security = actor_for(cast.user("anquan").pk, fresh=True)
    grant_role(actor=security, user=cast.user(FILER), unit=village(), role="filer")
    grant_role(actor=security, user=cast.user(TOWN_OFFICE), unit=town(), role="receiver")
    post = Post.objects.first_responsible().get(unit=village())
    tenure = appoint(actor=SYSTEM, post=post, person=NewPerson("马占山"), since=clock.today())
    user, _code = open_sign_in(actor=SYSTEM, person=tenure.person)
    found: dict[str, Callable[[], Actor]] = {
        name: (lambda name=name: getattr(cast, name)) for name in PEOPLE if name != SECRETARY
    }
    return found | {SECRETARY: lambda: actor_for(user.pk)}


def the_villages_cycle(cast: Cast) -> Cycle:
    cycle = story.planned(cast.wumin, kind="special", levels=["village"], basis="县委〔2026〕3号")
    cycles.open_cycle(actor=cast.wumin, cycle=cycle)
    return Cycle.objects.get(pk=cycle.pk)


STEPS: tuple[tuple[str, Callable[[Any, Obligation], object]], ...] = (
    ("draft", lambda p, row: filing.save_draft(actor=p[FILER](), obligation=row, texts={"body": "全部落实。"}, version=0)),
    ("signing", lambda p, row: filing.send(actor=p[FILER](), obligation=row)),
    ("signed", lambda p, row: filing.sign(actor=p[SECRETARY](), obligation=row)),
    ("submitted", lambda p, row: filing.submit(actor=p[FILER](), obligation=row)),
    ("received", lambda p, row: deciding.receive(actor=p[TOWN_OFFICE](), obligation=row)),
)  # fmt: skip


def told_up_to(people: dict[str, Callable[[], Actor]], cycle: Cycle, state: str) -> None:
    """The village's report in that state, by its people's own steps."""
    office = people[TOWN_OFFICE]
    if state == "exempt":
        deciding.exempt(actor=office(), obligation=story.owed(cycle, village()), reason="整村搬迁")
    elif state != "open":
        for reached, step in STEPS:
            step(people, story.owed(cycle, village()))
            if reached == state:
                return
        row = story.owed(cycle, village())
        if state == "accepted":
            deciding.accept(actor=office(), obligation=row)
        else:
            day = days(15)
            deciding.return_report(actor=office(), obligation=row, reason="补充", new_due_on=day)


def expected(act: str, person: str, state: str) -> str:
    who, steps = VILLAGE[act]
    if person in NOT_THEIRS:
        return "Hidden"
    if person not in who and not (act in DECIDING and person in ABOVE):
        return "Forbidden"
    if state not in steps:
        return "Conflict"
    return steps[state] if person in who else "Refused"


@pytest.mark.parametrize("state", VILLAGE_STATES)
def test_each_act_on_a_villages_report_does_what_its_table_says(
    cast: Cast, people: dict[str, Callable[[], Actor]], state: str
) -> None:
    cycle = the_villages_cycle(cast)
    told_up_to(people, cycle, state)
    assert story.owed(cycle, village()).status == state
    before, wrong = everything(story.owed(cycle, village())), {}
    for act in VILLAGE:
        for person in PEOPLE:
            with undone():
                actor = people[person]()
                found, wanted = (
                    outcome(act, actor, story.owed(cycle, village())),
                    expected(act, person, state),
                )
                if found != wanted:
                    wrong[act, person] = f"{found} instead of {wanted}"
                if wanted not in STATES and everything(story.owed(cycle, village())) != before:
                    wrong[act, person] = "refused, but changed"
    assert wrong == {}


def test_the_villages_table_names_every_act_and_all_but_the_review() -> None:
    assert set(VILLAGE) == {act.key for act in rules.WORKFLOW.acts} - {"start"} | {"write"}
    pairs = {(a, b) for _who, steps in VILLAGE.values() for a, b in steps.items() if a != b}
    review = {pair for pair in rules.WORKFLOW.transitions() if "review" in pair}
    assert pairs == set(rules.WORKFLOW.transitions()) - review


# ---- the cycle --------------------------------------------------------------------------------------------------
OPENER = "wumin"
SEES_THE_UNIT = ("linnan",)
"""The centre sees the province and its cycles; it opens its own only."""
BELOW = ("wangfang", "lijun", "zhaogang", "qianmei", "chenjing", "guoping", "fengbo", "weiwei", "zhouqiang", "sunli",
         "zhenghua")  # fmt: skip
ELSEWHERE = ("maling", "hexin", "xitong", "anquan", "shenji")
CYCLE: dict[str, dict[str, str]] = {
    "open": {"planned": "running", "running": "running"},
    "close": {"running": "closed"},
}
"""Opening again what runs adds who came into scope since, usually nobody: no new state and, then, no entry."""


def cycle_in(cast: Cast, state: str) -> Cycle:
    cycle = story.planned(cast.wumin)
    if state != "planned":
        cycles.open_cycle(actor=cast.wumin, cycle=cycle)
    if state == "closed":
        cycles.close_cycle(actor=cast.wumin, cycle=cycle, reason="年度工作结束")
    return Cycle.objects.get(pk=cycle.pk)


def done(act: str, actor: Actor, cycle: Cycle) -> str:
    try:
        if act == "open":
            cycles.open_cycle(actor=actor, cycle=cycle)
        else:
            cycles.close_cycle(actor=actor, cycle=cycle, reason="结束")
    except (Hidden, Forbidden, Refused, Conflict, Invalid) as refusal:
        return type(refusal).__name__
    return str(Cycle.objects.get(pk=cycle.pk).status)


def wanted_of(act: str, person: str, state: str) -> str:
    if person == OPENER:
        return CYCLE[act].get(state, "Conflict")
    return "Forbidden" if person in SEES_THE_UNIT else "Hidden"


def kept(cycle: Cycle) -> tuple[Any, ...]:
    """All that a refused act, or one that changes nothing, must leave as it was."""
    return Cycle.objects.filter(pk=cycle.pk).values().get(), Obligation.objects.count(), Entry.objects.count()


@pytest.mark.parametrize("state", [state.key for state in rules.CYCLE.states])
def test_each_act_on_a_cycle_does_what_its_table_says(cast: Cast, state: str) -> None:
    cycle = cycle_in(cast, state)
    before, wrong = kept(cycle), {}
    for act in CYCLE:
        for person in (OPENER, *SEES_THE_UNIT, *BELOW, *ELSEWHERE):
            with undone():
                found, wanted = done(act, getattr(cast, person), cycle), wanted_of(act, person, state)
                if found != wanted:
                    wrong[act, person] = f"{found} instead of {wanted}"
                moved = wanted in rules.CYCLE.state_keys() and wanted != state
                if (kept(cycle) != before) is not moved:
                    wrong[act, person] = "changed" if not moved else "not changed"
    assert wrong == {}


def test_the_cycles_table_names_every_act_and_step() -> None:
    assert set(CYCLE) == {act.key for act in rules.CYCLE.acts}
    pairs = {(a, b) for steps in CYCLE.values() for a, b in steps.items() if a != b}
    assert pairs == set(rules.CYCLE.transitions())
