"""What a matter says before it is drawn up, what is wrong with it, and what makes two of them the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from responsibilities.ledger import rules
from responsibilities.ledger.models import Kind
from responsibilities.ledger.rules.lamps import wrong_milestones
from responsibilities.ledger.rules.matters import ASKS_APPROVAL, ASKS_BASIS
from responsibilities.units.models import LEVEL_CHOICES, Unit
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.errors import FieldError
from revitalization.kit.periods import fits

ONE_MATTER = (
    "title", "target", "measure", "document_number", "start_on", "due_on", "levels", "codes", "origin_kind",
    "origin_key",
)  # fmt: skip
"""What makes two matters of one issuer, kind, year and item above the same one."""


@dataclass(frozen=True)
class Drawn:
    """What a matter says: its words, days, units, and what it rests on. `codes` are those of units named one by one.

    `counts`: what is handed down makes up the progress of the item above, by `weight` among several such matters.
    `form_key` is the number of the form it was typed in: sent twice, it draws up one matter.
    """

    title: str
    target: str
    start_on: date
    due_on: date
    issued_on: date
    measure: str = ""
    lead: Unit | None = None
    supporting: str = ""
    document_number: str = ""
    document_title: str = ""
    source: str = ""
    categories: Sequence[str] = ()
    how_soon: str = rules.TERM
    severity: str = rules.ORDINARY
    extent: str = ""
    milestones: Sequence[tuple[date, Decimal]] = field(default_factory=list)
    levels: Sequence[str] = ()
    codes: Sequence[str] = ()
    basis: str = ""
    approval: str = ""
    origin: tuple[str, str] = ("", "")
    counts: bool = False
    weight: int = 1
    form_key: UUID | None = None


def plain(drawn: Drawn) -> dict[str, Any]:
    """What it says, as the columns of a matter; `Invalid` for a document number that is none."""
    return {
        "title": drawn.title.strip(),
        "target": drawn.target.strip(),
        "measure": drawn.measure.strip(),
        "lead": drawn.lead,
        "supporting": drawn.supporting.strip(),
        "document_number": full_number(drawn.document_number, "document_number")
        if drawn.document_number
        else "",
        "document_title": drawn.document_title.strip(),
        "source": drawn.source.strip(),
        "extent": drawn.extent,
        "issued_on": drawn.issued_on,
        "start_on": drawn.start_on,
        "due_on": drawn.due_on,
        "milestones": [[on.isoformat(), float(percent)] for on, percent in drawn.milestones],
        "levels": sorted(drawn.levels),
        "codes": sorted(set(drawn.codes)),
        "basis": drawn.basis.strip(),
        "approval": drawn.approval.strip(),
        "counts": drawn.counts,
        "weight": drawn.weight,
        "origin_kind": drawn.origin[0],
        "origin_key": drawn.origin[1],
    }


def faults_of(
    drawn: Drawn, kind: Kind, issuer: Unit, year: int, named: Mapping[str, Unit]
) -> list[FieldError]:
    """What stands against drawing up this of the kind at the issuer; `named`: the units of its codes, by code."""
    errors = [
        FieldError(name, _("Not a date in this century."))
        for name in ("start_on", "due_on", "issued_on")
        if not fits(getattr(drawn, name))
    ]
    required = [name for name in ("title", "target") if not getattr(drawn, name).strip()]
    errors += [FieldError(name, _("This is required here."), "required") for name in required]
    if drawn.due_on < drawn.start_on:
        errors.append(FieldError("due_on", _("The deadline is before the first day.")))
    elif wrong := wrong_milestones(rules.Course(drawn.start_on, drawn.due_on, drawn.milestones)):
        errors.append(FieldError("milestones", _(wrong)))
    if not drawn.levels and not drawn.codes:
        errors.append(FieldError("levels", _("Choose levels, or name units by code."), "required"))
    if not fits(date(year, 1, 1)):
        errors.append(FieldError("year", _("Not a date in this century.")))
    return (
        errors
        + _unfounded(drawn, named)
        + _beside(drawn, issuer, named)
        + _of_kind(drawn, kind, issuer, named)
    )


def _unfounded(drawn: Drawn, named: Mapping[str, Unit]) -> list[FieldError]:
    """What a task to townships or villages rests on, where it is not said."""
    units = [named[code] for code in drawn.codes if code in named]
    levels = {*drawn.levels, *(unit.level for unit in units if not unit.is_body)}
    errors = []
    if levels & set(ASKS_BASIS) and not drawn.basis.strip():
        said = _("A task to townships cites an item of their duty list, or a waiver.")
        errors.append(FieldError("basis", said, "required"))
    if levels & set(ASKS_APPROVAL) and not drawn.approval.strip():
        said = _("A task to villages cites the approval of the county.")
        errors.append(FieldError("approval", said, "required"))
    return errors


def _beside(drawn: Drawn, issuer: Unit, named: Mapping[str, Unit]) -> list[FieldError]:
    """Codes that are no units below the issuer; a lead unit that is neither the issuer nor lies below it."""
    if drawn.lead is not None and not issuer.lo <= drawn.lead.lo <= issuer.hi:
        said = _("The lead unit belongs to %(unit)s.")
        return [FieldError("lead", said % {"unit": issuer.name})]
    wrong = [code for code in drawn.codes if code not in named or not issuer.lo < named[code].lo <= issuer.hi]
    if not wrong:
        return []
    said = _("These are no units below %(unit)s: %(codes)s.")
    return [FieldError("codes", said % {"unit": issuer.name, "codes": " ".join(sorted(wrong)[:10])})]


def _of_kind(drawn: Drawn, kind: Kind, issuer: Unit, named: Mapping[str, Unit]) -> list[FieldError]:
    """Levels that do not issue the kind, or do not have it: a township writes village plans, for its villages."""
    errors = []
    if kind.issuers and issuer.level not in kind.issuers:
        said = _("“%(kind)s” is issued by: %(levels)s.")
        errors.append(FieldError("issuer", said % {"kind": kind.words, "levels": _levels(kind.issuers)}))
    if not kind.levels:
        return errors
    said = _("“%(kind)s” is for: %(levels)s.") % {"kind": kind.words, "levels": _levels(kind.levels)}
    if set(drawn.levels) - set(kind.levels):
        errors.append(FieldError("levels", said))
    units = [named[code] for code in drawn.codes if code in named]
    if any(unit.is_body or unit.level not in kind.levels for unit in units):
        errors.append(FieldError("codes", said))
    return errors


def _levels(keys: Sequence[str]) -> str:
    return _(", ").join(str(word) for key, word in LEVEL_CHOICES if key in keys)
