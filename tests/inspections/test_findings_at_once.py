"""Two devices, two offices and two clocks at the same moment: one finding, one decision, one item."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections

from assessments.inspections.actions import findings, objections, rectifying
from assessments.inspections.models import Finding, Objection
from responsibilities.ledger.models import Item
from responsibilities.record.models import Entry
from revitalization.kit import clock
from revitalization.kit.errors import Problem
from tests.cast import Cast
from tests.conftest import NOON, as_application
from tests.inspections import found
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
