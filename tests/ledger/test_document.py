"""What `docs/ledger.md` says of the ledger is what the tables of its rules say; and the command that loads its kinds."""

import tomllib
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from responsibilities.ledger import rules
from responsibilities.ledger.actions.catalogue import FILE
from responsibilities.ledger.mechanism import MECHANISM
from responsibilities.ledger.models import FundEntry, Item, Kind, Matter, Purse
from responsibilities.ledger.models.course import Handling
from responsibilities.ledger.rules.funds import Funds, payment_lamp
from responsibilities.ledger.rules.kinds import faults
from responsibilities.roles import Capability
from revitalization.kit.workdays import load_calendar
from revitalization.kit.workflow import Act, State
from tests.infra.test_documents import SPAN, cells, chinese, text

DOCUMENT = "docs/ledger.md"
CALENDAR = load_calendar(range(2025, 2030))


@pytest.mark.parametrize("state", rules.WORKFLOW.states, ids=lambda state: state.key)
def test_the_table_of_states_is_that_of_the_workflow(state: State) -> None:
    _key, word, turn = cells(DOCUMENT, state.key, 3)
    assert word == chinese()[state.label]
    assert turn.endswith("final") == state.final


@pytest.mark.parametrize("act", rules.WORKFLOW.acts, ids=lambda act: act.key)
def test_the_table_of_acts_is_that_of_the_workflow(act: Act) -> None:
    _key, word, sources, ends, _who, needs = cells(DOCUMENT, act.key, 6)
    assert word == chinese()[act.label]
    assert set(SPAN.findall(sources)) == act.sources
    assert set(SPAN.findall(ends)) == act.ends()
    for need, said in {"reason": "reason", "new_due_on": "new deadline", "document_number": "number"}.items():
        assert need not in act.needs or said in needs


def test_the_acts_and_states_of_the_ledger_are_called_as_in_the_offices() -> None:
    """A word shared with the reports would say 通过 for taking an item on, 已关闭 for what was struck off."""
    said = {state.key: chinese()[state.label] for state in rules.WORKFLOW.states}
    done = {act.key: chinese()[act.label] for act in rules.WORKFLOW.acts}
    assert (said["closed"], done["accept"], done["sign"]) == ("已销号", "签收", "签字")


def _rows(after: str, columns: int) -> list[list[str]]:
    told = text(DOCUMENT).partition(after)[2]
    rows = [
        [cell.strip() for cell in row.split("|")[1:-1]] for row in told.splitlines() if row.startswith("|")
    ]
    return [row for row in rows if len(row) == columns and not row[0].startswith("---")]


def test_the_worked_lamps_are_those_of_the_rules() -> None:
    rows = _rows("## Lamps", 7)[1:]
    assert len(rows) >= 14
    for day, start, due, milestones, claimed, level, why in rows:
        marks = [mark.split("=") for mark in milestones.split()]
        points = [(date.fromisoformat(on), Decimal(percent)) for on, percent in marks]
        course = rules.Course(date.fromisoformat(start), date.fromisoformat(due), points)
        percent = Decimal(claimed) if claimed else None
        lamp = rules.judged(course, rules.Scale(), CALENDAR, date.fromisoformat(day), percent)
        said = str(lamp.words) if lamp.words else ""
        assert lamp.level == level, day
        assert said == why or said.startswith(why), (day, said, why)
        assert bool(said) == bool(why)


def test_the_worked_payments_are_those_of_the_rules() -> None:
    rows = _rows("## Funds", 8)[1:]
    assert len(rows) >= 7
    for day, start, due, since, allotted, paid, level, why in rows:
        course = rules.Course(date.fromisoformat(start), date.fromisoformat(due))
        funds = Funds(0, int(allotted), int(paid), date.fromisoformat(since) if since else None)
        lamp = payment_lamp(course, rules.Scale(), CALENDAR, date.fromisoformat(day), funds)
        said = str(lamp.words) if lamp.words else ""
        assert lamp.level == level, day
        assert said == why or said.startswith(why), (day, said, why)
        assert bool(said) == bool(why)


def test_the_routes_of_the_kinds_are_those_of_the_catalogue() -> None:
    kinds = tomllib.loads(FILE.read_text(encoding="utf-8"))["kind"]
    for kind in kinds:
        _key, title, number, plan, route = cells(DOCUMENT, kind["key"], 5)
        assert (title, number) == (kind["title"], f"2026{kind['prefix']}001")
        assert (plan == "yes") == kind["plan"]
        assert SPAN.findall(route) == kind["route"]
    assert {row[0].strip("`") for row in _rows("## Routes by kind", 5)[1:]} == {kind["key"] for kind in kinds}


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"levels": ["hamlet"]}, "levels"),
        ({"issuers": ["township", "club"]}, "levels"),
        ({"funds": "yes"}, "funds"),
        ({}, ""),
    ],
)
def test_a_kind_names_levels_that_there_are_and_says_whether_it_has_funds(
    more: dict[str, object], named: str
) -> None:
    kind = tomllib.loads(FILE.read_text(encoding="utf-8"))["kind"][0]
    assert [name for name, _why in faults(kind | more)] == ([named] if named else [])


def test_the_triggers_the_sweeps_and_the_rights_that_are_named_are_there() -> None:
    told = text(DOCUMENT)
    named = set(SPAN.findall(told.partition("### Triggers")[2].partition("### Tallies")[0]))
    models = (Item, Matter, Handling, Purse, FundEntry)
    real = {
        trigger.name
        for model in models
        for trigger in model._meta.triggers
        if not trigger.name.endswith(("_insert", "_update", "written_once"))
    }
    assert named >= real
    assert {sweep.key for sweep in MECHANISM.sweeps} <= set(SPAN.findall(told))
    rights = {right.value for right in Capability if right.value.startswith("ledger.")}
    assert rights <= set(SPAN.findall(told.partition("### Rights")[2]))


@pytest.mark.django_db
def test_the_command_loads_the_kinds_once_and_names_what_is_wrong(tmp_path: Path) -> None:
    before = Kind.objects.count()
    out = StringIO()
    call_command("load_ledger_kinds", stdout=out)
    assert out.getvalue() == "kinds of the ledger: 0 written\n"
    broken = tmp_path / "kinds.toml"
    broken.write_text(
        FILE.read_text(encoding="utf-8").replace('["check", "verify"]', '["verify", "check"]', 1)
    )
    with pytest.raises(CommandError, match="route"):
        call_command("load_ledger_kinds", file=broken)
    assert Kind.objects.count() == before == 5
