"""Drawing the yearly plan from the rules: by the clock on 1 December for the next year, or by hand; twice is once."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.inspections.actions.told import tell
from assessments.inspections.models import Line, LineVisit, Rule, YearPlan
from assessments.inspections.queries.visits import Against, against, visit_of
from assessments.inspections.rules import caps, kinds, lots, plans
from responsibilities.record.rules import CLOCK_NAME
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid, Refused
from revitalization.kit.perform import recorded
from revitalization.kit.periods import FIRST_YEAR, LAST_YEAR
from revitalization.kit.ports import Entry
from revitalization.kit.words import N_

DRAWN = N_("The plan of inspections for %(year)s was drawn from your rules; look through its proposals.")
MOST_VISITS = 5_000
"""Units that one line inspects at most; more is no inspection of a year."""


def draw_plans(day: date | None = None) -> int:
    """Draws the plans that the rules ask for and that are not there: of this year, and from 1 December on of the next.

    What was missed while the clock stood is made good; run twice or by two clocks at once it draws each plan once.
    Returns how many were drawn.
    """
    today = day or clock.today()
    years = [today.year, today.year + 1] if (today.month, today.day) >= plans.DRAWN_ON else [today.year]
    actor = Actor.system(CLOCK_NAME)
    return sum(_draw_once(actor, issuer, year, today) for year in years for issuer in _missing(year))


def _missing(year: int) -> list[int]:
    """Issuers with rules in force in the year and no plan for it."""
    ruled = Rule.objects.in_force(year).order_by().values("issuer").distinct()
    planned = YearPlan.objects.filter(year=year).values("issuer")
    live = Unit.objects.live().filter(pk__in=ruled).exclude(pk__in=planned)
    return list(live.order_by("lo").values_list("pk", flat=True))


def _draw_once(actor: Actor, issuer_id: int, year: int, today: date) -> int:
    with transaction.atomic():
        # Whoever draws holds the issuer's row, so that two clocks draw one plan.
        issuer = Unit.objects.select_for_update(no_key=True).get(pk=issuer_id)
        if YearPlan.objects.filter(issuer=issuer, year=year).exists():
            return 0
        plan = _plan(actor, issuer, year, today)
        tell(
            actor,
            plan,
            "draw",
            DRAWN,
            C.INSPECT_PLAN,
            values={"year": str(year)},
            url=f"/inspections/plans/{plan.key}/",
        )
    return 1


def draft_plan(*, actor: Actor, issuer: Unit, year: int) -> YearPlan:
    """Begins the plan of the issuer for the year by hand, with what its rules propose; what is there is given back.

    Raises `Invalid` for a year that is over, `Forbidden` or `Hidden`.
    """
    actor.require(C.INSPECT_PLAN, issuer, sees=C.INSPECT_READ)
    today = clock.today()
    if not max(FIRST_YEAR, today.year) <= year <= min(LAST_YEAR, today.year + 2):
        raise Invalid(errors=[FieldError("year", _("A plan is for this year or one of the next two."))])
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=issuer.pk)
        there = YearPlan.objects.filter(issuer=issuer, year=year).first()
        return there or _plan(actor, issuer, year, today)


def _plan(actor: Actor, issuer: Unit, year: int, today: date) -> YearPlan:
    key = f"{issuer.code}-{year}"
    entry = Entry("inspection_plan.draw", actor, ("inspection_plan", key), f"{issuer.name} {year}", issuer.lo)
    with recorded(entry):
        plan = YearPlan.objects.create(
            key=key,
            issuer=issuer,
            lo=issuer.lo,
            hi=issuer.hi,
            year=year,
            by_clock=actor.is_system,
            drafted_by_id=actor.user_id,
        )
        entry.after = {"lines": draw_lines(actor, plan, today)}
    return plan


@dataclass(frozen=True)
class _Drawn:
    """What one rule proposes: the line, not written yet, the units in the order of their visits, the days to lie in."""

    line: Line
    units: Sequence[Unit]
    window: tuple[date, date]


def draw_lines(actor: Actor, plan: YearPlan, today: date) -> int:
    """Proposes a line for each rule in force that has none yet; returns how many. Within a recorded change.

    A constant number of statements, but for one for each set of levels that the rules fall on and one more for each
    thousand visits.
    """
    drawn = _drawn(actor, plan, today)
    Line.objects.bulk_create([it.line for it in drawn])
    LineVisit.objects.bulk_create(_visits(actor, plan, drawn), batch_size=1_000)
    return len(drawn)


def _drawn(actor: Actor, plan: YearPlan, today: date) -> list[_Drawn]:
    there = set(plan.lines.filter(rule__isnull=False).values_list("rule__key", flat=True))
    number = plan.lines.count()
    below: dict[tuple[str, ...], list[Unit]] = {}
    drawn: list[_Drawn] = []
    for rule in Rule.objects.in_force(plan.year).filter(issuer=plan.issuer).order_by("key"):
        if rule.key in there or (window := _window(rule, plan.year, today)) is None:
            continue
        levels = tuple(sorted(rule.levels))
        if levels not in below:
            below[levels] = concerned(plan.issuer, levels, plan.year)
        seed = secrets.token_hex(8) if rule.every == kinds.SAMPLE else ""
        chosen = _chosen(rule, plan, seed, below[levels])
        if len(chosen) > MOST_VISITS:
            raise Refused(_("“%(title)s” falls on %(n)s units.") % {"title": rule.title, "n": len(chosen)})
        line = _line(actor, plan, rule, number + len(drawn) + 1, window, seed)
        drawn.append(_Drawn(line, chosen, window))
    return drawn


def _window(rule: Rule, year: int, today: date) -> tuple[date, date] | None:
    """The days of the rule's months that are still ahead; None where too few are left for one visit."""
    first, last = kinds.window(year, rule.first_month, rule.last_month)
    first = max(first, today)
    return (first, last) if (last - first).days + 1 >= rule.days else None


