"""A year of inspections by a moved clock on the real tree of the world: a county's office, its teams and its towns.

What the people do follows from the seed and from what people did before. Where it rests on what the clock does (a plan
that is drawn, a problem on the ledger) they wait until the clock has surely run: whoever goes on earlier decides by the
day on which it ran, and nothing can end alike. So nobody places a visit in the days in which the plan is drawn.
"""

from datetime import date
from random import Random
from uuid import NAMESPACE_URL, uuid5

from assessments.inspections.actions import (
    feedback,
    findings,
    inspections,
    lines,
    lookback,
    objections,
    plans,
    reporting,
    rules_data,
    sisters,
    teams,
)
from assessments.inspections.models import (
    Finding,
    Inspection,
    Looked,
    Member,
    Objection,
    Sister,
    Target,
    YearPlan,
)
from assessments.inspections.queries.findings import objection_facts
from assessments.inspections.rules.objections import by_others
from responsibilities.ledger.models import Item
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from tests import world
from tests.cast import Cast, sister, town
from tests.inspections import found, story
from tests.inspections.settled import DAY, WAIT, on_their_way, settled_on
from tests.ledger.year import act_by_chance, appointed, hands
from tests.reliability.mishaps import Telling

SURE = 7
"""The clock surely runs every seventh day."""
PLANNED_ON = date(2026, 12, 9)
RARELY = {
    "cancel": 0.005, "set_milestones": 0, "ask_extension": 0.2, "return": 0.2, "refuse_plan": 0.2,
    "progress": 0.7,
}  # fmt: skip
"""These offices want to come to an end with what was found."""
OFFICE = ("dingwei", "office6", "office7")
INSPECTORS = ("inspector4", "inspector5")


def sure(days: int) -> frozenset[int]:
    """The days of a telling on which the clock runs whatever befalls it."""
    return frozenset(range(SURE - 1, days, SURE))


class Today(Cast):
    """The cast of one day, on which nobody's rights change; each is looked up once."""

    def __getattr__(self, username: str) -> Actor:
        vars(self)[username] = actor = super().__getattr__(username)
        return actor


