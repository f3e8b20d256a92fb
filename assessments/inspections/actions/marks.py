"""Marks of the calendar: a disaster or a congress that keeps its first thirty days free of inspections."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.inspections.models import Mark
from assessments.inspections.rules import caps
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid, Refused
from revitalization.kit.perform import recorded
from revitalization.kit.periods import fits
from revitalization.kit.ports import Entry


def set_mark(
    *, actor: Actor, issuer: Unit, unit: str, kind: str, from_on: date, source: str, to_on: date | None = None
) -> Mark:
    """Marks a unit (by code; the issuer or one below) with all below it, from a day on, resting on a document.

    Inspections that were placed before stay and are shown as clashing. Raises `Invalid` naming the field; the same mark
    again is `Refused`.
    """
    actor.require(C.INSPECT_PLAN, issuer, sees=C.INSPECT_READ)
    found = Unit.objects.by_code([unit.strip()]).get(unit.strip())
    errors = []
    if found is None or not issuer.lo <= found.lo <= issuer.hi:
        errors.append(FieldError("unit", _("There is no unit of this code here.")))
    if kind not in caps.MARKS:
        errors.append(FieldError("kind", _("There is no such kind.")))
    if not fits(from_on) or (to_on is not None and not (fits(to_on) and to_on >= from_on)):
        errors.append(FieldError("from_on", _("The days lie apart or in another century.")))
    if not source.strip():
        errors.append(FieldError("source", _("This is required here."), "required"))
    if errors or found is None:
        raise Invalid(errors=errors)
    key = f"{found.code}-{from_on:%Y%m%d}-{kind[0]}"
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=found.pk)
        number = Mark.objects.filter(unit=found, kind=kind, from_on=from_on).count()
        if Mark.objects.standing().filter(unit=found, kind=kind, from_on=from_on).exists():
            raise Refused(_("This is marked already."))
        key = f"{key}{number + 1}"
        with recorded(
            Entry("inspection_mark.set", actor, ("inspection_mark", key), source.strip(), found.lo)
        ):
            return Mark.objects.create(
                key=key,
                issuer=issuer,
                unit=found,
                lo=found.lo,
                hi=found.hi,
                kind=kind,
                from_on=from_on,
                to_on=to_on,
                source=source.strip(),
                by_id=actor.user_id,
            )


def lift_mark(*, actor: Actor, mark: Mark, reason: str) -> Mark:
    """Takes a mark back with a reason; the days are free again. Raises `Refused` where that was done already."""
    actor.require(C.INSPECT_PLAN, mark.issuer, sees=C.INSPECT_READ)
    if not reason.strip():
        raise Invalid(errors=[FieldError("reason", _("This is required here."), "required")])
    with transaction.atomic():
        row = Mark.objects.select_for_update().get(pk=mark.pk)
        if row.lifted_on is not None:
            raise Refused(_("This mark was taken back already."))
        entry = Entry(
            "inspection_mark.lift", actor, ("inspection_mark", row.key), row.source, row.lo, reason=reason
        )
        with recorded(entry):
            row.lifted_on = clock.today()
            row.save()
    return row
