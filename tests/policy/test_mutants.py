"""Taking any one right of a role away, or any one guard, turns a row of the table red."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from responsibilities.roles import BY_KEY, ROLES, C, Role
from tests.policy.mutants import SURVIVE, Site, watched, without
from tests.policy.people import EVERYBODY, GANSU, LANZHOU, PLACES, SISTER, TOWN, VILLAGE, XIJI, YONGDENG
from tests.policy.rows import FORBIDDEN, HIDDEN, WHOLE, Row
from tests.policy.shown import LISTS, Shown
from tests.policy.table import TABLE
from tests.policy.test_shown import holds
from tests.policy.walker import Walker, outcome

pytestmark = pytest.mark.django_db
Cell = tuple[str, Callable[[Walker], bool]]

# Whose roles are taken to pieces: where each stands, and a place below.
HOLDERS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "filer": (("wangfang", TOWN, ""),),
    "reviewer": (("lijun", TOWN, ""),),
    "principal": (("zhaogang", TOWN, VILLAGE), ("fengbo", YONGDENG, TOWN)),
    "receiver": (("chenjing", YONGDENG, TOWN), ("wumin", GANSU, LANZHOU)),
    "organizer": (("hexin", LANZHOU, SISTER),),
    "reader": (("guoping", YONGDENG, TOWN),),
    "system_admin": (("xitong", "", XIJI),),
    "security_admin": (("anlan", LANZHOU, TOWN),),
    "audit_admin": (("shenlan", LANZHOU, TOWN),),
}

NOT_BY_A_PAGE = {C.SYSTEM_RUN}
"""Asked by commands only; `manage.py load_catalogue` has its own test."""

# Where nobody of the cast stands on the unit itself: the nation has neither page of facts nor reports.
NOBODY_THERE = {("system_admin", C.UNIT_READ, "here")}


def get(name: str, **more: str) -> tuple[str, str, dict[str, str]]:
    return name, "GET", more


WITNESS: dict[C, list[tuple[str, str, dict[str, str]]]] = {
    C.UNIT_READ: [get("unit", query="?tab=facts")],
    C.UNIT_EDIT: [("unit_change", "POST", {"what": "name"})],
    C.POST_READ: [get("unit", query="?tab=roles")],
    C.POST_APPOINT: [get("post_appoint")],
    C.ROSTER_IMPORT: [get("roster_template")],
    C.CYCLE_READ: [get("cycle_board"), get("cycle"), get("api_cycle")],
    C.CYCLE_OPEN: [get("cycle_close")],
    C.REPORT_READ: [get("unit", query="?tab=reports")],
    C.REPORT_DRAFT: [get("report_edit")],
    C.REPORT_REVIEW: [get("report_act", key="approve")],
    C.REPORT_SIGN: [get("report_act", key="sign")],
    C.REPORT_SUBMIT: [get("report_act", key="submit")],
    C.REPORT_RECEIVE: [get("desk_report")],
    C.REPORT_DECIDE: [get("report_act", key="accept")],
    C.REPORT_REMIND: [("cycle_remind", "POST", {})],
    C.RECORD_READ: [get("unit", query="?tab=record")],
    C.TOKEN_ISSUE: [("token_new", "POST", {})],
    C.ROLE_GRANT: [("role_end", "POST", {})],
    C.ACCOUNT_RESET: [get("account_one")],
    C.AUDIT_READ: [get("security_events")],
}


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


def refused_cells() -> Iterator[Cell]:
    """One cell for each refusal of each row at each place: somebody who is hidden from, somebody who is forbidden."""
    for row in (row for row in TABLE if row.stage == "drafted" and row.name != "api_nothing"):
        for place in row.at:
            for wanted in (HIDDEN, FORBIDDEN):
                who = [p for p in sorted(EVERYBODY, reverse=True) if row.expected(p, place) == wanted]
                for person in {next((p for p in who), ""), next((p for p in who if p in STRANGERS), "")} - {
                    ""
                }:
                    said = f"{row.method} {row.name} {row.args} {place} {person}"
                    yield said, lambda w, r=row, at=place, p=person, o=wanted: outcome(w.ask(r, at, p)) != o


STRANGERS = ("maling", "sunli", "anlan", "shenlan", "hexin")


def unseen_cells() -> Iterator[Cell]:
    """Lines that are not shown."""
    for shown in (shown for shown in LISTS if shown.stage == "drafted"):
        for place in shown.who:
            for person in (p for p in STRANGERS if p not in shown.who[place]):
                yield (
                    f"{shown.name} {place} {person}",
                    lambda w, s=shown, at=place, p=person: holds(w, s, at, p),
                )


def asked_by(walker: Walker, cells: list[Cell]) -> dict[Site, list[Cell]]:
    """Which guards each cell asks."""
    found: dict[Site, list[Cell]] = defaultdict(list)
    for said, red in cells:
        seen: set[Site] = set()
        with watched(seen):
            assert not red(walker), f"{said}: red before anything was taken"
        for site in seen:
            if site[1]:
                found[site].append((said, red))
    return found


@pytest.mark.slow
def test_taking_any_one_guard_away_is_noticed(walker: Walker) -> None:
    walker.number_the_record()
    asked = asked_by(walker, [*refused_cells(), *unseen_cells()])
    unnoticed = set()
    for site, cells in sorted(asked.items()):
        with without(site):
            if not any(red(walker) for _said, red in cells):
                unnoticed.add(site)
    assert unnoticed - SURVIVE == set(), "the table does not notice these"
    assert SURVIVE - unnoticed == set(), "noticed, or no longer there: take them off the list"


__all__ = ["PLACES", "WHOLE", "Row", "Shown"]
