"""What stands on one problem sheet, and what is wrong with it: field by field."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from assessments.inspections.models import Finding, Inspection, Member, Target
from responsibilities.ledger.rules import EXTENTS, ORDINARY, SEVERITIES, SINGLE, TERM, TYPES
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid

LENGTHS = {"place": 200, "problem": 1000, "rule_broken": 500, "evidence": 500}
KNOWN = {"how_soon": TYPES, "severity": SEVERITIES, "extent": EXTENTS}


@dataclass(frozen=True)
class Sheet:
    """What stands on one problem sheet. `second` is the account of the other member, None where none is named yet."""

    place: str
    problem: str
    found_on: date | None = None
    rule_broken: str = ""
    evidence: str = ""
    category: str = ""
    how_soon: str = TERM
    severity: str = ORDINARY
    extent: str = SINGLE
    second: int | None = None


def same_sheet(finding: Finding, sheet: Sheet) -> bool:
    """Whether the finding says exactly this."""
    said = {name: getattr(sheet, name) for name in ("rule_broken", "evidence", "place", "problem")}
    return all(getattr(finding, name) == text.strip() for name, text in said.items()) and (
        (sheet.found_on or finding.found_on, sheet.category, sheet.how_soon, sheet.severity, sheet.extent)
        == (finding.found_on, finding.category, finding.how_soon, finding.severity, finding.extent)
        and sheet.second == finding.second_by_id
    )


def target_of(inspection: Inspection, unit: str) -> Target:
    """The visit of the unit with that code; raises `Invalid` on `unit` where it is not inspected."""
    found = (
        Target.objects.select_related("unit")
        .filter(inspection=inspection, unit__code=unit, live=True)
        .first()
    )
    if found is None:
        raise Invalid(errors=[FieldError("unit", _("This unit is not inspected here."))])
    return found


def checked(inspection: Inspection, actor: Actor, sheet: Sheet, author: int | None = None) -> dict[str, Any]:
    """The sheet as the row keeps it; raises `Invalid` naming every field that is wrong."""
    errors = [
        FieldError(name, _("This is required here."), "required")
        for name in ("place", "problem")
        if not getattr(sheet, name).strip()
    ]
    errors += [
        FieldError(name, _("At most %(n)s characters.") % {"n": most})
        for name, most in LENGTHS.items()
        if len(getattr(sheet, name).strip()) > most
    ]
    errors += [
        FieldError(name, _("Choose one of the answers."))
        for name, known in KNOWN.items()
        if getattr(sheet, name) not in known
    ]
    found_on, first = sheet.found_on or clock.today(), inspection.begun_on or inspection.from_on
    if not first <= found_on <= clock.today():
        errors.append(FieldError("found_on", _("A problem is found while the team is on site, up to today.")))
    if sheet.category and inspection.categories and sheet.category not in inspection.categories:
        errors.append(FieldError("category", _("The inspection is not about this responsibility.")))
    second = _second(inspection, sheet.second, author or actor.user_id)
    if sheet.second is not None and second is None:
        errors.append(FieldError("second", _("Name another member of the team.")))
    if errors:
        raise Invalid(errors=errors)
    return {
        "place": sheet.place.strip(),
        "found_on": found_on,
        "problem": sheet.problem.strip(),
        "rule_broken": sheet.rule_broken.strip(),
        "evidence": sheet.evidence.strip(),
        "category": sheet.category,
        "how_soon": sheet.how_soon,
        "severity": sheet.severity,
        "extent": sheet.extent,
        "second_by_id": second.user_id if second else None,
        "second_name": second.name if second else "",
    }


def _second(inspection: Inspection, account: int | None, author: int | None) -> Member | None:
    if account is None or account == author:
        return None
    standing: Sequence[Member] = list(inspection.members.filter(standing=True, group__gt=0, user=account)[:1])
    return standing[0] if standing else None
