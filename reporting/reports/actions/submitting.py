"""Submitting the signed text: by the unit's filer, or with the last signature where that was chosen before."""

import hashlib
import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from reporting.reports import rules
from reporting.reports.actions.handing import TITLES, act_on_draft, event_of, telling_at_unit, url_of, work_of
from reporting.reports.actions.numbering import numbered
from reporting.reports.models import Draft, Obligation, OnceSigned, Signature, Submission
from reporting.reports.models.sealed import SUBMISSIONS
from reporting.reports.queries.choosing import that_submits
from reporting.reports.queries.signing import authority_of, receivers, window_of
from responsibilities.files.actions import hold
from responsibilities.files.queries import files_of
from responsibilities.roles import Capability as C
from responsibilities.units.queries import organs_of
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.documents.official import CHINESE
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry, Telling
from revitalization.kit.sealed import under_seal
from revitalization.kit.words import N_, Words

SUBMIT, KEEP = "submit", "keep"
"""What may be chosen for once all have signed: it is submitted at once, or left to the filer."""
SUBMITTED_SO = N_("%(title)s was submitted with the last signature, as %(name)s had chosen.")


def choose(row: Obligation, actor: Actor, chosen: str) -> None:
    """Keeps for this round what follows its last signature; "" leaves it as it is. A new round begins without."""
    if not chosen:
        return
    verb = f"report.once_signed_{chosen}"
    with recorded(Entry(verb, actor, ("report", row.public_id), str(row), row.lo)):
        OnceSigned.objects.create(
            obligation=row,
            round=row.round,
            submits=chosen == SUBMIT,
            chosen_by_id=actor.user_id or 0,
            chosen_name=actor.name,
            at=clock.database_now(),
        )


def follows(row: Obligation, chosen: str) -> bool:
    """Whether this signature, the last one, submits the report: so `chosen` with it or before, and it can be filed."""
    if chosen == KEEP:
        return False
    return can_be_filed(row) if chosen == SUBMIT else choice_to_follow(row) is not None


def choice_to_follow(row: Obligation) -> OnceSigned | None:
    """The choice by which the last signature submits the report today (see `that_submits`); None: the filer does."""
    return that_submits(row) if can_be_filed(row) else None


def can_be_filed(row: Obligation) -> bool:
    """Whether reports of the cycle can be filed today."""
    return rules.closed_window(window_of(row)) is None


def submit_once_signed(*, actor: Actor, obligation: Obligation, choice: OnceSigned) -> Obligation:
    """Submits what the actor has just signed as the last, in the same transaction; the record says who had chosen it.

    As `submit` in all else: the same guard, triggers, seal and notices. Those who file for the unit are told.
    """
    name = choice.chosen_name
    # It stays on the record, for readers of every language: in that of the papers, whoever signs in which.
    with override(CHINESE):
        said = _("Submitted with the last signature, as %(name)s had chosen.") % {"name": name}
    return _submit(actor, obligation, "", obligation.version, within="sign", reason=said, chooser=name)


def submit(
    *, actor: Actor, obligation: Obligation, document_number: str = "", version: int | None = None
) -> Obligation:
    """Submits the signed text as a new version to the unit above; the database's clock says whether it is in time.

    It goes up in the name of the unit's organs, never in that of their leaders; `document_number` is the unit's own.
    """
    return _submit(actor, obligation, document_number, version)


def _submit(
    actor: Actor,
    obligation: Obligation,
    document_number: str,
    version: int | None,
    *,
    within: str = "",
    reason: str = "",
    chooser: str = "",
) -> Obligation:
    behalf = ""

    def freeze(row: Any) -> None:
        nonlocal behalf
        signatures = list(Signature.objects.filter(obligation=row, round=row.round).order_by("at", "pk"))
        behalf = "、".join(organs_of(row.unit))
        numbered(row, _freeze(row, actor, signatures, behalf), document_number)

    def tellings(row: Obligation) -> list[Telling]:
        title = Words(TITLES[rules.SUBMITTED], {"unit": row.unit.name, "title": row.cycle.title})
        event, url, people = event_of(row, "submit"), url_of(row), receivers(row)
        told = Words(SUBMITTED_SO, {"title": row.cycle.title, "name": chooser})
        at_unit = [telling_at_unit(row, "submitted", C.REPORT_SUBMIT, actor, told)] if chooser else []
        return [
            *at_unit,
            Telling(
                event,
                "report",
                row.lo,
                title,
                url,
                user_ids=people,
                shown_by=C.REPORT_RECEIVE,
                work_of=work_of(row),
            ),
        ]

    return act_on_draft(
        "submit",
        actor,
        obligation,
        version,
        reason=reason,
        apply=freeze,
        tellings=tellings,
        on_behalf=lambda: behalf,
        within=within,
    )


def _freeze(row: Obligation, actor: Actor, signatures: list[Signature], behalf: str) -> Submission:
    draft = Draft.objects.get(obligation=row)
    at = clock.database_now()
    content: dict[str, Any] = {
        "texts": draft.texts,
        "signatures": [
            {
                "post": s.post_key,
                "title": s.title,
                "name": s.name,
                "on_behalf": s.on_behalf,
                "at": s.at.isoformat(),
                **authority_of(row, s),
            }
            for s in signatures
        ],
        "files": [
            {"id": str(f.public_id), "name": f.name, "sha256": f.sha256, "size": f.size}
            for f in files_of("report", row.public_id)
        ],
    }
    number = Submission.objects.filter(obligation=row).count() + 1
    made = Submission.objects.create(
        obligation=row,
        number=number,
        digest=hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest(),
        submitted_by_id=actor.user_id,
        submitted_name=actor.name,
        on_behalf=behalf,
        submitted_at=at,
        **content,
    )
    under_seal(SUBMISSIONS, made.public_id)
    hold(actor=actor, kind="report", key=row.public_id)
    row.submitted_at = at
    if row.first_submitted_at is None:
        row.first_submitted_at = at
        row.timely = at < clock.end_of_day(row.first_due_on)
    return made
