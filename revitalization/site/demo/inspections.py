"""A year of inspections of one province: its plan approved and published, two inspections on site, one ahead.

Who works in the supervision office, who approves, who is drawn by lot: whoever holds the role at its place on that day.
Without them the story stands still, as it does where a post is vacant.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from assessments.inspections.actions import inspections, lines, plans, rules_data, teams
from assessments.inspections.actions.drawing import draft_plan
from assessments.inspections.models import Inspection, Template, YearPlan
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.models import Grant
from responsibilities.access.queries import actor_for
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Problem
from revitalization.site.demo.chapters import Chapter
from revitalization.site.demo.found import found_in, next_number
from revitalization.site.demo.people import COUNTY, PROVINCE, holder

BEGIN = 250
"""Days before the present on which the office adopts its rules."""
INSPECTORS = 8
"""Members of teams from the cities, who inspect elsewhere than at home."""


@dataclass(frozen=True)
class Told:
    """One inspection of the story: how many days before the present its first visit is, whom it inspects how."""

    ago: int
    title: str
    kind: str
    announced: bool
    days: int
    categories: tuple[str, ...]
    counties: int
    content: str


STORY = (
    Told(
        130,
        "乡村振兴责任落实情况四不两直督查",
        "regular",
        False,
        3,
        (),
        3,
        "责任落实、防返贫监测、人居环境整治情况。",
    ),
    Told(
        24,
        "衔接资金项目管理专项督查",
        "funds",
        True,
        3,
        ("L04",),
        3,
        "衔接资金拨付、项目开工、资产管护情况。",
    ),
    Told(
        -45,
        "农村供水保障政策落实督查",
        "policy",
        True,
        2,
        ("L09",),
        3,
        "供水保障、水质监测、管护责任落实情况。",
    ),
)
SCHEME: dict[str, Any] = {
    "basis": "根据乡村振兴责任制有关规定和年度督查检查计划，了解责任落实情况，推动问题整改。",
    "targets": "抽中的县（市、区），每县抽查两个乡镇、四个村。",
    "method": "一看二查三问：看现场、查资料、问干部群众，不听专题汇报。",
    "timing": "每县不超过三天。",
    "grouping": "分三组，人员抽签产生，实行回避。",
    "demands": "严格执行中央八项规定及其实施细则精神，不陪同、不增加基层负担，发现问题当场核实。",
}


def is_told() -> bool:
    """Whether there is a plan of inspections already."""
    return YearPlan.objects.exists()


def chapters(now: datetime) -> Iterator[Chapter]:
    """Rules and people first, then for each year its plan, then the inspections on their days."""
    told = Telling(now)
    yield Chapter(_at(now, BEGIN), told.people)
    by_year: dict[int, list[Told]] = defaultdict(list)
    for one in STORY:
        by_year[told.first(one).year].append(one)
    for year, ones in by_year.items():
        ago = max(one.ago for one in ones)
        yield Chapter(_at(now, ago + 60), partial(told.draft, year, ones))
        yield Chapter(_at(now, ago + 55), partial(told.approve, year))
        yield Chapter(_at(now, ago + 50), partial(told.publish, year))
    for one in STORY:
        steps = ((40, told.write), (38, told.agree), (30, told.draw), (10, told.notice), (0, told.begin))
        for before, run in steps:
            if one.ago + before > 0:
                yield Chapter(_at(now, one.ago + before, 10), partial(run, one))
        yield from found_in(now, one.title, one.ago)


def _at(now: datetime, ago: int, minutes: int = 0) -> datetime:
    """Ten in the morning so many days ago."""
    day = clock.local(now).date() - timedelta(days=ago)
    return datetime.combine(day, time(10), tzinfo=clock.SHANGHAI) + timedelta(minutes=minutes)


@dataclass
class Telling:
    """One telling: the plans by year, the inspections by title."""

    now: datetime
    plans: dict[int, YearPlan] = field(default_factory=dict)

    def first(self, one: Told) -> date:
        """The first day on site."""
        return clock.local(self.now).date() - timedelta(days=one.ago)

    def people(self) -> tuple[()]:
        """Members of teams come from the cities; the office adopts the rules of next year's plan."""
        province = Unit.objects.live().get(code=PROVINCE)
        administrator = holder("security_admin", Unit.objects.get(lo=0))
        if administrator is not None:
            security = actor_for(administrator.pk, fresh=True)
            cities = Unit.objects.live().children_of(province)
            grants = Grant.objects.on(clock.today()).filter(role="reviewer", content_object__in=cities)
            for grant in grants.select_related("user").order_by("content_object__lo", "pk")[:INSPECTORS]:
                grant_role(actor=security, user=grant.user, unit=province, role="inspector")
        if (office := _actor("supervisor", province)) is not None:
            for template in Template.objects.filter(current=True, issuer_level="province").order_by("key"):
                # The plans of the story are written by hand; the clock draws the ones after them.
                year = max(self.first(one).year for one in STORY) + 1
                rules_data.adopt(actor=office, issuer=province, template=template, from_year=year)
        return ()

    def draft(self, year: int, ones: list[Told]) -> tuple[()]:
        """The office writes its lines and sends the plan for approval."""
        province = Unit.objects.live().get(code=PROVINCE)
        office = _actor("supervisor", province)
        if office is None:
            return ()
        plan = draft_plan(actor=office, issuer=province, year=year)
        counties = _counties()
        for at, one in enumerate(ones):
            first = self.first(one)
            line = lines.add_line(
                actor=office,
                plan=plan,
                title=one.title,
                kind=one.kind,
                announced=one.announced,
                categories=list(one.categories),
                from_on=first,
                to_on=min(first + timedelta(days=20), date(year, 12, 31)),
                days=one.days,
            )
            for n, county in enumerate(counties[at * one.counties : (at + 1) * one.counties]):
                day = min(first + timedelta(days=4 * n), date(year, 12, 31))
                line = lines.visit(actor=office, line=line, unit=county.code, on_day=day)
        plans.submit(actor=office, plan=YearPlan.objects.get(pk=plan.pk))
        self.plans[year] = plan
        return ()

    def approve(self, year: int) -> tuple[()]:
        """The province's first responsible person approves what the office drew up."""
        head = _actor("principal", Unit.objects.live().get(code=PROVINCE))
        if head is not None and year in self.plans:
            plans.approve(actor=head, plan=YearPlan.objects.get(pk=self.plans[year].pk))
        return ()

    def publish(self, year: int) -> tuple[()]:
        """Published under its number, each line is an inspection."""
        office = _actor("supervisor", Unit.objects.live().get(code=PROVINCE))
        plan = YearPlan.objects.filter(issuer__code=PROVINCE, year=year, status="approved").first()
        if office is not None and plan is not None:
            plans.publish(actor=office, plan=plan, document_number=next_number(plan.issuer))
        return ()

    def write(self, one: Told) -> tuple[()]:
        """The office writes the scheme."""
        row, office = _inspection(one), _actor("supervisor", Unit.objects.live().get(code=PROVINCE))
        if row is not None and office is not None:
            inspections.write_scheme(actor=office, inspection=row, **{**SCHEME, "content": one.content})
        return ()

    def agree(self, one: Told) -> tuple[()]:
        """The province's leader in charge approves it, or where there is none its first responsible person."""
        row, province = _inspection(one), Unit.objects.live().get(code=PROVINCE)
        head = _actor("leader", province) or _actor("principal", province)
        if row is not None and head is not None and row.scheme_state == "written":
            inspections.approve_scheme(actor=head, inspection=row)
        return ()

    def draw(self, one: Told) -> tuple[()]:
        """The team is drawn by lot; where too few are free of conflicts it is one group."""
        row, office = _inspection(one), _actor("supervisor", Unit.objects.live().get(code=PROVINCE))
        if row is None or office is None:
            return ()
        for groups in (3, 2, 1):
            try:
                teams.draw_team(
                    actor=office, inspection=row, groups=groups, size=3, seed=f"{one.ago:03d}{groups}"
                )
            except Problem:
                continue
            break
        return ()

    def notice(self, one: Told) -> tuple[()]:
        """Announced ones are noticed to the counties."""
        row, office = _inspection(one), _actor("supervisor", Unit.objects.live().get(code=PROVINCE))
        if row is not None and office is not None and row.announced and row.groups:
            inspections.notice(actor=office, inspection=row, document_number=next_number(row.issuer))
        return ()

    def begin(self, one: Told) -> tuple[()]:
        """The team goes on site."""
        row, office = _inspection(one), _actor("supervisor", Unit.objects.live().get(code=PROVINCE))
        ready = row is not None and row.status == ("noticed" if one.announced else "planned") and row.groups
        if row is not None and office is not None and ready and row.scheme_state == "approved":
            inspections.begin(actor=office, inspection=row)
        return ()


def _counties() -> list[Unit]:
    """The county of the story first, then others of the province, spread over its cities."""
    province = Unit.objects.live().get(code=PROVINCE)
    found = Unit.objects.live().territorial().under(province).filter(level="county").order_by("lo")
    own = [unit for unit in found if unit.code == COUNTY]
    others = [unit for unit in found if unit.code != COUNTY]
    return [*own, *others[:: max(len(others) // 8, 1)]][:9]


def _inspection(one: Told) -> Inspection | None:
    return Inspection.objects.full().filter(issuer__code=PROVINCE, title=one.title).order_by("pk").first()


def _actor(role: str, unit: Unit) -> Actor | None:
    user = holder(role, unit)
    return actor_for(user.pk) if user else None
