"""The inspected unit reports how what was found there is put right, under a number of its own."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessments.inspections.models import Inspection, RectificationReport
from assessments.inspections.queries.mending import frozen, listed_for, mending_of, report_title
from responsibilities.numbers.queries import refuse_taken
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.errors import FieldError, Invalid, Refused
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry, Telling, tell
from revitalization.kit.words import N_, Words

REPORTED = N_("%(unit)s reported how the problems of %(title)s are put right: %(document)s.")
TEXTS = {"organised": 2000, "lasting": 2000, "ahead": 2000, "signer": 60}
"""What is written, and how many characters each part has at most."""


def report_back(
    *,
    actor: Actor,
    inspection: Inspection,
    unit: Unit,
    document_number: str,
    signer: str = "",
    organised: str = "",
    lasting: str = "",
    ahead: str = "",
) -> RectificationReport:
    """Sends the unit's report; each problem stands in it as the ledger has it today. The office is told.

    Raises `Forbidden` or `Hidden`, `Invalid` naming the field, also for a number that another paper of the unit bears,
    `Refused` while nothing of the unit is on the ledger.
    """
    actor.require(C.INSPECT_ANSWER, unit, sees=C.INSPECT_READ, remit=inspection.remit)
    number, texts = _written(
        document_number, {"organised": organised, "lasting": lasting, "ahead": ahead, "signer": signer}
    )
    today = clock.today()
    with transaction.atomic():
        # Whoever reports holds the inspection's row: two at once get two numbers in a row.
        Inspection.objects.select_for_update(no_key=True).get(pk=inspection.pk)
        rows = mending_of(actor, listed_for(actor, inspection).filter(unit=unit), today)
        if not rows:
            raise Refused(_("No problem of this unit is on the ledger yet; there is nothing to report."))
        refuse_taken(unit, number, "document_number")
        sequence = (inspection.reports.aggregate(last=Max("sequence"))["last"] or 0) + 1
        made = RectificationReport(
            key=f"{inspection.key}-r{sequence}",
            inspection=inspection,
            unit=unit,
            lo=unit.lo,
            issuer_lo=inspection.lo,
            sequence=sequence,
            number=number,
            title=report_title(inspection),
            rows=frozen(rows),
            dated_on=today,
            by_id=actor.user_id,
            by_name=actor.name,
            **texts,
        )
        about = ("rectification", made.key)
        entry = Entry("rectification.report", actor, about, made.title, unit.lo, count=len(rows))
        with recorded(entry):
            made.save()
            entry.after = {"number": number}
        tell(_telling(made))
    return made


def _written(document_number: str, texts: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The number in full and the texts without blanks around them; raises `Invalid` naming what is wrong."""
    found = {name: text.strip() for name, text in texts.items()}
    number = full_number(document_number, "document_number") if document_number.strip() else ""
    errors = [
        FieldError(name, _("This is required here."), "required")
        for name, text in {"document_number": number, **found}.items()
        if not text
    ]
    errors += [
        FieldError(name, _("At most %(n)s characters.") % {"n": most}, "max_length")
        for name, most in TEXTS.items()
        if len(found[name]) > most
    ]
    if errors:
        raise Invalid(errors=errors)
    return number, found


def _telling(made: RectificationReport) -> Telling:
    values: dict[str, Any] = {"unit": made.unit.name, "title": made.inspection.title, "document": made.number}
    return Telling(
        f"rectification.report:{made.pk}",
        "rectification",
        made.issuer_lo,
        Words(REPORTED, values),
        f"/inspections/rectification/{made.key}/",
        capability=C.INSPECT_PLAN,
    )
