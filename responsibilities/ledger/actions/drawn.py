"""What a matter is drawn up from, and what stands against it, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from responsibilities.ledger import rules
from responsibilities.ledger.models import Kind
from responsibilities.ledger.rules.lamps import wrong_milestones
from responsibilities.ledger.rules.matters import ASKS_APPROVAL, ASKS_BASIS
from responsibilities.units.models import LEVEL_CHOICES, Unit
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.periods import fits


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


def check_drawn(drawn: Drawn, kind: Kind, issuer: Unit, year: int) -> None:
    """Raises `Invalid` naming every field by which this cannot be a matter of the kind and of the issuer."""
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
    errors += _unfounded(drawn) + _beside(drawn, issuer) + _of_kind(drawn, kind, issuer)
    if errors:
        raise Invalid(errors=errors)


def _unfounded(drawn: Drawn) -> list[FieldError]:
    """What a task to townships or villages rests on, where it is not said."""
    named = Unit.objects.by_code(drawn.codes).values()
    levels = {*drawn.levels, *(unit.level for unit in named if not unit.is_body)}
    errors = []
    if levels & set(ASKS_BASIS) and not drawn.basis.strip():
        said = _("A task to townships cites an item of their duty list, or a waiver.")
        errors.append(FieldError("basis", said, "required"))
    if levels & set(ASKS_APPROVAL) and not drawn.approval.strip():
        said = _("A task to villages cites the approval of the county.")
        errors.append(FieldError("approval", said, "required"))
    return errors


def _beside(drawn: Drawn, issuer: Unit) -> list[FieldError]:
    """Codes that are no units below the issuer; a lead unit that is neither the issuer nor lies below it."""
    if drawn.lead is not None and not issuer.lo <= drawn.lead.lo <= issuer.hi:
        said = _("The lead unit belongs to %(unit)s.")
        return [FieldError("lead", said % {"unit": issuer.name})]
    found = Unit.objects.by_code(drawn.codes) if drawn.codes else {}
    wrong = [code for code in drawn.codes if code not in found or not issuer.lo < found[code].lo <= issuer.hi]
    if not wrong:
        return []
    said = _("These are no units below %(unit)s: %(codes)s.")
    return [FieldError("codes", said % {"unit": issuer.name, "codes": " ".join(sorted(wrong)[:10])})]


def _of_kind(drawn: Drawn, kind: Kind, issuer: Unit) -> list[FieldError]:
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
    named = Unit.objects.by_code(drawn.codes).values() if drawn.codes else ()
    if any(unit.is_body or unit.level not in kind.levels for unit in named):
        errors.append(FieldError("codes", said))
    return errors


def _levels(keys: Sequence[str]) -> str:
    return _(", ").join(str(word) for key, word in LEVEL_CHOICES if key in keys)
