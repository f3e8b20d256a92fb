"""The course of an inspection against a plain model of the rule, over random acts, people and days.

The model is written from the rule's text alone. Whatever the machine allows the model allows, and the other way round;
a refusal leaves everything as it was.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from assessments.inspections.actions import DO
from assessments.inspections.actions.hand import act_on
from assessments.inspections.models import Draw, Inspection, Member, Paper, Target
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Problem
from tests.cast import Cast, town
from tests.inspections import story

pytestmark = pytest.mark.django_db

OFFICE, HEADS, INSPECTOR = "dingwei", ("fengbo", "weiwei"), "luyan"
OTHERS = (
    "chenjing",
    "guoping",
    "zhouqiang",
    "wumin",
    "wangfang",
    "zhaogang",
    "sunli",
    "maling",
    "hexin",
    "xitong",
)
ACTS = tuple(act for act in DO if act not in {"merge", "lead", "stand_aside", "feed_back"})
"""Merging and what concerns single members is told of in their own tests."""


@dataclass
class Model:
    """An inspection of one town as the rule describes it."""

    announced: bool
    first: date
    status: str = "planned"
    scheme: str = ""
    drawn: bool = False

    def allows(self, act: str, who: str, given: dict[str, Any], today: date) -> bool:
        """Whether the rule lets this person do it today with what is given."""
        office, head = who == OFFICE, who in HEADS
        ahead = self.status in {"planned", "noticed"}
        ready = self.scheme == "approved" and self.drawn
        day = given.get("on_day")
        fits = day is not None and day >= today and day.year == self.first.year
        rule = {
            "write_scheme": office and ahead,
            "approve_scheme": head and ahead and self.scheme == "written",
            "refuse_scheme": head and ahead and self.scheme == "written",
            "draw_team": office and ahead,
            "notice": office and self.status == "planned" and self.announced and ready and today < self.first,
            "begin": office and ready and today >= self.first
            and self.status == ("noticed" if self.announced else "planned"),
            "close": office and self.status == "fed_back",
            "move": office and ahead and fits,
            "postpone": office and ahead,
            "resume": office and self.status == "postponed" and fits,
            "cancel": office and self.status in {"planned", "noticed", "postponed"},
        }  # fmt: skip
        return rule[act]

    def do(self, act: str, given: dict[str, Any]) -> None:
        """What becomes of it."""
        targets = {"notice": "noticed", "begin": "on_site", "close": "closed", "postpone": "postponed",
                   "resume": "planned", "cancel": "cancelled"}  # fmt: skip
        self.status = targets.get(act, self.status)
        schemes = {"write_scheme": "written", "approve_scheme": "approved", "refuse_scheme": ""}
        self.scheme = schemes.get(act, self.scheme)
        self.drawn = self.drawn or act == "draw_team"
        if act in {"move", "resume"}:
            self.first = given["on_day"]


def _given(act: str, chance: Random, today: date, turn: int) -> dict[str, Any]:
    days = [today - timedelta(days=1), today, today + timedelta(days=3), today + timedelta(days=900)]
    values = {
        **story.SCHEME,
        "reason": "按要求调整。",
        "document_number": f"永督发〔2027〕{turn + 1}号",
        "groups": 1,
        "size": 2,
        "unit": town().code,
        "on_day": chance.choice(days),
    }
    takes = {take.name for take in DO[act].takes}
    given = {name: value for name, value in values.items() if name in takes}
    if act in {"move", "resume"}:
        given.pop("document_number")
    return given


def _as_it_is(row: Inspection) -> tuple[Any, ...]:
    found = Inspection.objects.values_list(
        "status", "scheme_state", "scheme", "from_on", "to_on", "version"
    ).get(pk=row.pk)
    targets = list(Target.objects.values_list("from_on", "to_on", "live", "group"))
    return (*found, targets, Draw.objects.count(), Member.objects.count(), Paper.objects.count())


def _chosen(
    chance: Random, model: Model, people: list[str], today: date, turn: int
) -> tuple[str, str, dict[str, Any]]:
    """Half of the time something that the rule allows, so that the walks come far; what ends it for good is for the end."""
    acts = [act for act in ACTS if turn > 50 or act not in {"cancel", "close"}]
    tried = [(act, who, _given(act, chance, today, turn)) for act in acts for who in people]
    allowed = [one for one in tried if model.allows(*one, today)]
    return chance.choice(allowed if allowed and chance.random() < 0.5 else tried)


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("seed", range(1))
def test_the_machine_and_the_rule_agree_on_every_act_of_everybody(
    cast: Cast, announced: bool, seed: int
) -> None:
    chance, day = Random(f"{announced}{seed}"), story.at(date(2027, 2, 1))
    with clock.moved_to(day):
        row = story.made(cast, units=[town().code], announced=announced, from_on=date(2027, 2, 8))
    model = Model(announced, date(2027, 2, 8))
    actors: dict[str, Actor] = {name: getattr(cast, name) for name in (OFFICE, *HEADS, INSPECTOR, *OTHERS)}
    done, refused = set(), 0
    for turn in range(70):
        day += timedelta(hours=chance.choice([1, 9, 30]))
        with clock.moved_to(day):
            today, row = clock.today(), story.again(row)
            if model.status == "on_site" and turn > 40:
                number = {"document_number": f"永督发〔2027〕{900 + turn}号"}
                row = act_on("feed_back", actors[OFFICE], row, None, given=number)
                model.status = "fed_back"
            act, who, given = _chosen(chance, model, list(actors), today, turn)
            before, allowed = _as_it_is(row), model.allows(act, who, given, today)
            try:
                DO.do(act, actor=actors[who], subject=row, version=row.version, given=given)
                why = ""
            except Problem as problem:
                why = f"{problem} {problem.detail} {problem.errors}"
            assert allowed is (not why), (act, who, given, model, today, why)
            if why:
                assert _as_it_is(row) == before
                refused += 1
                continue
            model.do(act, given)
            done.add(act)
            fresh = story.again(row)
            assert (fresh.status, fresh.scheme_state) == (model.status, model.scheme)
            target = fresh.targets.get()
            assert target.from_on == model.first
            assert target.live is (model.status not in {"postponed", "cancelled"})
    assert refused > 15
    assert len(done) >= 5
