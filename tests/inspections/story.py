"""Steps of the story of inspections, for tests to tell it up to the point they are about.

Yongdeng county's supervision office draws its plan from the rules, the county's head approves it; two members of its
teams inspect Hongcheng town and Zhongbu town.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from assessments.inspections.actions import inspections, lines, making, plans, rules_data, teams
from assessments.inspections.actions.drawing import draft_plan
from assessments.inspections.models import Inspection, Line, Rule, Template, YearPlan
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.models import User
from responsibilities.access.queries import actor_for
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from tests import world
from tests.cast import Cast, sister, town

YEAR = 2027
SCHEME = {
    "basis": "落实乡村振兴责任制实施办法，了解乡镇责任落实情况。",
    "targets": "红城镇、中堡镇。",
    "content": "产业发展、防返贫监测、资金项目管理。",
    "method": "查阅资料、实地走访、个别谈话。",
    "timing": "每镇两天。",
    "grouping": "两个组。",
    "demands": "严格执行中央八项规定精神，不打招呼、不要陪同。",
}
PLAN_NUMBER = "永督发〔2026〕8号"
NOTICE_NUMBER = "永督发〔2027〕3号"


def county() -> Unit:
    return world.unit(world.YONGDENG)


def template(key: str = "county_townships") -> Template:
    return Template.objects.get(key=key, current=True)


def adopted(cast: Cast, key: str = "county_townships", from_year: int = YEAR) -> Rule:
    return rules_data.adopt(actor=cast.dingwei, issuer=county(), template=template(key), from_year=from_year)


def drafted(cast: Cast) -> YearPlan:
    """The plan of next year with one proposed line for the townships."""
    adopted(cast)
    return draft_plan(actor=cast.dingwei, issuer=county(), year=YEAR)


def again(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def first_line(plan: YearPlan) -> Line:
    return plan.lines.order_by("number")[0]


def approved(cast: Cast) -> YearPlan:
    plan = drafted(cast)
    plans.submit(actor=cast.dingwei, plan=plan)
    return plans.approve(actor=cast.fengbo, plan=again(plan))


def published(cast: Cast) -> YearPlan:
    return plans.publish(actor=cast.dingwei, plan=approved(cast), document_number=PLAN_NUMBER)


def wanted(**more: Any) -> making.Wanted:
    values: dict[str, Any] = {
        "title": "防返贫监测帮扶情况督查",
        "kind": "policy",
        "from_on": clock.today() + timedelta(days=10),
        "days": 2,
        "units": [town().code, sister().code],
        "outside": "永政督函〔2026〕5号",
        "categories": ["L04"],
    }
    return making.Wanted(**(values | more))


def made(cast: Cast, **more: Any) -> Inspection:
    """An inspection outside the plan, of the two towns, in ten days."""
    return making.make(actor=cast.dingwei, issuer=county(), wanted=wanted(**more))


def member(cast: Cast, name: str, unit: str = world.YONGDENG, role: str = "inspector", **more: Any) -> User:
    """Another account with the role at the unit."""
    user, fresh = User.objects.get_or_create(username=name, defaults={"name": f"督查员{name[-1]}"})
    if fresh:
        grant_role(actor=cast.fresh("anquan"), user=user, unit=world.unit(unit), role=role, **more)
    return user


def schemed(cast: Cast, row: Inspection) -> Inspection:
    inspections.write_scheme(actor=cast.dingwei, inspection=again(row), **SCHEME)
    return inspections.approve_scheme(actor=cast.fengbo, inspection=again(row))


def teamed(cast: Cast, row: Inspection, groups: int = 1, size: int = 3, seed: str = "20270101") -> Inspection:
    """Its scheme is approved, its team is drawn: the office and the county's inspectors are in the lot."""
    member(cast, "inspector2")
    schemed(cast, row)
    return teams.draw_team(actor=cast.dingwei, inspection=again(row), groups=groups, size=size, seed=seed)


def noticed(cast: Cast, **more: Any) -> Inspection:
    row = teamed(cast, made(cast, **more))
    return inspections.notice(actor=cast.dingwei, inspection=again(row), document_number=NOTICE_NUMBER)


def on_site(cast: Cast, **more: Any) -> Inspection:
    """The team is there: begun on its first day, as the clock is asked to stand on it."""
    row = noticed(cast, **more)
    with clock.moved_to(at(row.targets.order_by("from_on")[0].from_on)):
        return inspections.begin(actor=cast.dingwei, inspection=again(row))


def at(day: date) -> datetime:
    """Noon of the day in Shanghai."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def actor(user: User) -> Actor:
    return actor_for(user.pk, via="html")


def move_line(cast: Cast, line: Line, unit: Unit, day: date, number: str = "") -> Line:
    return lines.visit(actor=cast.dingwei, line=line, unit=unit.code, on_day=day, document_number=number)
