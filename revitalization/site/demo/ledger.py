"""A year on the ledger of one county: handed down, reported on, behind, declared, closed, reopened, by its own people.

What happens stands in `ledger.toml`; here it is done, by whoever holds the role at its place on that day. Lamps turn by
the clock meanwhile.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from responsibilities.access.actions.grants import grant_role
from responsibilities.access.queries import actor_for
from responsibilities.ledger.actions import DO, drawing, issuing
from responsibilities.ledger.actions.drawn import Drawn
from responsibilities.ledger.actions.timed import turn_lamps
from responsibilities.ledger.models import Item, Kind, Matter
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.site.demo.chapters import Chapter
from revitalization.site.demo.people import COUNTY, PROVINCE, TOWN, holder
from revitalization.site.demo.tasks import Step, Task, steps, tasks

CITY = "620100000000"
BEGIN = 279
"""Days before the present on which the story begins."""
ROLE = {"declare": "principal", "sign": "principal"}
REST = "rest"
"""The place of all units that have the matter and of which nothing else is told."""
JUDGED = {"check", "verify", "return", "agree_plan", "reopen", "plan_funds", "allot"}
ON_THE_DAY = {"check", "publicize", "announce", "plan_funds", "allot", "pay"}


def is_told() -> bool:
    """Whether the ledger holds anything already."""
    return Matter.objects.exists()


def chapters(now: datetime) -> Iterator[Chapter]:
    """Who is needed, then matters and steps in the order of days, and the clock every week."""
    told = Telling(now)
    yield Chapter(_at(now, BEGIN, 0), told.people)
    taken: Counter[date] = Counter()
    events: list[Task | Step] = [*tasks(), *steps()]
    for event in sorted(events, key=_ago, reverse=True):
        day = _day(now, _ago(event))
        taken[day] += 1
        run = partial(told.draw_up, event) if isinstance(event, Task) else partial(told.step, event)
        yield Chapter(_at(now, _ago(event), taken[day]), run)
    for ago in range(BEGIN - 7, 0, -7):
        yield Chapter(_at(now, ago, -60), _turn)


def _ago(event: Task | Step) -> int:
    return event.begun if isinstance(event, Task) else event.ago


def _day(now: datetime, ago: int) -> date:
    """The day so long ago, or the Friday before it."""
    day = clock.local(now).date() - timedelta(days=ago)
    return day - timedelta(days=max(0, day.weekday() - 4))


def _at(now: datetime, ago: int, turn: int) -> datetime:
    """Nine in the morning of that day, each further turn five minutes later."""
    begin = datetime.combine(_day(now, ago), time(9), tzinfo=clock.SHANGHAI)
    return begin + timedelta(minutes=5 * turn)


def _turn() -> tuple[()]:
    turn_lamps()
    return ()


@dataclass
class Telling:
    """One telling: where it takes place, what was drawn up, and which items stand still for want of a person."""

    now: datetime
    places: dict[str, Unit] = field(default_factory=dict)
    matters: dict[str, Matter] = field(default_factory=dict)
    stuck: set[tuple[str, str]] = field(default_factory=set)

    def people(self) -> tuple[()]:
        """Finds the places; the township's office looks after its villages, whose secretaries file for themselves."""
        live = Unit.objects.live()
        self.places = {
            "province": live.get(code=PROVINCE),
            "city": live.get(code=CITY),
            "county": live.get(code=COUNTY),
            "town": live.get(code=TOWN),
        }
        towns = live.territorial().children_of(self.places["county"]).filter(level="township")
        able = (
            it
            for it in towns.exclude(code=TOWN).order_by("lo")
            if holder("filer", it) and holder("principal", it)
        )
        self.places |= {f"t{n}": town for n, town in enumerate(able, 1)}
        villages = live.territorial().children_of(self.places["town"]).filter(level="village").order_by("lo")
        led = [(it, user) for it in villages[:12] if (user := holder("principal", it))]
        self.places |= {f"v{n}": village for n, (village, _user) in enumerate(led[:2], 1)}
        administrator = holder("security_admin", Unit.objects.get(lo=0))
        office = holder("reviewer", self.places["town"])
        if administrator and office:
            security = actor_for(administrator.pk, fresh=True)
            grant_role(actor=security, user=office, unit=self.places["town"], role="receiver")
            for village, user in led[:2]:
                grant_role(actor=security, user=user, unit=village, role="filer")
        return ()

    def draw_up(self, task: Task) -> tuple[()]:
        """Draws the matter up and issues it, by whoever receives for the unit that issues."""
        issuer = self.places[task.issuer]
        actor = self._actor("receiver", issuer)
        codes = [self.places[place].code for place in task.to if place in self.places]
        if actor is None or not (codes or task.levels):
            return ()
        drawn = self._drawn(task, issuer, codes)
        if task.above:
            item = Item.objects.full().get(matter=self.matters[task.above], unit=issuer)
            matter = drawing.hand_down(actor=actor, item=item, drawn=drawn)
        else:
            kind = Kind.objects.get(key=task.kind, current=True)
            year = clock.today().year
            matter = drawing.draw_up(actor=actor, kind=kind, issuer=issuer, year=year, drawn=drawn)
        if task.issued:
            issuing.issue(actor=actor, matter=matter)
        self.matters[task.key] = matter
        return ()

    def _drawn(self, task: Task, issuer: Unit, codes: list[str]) -> Drawn:
        today, due = clock.today(), self._date(task.due)
        words = {"of": today.year, "year": due.year, "month": due.month}
        lead = Unit.objects.live().filter(is_body=True, parent=issuer, name__endswith=task.lead or "—")
        return Drawn(
            title=task.title or "—",
            target=(task.target or "—").format(**words),
            start_on=today,
            due_on=due,
            issued_on=today,
            measure=task.measure,
            lead=lead.order_by("lo").first(),
            supporting=task.supporting,
            document_number=task.number.format(**words),
            document_title=task.document.format(**words),
            source=task.source,
            categories=task.categories,
            how_soon=task.how_soon,
            extent=task.extent,
            milestones=[(self._date(at), Decimal(percent)) for at, percent in task.milestones],
            levels=task.levels,
            codes=codes,
            basis=task.basis.format(**words),
            approval=task.approval.format(**words),
        )

    def step(self, step: Step) -> tuple[()]:
        """One act by whoever has the role for it, at its place or at all that nothing else is told of."""
        if step.task in self.matters:
            for n, unit in enumerate(self._units(step)):
                self._do(step, unit, n)
        return ()

    def _units(self, step: Step) -> list[Unit]:
        if step.place != REST:
            return [self.places[step.place]] if step.place in self.places else []
        named = [unit.pk for unit in self.places.values()]
        having = self.matters[step.task].items.exclude(unit__in=named).values("unit")
        return list(Unit.objects.filter(pk__in=having).order_by("lo"))

    def _do(self, step: Step, unit: Unit, n: int) -> None:
        """Where nobody has the role, the item stands still from then on; those of the rest differ by a few points."""
        name, matter = (step.task, unit.code), self.matters[step.task]
        above = step.act in JUDGED
        place = matter.issuer if above else unit
        actor = self._actor("receiver" if above else ROLE.get(step.act, "filer"), place)
        if actor is None or name in self.stuck:
            self.stuck.add(name)
            return
        item = Item.objects.full().get(matter=matter, unit=unit)
        given = self._given(step)
        if step.place == REST and "percent" in given:
            given["percent"] = str(int(given["percent"]) - 2 * (n % 3))
        DO.do(step.act, actor=actor, subject=item, version=item.version, given=given)

    def _given(self, step: Step) -> dict[str, Any]:
        given: dict[str, Any] = dict(step.values)
        if step.until:
            given["new_due_on"] = self._date(step.until)
        if "document_number" in given:
            given["document_number"] = given["document_number"].format(of=clock.today().year)
        if step.act in ON_THE_DAY:
            given["on_day"] = clock.today()
        return given

    def _actor(self, role: str, unit: Unit) -> Actor | None:
        user = holder(role, unit)
        return actor_for(user.pk) if user else None

    def _date(self, days: int) -> date:
        return clock.local(self.now).date() + timedelta(days=days)
