"""What was found at one unit is offered to its sisters (举一反三): each says for itself whether it has it, too."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.inspections.actions.rectifying import KIND, SYSTEM, drawn_of
from assessments.inspections.models import Finding, Sister
from assessments.inspections.rules.findings import SENT, WITHDRAWN
from assessments.inspections.rules.sisters import SISTER
from responsibilities.ledger.actions.brought import Brought, bring
from responsibilities.ledger.models import Kind
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid, Refused
from revitalization.kit.perform import perform, recorded
from revitalization.kit.ports import Entry, Telling, tell
from revitalization.kit.reach import Span
from revitalization.kit.words import N_, Words

OFFERED = N_("A problem found elsewhere: does %(unit)s have it, too? %(number)s, answer by %(day)s.")
ANSWER_DAYS = 30
MOST = 300
"""Units one finding is offered to at once."""


def offer(*, actor: Actor, finding: Finding, codes: Sequence[str]) -> int:
    """Offers a finding that was fed back to these units; how many had not been asked before.

    Raises `Forbidden` for who does not plan at the issuer, `Refused` before the feedback, `Invalid` for codes that are
    no units below the issuer, or the inspected unit itself.
    """
    inspection = finding.inspection
    actor.require(C.INSPECT_PLAN, inspection, sees=C.INSPECT_READ, remit=inspection.remit)
    if finding.status not in SENT or finding.status == WITHDRAWN:
        raise Refused(_("A problem is offered to other units once it was fed back, and while it stands."))
    named = Unit.objects.by_code(codes) if codes else {}
    issuer = Span(inspection.lo, inspection.hi)
    wrong = [
        code for code in codes
        if code not in named or not issuer.covers(named[code].lo) or named[code].lo in {issuer.lo, finding.unit_lo}
    ]  # fmt: skip
    if wrong or not codes or len(codes) > MOST:
        said = _("Name other units below %(unit)s by their codes, %(n)s at most: %(codes)s.")
        values = {"unit": inspection.issuer.name, "n": MOST, "codes": " ".join(wrong[:10])}
        raise Invalid(errors=[FieldError("codes", said % values)])
    with transaction.atomic():
        Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
        asked = set(finding.sisters.values_list("unit_id", flat=True))
        fresh = [unit for unit in named.values() if unit.pk not in asked]
        if fresh:
            _offered(actor, finding, fresh)
    return len(fresh)


def _offered(actor: Actor, finding: Finding, fresh: Sequence[Unit]) -> None:
    today = clock.today()
    by = today + timedelta(days=ANSWER_DAYS)
    entry = Entry(
        "finding.offer", actor, ("finding", finding.key), finding.number, finding.lo, count=len(fresh)
    )
    with recorded(entry):
        Sister.objects.bulk_create(
            Sister(
                finding=finding,
                unit=unit,
                lo=unit.lo,
                issuer_lo=finding.issuer_lo,
                offered_by_id=actor.user_id,
                offered_on=today,
                answer_by=by,
            )
            for unit in fresh
        )
        for unit in fresh:
            tell(_telling(finding, unit, by.isoformat()))


def _telling(finding: Finding, unit: Unit, day: str) -> Telling:
    return Telling(
        f"finding.offer:{finding.pk}:{unit.pk}",
        "finding",
        unit.lo,
        Words(OFFERED, {"unit": unit.name, "number": finding.number, "day": day}),
        f"/inspections/sisters/{finding.key}/{unit.code}/",
        capability=C.INSPECT_ANSWER,
        work_of=("sister", f"{finding.key}/{unit.code}"),
    )


def take(*, actor: Actor, sister: Sister, reason: str, version: int | None = None) -> Sister:
    """The unit has it, too, and gets an item of its own, planned and closed like any other. Raises as `perform`."""
    finding = sister.finding
    drawn = drawn_of(finding, clock.today())
    own = replace(
        drawn, origin=("sister", sister.public_id), title=f"举一反三：{drawn.title}"[:300], extent="common"
    )
    with transaction.atomic():
        # Brought before the step: a step that is refused takes it back.
        found = bring(
            actor=Actor.system(SYSTEM),
            kind=Kind.objects.get(key=KIND, current=True),
            issuer=finding.inspection.issuer,
            year=clock.today().year,
            brought=[Brought(sister.unit, finding.recorded_by_id, own)],
        )

        def put(row: Any) -> None:
            row.item_id = found["sister", sister.public_id].pk
            _decided(row, actor, reason)

        return _answered("take", actor, sister, version, reason, put)


def decline(*, actor: Actor, sister: Sister, reason: str, version: int | None = None) -> Sister:
    """The unit looked and does not have the problem, with what it found. Raises as `perform`."""

    def close(row: Any) -> None:
        _decided(row, actor, reason)

    return _answered("decline", actor, sister, version, reason, close)


def _decided(row: Any, actor: Actor, reason: str) -> None:
    row.reason, row.decided_name, row.decided_on = reason.strip(), actor.name, clock.today()


def _answered(key: str, actor: Actor, sister: Sister, version: int | None, reason: str, apply: Any) -> Sister:
    return perform(
        SISTER,
        key,
        sister,
        actor=actor,
        version=version,
        reason=reason,
        apply=apply,
        label=sister.finding.number,
    )
