"""Editing the lines of a plan while it is prepared: words, units and days, merging, leaving out, exceptions."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.inspections.models import Line, LineVisit, YearPlan
from assessments.inspections.models.plans import remit_of
from assessments.inspections.queries.facts import line_facts
from assessments.inspections.rules import kinds, plans
from responsibilities.duties.models import Category
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.errors import FieldError, Invalid, Refused, Stale
from revitalization.kit.perform import perform, recorded
from revitalization.kit.ports import Entry


def add_line(
    *,
    actor: Actor,
    plan: YearPlan,
    title: str,
    kind: str,
    from_on: date,
    to_on: date,
    days: int,
    announced: bool = True,
    comprehensive: bool = False,
    categories: list[str] | None = None,
    version: int | None = None,
) -> Line:
    """A line that no rule proposes; its units are added next. Raises `Invalid` naming the field, as `perform` else."""
    actor.require(C.INSPECT_PLAN, plan, sees=C.INSPECT_READ, remit=remit_of(list(categories or [])))
    _check_line(plan, title, kind, from_on, to_on, days, comprehensive, categories or [])
    with transaction.atomic():
        row = YearPlan.objects.select_for_update().select_related("issuer").get(pk=plan.pk)
        if version is not None and version != row.version:
            raise Stale(version=row.version)
        if row.status != plans.DRAFTED:
            raise Refused(_("The plan is no longer being prepared."))
        number = row.lines.count() + 1
        name = f"{row.key}/{number}"
        with recorded(Entry("inspection_line.add", actor, ("inspection_line", name), title.strip(), row.lo)):
            line = Line.objects.create(
                plan=row,
                lo=row.lo,
                number=number,
                organ=row.issuer,
                title=title.strip(),
                kind=kind,
                comprehensive=comprehensive,
                announced=announced,
                categories=sorted(set(categories or [])),
                from_on=from_on,
                to_on=to_on,
                days=days,
                status=plans.KEPT,
                by_id=actor.user_id,
            )
            row.version += 1
            row.save(update_fields=["version"])
    return line


def _check_line(
    plan: YearPlan,
    title: str,
    kind: str,
    from_on: date,
    to_on: date,
    days: int,
    comprehensive: bool,
    categories: list[str],
) -> None:
    errors = []
    if not title.strip():
        errors.append(FieldError("title", _("This is required here."), "required"))
    if kind not in kinds.KINDS:
        errors.append(FieldError("kind", _("There is no such kind.")))
    if kind != kinds.REGULAR and (comprehensive or not categories):
        said = _("A special inspection is about categories and is not comprehensive.")
        errors.append(FieldError("categories", said))
    errors += _wrong_days(plan.year, from_on, to_on, days)
    known = set(Category.objects.filter(key__in=categories).values_list("key", flat=True))
    if unknown := sorted(set(categories) - known):
        errors.append(
            FieldError("categories", _("No such category: %(keys)s.") % {"keys": " ".join(unknown)})
        )
    if errors:
        raise Invalid(errors=errors)


def _wrong_days(year: int, from_on: date, to_on: date, days: int) -> list[FieldError]:
    errors = []
    if from_on.year != year or to_on.year != year:
        errors.append(
            FieldError("from_on", _("The days lie in the year of the plan, %(year)s.") % {"year": year})
        )
    if to_on < from_on:
        errors.append(FieldError("to_on", _("It ends before it begins.")))
    if not 1 <= days <= kinds.MOST_DAYS:
        errors.append(FieldError("days", _("Between 1 and 30 days on site.")))
    return errors


def act_on(key: str, actor: Actor, line: Line, version: int | None, apply: Any = None, **given: Any) -> Line:
    """Does one act on a line; raises as `perform`."""

    def change(row: Any) -> str | None:
        # Whoever changes a line holds its plan: it is not sent for approval meanwhile.
        YearPlan.objects.select_for_update().get(pk=row.plan_id)
        row.by_id = actor.user_id
        return apply(row) if apply else None

    reason = given.pop("reason", "")
    return perform(
        plans.LINE,
        key,
        line,
        actor=actor,
        version=version,
        reason=reason,
        given=given,
        facts=line_facts,
        apply=change,
        label=line.title,
    )


def edit(
    *,
    actor: Actor,
    line: Line,
    title: str = "",
    from_on: date | None = None,
    to_on: date | None = None,
    organ: str = "",
    version: int | None = None,
) -> Line:
    """Changes words and months of a line, and which body of the issuer inspects; what is left empty stays.

    Raises as `perform`, `Invalid` naming the field.
    """

    def change(row: Any) -> None:
        row.title = title.strip() or row.title
        row.from_on, row.to_on = from_on or row.from_on, to_on or row.to_on
        if organ.strip():
            row.organ = _organ(row.plan, organ.strip())
        errors = _wrong_days(row.plan.year, row.from_on, row.to_on, row.days)
        if errors:
            raise Invalid(errors=errors)

    return act_on("edit", actor, line, version, change)


def _organ(plan: YearPlan, code: str) -> Unit:
    found = Unit.objects.by_code([code]).get(code)
    if found is None or (
        found.pk != plan.issuer_id and not (found.is_body and found.parent_id == plan.issuer_id)
    ):
        said = _("Who inspects is %(unit)s or a department of it.") % {"unit": plan.issuer.name}
        raise Invalid(errors=[FieldError("organ", said)])
    return found


def visit(
    *,
    actor: Actor,
    line: Line,
    unit: str,
    on_day: date | None,
    document_number: str = "",
    version: int | None = None,
) -> Line:
    """Takes a unit (by code) into the line or moves it: its first day, and the number of an approval for a clash.

    Raises as `perform`, `Invalid` naming the field.
    """

    def change(row: Any) -> None:
        found = target_of(row.plan.issuer, unit)
        first = first_day(on_day, row.plan.year)
        LineVisit.objects.update_or_create(
            line=row,
            unit=found,
            defaults={
                "from_on": first,
                "to_on": first + timedelta(days=row.days - 1),
                "exception_number": exception(document_number),
            },
        )

    return act_on("visit", actor, line, version, change, unit=unit, on_day=on_day)


def target_of(issuer: Unit, code: str) -> Unit:
    """The unit of the code below the issuer; raises `Invalid` on `unit`."""
    found = Unit.objects.by_code([code.strip()]).get(code.strip())
    if found is None or not issuer.lo < found.lo <= issuer.hi:
        said = _("This is no unit below %(unit)s: %(code)s.") % {"unit": issuer.name, "code": code[:20]}
        raise Invalid(errors=[FieldError("unit", said)])
    return found


def first_day(day: date | None, year: int) -> date:
    """The day where it can be the first one of a visit in the year; raises `Invalid` on `on_day`."""
    if day is None or day.year != year or day < clock.today():
        said = _("A day of %(year)s that is not over.") % {"year": year}
        raise Invalid(errors=[FieldError("on_day", said)])
    return day


def exception(number: str) -> str:
    """The number of an approval as the standard writes it, "" for none; raises `Invalid` on `document_number`."""
    return full_number(number, "document_number") if number.strip() else ""


def spare(*, actor: Actor, line: Line, unit: str, version: int | None = None) -> Line:
    """Takes a unit (by code) out of the line. Raises as `perform`, `Invalid` where it is not in it."""

    def change(row: Any) -> None:
        gone, _rows = LineVisit.objects.filter(line=row, unit__code=unit.strip()).delete()
        if not gone:
            raise Invalid(errors=[FieldError("unit", _("The line does not inspect this unit."))])

    return act_on("spare", actor, line, version, change, unit=unit)


def merge(*, actor: Actor, line: Line, other: int | None, version: int | None = None) -> Line:
    """Merges the line into another one of the plan, which takes over its units and categories; each is visited once.

    Raises as `perform`, `Invalid` where there is no such standing line or it is another kind of visit.
    """

    def change(row: Any) -> None:
        into = Line.objects.select_for_update().filter(plan=row.plan, number=other or 0).first()
        if into is None or into.pk == row.pk or into.status not in plans.STANDING:
            raise Invalid(errors=[FieldError("other", _("The plan has no such other line."))])
        if into.announced != row.announced:
            said = _("An announced inspection and an unannounced one are not merged.")
            raise Invalid(errors=[FieldError("other", said)])
        there = set(into.visits.values_list("unit_id", flat=True))
        for moved in row.visits.exclude(unit_id__in=there):
            LineVisit.objects.create(
                line=into,
                unit_id=moved.unit_id,
                from_on=moved.from_on,
                to_on=moved.to_on,
                exception_number=moved.exception_number,
            )
        if into.categories:
            into.categories = sorted({*into.categories, *row.categories}) if row.categories else []
        into.comprehensive = into.comprehensive or row.comprehensive
        into.by_id = actor.user_id
        into.version += 1
        into.save()
        row.merged_into = into

    return act_on("merge", actor, line, version, change, other=other)


def drop(*, actor: Actor, line: Line, reason: str, version: int | None = None) -> Line:
    """Leaves the line out of the plan with a reason. Raises as `perform`."""

    def change(row: Any) -> None:
        row.reason = reason.strip()

    return act_on("drop", actor, line, version, change, reason=reason)


def restore(*, actor: Actor, line: Line, version: int | None = None) -> Line:
    """Takes a line in again that was left out. Raises as `perform`."""

    def change(row: Any) -> None:
        row.reason = ""

    return act_on("restore", actor, line, version, change)
