"""What slices declare: each key once, each table with its rights."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import include, path

from responsibilities.jobs.models import IdempotencyKey, NextRun
from revitalization.kit.inbox import InboxSource, TodoKind
from revitalization.kit.mechanism import (
    JobKind,
    Mechanism,
    NavItem,
    Presenter,
    Sweep,
)
from revitalization.kit.registry import REGISTRY, DeclaredTwiceError, assemble
from revitalization.kit.unit_page import UnitPart
from revitalization.mechanisms import mechanisms

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _registry_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(REGISTRY, "mechanisms", list(REGISTRY.mechanisms))


def page(_request: Any) -> HttpResponse:
    return HttpResponse()


def nothing(*_args: Any) -> Any:
    return None


def key() -> str:
    """Another one at every look."""
    return str(object())


DOUBLES: dict[str, Callable[[], dict[str, Any]]] = {
    "page": lambda: {"urls": [path("plan/", page, name="plan")]},
    "interface address": lambda: {"api_urls": [path("plans/", include([path("", page, name="plan")]))]},
    "navigation entry": lambda: {"navigation": [NavItem("plan", "Plan", "plan", "flag", "work", 1)]},
    "inbox source": lambda: {"inbox": [InboxSource("plan", (), nothing, nothing)]},
    "kind of work": lambda: {
        "inbox": [InboxSource(key(), [TodoKind("plan", "Plan", nothing)], nothing, nothing)]
    },
    "unit part": lambda: {"unit_parts": [UnitPart("plan", "Plan", "work", 1, "plan.html", nothing, nothing)]},
    "measure": lambda: {"measures": [SimpleNamespace(key="plan")]},
    "sweep": lambda: {"sweeps": [Sweep("plan", HOUR, lambda: 0, "plans")]},
    "job": lambda: {"jobs": [JobKind("plan", "Plan", nothing)]},
    "presenter": lambda: {"presenters": [Presenter("plan", {})]},
    "file owner": lambda: {"file_owners": {"plan": object()}},
    "origin": lambda: {"origins": {"plan": object()}},
    "table": lambda: {"append_only": ["plan"]},
}


@pytest.mark.parametrize("what", DOUBLES)
def test_two_slices_that_claim_one_key_do_not_start(what: str) -> None:
    before = list(REGISTRY.mechanisms)
    ledger = Mechanism(key="ledger", **DOUBLES[what]())
    inspections = Mechanism(key="inspections", **DOUBLES[what]())
    with pytest.raises(DeclaredTwiceError, match=rf"{what} “plan”.*ledger.*inspections"):
        assemble([ledger, inspections])
    assert REGISTRY.mechanisms == before
    assemble([ledger])


def test_the_map_of_the_guide_is_made_once_for_what_is_declared() -> None:
    made = REGISTRY.guide()
    assert REGISTRY.guide() is made
    assert made["inbox"] == "inbox"
    assemble([Mechanism(key="ledger", guide={"ledger_list": "filing"})])
    assert REGISTRY.guide() == {"ledger_list": "filing"}
    REGISTRY.mechanisms.append(Mechanism(key="inspections", guide={"inspection": "above"}))
    assert REGISTRY.guide() == {"ledger_list": "filing", "inspection": "above"}


def test_one_slice_that_says_a_key_twice_does_not_start_either() -> None:
    twice = [Presenter("finding", {}), Presenter("finding", {"finding.close": "…"})]
    with pytest.raises(DeclaredTwiceError, match="presenter “finding”"):
        assemble([Mechanism(key="inspections", presenters=twice)])


def test_two_slices_of_one_name_do_not_start() -> None:
    with pytest.raises(DeclaredTwiceError, match="mechanism “ledger”"):
        assemble([Mechanism(key="ledger"), Mechanism(key="ledger")])


def test_a_table_has_one_kind_of_rights() -> None:
    with pytest.raises(DeclaredTwiceError, match="table “jobs_nextrun”"):
        assemble([Mechanism(key="ledger", append_only=[NextRun], deletable=[IdempotencyKey, NextRun])])


def test_the_product_itself_declares_nothing_twice() -> None:
    assemble(mechanisms())
