"""Changing what is decided about a unit: class, short name, yearly scope."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from responsibilities.roles import Capability
from responsibilities.units.models import Unit, UnitYear
from responsibilities.units.queries import in_scope
from responsibilities.units.rules import UnitClass
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.cleaning import clean_line
from revitalization.kit.errors import FieldError, Invalid, Refused, Stale
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry

YEARS = range(2020, 2100)


def set_class(*, actor: Actor, unit: Unit, classes: Iterable[str], reason: str, version: int) -> Unit:
    """Sets the classes of a unit: all of them, others are taken away.

    Raises `Hidden` or `Forbidden` without `unit.edit` on it, `Invalid` for an unknown class or without a reason,
    `Stale`.
    """
    chosen = sorted(set(classes))
    unknown = set(chosen) - {known.value for known in UnitClass}
    if unknown:
        raise Invalid(errors=[FieldError("classes", _("This class is not known."), "unknown")])
    return _change(actor, unit, "unit.set_class", reason, version, "unit_class", chosen)


def set_short_name(*, actor: Actor, unit: Unit, short_name: str, reason: str, version: int) -> Unit:
    """Sets the everyday name of a unit, 1 to 80 characters; its official name changes by succession only.

    Raises `Hidden` or `Forbidden` without `unit.edit` on it, `Invalid` for another length or without a reason,
    `Stale`.
    """
    said = clean_line(short_name)
    if not said or len(said) > 80:
        raise Invalid(errors=[FieldError("short_name", _("Between 1 and 80 characters."), "length")])
    return _change(actor, unit, "unit.set_short_name", reason, version, "short_name", said)


def set_scope(*, actor: Actor, unit: Unit, year: int, scope: bool, reason: str, version: int) -> Unit:
    """Decides from `year` on whether the unit is in scope (涉农), with the reason in words.

    Years that are over are not decided again: their figures are closed. Raises `Invalid` for a year outside 2020 to
    2099 or without a reason, `Hidden` or `Forbidden` without `unit.edit` on it, `Stale`, `Refused` for a year that is
    over.
    """
    if year not in YEARS:
        raise Invalid(errors=[FieldError("year", _("The scope of this year cannot be decided."), "year")])
    _require_reason(reason)
    with transaction.atomic():
        row = _locked(actor, unit, version)
        if year < clock.today().year:
            raise Refused(_("%(year)s is over; its scope can no longer be changed.") % {"year": year})
        before = in_scope(row, year)
        with recorded(_entry(actor, row, "unit.set_scope", reason)) as entry:
            UnitYear.objects.update_or_create(
                unit=row, year=year, defaults={"in_scope": scope, "reason": reason.strip()}
            )
            row.version += 1
            row.save(update_fields=["version"])
            entry.before, entry.after = {"year": year, "in_scope": before}, {"year": year, "in_scope": scope}
    return row


def _change(actor: Actor, unit: Unit, verb: str, reason: str, version: int, name: str, value: Any) -> Unit:
    _require_reason(reason)
    with transaction.atomic():
        row = _locked(actor, unit, version)
        before = getattr(row, name)
        if before == value:
            return row
        with recorded(_entry(actor, row, verb, reason)) as entry:
            setattr(row, name, value)
            row.version += 1
            row.save(update_fields=[name, "version"])
            entry.before, entry.after = {name: before}, {name: value}
    return row


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(errors=[FieldError("reason", _("This is required here."), "required")])


def _locked(actor: Actor, unit: Unit, version: int) -> Unit:
    row = Unit.objects.select_for_update().get(pk=unit.pk)
    actor.require(Capability.UNIT_EDIT, row, sees=Capability.UNIT_READ)
    if row.version != version:
        raise Stale(version=row.version)
    if row.valid_to is not None:
        raise Refused(_("The unit no longer exists."))
    return row


def _entry(actor: Actor, unit: Unit, verb: str, reason: str) -> Entry:
    return Entry(verb, actor, ("unit", unit.code), unit.path, unit.lo, reason=reason.strip())
