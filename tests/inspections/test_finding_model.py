"""The course of a finding against a plain model of the rule, over random acts, people and days.

The model is written from the rule's text alone. Whatever the machine allows the model allows, and the other way round; a
refusal leaves the finding as it was.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from assessments.inspections.actions import rectifying, sheets
from assessments.inspections.actions.finding_acts import DO_FINDING, DO_OBJECTION
from assessments.inspections.models import Finding, Inspection, Objection
from responsibilities.ledger.models import Item
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Problem
from tests.cast import Cast
from tests.inspections import found

pytestmark = pytest.mark.django_db

TEAM, OFFICE, OTHERS_OF_OFFICE = ("heyi", "qier"), "duwei", "tangsan"
FILER, PRINCIPALS = "wangfang", ("zhaogang", "qianmei")
REST = ("lijun", "chenjing", "wumin", "sunli", "maling", "linnan")
EVERYBODY = (*TEAM, OFFICE, OTHERS_OF_OFFICE, FILER, *PRINCIPALS, *REST)
ACTS = (
    "put",
    "take_back",
    "confirm",
    "answer",
    "discard",
    "feed_back",
    "object",
    "keep",
    "withdraw",
    "rectify",
)


@dataclass
class Model:
    """A finding as the rule describes it."""

    how_soon: str
    status: str = "drafted"
    fed_back: date | None = None
    objected: bool = False
    on_ledger: bool = False

    def allows(self, act: str, who: str, today: date) -> bool:
        """Whether the rule lets this person do it today."""
        on_site = self.fed_back is None
        in_time = self.fed_back is not None and today <= self.fed_back + timedelta(days=30)
        decides = who in {OFFICE, OTHERS_OF_OFFICE} and self.status == "objected"
        rule = {
            "put": who in TEAM and self.status == "drafted" and on_site,
            "take_back": who in TEAM and self.status == "put" and on_site,
            "confirm": who in TEAM and self.status == "put" and on_site,
            "answer": who == FILER and self.status in {"put", "answered"},
            "discard": who in TEAM and self.status == "drafted",
            "feed_back": who in {OFFICE, OTHERS_OF_OFFICE} and on_site and self.status != "drafted",
            "object": who in PRINCIPALS and in_time and not self.objected
            and (self.status == "fed_back" or (self.status == "listed" and self.how_soon == "now")),
            "keep": decides,
            "withdraw": decides,
            "rectify": True,
        }  # fmt: skip
        return rule[act]

    def do(self, act: str, today: date) -> None:
        """What becomes of it."""
        target = {"put": "put", "take_back": "drafted", "confirm": "answered", "answer": "answered",
                  "discard": "discarded", "object": "objected", "keep": "listed", "withdraw": "withdrawn"}  # fmt: skip
        self.status = target.get(act, self.status)
        if act == "feed_back":
            self.fed_back = today
            self.status = "fed_back" if self.status in {"put", "answered"} else self.status
        if act == "object":
            self.objected = True
        over = self.fed_back is not None and today > self.fed_back + timedelta(days=30)
        if act == "rectify" and self.status == "fed_back" and (over or self.how_soon == "now"):
            self.status = "listed"
        self.on_ledger = self.on_ledger or self.status == "listed"


def _do(act: str, actor: Actor, row: Finding) -> None:
    if act == "feed_back":
        found.feedback.feed_back(
            actor=actor, inspection=Inspection.objects.get(pk=row.inspection_id), document_number="甘农领办〔2026〕80号",
            **found.LETTER,
        )  # fmt: skip
    elif act == "rectify":
        rectifying.rectify()
    elif act in DO_OBJECTION:
        said = Objection.objects.select_related("finding__inspection", "finding__unit").get(finding=row)
        given = {"reason": "经复核。"} | (
            {"document_number": "甘农领办〔2026〕90号"} if act == "withdraw" else {}
        )
        DO_OBJECTION.do(act, actor=actor, subject=said, version=None, given=given)
    else:
        given = {"reason": "有出入。"} if act in {"take_back", "discard", "object"} else {}
        given |= {"view": "true", "person": "马占林"} if act in {"confirm", "answer"} else {}
        DO_FINDING.do(act, actor=actor, subject=row, version=None, given=given)


def _chosen(chance: Random, model: Model, step: int) -> tuple[str, str]:
    """Half of the time anything by anybody, else what the rule allows; thrown away at once nothing would follow."""
    acts = [act for act in ACTS if act != "discard" or step > 150]
    if chance.random() < 0.5:
        return chance.choice(acts), chance.choice(EVERYBODY)
    today = clock.today()
    able = [
        (act, who) for act in acts for who in EVERYBODY if act != "rectify" and model.allows(act, who, today)
    ]
    return chance.choice(able or [("rectify", OFFICE)])


def _refused(act: str, actor: Actor, row: Finding) -> str:
    """What stands against it; "" where it was done."""
    try:
        _do(act, actor, row)
    except Problem as problem:
        return str(problem) or "refused"
    return ""


def _as_it_is(row: Finding) -> tuple[Any, ...]:
    row.refresh_from_db()
    decided = list(Objection.objects.values_list("status", "version"))
    return (
        row.status,
        row.version,
        row.view,
        row.lo,
        decided,
        list(Item.objects.values_list("status", "version")),
    )


@pytest.mark.parametrize("how_soon", ["now", "term", "long"])
@pytest.mark.parametrize("seed", range(3))
def test_the_machine_and_the_rule_agree_on_every_act_of_everybody(
    cast: Cast, how_soon: str, seed: int
) -> None:
    chance, model = Random(f"{how_soon}{seed}"), Model(how_soon)
    row, office = found.recorded(cast, how_soon=how_soon), found.people(cast)
    actors = {who: office.get(who) or getattr(cast, who) for who in EVERYBODY}
    start, done, day = clock.now(), set(), 0
    for _step in range(220):
        if model.status in {"withdrawn", "discarded"}:
            break
        day += chance.choice([0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 8])
        with clock.moved_to(start + timedelta(days=day)):
            act, who = _chosen(chance, model, _step)
            allowed, before = model.allows(act, who, clock.today()), _as_it_is(row)
            if act in DO_OBJECTION and not Objection.objects.exists():
                assert not allowed
                continue
            refused = _refused(act, actors[who], row)
            assert bool(refused) != allowed, (act, who, model, refused)
            if refused:
                assert _as_it_is(row) == before
            else:
                model.do(act, clock.today())
                done.add(act)
            row.refresh_from_db()
            assert row.status == model.status
            assert Item.objects.exists() == model.on_ledger
    assert {"put", "feed_back"} <= done
    assert sheets.same_sheet(row, found.sheet(cast, how_soon=how_soon))