class Year(Telling):
    """The office plans and inspects, its teams find, the towns answer, object and put right."""

    first = date(2026, 11, 24)

    def people(self, day: int) -> None:
        if day == 0:
            self._begun(Cast())
        cast, today = Today(), clock.today()
        self.hands = hands(cast)
        self._planned(cast, today)
        for row in Inspection.objects.filter(issuer=story.county()).order_by("sequence"):
            self._inspected(cast, row, today)
        for said in Objection.objects.filter(status="filed").order_by("finding__key"):
            self._decided(cast, said, today)
        self._looked(cast, today)
        self._worked(cast, Random(f"{self.seed}/{day}"), today)

    # ------------------------------------------------------------ the plan

    def _begun(self, cast: Cast) -> None:
        """The office and its people, the rules they adopt, and an inspection outside the plan."""
        appointed()
        for name in (*INSPECTORS, *OFFICE[1:]):
            story.member(cast, name, role="inspector" if name in INSPECTORS else "supervisor")
        for key in ("county_townships", "county_villages"):
            story.adopted(cast, key)
        self._winter(cast)
        province = world.unit(world.GANSU)
        for key in ("province_counties", "province_yearly"):
            office = found.people(cast)["duwei"]
            rules_data.adopt(
                actor=office, issuer=province, template=story.template(key), from_year=story.YEAR
            )
        story.made(cast, from_on=clock.today() + 2 * DAY)

    def _winter(self, cast: Cast) -> None:
        """Funds are inspected in the first months of the year."""
        rule = story.adopted(cast, "county_funds")
        said = {name: getattr(rule, name) for name in rules_data.SUBSTANCE}
        more = {"title": rule.title, "from_year": story.YEAR, "until_year": None, "basis": "县规定"}
        rules_data.set_rule(
            actor=cast.dingwei, rule=rule, said=said | more | {"first_month": 1, "last_month": 2}
        )

    def _planned(self, cast: Cast, today: date) -> None:
        """What the clock drew is edited, approved by the secretary and published, a day for each."""
        at = (today - PLANNED_ON).days
        if not 0 <= at <= 3:
            return
        plan = YearPlan.objects.get(issuer=story.county(), year=story.YEAR)
        if at == 0:
            funds, towns = (
                plan.lines.get(rule__key="county_funds"),
                plan.lines.get(rule__key="county_townships"),
            )
            for n, unit in enumerate((town(), sister())):
                lines.visit(actor=cast.dingwei, line=funds, unit=unit.code, on_day=date(2027, 1, 4) + n * DAY)
            lines.edit(actor=cast.dingwei, line=towns, title="对乡镇落实责任制情况的年度督查")
        elif at == 1:
            plans.submit(actor=cast.dingwei, plan=plan)
        elif at == 2:
            plans.approve(actor=cast.fengbo, plan=plan)
        else:
            plans.publish(actor=cast.dingwei, plan=plan, document_number=story.PLAN_NUMBER)
        self.done["plan"] += 1

    # ------------------------------------------------------------ one inspection

    def _inspected(self, cast: Cast, row: Inspection, today: date) -> None:
        visits = list(row.targets.select_related("unit").order_by("unit__code"))
        first, last = min(it.from_on for it in visits), max(it.to_on for it in visits)
        if row.status in ("planned", "noticed") and today >= first - 10 * DAY:
            self._prepared(cast, row, today, first)
            row = story.again(row)
        if row.status == "on_site":
            self._on_site(cast, row, visits, today)
            if today >= last + 2 * DAY:
                number = f"永督发〔{row.year}〕{50 + row.sequence}号"
                feedback.feed_back(
                    actor=cast.dingwei, inspection=row, document_number=number, contact="丁伟", **found.LETTER
                )
                self.done["feed_back"] += 1
        elif row.status == "fed_back":
            since = (today - row.fed_back_on).days
            for one in (
                Finding.objects.full().filter(inspection=row).order_by("sequence") if since <= 30 else ()
            ):
                self._followed(cast, one, since)
            if since == 30 + WAIT:
                self._reported(row)
            if since > 30 + WAIT:
                self._closed(cast, row, today)

    def _prepared(self, cast: Cast, row: Inspection, today: date, first: date) -> None:
        if row.groups == 0:
            row = story.schemed(cast, row)
            row = teams.draw_team(actor=cast.dingwei, inspection=row, groups=1, size=3, seed=row.key)
        if row.announced and row.status == "planned":
            number = f"永督发〔{row.year}〕{20 + row.sequence}号"
            inspections.notice(actor=cast.dingwei, inspection=story.again(row), document_number=number)
        elif today >= first:
            inspections.begin(actor=cast.dingwei, inspection=story.again(row))
            self.done["begin"] += 1

    def _on_site(self, cast: Cast, row: Inspection, visits: list[Target], today: date) -> None:
        """Whoever is there records, the sheets are put; the day after the unit says what it holds of them."""
        members = Member.objects.filter(inspection=row, standing=True, group__gt=0).select_related("user")
        team = [story.actor(it.user) for it in members.order_by("user__username")]
        for one in Finding.objects.full().filter(inspection=row, status="put").order_by("sequence"):
            given = {"view": "true", "person": "马占林", "post": "干部"}
            filers = self.hands.get(one.unit_id, [])
            if filers and self._chance(one, "answer").random() < 0.6:
                findings.answer(actor=filers[0], finding=one, **given)
            else:
                findings.confirm(actor=team[0], finding=one, **given)
            self.done["view"] += 1
        for visit in (it for it in visits if it.from_on <= today <= it.to_on):
            self._recorded(cast, row, visit.unit, team, today)

    def _recorded(self, cast: Cast, row: Inspection, unit: Unit, team: list[Actor], today: date) -> None:
        chance = Random(f"{self.seed}/{row.key}/{unit.code}/{today}")
        for n in range(chance.randint(1, 3)):
            sheet = found.sheet(
                cast, place=unit.name, problem=f"{unit.name}第{n + 1}处，{today:%m%d}检查时无人管护。",
                category="L04" if row.categories else "L09", second=team[1].user_id,
                how_soon=chance.choices(("now", "term", "long"), (2, 3, 1))[0],
            )  # fmt: skip
            name = f"{self.seed}/{row.key}/{unit.code}/{today}/{n}"
            one = findings.record(
                actor=team[0],
                inspection=row,
                unit=unit.code,
                client_key=uuid5(NAMESPACE_URL, name),
                sheet=sheet,
            )
            roots = Finding.objects.filter(unit=unit, same_as=None).exclude(
                status__in=("withdrawn", "discarded")
            )
            before = list(roots.exclude(pk=one.pk).order_by("key"))
            if before and chance.random() < 0.4:
                one = findings.link(actor=team[0], finding=one, same_as=chance.choice(before).key)
                self.done["link"] += 1
            findings.put(actor=team[0], finding=one)
            self.done["put"] += 1

    # ------------------------------------------------------------ what follows

    def _chance(self, one: Finding, what: str) -> Random:
        return Random(f"{self.seed}/{one.key}/{what}")

    def _followed(self, cast: Cast, one: Finding, since: int) -> None:
        """The principal objects to some, others are offered to the sister town, which answers in its time."""
        chance = self._chance(one, "follow")
        working, objects = self.hands, chance.random() < 0.45
        if objects and since == chance.randint(WAIT, 30) and one.unit_id in working:
            reason = "已列入计划，另有公益岗管护。"
            objections.object_to(actor=working[one.unit_id][1], finding=one, reason=reason)
            self.done["object"] += 1
        elif not objects and since == WAIT and chance.random() < 0.6:
            other = sister() if one.unit_id == town().pk else town()
            sisters.offer(actor=cast.dingwei, finding=one, codes=[other.code])
        elif since == WAIT + 9:
            for offer in Sister.objects.filter(finding=one).select_related("unit", "finding__inspection"):
                act = sisters.take if one.sequence % 2 else sisters.decline
                act(actor=working[offer.unit_id][0], sister=offer, reason="已逐村排查。")
                self.done[act.__name__] += 1

    def _decided(self, cast: Cast, said: Objection, today: date) -> None:
        """Somebody of the office who was not on the team decides, sometimes too late."""
        chance = self._chance(said.finding, "decide")
        if (today - said.filed_on).days != chance.randint(3, 36):
            return
        others = (getattr(cast, name) for name in OFFICE)
        actor = next((it for it in others if by_others(said, objection_facts(said, it)) is None), None)
        assert actor is not None
        how = chance.choice(("keep", "change", "withdraw"))
        if how == "keep":
            objections.keep(actor=actor, objection=said, reason="属实。")
        elif how == "change":
            objections.change(
                actor=actor, objection=said, reason="部分属实。", problem=f"{said.finding.unit.name}1处。"
            )
        else:
            one = said.finding
            number = f"永督发〔{one.inspection.year}〕{100 * one.inspection.sequence + one.sequence}号"
            objections.withdraw(actor=actor, objection=said, reason="不属实。", document_number=number)
        self.done[how] += 1

    def _reported(self, row: Inspection) -> None:
        """Each town reports once how it puts right what was found there."""
        for unit in (town(), sister()):
            if row.findings.filter(unit=unit, status="listed").exists():
                reporting.report_back(
                    actor=self.hands[unit.pk][0], inspection=row, unit=unit, signer="赵刚", organised="专班推进。",
                    document_number=f"红政发〔{row.year}〕{row.sequence}号", lasting="建立制度。", ahead="继续推进。",
                )  # fmt: skip
                self.done["report"] += 1

    def _closed(self, cast: Cast, row: Inspection, today: date) -> None:
        days = [settled_on(one) for one in Finding.objects.full().filter(inspection=row)]
        if all(day is not None and day + WAIT * DAY <= today for day in days):
            inspections.close(actor=cast.dingwei, inspection=row)
            self.done["close"] += 1

    def _looked(self, cast: Cast, today: date) -> None:
        """Once a month half of what was closed half a year ago is looked at again; ten days later it is seen."""
        for line in Looked.objects.filter(looked_on=None).select_related("finding__item", "lookback"):
            if (today - line.lookback.drawn_on).days >= 10 and line.finding.item not in list(
                on_their_way(today)
            ):
                back = (
                    line.finding.item.status == "closed" and self._chance(line.finding, "look").random() < 0.5
                )
                lookback.enter(
                    actor=cast.dingwei, line=line, result="back" if back else "held", words="现场查看。"
                )
                self.done["back" if back else "held"] += 1
        if (
            today.day == 15
            and not list(on_their_way(today))
            and lookback.pool_of(cast.dingwei, story.county(), today)
        ):
            lookback.draw(actor=cast.dingwei, issuer=story.county(), share=50, seed=f"{today}")
            self.done["look_back"] += 1

    def _worked(self, cast: Cast, by_chance: Random, today: date) -> None:
        """On the ledger, with what has surely been there for a while and is not about to be reopened."""
        moving = {item.pk for item in on_their_way(today)}
        rows = Item.objects.full().filter(start_on__lte=today - WAIT * DAY, unit__in=self.hands)
        rows = rows.order_by("matter__origin_kind", "matter__origin_key", "lo")
        there = [row for row in rows.exclude(status__in=("cancelled", "closed")) if row.pk not in moving]
        working = {**self.hands, 0: [getattr(cast, name) for name in OFFICE]}
        for _again in range(by_chance.randint(1, 4) if there else 0):
            row = Item.objects.full().get(pk=by_chance.choice(there).pk)
            self.done[f"ledger.{act_by_chance(row, working, by_chance, RARELY)}"] += 1
