"""The course of an inspection: its scheme written and approved by another, notice, on site, closing."""

from typing import Any

from django.db import transaction

from assessments.inspections.actions.hand import act_on
from assessments.inspections.models import Inspection, Paper
from assessments.inspections.rules import inspections
from responsibilities.notices.actions.telling import tell_many
from responsibilities.numbers.queries import refuse_taken
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.words import N_

SCHEME = N_("The scheme of %(title)s waits for your approval.")
SCHEME_BACK = N_("The scheme of %(title)s was sent back: %(reason)s")
NOTICED = N_("Notice of inspection: %(title)s, from %(first)s on.")


def write_scheme(
    *, actor: Actor, inspection: Inspection, version: int | None = None, **parts: str
) -> Inspection:
    """Writes the parts of the scheme (督查方案), which waits for approval, anew if need be. Raises as `perform`."""

    def write(row: Any) -> None:
        row.scheme = {name: (parts.get(name) or "").strip() for name in inspections.PARTS}
        row.scheme_state, row.scheme_by_id = inspections.WRITTEN, actor.user_id
        row.scheme_approved_by = None

    given = {name: parts.get(name, "") for name in inspections.PARTS}
    return act_on(
        "write_scheme",
        actor,
        inspection,
        version,
        given=given,
        apply=write,
        told=(SCHEME, C.INSPECT_APPROVE),
        works=True,
    )


def approve_scheme(*, actor: Actor, inspection: Inspection, version: int | None = None) -> Inspection:
    """Approves the scheme; whoever wrote it does not. Raises as `perform`."""

    def agree(row: Any) -> None:
        row.scheme_state, row.scheme_approved_by_id = inspections.AGREED, actor.user_id

    return act_on("approve_scheme", actor, inspection, version, apply=agree)


def refuse_scheme(
    *, actor: Actor, inspection: Inspection, reason: str, version: int | None = None
) -> Inspection:
    """Sends the scheme back with a reason. Raises as `perform`."""

    def refuse(row: Any) -> None:
        row.scheme_state = inspections.UNWRITTEN

    return act_on(
        "refuse_scheme",
        actor,
        inspection,
        version,
        reason=reason,
        apply=refuse,
        told=(SCHEME_BACK, C.INSPECT_PLAN),
    )


_TOLD = """
SELECT 'inspections.notice:' || t.id AS event, t.unit_id AS place, t.lo, '/inspections/' || i.key || '/' AS url,
       jsonb_build_object('title', i.title, 'first', t.from_on::text) AS "values"
FROM inspections_target t JOIN inspections_inspection i ON i.id = t.inspection_id
WHERE t.inspection_id = %(inspection)s AND t.live
"""


def notice(
    *, actor: Actor, inspection: Inspection, document_number: str, version: int | None = None
) -> Inspection:
    """Gives the inspected notice (督查通知) under a number of the issuer. Raises as `perform`.

    `Invalid` where another document bears the number.
    """
    number = full_number(document_number, "document_number") if document_number.strip() else ""

    def tell(row: Any) -> None:
        refuse_taken(row.issuer, number, "document_number")
        row.noticed_on = clock.today()
        Paper.objects.create(
            what="notice",
            issuer=row.issuer,
            key=row.key,
            number=number,
            title=f"关于开展{row.title}的通知",
            dated_on=row.noticed_on,
            by_id=actor.user_id,
            by_name=actor.name,
        )

    with transaction.atomic():
        row = act_on("notice", actor, inspection, version, given={"document_number": number}, apply=tell)
        for right in (C.INSPECT_ANSWER, C.INSPECT_OBJECT):
            tell_many(
                places=_TOLD,
                params={"inspection": row.pk},
                kind="inspections",
                title=NOTICED,
                capability=right,
                shown_by=C.INSPECT_READ,
            )
    return row


def begin(*, actor: Actor, inspection: Inspection, version: int | None = None) -> Inspection:
    """The team goes on site: from the first day on, announced ones after their notice. Raises as `perform`."""

    def enter(row: Any) -> None:
        row.begun_on = clock.today()

    return act_on("begin", actor, inspection, version, apply=enter)


def close(*, actor: Actor, inspection: Inspection, version: int | None = None) -> Inspection:
    """Closes what was fed back, once each finding has come to its end. Raises as `perform`."""

    def end(row: Any) -> None:
        row.closed_on = clock.today()

    return act_on("close", actor, inspection, version, apply=end)
