"""What the unit above does: receive, accept, return, exempt; reminding is beside it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from reporting.reports import rules
from reporting.reports.actions.handing import event_of, url_of, work_of
from reporting.reports.actions.reminding import remind
from reporting.reports.models import Decision, Obligation, Submission
from reporting.reports.models.sealed import DECISIONS
from reporting.reports.queries.signing import facts_of
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.perform import perform
from revitalization.kit.periods import fits
from revitalization.kit.ports import Telling
from revitalization.kit.sealed import under_seal
from revitalization.kit.words import N_, Words

__all__ = ["accept", "exempt", "receive", "receive_and_accept", "remind", "return_report"]

RECEIVED = N_("%(title)s was received.")
ACCEPTED = N_("%(title)s was accepted.")
RETURNED = N_("%(title)s was returned, new deadline %(due)s: %(reason)s")
EXEMPT = N_("Your unit is exempt from %(title)s: %(reason)s")


def receive(*, actor: Actor, obligation: Obligation, version: int | None = None) -> Obligation:
    """The receiving office takes the report in; from now on it cannot be withdrawn.

    Raises as `perform`; `Refused` for every office but the one directly above.
    """

    def stamp(row: Any) -> None:
        row.received_at = clock.database_now()

    return _decide("receive", actor, obligation, version, RECEIVED, apply=stamp)


def accept(
    *, actor: Actor, obligation: Obligation, reason: str = "", version: int | None = None
) -> Obligation:
    """Accepts the received version; `reason` is a remark, kept with the decision. Final.

    Raises as `perform`; `Refused` for who had a part in the report or works for the unit.
    """

    def settle(row: Any) -> None:
        row.decided_at = _decision(row, actor, rules.ACCEPTED, reason, None).at

    return _decide("accept", actor, obligation, version, ACCEPTED, reason=reason, apply=settle)


def receive_and_accept(*, actor: Actor, obligation: Obligation, version: int | None = None) -> Obligation:
    """Accepts a submitted or received version, one that was only submitted after receiving it; both or neither."""
    with transaction.atomic():
        if obligation.status == rules.SUBMITTED:
            obligation = receive(actor=actor, obligation=obligation, version=version)
            version = obligation.version
        return accept(actor=actor, obligation=obligation, version=version)


def return_report(
    *, actor: Actor, obligation: Obligation, reason: str, new_due_on: date | None, version: int | None = None
) -> Obligation:
    """Returns the received version with reasons and a new deadline; the first deadline and submission time stay.

    Raises `Invalid` without reason or deadline, `Refused` for a deadline in the past or when nothing can be filed
    any more.
    """
    if new_due_on is not None and not fits(new_due_on):
        raise Invalid(errors=[FieldError("new_due_on", _("Not a date in this century."))])

    def settle(row: Any) -> None:
        row.decided_at = _decision(row, actor, rules.RETURNED, reason, new_due_on).at
        row.due_on = new_due_on
        row.round += 1

    return _decide(
        "return", actor, obligation, version, RETURNED, reason=reason, new_due_on=new_due_on, apply=settle
    )


def exempt(*, actor: Actor, obligation: Obligation, reason: str, version: int | None = None) -> Obligation:
    """Lets the unit off this report, with the reason on the record. Final.

    Raises as `perform`; `Refused` for who had a part in the report or works for the unit, `Invalid` without a reason.
    """
    return _decide("exempt", actor, obligation, version, EXEMPT, reason=reason)


def _decide(
    key: str,
    actor: Actor,
    obligation: Obligation,
    version: int | None,
    title: str,
    *,
    reason: str = "",
    new_due_on: date | None = None,
    apply: Any = None,
) -> Obligation:
    def tellings(row: Obligation) -> list[Telling]:
        words = Words(title, {"title": row.cycle.title, "reason": reason[:200], "due": str(row.due_on)})
        return [
            Telling(
                event_of(row, key),
                "report",
                row.lo,
                words,
                url_of(row),
                capability=capability,
                except_user=actor.user_id,
                # Returned to those who write, it is work again; everything else is news.
                work_of=work_of(row) if (key, capability) == ("return", C.REPORT_DRAFT) else ("", ""),
            )
            for capability in (C.REPORT_DRAFT, C.REPORT_SIGN)
        ]

    return perform(
        rules.WORKFLOW,
        key,
        obligation,
        actor=actor,
        reason=reason,
        version=version,
        given={"new_due_on": new_due_on},
        facts=lambda row: facts_of(row, actor, new_due_on=new_due_on),
        apply=apply,
        tellings=tellings,
        label=str(obligation),
    )


def _decision(row: Obligation, actor: Actor, outcome: str, reason: str, new_due_on: date | None) -> Decision:
    latest = Submission.objects.filter(obligation=row).latest("number")
    made = Decision.objects.create(
        submission=latest,
        outcome=outcome,
        reason=reason,
        new_due_on=new_due_on,
        decided_by_id=actor.user_id or 0,
        decided_name=actor.name,
        at=clock.database_now(),
    )
    under_seal(DECISIONS, made.pk)
    return made
