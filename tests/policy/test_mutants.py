"""Taking any one right of a role away, or any one guard, turns a row of the table red."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from responsibilities.access.actions.grants import grant_role
from responsibilities.access.models import User
from responsibilities.access.queries import actor_for
from responsibilities.duties.actions import load_catalogue
from responsibilities.roles import BY_KEY, ROLES, C, Role
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Forbidden
from tests.conftest import NOON
from tests.policy.brought import POLICIES, listed
from tests.policy.doors import Door
from tests.policy.mutants import ASKED_TWICE, Site, watched, without
from tests.policy.people import EVERYBODY, GANSU
from tests.policy.rows import FORBIDDEN, HIDDEN, OK, Row
from tests.policy.table import TABLE
from tests.policy.test_doors import NEAR, ONE_OF_A_KIND, cells, knock, later_pages, offered, some
from tests.policy.test_shown import LISTS, counts, holds
from tests.policy.walker import Walker, outcome, undone

pytestmark = pytest.mark.django_db
Cell = tuple[str, Callable[[Walker], bool]]

# Whose roles are taken to pieces: where each stands, and a place below.
HOLDERS = {role: who for policy in POLICIES.values() for role, who in policy.holders.items()}

NOT_BY_A_PAGE = {C.SYSTEM_RUN}
"""Asked by a command only: see `test_taking_the_right_to_run_the_system_away_is_noticed`."""

# Where nobody of the cast stands on the unit itself: the nation has neither page of facts nor reports.
NOBODY_THERE = {
    ("system_admin", C.UNIT_READ, "here"),
    # These stand at a county, below which nobody issues a scheme.
    *((role, C.ASSESS_READ, "below") for role in ("principal", "leader", "supervisor", "reader")),
}


WITNESS = {right: rows for policy in POLICIES.values() for right, rows in policy.witnesses.items()}


def rights() -> Iterator[tuple[str, C, str]]:
    for role in ROLES:
        for where in ("here", "below"):
            for capability in sorted(getattr(role, where)):
                yield role.key, capability, where


def reds(walker: Walker, key: str, capability: C, where: str) -> Iterator[bool]:
    """For each cell about the right: whether it is red."""
    for person, own, below in HOLDERS[key]:
        place = own if where == "here" else below
        for name, method, more in WITNESS[capability]:
            args = {k: v for k, v in more.items() if k != "query"}
            for row in TABLE:
                same = (row.name, row.method, dict(row.args), row.query) == (
                    name,
                    method,
                    args,
                    more.get("query", ""),
                )
                if same and (place in row.at or name == "cycle"):
                    at = place if place in row.at else GANSU
                    yield outcome(walker.ask(row, at, person)) != row.expected(person, at)
            for shown in LISTS:
                if shown.name == name and place in shown.who:
                    yield holds(walker, shown, place, person) != (person in shown.who[place])


def test_taking_any_one_right_of_a_role_away_is_noticed(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    unnoticed = []
    for key, capability, where in rights():
        if capability in NOT_BY_A_PAGE or (key, capability, where) in NOBODY_THERE:
            continue
        role: Role = BY_KEY[key]
        assert not any(reds(walker, key, capability, where)), (
            f"{key} {capability} {where}: red before anything was taken"
        )
        less = getattr(role, where) - {capability}
        with monkeypatch.context() as patch:
            patch.setitem(BY_KEY, key, replace(role, **{where: less}))
            if not any(reds(walker, key, capability, where)):
                unnoticed.append(f"{key}: {capability} {where}")
    assert not unnoticed, "\n".join(unnoticed)


# ---------------------------------------------------------------- guards

STRANGERS = ("maling", "sunli", "anlan", "shenlan", "hexin")
INSIDE = ("lijun", "guoping", "chenjing", "zhenghua", "linnan")
"""Who sees the page, but not all of it."""
STEPS = ("drafted", "signing", "submitted")


def refused_cells(step: str) -> Iterator[Cell]:
    """One cell for each refusal of each row at each place: somebody who is hidden from, somebody who is forbidden."""
    for row in (row for row in TABLE if row.stage == step and row.name != "api_nothing"):
        for place in row.at:
            for wanted in (HIDDEN, FORBIDDEN):
                who = [p for p in sorted(EVERYBODY, reverse=True) if row.expected(p, place) == wanted]
                for person in {next(iter(who), ""), next((p for p in who if p in STRANGERS), "")} - {""}:
                    said = f"{row.method} {row.name} {row.args} {place} {person}"
                    yield said, lambda w, r=row, at=place, p=person, o=wanted: outcome(w.ask(r, at, p)) != o


def unseen_cells(step: str) -> Iterator[Cell]:
    """Lines that are not shown."""
    for shown in (shown for shown in LISTS if shown.stage == step):
        for place in shown.who:
            for person in (p for p in (*STRANGERS, *INSIDE) if p not in shown.who[place]):
                yield (
                    f"{shown.name} {place} {person}",
                    lambda w, s=shown, at=place, p=person: holds(w, s, at, p),
                )


class Offers:
    """A page for one person: red when it offers a door that it did not offer at first, and that is closed."""

    def __init__(self, row: Row, place: str, person: str) -> None:
        self.asked = (row, place, person)
        self.first: set[Door] | None = None

    def __call__(self, walker: Walker) -> bool:
        found = offered(walker, *self.asked)
        if self.first is None:
            self.first = found
        person = self.asked[2]
        return any(knock(walker, person, door) for door in some(found - self.first, 1))


def offer_cells(step: str) -> Iterator[Cell]:
    people = [person for group in ONE_OF_A_KIND for person in group]
    pages = cells(people, NEAR) if step == "drafted" else later_pages(people)
    for row, place, person in pages:
        yield f"{row.name}{row.query} {place} {person} offers", Offers(row, place, person)


class Stale:
    """A request of somebody who signed in a while ago: red when it is answered otherwise than at first."""

    def __init__(self, row: Row, place: str, person: str) -> None:
        self.asked = (row, place, person)
        self.first = ""

    def __call__(self, walker: Walker) -> bool:
        with clock.moved_to(NOON + timedelta(minutes=25)):
            found = outcome(walker.ask(*self.asked))
        self.first = self.first or found
        return found != self.first


def stale_cells() -> Iterator[Cell]:
    """What needs a sign-in of the last minutes is among what is forbidden to a program."""
    for row in (row for row in TABLE if row.stage == "drafted" and row.name in FRESH):
        person = next((p for p in row.people_with(OK, row.at[0])), "")
        if person:
            yield (
                f"{row.method} {row.name} {row.at[0]} {person} a while after signing in",
                Stale(row, row.at[0], person),
            )


FRESH = tuple(listed("fresh"))


class Answer:
    """A question: red when it is answered otherwise than at first."""

    def __init__(self, ask: Callable[[Any, Actor], object], person: str) -> None:
        self.ask, self.person = ask, person
        self.first: object = None

    def __call__(self, walker: Walker) -> bool:
        found = self.ask(walker.stage, getattr(walker.stage.cast, self.person))
        self.first = found if self.first is None else self.first
        return found != self.first


def answer_cells() -> Iterator[Cell]:
    """What no page shows alone, asked of queries and actions themselves for each of the cast."""
    for person in sorted(EVERYBODY):
        yield from ((f"{ask.__name__} {person}", Answer(ask, person)) for ask in listed("questions"))


def count_cells() -> Iterator[Cell]:
    """Counts that are not the number of their rows."""
    for person in sorted(EVERYBODY):
        yield (
            f"counts of {person}",
            lambda w, p=person: any(found.shown != found.counted for found in counts(w, p)),
        )


def cells_of(step: str) -> list[Cell]:
    return [
        *refused_cells(step),
        *unseen_cells(step),
        *count_cells(),
        *answer_cells(),
        *offer_cells(step),
        *(stale_cells() if step == "drafted" else ()),
    ]


def asked_by(walker: Walker, found_cells: list[Cell]) -> dict[Site, list[Cell]]:
    """Which guards each cell asks."""
    found: dict[Site, list[Cell]] = defaultdict(list)
    for said, red in found_cells:
        seen: set[Site] = set()
        with watched(seen):
            assert not red(walker), f"{said}: red before anything was taken"
        for site in seen:
            if site[1] and not site[1].startswith("tests/"):
                found[site].append((said, red))
    return found


def noticed(walker: Walker, asked: dict[Site, list[Cell]]) -> set[Site]:
    """The guards whose loss alone turns a cell red."""
    found = set()
    for site, asking in sorted(asked.items()):
        with without(site):
            if any(red(walker) for _said, red in asking):
                found.add(site)
    return found


def together(walker: Walker, site: Site, asked: dict[Site, list[Cell]]) -> bool:
    """Whether the site matters once those that would refuse next, or before, are open."""
    after = ASKED_TWICE[site]
    for _said, red in [cell for one in (site, *after) for cell in asked.get(one, ())]:
        with without(site, *after):
            both = red(walker)
        if both:
            with without(*after):
                if not red(walker):
                    return True
    return False


@pytest.mark.slow
def test_taking_any_one_guard_away_is_noticed(walker: Walker) -> None:
    walker.number_the_record()
    met, seen, paired = set(), set(), set()
    for step in STEPS:
        with undone():
            if step != "drafted":
                walker.tell(step)
            asked = asked_by(walker, cells_of(step))
            met |= set(asked)
            left = {site: asking for site, asking in asked.items() if site not in seen}
            seen |= noticed(walker, left)
            paired |= {
                site for site in set(ASKED_TWICE) & set(asked) - paired if together(walker, site, asked)
            }
    listed = set(ASKED_TWICE)
    wrong = [
        *said("nothing notices the loss", met - seen - listed),
        *said("noticed alone: take it off the list", listed & seen),
        *said("no longer there: take it off the list", listed - met),
        *said(
            "not even noticed with the next guard open: dead, or another pair", listed & met - seen - paired
        ),
    ]
    assert not wrong, "\n".join(wrong)


def said(fault: str, sites: set[Site]) -> list[str]:
    return [f"{guard} in {place}: {fault}" for guard, place in sorted(sites)]


def test_taking_the_right_to_run_the_system_away_is_noticed(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = walker.stage.cast
    load_catalogue(actor=cast.xitong)
    role = BY_KEY["system_admin"]
    monkeypatch.setitem(BY_KEY, "system_admin", replace(role, here=role.here - {C.SYSTEM_RUN}))
    with pytest.raises(Forbidden):
        load_catalogue(actor=cast.xitong)


def test_who_runs_the_system_of_a_province_does_not_change_the_nation_s_catalogue(walker: Walker) -> None:
    user = User.objects.create(username="shengxi", name="省系统", must_change_password=False)
    command = Actor.system("tests", via="command")
    grant_role(actor=command, user=user, unit=walker.stage.units[GANSU], role="system_admin")
    with pytest.raises(Forbidden):
        load_catalogue(actor=actor_for(user.pk))
