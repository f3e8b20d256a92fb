"""Where and when: visits held against the caps, moved, merged, put off and set anew; the other inspection is named."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from assessments.inspections import rules
from assessments.inspections.actions.hand import act_on
from assessments.inspections.actions.lines import exception, first_day
from assessments.inspections.actions.plans import new_target
from assessments.inspections.models import Inspection, Target
from assessments.inspections.queries.visits import against, comprehensive_of, hold_units, second_comprehensive
from assessments.inspections.rules import caps
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.errors import FieldError, Invalid, Refused
from revitalization.kit.language import said_together, translated


def one_comprehensive(row: Inspection) -> None:
    """`Refused`, naming it, where the body has another comprehensive inspection in the year."""
    if row.comprehensive and (other := comprehensive_of(row.organ, row.year, row.pk or 0)) is not None:
        raise Refused(translated(second_comprehensive(other.key, str(other)).words))


def place_visits(actor: Actor, row: Inspection, days: Mapping[Unit, date], excepted: str) -> None:
    """Visits of these units from these days on; `Refused` naming the other inspection where one clashes."""
    held = [_visit(row, unit, first, excepted) for unit, first in days.items()]
    _hold(actor, row, held)
    Target.objects.bulk_create(sorted(held, key=lambda it: it.unit_id), batch_size=1_000)


def _visit(row: Inspection, unit: Unit, first: date, excepted: str) -> Target:
    return new_target(row, unit, first, first + timedelta(days=row.days - 1), excepted)


def _hold(actor: Actor, row: Inspection, held: Sequence[Target]) -> None:
    """`Refused`, naming the other, unless nothing stands against these visits; no other is placed meanwhile."""
    hold_units([it.unit_id for it in held])
    for year in sorted({it.from_on.year for it in held}):
        known = against(actor, [it.unit for it in held], year)
        for it in (it for it in held if it.from_on.year == year):
            visit = caps.Visit(it.from_on, it.to_on, str(row), row.key, it.exception_number)
            if stands := known.clashes(it.unit, visit):
                raise Refused(clash_words(it.unit, stands))


def clash_words(unit: Unit, stands: Sequence[caps.Clash]) -> str:
    """What stands against a visit of the unit, in the reader's language, and what can be done about it."""
    said = _("%(unit)s: %(why)s Merge the two, choose other days, or enter the number of an approval.")
    return said % {"unit": unit.name, "why": said_together(one.words for one in stands)}


def move(
    *,
    actor: Actor,
    inspection: Inspection,
    unit: str,
    on_day: date | None,
    reason: str,
    document_number: str = "",
    version: int | None = None,
) -> Inspection:
    """Moves the visit of a unit to another first day, with a reason; `document_number` approves a clash.

    Raises as `perform`; `Refused` naming the other inspection where one clashes.
    """

    def shift(row: Any) -> None:
        target = row.targets.select_related("unit").filter(unit__code=unit.strip()).first()
        if target is None:
            raise Invalid(errors=[FieldError("unit", _("It does not inspect this unit."))])
        target.from_on = first_day(on_day, row.year)
        target.to_on = target.from_on + timedelta(days=row.days - 1)
        target.exception_number = exception(document_number)
        _hold(actor, row, [target])
        target.save()
        _span(row)

    given = {"unit": unit, "on_day": on_day}
    return act_on("move", actor, inspection, version, reason=reason, given=given, apply=shift)


def _span(row: Inspection) -> None:
    """The days of the inspection reach from its first visit to its last."""
    days = list(row.targets.values_list("from_on", "to_on"))
    row.from_on = min([row.from_on, *(first for first, _last in days)])
    row.to_on = max([row.to_on, *(last for _first, last in days)])


def merge(
    *, actor: Actor, inspection: Inspection, other: str, reason: str, version: int | None = None
) -> Inspection:
    """Merges it into another planned inspection of the issuer (by key), which takes over its units; it is cancelled.

    Raises as `perform`, `Invalid` where there is no such one, `Refused` naming a third one that clashes.
    """

    def join(row: Any) -> None:
        into = Inspection.objects.select_for_update().filter(issuer=row.issuer, key=other.strip()).first()
        errors = _unfit(row, into)
        if errors or into is None:
            raise Invalid(errors=errors)
        actor.require(C.INSPECT_PLAN, into, sees=C.INSPECT_READ, remit=into.remit)
        there = set(into.targets.values_list("unit_id", flat=True))
        moved = list(row.targets.select_related("unit").exclude(unit_id__in=there))
        # Its own visits make room first: they are the ones that clashed.
        row.targets.update(live=False)
        place = {it.unit: it.from_on for it in moved}
        excepted = next((it.exception_number for it in moved if it.exception_number), "")
        place_visits(actor, into, place, excepted)
        if into.categories:
            into.categories = sorted({*into.categories, *row.categories}) if row.categories else []
        into.groups = 0 if moved else into.groups
        _span(into)
        into.version += 1
        into.save()
        row.merged_into = into

    return act_on("merge", actor, inspection, version, reason=reason, given={"other": other}, apply=join)


def _unfit(row: Inspection, into: Inspection | None) -> list[FieldError]:
    if into is None or into.pk == row.pk or into.status != rules.PLANNED:
        return [FieldError("other", _("There is no such other planned inspection of your office."))]
    if into.announced != row.announced:
        return [FieldError("other", _("An announced inspection and an unannounced one are not merged."))]
    if row.comprehensive and not into.comprehensive:
        return [FieldError("other", _("A comprehensive inspection is not merged into one that is not."))]
    return []


def postpone(*, actor: Actor, inspection: Inspection, reason: str, version: int | None = None) -> Inspection:
    """Puts the inspection off with a reason; its visits no longer count. Raises as `perform`."""
    return act_on("postpone", actor, inspection, version, reason=reason)


def resume(
    *,
    actor: Actor,
    inspection: Inspection,
    on_day: date | None,
    reason: str,
    document_number: str = "",
    version: int | None = None,
) -> Inspection:
    """Sets new days for what was put off: the first visit on this day, the others as far behind as they were.

    Raises as `perform`; `Refused` naming the other inspection where one clashes by now.
    """

    def again(row: Any) -> None:
        first, targets = first_day(on_day, row.year), list(row.targets.select_related("unit"))
        shift = first - min((it.from_on for it in targets), default=row.from_on)
        number = exception(document_number)
        for it in targets:
            it.from_on, it.to_on = it.from_on + shift, it.to_on + shift
            it.exception_number = number or it.exception_number
        if any(it.to_on.year != row.year for it in targets):
            raise Invalid(errors=[FieldError("on_day", _("Some visits would fall into another year."))])
        one_comprehensive(row)
        _hold(actor, row, targets)
        for it in targets:
            it.save()
        row.from_on, row.to_on = first, max((it.to_on for it in targets), default=first)
        row.noticed_on = None

    return act_on("resume", actor, inspection, version, reason=reason, given={"on_day": on_day}, apply=again)


def cancel(
    *, actor: Actor, inspection: Inspection, reason: str, document_number: str, version: int | None = None
) -> Inspection:
    """Cancels the inspection with a reason, under the number of an approval. Final. Raises as `perform`."""
    number = full_number(document_number, "document_number") if document_number.strip() else ""
    return act_on("cancel", actor, inspection, version, reason=reason, given={"document_number": number})
