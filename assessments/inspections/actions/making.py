"""An inspection outside the plan: on an approval, held against the same caps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.inspections import rules
from assessments.inspections.actions.lines import exception, target_of
from assessments.inspections.actions.placing import one_comprehensive, place_visits
from assessments.inspections.actions.plans import next_sequence
from assessments.inspections.models import Inspection
from assessments.inspections.models.plans import remit_of
from assessments.inspections.rules import kinds
from responsibilities.duties.models import Category
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.errors import FieldError, Invalid, Refused
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry


@dataclass(frozen=True)
class Wanted:
    """An inspection that is in no plan: what it is about, whom it inspects from when, on whose approval.

    `units` are codes below the issuer; all are visited from `from_on` on, for `days` days. `exception_number` approves
    visits in spite of a clash.
    """

    title: str
    kind: str
    from_on: date
    days: int
    units: Sequence[str]
    outside: str
    announced: bool = True
    comprehensive: bool = False
    categories: Sequence[str] = ()
    exception_number: str = ""
    form_key: UUID | None = None


def make(*, actor: Actor, issuer: Unit, wanted: Wanted) -> Inspection:
    """An inspection outside the plan, under the number of its approval; one form, sent twice, makes one.

    Raises `Invalid` naming the field, `Forbidden` or `Hidden`; `Refused` naming the other inspection where one clashes.
    """
    remit = remit_of(list(wanted.categories))
    actor.require(C.INSPECT_PLAN, issuer, sees=C.INSPECT_READ, remit=remit)
    number, excepted = _checked(issuer, wanted), exception(wanted.exception_number)
    units = [target_of(issuer, code) for code in dict.fromkeys(wanted.units)]
    with transaction.atomic():
        # Whoever makes one holds the issuer's row, so that no number is given twice.
        Unit.objects.select_for_update(no_key=True).get(pk=issuer.pk)
        there = Inspection.objects.filter(issuer=issuer, form_key=wanted.form_key).first()
        if wanted.form_key is not None and there is not None:
            return there
        _once_only(issuer, wanted, units)
        row = _new(actor, issuer, wanted, number)
        with recorded(
            Entry("inspection.make", actor, ("inspection", row.key), row.title, issuer.lo)
        ) as entry:
            one_comprehensive(row)
            row.save()
            place_visits(actor, row, dict.fromkeys(units, wanted.from_on), excepted)
            entry.after = {"number": row.number, "outside": row.outside}
    return row


def _once_only(issuer: Unit, wanted: Wanted, units: Sequence[Unit]) -> None:
    """The same inspection of the same units on the same days is made once, whoever sends it again."""
    same = Inspection.objects.live().filter(issuer=issuer, title=wanted.title.strip(), from_on=wanted.from_on)
    found = same.filter(targets__unit__in=units).first()
    if found is not None:
        raise Refused(_("This inspection is there already: %(number)s.") % {"number": found.number})


def _checked(issuer: Unit, wanted: Wanted) -> str:
    errors = []
    if not wanted.title.strip():
        errors.append(FieldError("title", _("This is required here."), "required"))
    if wanted.kind not in kinds.KINDS:
        errors.append(FieldError("kind", _("There is no such kind.")))
    if wanted.kind != kinds.REGULAR and (wanted.comprehensive or not wanted.categories):
        said = _("A special inspection is about categories and is not comprehensive.")
        errors.append(FieldError("categories", said))
    if not 1 <= wanted.days <= kinds.MOST_DAYS:
        errors.append(FieldError("days", _("Between 1 and 30 days on site.")))
    today = clock.today()
    if not today <= wanted.from_on <= date(today.year + 1, 12, 1):
        errors.append(FieldError("from_on", _("A day from today until the end of next year.")))
    if not wanted.units:
        errors.append(FieldError("units", _("Name at least one unit by its code."), "required"))
    known = set(Category.objects.filter(key__in=wanted.categories).values_list("key", flat=True))
    if unknown := sorted(set(wanted.categories) - known):
        errors.append(
            FieldError("categories", _("No such category: %(keys)s.") % {"keys": " ".join(unknown)})
        )
    if errors:
        raise Invalid(errors=errors)
    return full_number(wanted.outside, "outside")


def _new(actor: Actor, issuer: Unit, wanted: Wanted, number: str) -> Inspection:
    year = wanted.from_on.year
    sequence = next_sequence(issuer, year)
    return Inspection(
        key=f"{issuer.code}-{year}-i{sequence}",
        form_key=wanted.form_key,
        issuer=issuer,
        organ=issuer,
        lo=issuer.lo,
        hi=issuer.hi,
        year=year,
        sequence=sequence,
        number=rules.number_of(year, sequence),
        title=wanted.title.strip(),
        kind=wanted.kind,
        comprehensive=wanted.comprehensive,
        announced=wanted.announced,
        categories=sorted(set(wanted.categories)),
        days=wanted.days,
        from_on=wanted.from_on,
        to_on=wanted.from_on + timedelta(days=wanted.days - 1),
        outside=number,
        created_by_id=actor.user_id,
    )
