"""The state machine of an item against a plain model of the rule, over random acts, people and days.

The model is written from the rule's text alone: who, from where, to where, what stands against it. Whatever the machine
allows the model allows, and the other way round; a refusal leaves the item as it was.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from responsibilities.ledger.actions import DO
from responsibilities.ledger.models import Item, Purse
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Problem
from tests.cast import Cast
from tests.ledger import story

pytestmark = pytest.mark.django_db

FILER, PRINCIPALS, OFFICE = "wangfang", ("zhaogang", "qianmei"), "chenjing"
ABOVE = ("zhouqiang", "wumin", "linnan")
"""Receiving offices farther above: they may check, put on notice and return what is to be checked; nothing else."""
OTHERS = ("lijun", "guoping", "fengbo", "sunli", "maling", "hexin", "xitong")
WITH_UNIT = {"issued", "planning", "planned", "running"}
ROUTES = {
    "task": ["check", "verify"],
    "project": ["check", "publicize", "verify"],
    "rectification": ["check", "publicize", "sign", "verify"],
}
LEADS = {"check": "checked", "publicize": "publicized", "sign": "signed", "verify": "closed"}


@dataclass
class Model:
    """An item as the rule describes it."""

    route: list[str]
    plans: bool
    due: date
    status: str = "issued"
    percent: int | None = None
    asked: date | None = None
    until: date | None = None
    objected: bool = False
    closed: date | None = None
    funds: bool = False
    announced: date | None = None
    before_objected: bool = False
    planned: int = 0
    allotted: int = 0
    paid: int = 0

    def following(self) -> str:
        """The step of closing that comes next; "" where none does."""
        if self.status == "declared":
            return self.route[0]
        passed = [step for step in self.route if LEADS[step] == self.status]
        return self.route[self.route.index(passed[0]) + 1] if passed and self.status != "closed" else ""

    def notice_over(self, today: date) -> bool:
        return not self.objected and (self.until is None or self.until < today)

    def before_over(self, today: date) -> bool:
        """Whether the notice before the work hung long enough, where there is to be one."""
        hung = self.announced is not None and self.announced < today and not self.before_objected
        return hung or not self.funds

    def at_notice(self, today: date) -> tuple[bool, bool]:
        """Whether a notice runs to which nobody objected, and whether an objection is open."""
        closing = self.status == "publicized"
        until = self.until if closing else self.announced if self.status in WITH_UNIT else None
        objected = self.objected if closing else self.before_objected and self.status in WITH_UNIT
        return until is not None and until >= today and not objected, objected

    def allows(self, act: str, who: str, given: dict[str, Any], today: date) -> bool:
        """Whether the rule lets this person do it today with what is given."""
        unit, office, judge = who == FILER, who == OFFICE, who == OFFICE or who in ABOVE
        above = {"declared", "checked", "publicized", "signed"}
        later = given.get("new_due_on")
        runs, objected = self.at_notice(today)
        still = self.status not in {"closed", "cancelled"} and self.funds
        rule = {
            "accept": unit and self.status == "issued",
            "send_plan": unit and self.status == "planning" and self.plans,
            "agree_plan": office and self.status == "planned",
            "refuse_plan": office and self.status == "planned",
            "progress": unit and self.status in WITH_UNIT
            and (self.percent is None or int(given.get("percent", 0)) >= self.percent),
            "prepare": unit and self.status == "running" and self.percent == 100 and self.before_over(today),
            "declare": who in PRINCIPALS and self.status == "running" and self.percent == 100
            and self.before_over(today),
            "plan_funds": office and still,
            "allot": office and still and self.allotted < self.planned,
            "pay": unit and still and self.paid < self.allotted,
            "announce": (judge or unit) and self.funds and self.status in WITH_UNIT and not self.before_objected,
            "set_milestones": office and self.status in WITH_UNIT and given.get("milestones", "") != "",
            "check": judge and self.following() == "check",
            "publicize": (judge or unit) and self.following() == "publicize",
            "object": (judge or unit) and runs,
            "settle_objection": office and objected,
            "sign": who in PRINCIPALS and self.following() == "sign" and self.notice_over(today),
            "verify": office and self.following() == "verify" and self.notice_over(today),
            "return": self.status in above and (office or (judge and self.following() == "check"))
            and later is not None and later >= today,
            "ask_extension": unit and self.status in WITH_UNIT and self.asked is None and today <= self.due
            and later is not None and later > self.due,
            "extend": office and self.status in WITH_UNIT and self.asked is not None and later is not None and later > self.due,
            "refuse_extension": office and self.status in WITH_UNIT and self.asked is not None,
            "reopen": office and self.status == "closed" and later is not None and later >= today,
            "cancel": office and self.status not in {"closed", "cancelled"},
        }  # fmt: skip
        return rule[act]

    def do(self, act: str, given: dict[str, Any], today: date) -> None:
        """What becomes of it."""
        if act == "accept" or (act == "progress" and self.status == "issued"):
            self.status = "planning" if self.plans else "running"
        targets = {"send_plan": "planned", "agree_plan": "running", "refuse_plan": "planning", "declare": "declared",
                   "return": "running", "reopen": "running", "cancel": "cancelled", **LEADS}  # fmt: skip
        self.status = targets.get(act, self.status)
        if act == "progress":
            self.percent = int(given["percent"])
        if act in {"return", "reopen", "extend"}:
            self.due = given["new_due_on"]
        if act in {"extend", "refuse_extension", "declare", "cancel"}:
            self.asked = None
        if act == "ask_extension":
            self.asked = given["new_due_on"]
        if act == "publicize":
            self.until, self.objected = given["until"], False
        if act in {"return", "reopen", "declare"}:
            self.until, self.objected = None, False
        if act in {"object", "settle_objection"}:
            if self.status == "publicized":
                self.objected = act == "object"
            else:
                self.before_objected = act == "object"
        if act == "announce":
            self.announced = given["until"]
        entered = {"plan_funds": "planned", "allot": "allotted", "pay": "paid"}.get(act)
        if entered:
            setattr(self, entered, getattr(self, entered) + 10)


def _given(act: str, chance: Random, today: date, due: date) -> dict[str, Any]:
    later = chance.choice([today - timedelta(days=1), today, due, due + timedelta(days=30)])
    values = {
        "percent": str(chance.choice([0, 20, 60, 100, 100])),
        "words": "按要求办理。",
        "effect": "群众受益。",
        "measures": "逐项整改。",
        "reason": "情况如此。",
        "place": "公开栏",
        "document_number": "永农领办〔2026〕40号",
        "on_day": today,
        "until": today + timedelta(days=chance.choice([0, 3, 9])),
        "new_due_on": later,
        "amount": "10",
        "measured": "wan",
        "fund": "county",
        "milestones": "",
    }
    takes = {take.name for take in DO[act].takes}
    given = {name: value for name, value in values.items() if name in takes}
    if act in {"progress", "plan_funds", "allot", "pay"}:
        given.pop("reason")
    if act == "send_plan":
        given.pop("new_due_on")
    return given


def _as_it_is(row: Item) -> tuple[Any, ...]:
    found = Item.objects.values_list(
        "status", "percent", "due_on", "asked_due_on", "until", "objected", "round", "version", "lamp"
    ).get(pk=row.pk)
    purse = (
        Purse.objects.filter(pk=row.pk)
        .values_list("planned", "allotted", "paid", "until", "objected")
        .first()
    )
    return (*found, purse, row.handlings.count(), row.progress.count(), row.fund_entries.count())


def _chosen(
    chance: Random, model: Model, people: list[str], today: date, late: bool
) -> tuple[str, str, dict[str, Any]]:
    """Half of the time something that the rule allows, so that the walks come far; what ends it for good is for the end."""
    tried = [(act, who, _given(act, chance, today, model.due)) for act in DO for who in people]
    if not late:
        tried = [one for one in tried if one[0] != "cancel"]
    allowed = [one for one in tried if model.allows(*one, today)]
    return chance.choice(allowed if allowed and chance.random() < 0.5 else tried)


@pytest.mark.parametrize("kind", sorted(ROUTES))
@pytest.mark.parametrize("seed", range(2))
def test_the_machine_and_the_rule_agree_on_every_act_of_everybody(cast: Cast, kind: str, seed: int) -> None:
    chance = Random(f"{kind}{seed}")
    row = story.item(story.issued(cast, key=kind, start_on=date(2026, 11, 1), issued_on=date(2026, 11, 1)))
    model = Model(ROUTES[kind], kind == "rectification", row.due_on, funds=kind == "project")
    actors: dict[str, Actor] = {
        name: getattr(cast, name) for name in (FILER, *PRINCIPALS, OFFICE, *ABOVE, *OTHERS)
    }
    done, refused = set(), 0
    day = clock.now()
    for turn in range(110):
        day += timedelta(hours=chance.choice([1, 9, 30]))
        with clock.moved_to(day):
            today = clock.today()
            act, who, given = _chosen(chance, model, list(actors), today, turn > 90)
            row, before = story.item(row.matter), _as_it_is(row)
            allowed = model.allows(act, who, given, today)
            try:
                DO.do(act, actor=actors[who], subject=row, version=row.version, given=given)
                why = ""
            except Problem as problem:
                why = f"{problem.detail} {problem.errors}"
            assert allowed is (not why), (act, who, given, model, why)
            if why:
                assert _as_it_is(row) == before
                refused += 1
                continue
            model.do(act, given, today)
            done.add(act)
            fresh = story.item(row.matter)
            assert (fresh.status, fresh.due_on, fresh.asked_due_on, fresh.until, fresh.objected) == (
                model.status, model.due, model.asked, model.until, model.objected,
            )  # fmt: skip
            if model.funds:
                purse = fresh.purse
                assert [purse.planned, purse.allotted, purse.paid] == [
                    n * 1_000_000 for n in (model.planned, model.allotted, model.paid)
                ]
                assert (purse.until, purse.objected) == (model.announced, model.before_objected)
    assert refused > 20
    assert len(done) >= 6