def _chosen(rule: Rule, plan: YearPlan, seed: str, below: Sequence[Unit]) -> list[Unit]:
    """The units the rule falls on in the year, of those `below` of its levels, in the order of their visits."""
    units = {unit.code: unit for unit in below}
    if rule.every == kinds.SAMPLE:
        return [units[code] for code in lots.sample(seed, list(units), rule.share)]
    if rule.every == kinds.YEARS:
        name = f"{plan.issuer.code}/{rule.key}"
        return [unit for code, unit in units.items() if lots.turn_comes(name, code, plan.year, rule.years)]
    return list(units.values())


def concerned(issuer: Unit, levels: Iterable[str], year: int) -> list[Unit]:
    """The units of these levels below the issuer that the year's work is about, in the order of the tree."""
    found = Unit.objects.live().territorial().under(issuer).filter(level__in=levels)
    return list(found.concerned(year).order_by("lo"))


def _line(
    actor: Actor, plan: YearPlan, rule: Rule, number: int, window: tuple[date, date], seed: str
) -> Line:
    return Line(
        plan=plan,
        lo=plan.lo,
        number=number,
        rule=rule,
        seed=seed,
        organ=plan.issuer,
        title=rule.title,
        kind=rule.kind,
        comprehensive=rule.comprehensive,
        announced=rule.announced,
        categories=rule.categories,
        from_on=window[0],
        to_on=window[1],
        days=rule.days,
        by_id=actor.user_id,
    )


def _visits(actor: Actor, plan: YearPlan, drawn: Sequence[_Drawn]) -> list[LineVisit]:
    """Days for each unit, spread over the window, near none of its other visits, in no mark where that can be.

    What lines before it propose for the unit counts as if it stood there already.
    """
    known: Against = against(actor, {unit for it in drawn for unit in it.units}, plan.year, plan)
    rows, others = [], defaultdict[int, list[caps.Visit]](list, known.visits)
    for it in drawn:
        line, window = it.line, it.window
        room = max((window[1] - window[0]).days + 1 - line.days, 0)
        for at, unit in enumerate(it.units):
            offset = room * at // len(it.units)
            first, last = caps.proposed(window, line.days, offset, others[unit.pk], known.on(unit.lo))
            row = LineVisit(line=line, unit=unit, from_on=first, to_on=last)
            others[unit.pk].append(visit_of(line, row, plan))
            rows.append(row)
    return rows
