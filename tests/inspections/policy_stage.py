"""Inspections on the stage of the walks: the county's plan and inspection, one of the town's own, one in each state."""

from collections.abc import Callable
from datetime import date
from typing import Any

from assessments.inspections.actions import inspections, lines, making, marks, placing, plans
from assessments.inspections.actions.drawing import draft_plan
from assessments.inspections.actions.hand import act_on
from assessments.inspections.models import Inspection, Mark, Rule, YearPlan
from responsibilities.units.models import Unit
from revitalization.kit import clock
from tests import world
from tests.cast import Cast, days, sister, town
from tests.inspections import story
from tests.inspections.policy_findings_stage import FindingSubjects
from tests.policy.basics import MISSING, SYSTEM
from tests.policy.people import TOWN, XIJI, YONGDENG

STEP = "inspections"
"""The step at which the plans and inspections of `STATES` are there."""
OTHER, READY, NOTICED = "OTHER_VISIT", "READY_VISIT", "NOTICED_VISIT"
SECRET, PUT_OFF, GOING_ON, FED_BACK = "SECRET_VISIT", "PUT_OFF_VISIT", "GOING_ON_VISIT", "FED_BACK_VISIT"
"""Inspections of the county: another planned one, one that is ready, one noticed, an unannounced one of today …"""
SENT, AGREED = "SENT_PLAN", "AGREED_PLAN"
"""Plans of the county that were sent and approved."""
NOTHING = "629999999000-2027"
APPROVAL = "永政督批〔2026〕1号"


class Subjects(FindingSubjects):
    """The county's plan of next year from its rule, its planned inspection of both towns with a scheme that waits, the
    town's own inspection of a village, Xiji's inspection, a mark.
    """

    def set_up(self) -> None:
        self.plans: dict[str, YearPlan] = {YONGDENG: story.drafted(self.cast)}
        # A rule adopted since, for which the plan has no line yet.
        self.rule: Rule = story.adopted(self.cast, "county_villages")
        self.inspections: dict[str, Inspection] = {
            YONGDENG: story.made(self.cast),
            TOWN: _own(town(), self.units["VILLAGE"]),
            XIJI: _own(world.unit(world.XIJI), _below(world.unit(world.XIJI))),
        }
        inspections.write_scheme(
            actor=self.cast.dingwei, inspection=self.inspections[YONGDENG], **story.SCHEME
        )
        self.mark: Mark = marks.set_mark(
            actor=self.cast.dingwei,
            issuer=story.county(),
            unit=town().code,
            kind="disaster",
            from_on=days(300),
            source="永政发〔2026〕9号",
        )
        self.set_up_findings()

    def tell(self, step: str) -> None:
        """Goes on to the step; what is not of inspections is told by those above."""
        if step != STEP:
            super().tell(step)  # type: ignore[misc]
            return
        for at, (state, bring) in enumerate(STATES.items()):
            self.inspections[state] = bring(self.cast, at)
        self.plans[SENT] = _plan(self.cast, 2028)
        self.plans[AGREED] = _plan(self.cast, 2026)
        plans.approve(actor=self.cast.fengbo, plan=story.again(self.plans[AGREED]))

    def inspection_version(self, place: str) -> int:
        """The version of the inspection of the place; 1 where there is none."""
        found = self.inspections.get(place)
        return story.again(found).version if found else 1

    def plan_version(self, place: str) -> int:
        """The version of the plan of the place; 1 where there is none."""
        found = self.plans.get(place)
        return story.again(found).version if found else 1

    def line_version(self, place: str) -> int:
        """The version of the first line of the plan of the place; 1 where there is none."""
        found = self.plans.get(place)
        return story.first_line(found).version if found else 1


def of_inspection(s: Any, p: str) -> dict[str, str]:
    """What an address holds for the inspection of the place."""
    return {"key": s.inspections[p].key if p in s.inspections else f"{NOTHING}-i1"}


def of_plan(s: Any, p: str) -> dict[str, str]:
    """What an address holds for the plan of the place."""
    return {"key": s.plans[p].key if p in s.plans else NOTHING}


def of_line(s: Any, p: str) -> dict[str, str]:
    """What an address holds for the first line of the plan of the place."""
    return {**of_plan(s, p), "number": "1"}


def of_rule(s: Any, p: str) -> dict[str, str]:
    """What an address holds for the rule of the place."""
    return {"code": s.code(p), "key": "county_townships"}


def of_template(s: Any, p: str) -> dict[str, str]:
    """What an address holds for a rule that the place may adopt."""
    return {"code": s.code(p), "key": "county_funds"}


def of_mark(s: Any, p: str) -> dict[str, str]:
    """What an address holds for the mark of the place."""
    return {"key": s.mark.key if p == YONGDENG else f"{s.code(MISSING)}-20260101-d1"}


def _below(unit: Unit) -> Unit:
    return Unit.objects.children_of(unit).order_by("lo")[0]


def _own(issuer: Unit, target: Unit) -> Inspection:
    """An inspection that a unit makes of one below it."""
    return making.make(
        actor=SYSTEM,
        issuer=issuer,
        wanted=story.wanted(title=f"{issuer.name}责任落实督查", units=[target.code], from_on=days(25)),
    )


def _made(cast: Cast, at: int, **more: Any) -> Inspection:
    """One of the county beside the others, approved in spite of the clash."""
    values = {"title": f"专项督查之{at}", "from_on": days(40), "exception_number": APPROVAL, **more}
    return story.made(cast, **values)


def _ready(cast: Cast, at: int, **more: Any) -> Inspection:
    return story.teamed(cast, _made(cast, at, **more), size=9)


def _noticed(cast: Cast, at: int) -> Inspection:
    row = _ready(cast, at)
    return inspections.notice(
        actor=cast.dingwei, inspection=story.again(row), document_number=f"永督发〔2026〕{60 + at}号"
    )


def _secret(cast: Cast, at: int) -> Inspection:
    return _ready(cast, at, announced=False, from_on=clock.today())


def _put_off(cast: Cast, at: int) -> Inspection:
    return placing.postpone(actor=cast.dingwei, inspection=_made(cast, at), reason="换届")


def _going_on(cast: Cast, at: int) -> Inspection:
    return inspections.begin(actor=cast.dingwei, inspection=story.again(_secret(cast, at)))


def _fed_back(cast: Cast, at: int) -> Inspection:
    row = _going_on(cast, at)
    given = {"document_number": "永督发〔2026〕99号"}
    return act_on("feed_back", cast.dingwei, row, None, given=given)


def _plan(cast: Cast, year: int) -> YearPlan:
    """The county's plan of another year, sent for approval; where no rule asks for anything, with a line by hand."""
    plan = draft_plan(actor=cast.dingwei, issuer=story.county(), year=year)
    if not plan.lines.exists():
        line = lines.add_line(
            actor=cast.dingwei, plan=plan, title="年末资金项目督查", kind="funds", categories=["L04"],
            from_on=date(year, 12, 20), to_on=date(year, 12, 31), days=2,
        )  # fmt: skip
        story.move_line(cast, line, sister(), date(year, 12, 21), APPROVAL)
    plans.submit(actor=cast.dingwei, plan=story.again(plan))
    return plan


STATES: dict[str, Callable[[Cast, int], Inspection]] = {
    OTHER: _made,
    READY: _ready,
    NOTICED: _noticed,
    SECRET: _secret,
    PUT_OFF: _put_off,
    GOING_ON: _going_on,
    FED_BACK: _fed_back,
}
"""An inspection of the county in each state that an act leads on from, by the name of the state as a place."""
