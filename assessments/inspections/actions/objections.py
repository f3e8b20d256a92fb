"""The unit objects to a finding; others than those who found it decide: keep, change or withdraw."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.inspections.actions.findings import act_on
from assessments.inspections.actions.rectifying import cancel_item, list_finding, reword_item
from assessments.inspections.models import Finding, Objection
from assessments.inspections.queries.findings import objection_facts, with_right_below
from assessments.inspections.rules import objections as rules
from assessments.inspections.rules.findings import OPEN
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.errors import FieldError, Forbidden, Invalid
from revitalization.kit.perform import perform
from revitalization.kit.ports import Telling, tell
from revitalization.kit.words import N_, Words

FILED = N_("%(unit)s objects to %(number)s; to be decided by %(day)s.")
KEPT = N_("The objection to %(number)s was not upheld: %(reason)s")
CHANGED = N_("%(number)s was changed after the objection: %(reason)s")
WITHDRAWN = N_("%(number)s was withdrawn after the objection: %(reason)s")


def object_to(
    *, actor: Actor, finding: Finding, reason: str, evidence: str = "", version: int | None = None
) -> Finding:
    """The unit's principal objects, once, within thirty days of the feedback. Raises as `perform`, naming the day."""
    by = actor.user_id
    if by is None:
        raise Forbidden

    def file(row: Finding) -> None:
        today = clock.today()
        Objection.objects.create(
            finding=row,
            lo=row.issuer_lo,
            words=reason.strip(),
            evidence=evidence.strip(),
            filed_by_id=by,
            filed_name=actor.name,
            filed_on=today,
            decide_by=rules.decide_by(today),
        )

    with transaction.atomic():
        done = act_on("object", actor, finding, version, reason=reason, apply=file)
        tell(_to_decide(done))
    return Finding.objects.full().get(pk=done.pk)


def keep(*, actor: Actor, objection: Objection, reason: str, version: int | None = None) -> Objection:
    """The finding stands as it is and goes on the ledger. Raises as `perform`."""
    return _decide("keep", actor, objection, version, reason, KEPT)


def change(
    *, actor: Actor, objection: Objection, reason: str, problem: str, version: int | None = None
) -> Objection:
    """The finding stands in other words, which go on the ledger; the first ones stay beside. Raises as `perform`."""
    words = problem.strip()
    if words == objection.finding.problem:
        raise Invalid(errors=[FieldError("problem", _("Nothing is changed by this."))])
    if len(words) > 1000:
        raise Invalid(errors=[FieldError("problem", _("At most %(n)s characters.") % {"n": 1000})])
    return _decide("change", actor, objection, version, reason, CHANGED, problem=words)


def withdraw(
    *, actor: Actor, objection: Objection, reason: str, document_number: str, version: int | None = None
) -> Objection:
    """The finding no longer stands, under the number of the decision; what was on the ledger already is cancelled."""
    number = full_number(document_number, "document_number") if document_number.strip() else ""
    return _decide("withdraw", actor, objection, version, reason, WITHDRAWN, document_number=number)


def _decide(
    key: str,
    actor: Actor,
    objection: Objection,
    version: int | None,
    reason: str,
    told: str,
    **given: str,
) -> Objection:
    def write(row: Any) -> None:
        row.reason, row.decided_by_id, row.decided_name = reason.strip(), actor.user_id, actor.name
        row.decided_on = clock.today()
        for name, value in given.items():
            setattr(row, name, value)

    with transaction.atomic():
        done = perform(
            rules.OBJECTION,
            key,
            objection,
            actor=actor,
            reason=reason,
            version=version,
            given=given,
            facts=lambda row: objection_facts(row, actor),
            apply=write,
            label=objection.finding.number,
        )
        _FOLLOWS[key](with_right_below(actor, done.finding.inspection, C.INSPECT_PLAN), done)
        tell(_decided(done, told))
    return done


def _stands(actor: Actor, objection: Objection) -> None:
    finding = Finding.objects.full().get(pk=objection.finding_id)
    if finding.same_as is not None and finding.same_as.status in OPEN:
        # The clock puts it on the item of the problem it repeats, once that is settled.
        return
    item = list_finding(actor=actor, finding=finding)
    if objection.status == rules.CHANGED:
        reword_item(item, finding, objection)


def _falls(actor: Actor, objection: Objection) -> None:
    finding = act_on("withdraw", actor, objection.finding, None)
    if finding.item_id:
        cancel_item(finding, objection)


_FOLLOWS: dict[str, Callable[[Actor, Objection], None]] = {
    "keep": _stands,
    "change": _stands,
    "withdraw": _falls,
}


def _to_decide(finding: Finding) -> Telling:
    values = {
        "unit": finding.unit.name,
        "number": finding.number,
        "day": rules.decide_by(clock.today()).isoformat(),
    }
    return Telling(
        f"objection.file:{finding.pk}",
        "finding",
        finding.issuer_lo,
        Words(FILED, values),
        f"/inspections/findings/{finding.key}/",
        capability=C.INSPECT_DECIDE,
        work_of=("objection", finding.key),
    )


def _decided(objection: Objection, told: str) -> Telling:
    finding = objection.finding
    return Telling(
        f"objection.decide:{finding.pk}",
        "finding",
        finding.lo,
        Words(told, {"number": finding.number, "reason": objection.reason[:200]}),
        f"/inspections/findings/{finding.key}/",
        capability=C.INSPECT_READ,
    )
