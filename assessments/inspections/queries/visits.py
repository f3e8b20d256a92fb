"""What stands against visits: the other inspections of a unit, the marks on it, how often it may be inspected."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from assessments.inspections import rules
from assessments.inspections.models import Cap, Inspection, Line, LineVisit, Mark, Target, YearPlan
from assessments.inspections.queries.within import inspections_for
from assessments.inspections.rules import caps, plans
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.words import N_, Words


@dataclass(frozen=True)
class Against:
    """All that is held against visits of some units in a year, read once.

    `visits` by unit id, `marks` on the ground with their positions, `most` by level.
    """

    visits: dict[int, list[caps.Visit]]
    marks: Sequence[tuple[int, int, caps.Mark]]
    most: dict[str, int]

    def on(self, lo: int) -> list[caps.Mark]:
        """The marks on a position."""
        return [mark for first, last, mark in self.marks if first <= lo <= last]

    def clashes(self, unit: Unit, visit: caps.Visit) -> list[caps.Clash]:
        """What stands against the visit of the unit; its own row, known by its key, does not."""
        others = [other for other in self.visits.get(unit.pk, []) if other.key != visit.key]
        return caps.clashes(visit, others, self.on(unit.lo), self.most.get(unit.level, caps.MOST))


def against(actor: Actor, units: Collection[Unit], year: int, plan: YearPlan | None = None) -> Against:
    """What is held against visits of the units in the year, as the actor may know it; five questions at most.

    Of plans that are not published only `plan` itself counts: others may still change.
    """
    ids = [unit.pk for unit in units]
    found: dict[int, list[caps.Visit]] = defaultdict(list)
    for unit_id, visit in [*_inspected(actor, ids, year), *(_planned(plan) if plan else [])]:
        found[unit_id].append(visit)
    return Against(
        found,
        _marks(units, year),
        dict(Cap.objects.filter(current=True).values_list("key", "most")),
    )


def _inspected(actor: Actor, ids: Collection[int], year: int) -> list[tuple[int, caps.Visit]]:
    first, last = date(year - 1, 11, 1), date(year + 1, 2, 28)
    rows = Target.objects.live().filter(unit_id__in=ids, to_on__gte=first, from_on__lte=last)
    rows = rows.select_related("inspection", "inspection__issuer")
    known = set()
    if not actor.is_system:
        keys = {row.inspection_id for row in rows}
        known = set(inspections_for(actor).filter(pk__in=keys).values_list("pk", flat=True))
    return [
        (row.unit_id, _visit(row, hidden=not actor.is_system and row.inspection_id not in known))
        for row in rows
    ]


def _visit(row: Target, *, hidden: bool) -> caps.Visit:
    it = row.inspection
    return caps.Visit(
        row.from_on, row.to_on, it.issuer.name if hidden else str(it), it.key, row.exception_number, hidden
    )


def _planned(plan: YearPlan) -> list[tuple[int, caps.Visit]]:
    """The other visits of the plan; what is approved in spite of a clash stands against nothing planned beside it."""
    rows = LineVisit.objects.filter(
        line__plan=plan, line__status__in=plans.STANDING, exception_number=""
    ).select_related("line")
    return [(row.unit_id, visit_of(row.line, row, plan)) for row in rows]


def visit_of(line: Line, row: LineVisit, plan: YearPlan) -> caps.Visit:
    """A visit a line means to make, as the rules take it."""
    return caps.Visit(row.from_on, row.to_on, line.title, f"{plan.key}/{line.number}", row.exception_number)


def _marks(units: Collection[Unit], year: int) -> list[tuple[int, int, caps.Mark]]:
    if not units:
        return []
    first, last = min(unit.lo for unit in units), max(unit.lo for unit in units)
    rows = Mark.objects.standing().filter(lo__lte=last, hi__gte=first, from_on__gte=date(year - 1, 11, 1))
    return [(row.lo, row.hi, caps.Mark(row.kind, row.from_on, row.source)) for row in rows]


@dataclass(frozen=True)
class Clashing:
    """One visit of a plan that clashes, and with what; a line that is one comprehensive item too many has no visit."""

    line: Line
    unit: Unit | None
    clashes: Sequence[caps.Clash]

    @property
    def words(self) -> Words:
        """Unit, line and the first clash in words."""
        place = self.unit.name if self.unit else self.line.organ.name
        return Words(
            N_("%(unit)s, %(line)s: %(why)s"),
            {"unit": place, "line": self.line.title, "why": self.clashes[0].words},
        )


def clashing(plan: YearPlan, actor: Actor) -> list[Clashing]:
    """The visits of the plan's standing lines that clash, in the order of its lines; a constant number of questions."""
    lines = list(plan.lines.filter(status__in=plans.STANDING).select_related("organ"))
    rows = list(
        LineVisit.objects.filter(line__in=lines)
        .select_related("line", "unit")
        .order_by("line__number", "unit__lo")
    )
    known = against(actor, [row.unit for row in rows], plan.year, plan)
    found = _twice(plan, lines)
    for row in rows:
        stands = known.clashes(row.unit, visit_of(row.line, row, plan))
        if stands:
            found.append(Clashing(row.line, row.unit, stands))
    return found


def _twice(plan: YearPlan, lines: Sequence[Line]) -> list[Clashing]:
    """Lines beyond the one comprehensive item a body has in the year."""
    wanted = [line for line in lines if line.comprehensive]
    taken: dict[int, tuple[str, str]] = {}
    for key, number, title, organ in (
        Inspection.objects.live()
        .filter(comprehensive=True, year=plan.year, organ__in=[line.organ_id for line in wanted])
        .exclude(line__plan=plan)
        .values_list("key", "number", "title", "organ_id")
    ):
        taken[organ] = (key, f"{number} {title}")
    found = []
    for line in wanted:
        if line.organ_id in taken:
            found.append(Clashing(line, None, [second_comprehensive(*taken[line.organ_id])]))
        else:
            taken[line.organ_id] = (line.public_id, line.title)
    return found


def second_comprehensive(key: str, name: str) -> caps.Clash:
    """That the body has its one comprehensive item of the year already."""
    said = N_("A body has one comprehensive inspection a year, and it is %(other)s; merge them.")
    return caps.Clash(caps.TWICE, Words(said, {"other": name}), key)


def comprehensive_of(organ: Unit, year: int, but: int = 0) -> Inspection | None:
    """The one comprehensive inspection the body has in the year, another than `but`."""
    return (
        Inspection.objects.filter(organ=organ, year=year, comprehensive=True, status__in=rules.LIVE)
        .exclude(pk=but)
        .first()
    )


def hold_units(ids: Collection[int]) -> None:
    """Holds the visits of these units until the transaction ends: what is read afterwards stays true, as the database
    judges them by the same lock.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('inspections.unit', u)) FROM unnest(%s::bigint[]) AS u",
            [sorted(set(ids))],
        )


MOST_MARKS = 50
"""Marks that the calendar names; the list of marks has all of them."""


def marks_between(actor: Actor, year: int) -> list[tuple[str, str, str, date, date]]:
    """Word, unit, document, first and last free day of the marks of the year that the actor may read of; one query."""
    rows = (
        Mark.objects.standing()
        .filter(actor.reach(C.INSPECT_READ).q("issuer__lo"), from_on__year=year)
        .select_related("unit")
        .order_by("from_on")[:MOST_MARKS]
    )
    return [
        (
            caps.MARKS[row.kind],
            row.unit.name,
            row.source,
            row.from_on,
            caps.Mark(row.kind, row.from_on, "").free_until,
        )
        for row in rows
    ]
