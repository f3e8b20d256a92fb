"""Sending, reviewing, signing, submitting and withdrawing one report; `save_draft` is beside it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from reporting.reports import rules
from reporting.reports.actions.drafting import FIELD_CAP, save_draft
from reporting.reports.actions.handing import (
    TITLES,
    act_on_draft,
    telling_at_unit,
    work_of,
)
from reporting.reports.actions.submitting import choice_to_follow, choose, follows, submit, submit_once_signed
from reporting.reports.models import Draft, Obligation, Signature, Submission
from reporting.reports.models.sealed import SIGNATURES
from reporting.reports.queries.signing import (
    Slot,
    facts_of,
    own_slots,
    slots,
    slots_for_others,
)
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid, Refused, Stale
from revitalization.kit.ports import Telling, settle
from revitalization.kit.sealed import under_seal

__all__ = [
    "FIELD_CAP",
    "approve",
    "decline",
    "recall",
    "save_draft",
    "send",
    "send_back",
    "sign",
    "submit",
    "withdraw",
]


def send(
    *, actor: Actor, obligation: Obligation, version: int | None = None, draft_version: int | None = None
) -> Obligation:
    """Sends the draft to the review inside the unit, or straight to signing where the kind asks for no review.

    `draft_version` is the text the sender saw (None: not checked): nobody sends a colleague's words unseen, else
    `Stale` with the stored text and its author. Raises as `perform`; `Refused` names the empty or too long sections.
    """

    def choose(row: Any) -> str:
        draft = Draft.objects.select_related("saved_by").get(obligation=row)
        if draft_version is not None and draft.version != draft_version:
            raise Stale(version=draft.version, theirs=draft.texts, author=draft.saved_by.name)
        row.sent_by_id = actor.user_id
        return rules.REVIEW if row.level in row.cycle.kind.review_levels else rules.SIGNING

    def tellings(row: Obligation) -> list[Telling]:
        to_review = row.status == rules.REVIEW
        return [
            telling_at_unit(
                row, "send", C.REPORT_REVIEW if to_review else C.REPORT_SIGN, actor, TITLES[row.status]
            )
        ]

    return act_on_draft("send", actor, obligation, version, apply=choose, tellings=tellings)


def recall(*, actor: Actor, obligation: Obligation, version: int | None = None) -> Obligation:
    """A filer takes the draft back from review, as long as the reviewer has not decided; nothing was signed yet.

    Raises as `perform`; `Conflict` after the reviewer's decision.
    """
    return act_on_draft("recall", actor, obligation, version)


def approve(
    *, actor: Actor, obligation: Obligation, once_signed: str = "", version: int | None = None
) -> Obligation:
    """The reviewer passes the draft on for signing; `Refused` for whoever wrote or sent it. Raises as `perform`.

    `once_signed` is what follows the last signature: `submit`, or `keep` for the filer ("": not said).
    """
    with transaction.atomic():
        row = act_on_draft(
            "approve",
            actor,
            obligation,
            version,
            tellings=lambda row: [
                telling_at_unit(row, "approve", C.REPORT_SIGN, actor, TITLES[rules.SIGNING])
            ],
        )
        choose(row, actor, once_signed)
    return row


def send_back(*, actor: Actor, obligation: Obligation, reason: str, version: int | None = None) -> Obligation:
    """The reviewer sends the draft back with a reason, which stays within the unit. Raises as `perform`."""
    return _return_to_draft("send_back", actor, obligation, reason, version)


def decline(*, actor: Actor, obligation: Obligation, reason: str, version: int | None = None) -> Obligation:
    """A principal declines to sign; signatures of this round no longer count. Raises as `perform`."""
    return _return_to_draft("decline", actor, obligation, reason, version)


def withdraw(*, actor: Actor, obligation: Obligation, reason: str, version: int | None = None) -> Obligation:
    """The unit takes the report back before receipt; the submitted version stays on the record.

    What was taken back was not filed: unless an earlier version had been received and returned, whether the report is
    in time is judged by the next submission.
    """
    return _return_to_draft("withdraw", actor, obligation, reason, version)


def _return_to_draft(
    key: str, actor: Actor, obligation: Obligation, reason: str, version: int | None
) -> Obligation:
    def next_round(row: Any) -> None:
        row.round += 1
        if key == "withdraw":
            _unfile(row)

    return act_on_draft(
        key,
        actor,
        obligation,
        version,
        reason=reason,
        apply=next_round,
        tellings=lambda row: [
            telling_at_unit(row, key, C.REPORT_DRAFT, actor, TITLES[rules.DRAFT], reason=reason)
        ],
    )


def _unfile(row: Obligation) -> None:
    """The times of the row after a withdrawal: those of the version that was last decided on, if there is one."""
    decided = Submission.objects.filter(obligation=row, decision__isnull=False).order_by("number").last()
    row.submitted_at = decided.submitted_at if decided else None
    if decided is None:
        row.first_submitted_at = row.timely = None


def sign(
    *,
    actor: Actor,
    obligation: Obligation,
    on_behalf_of: str = "",
    once_signed: str = "",
    version: int | None = None,
) -> Obligation:
    """A principal signs for the own posts; with `on_behalf_of` (a post's key) for another post, both names kept.

    For another only while that post is vacant, or by its holder's delegation in force; else `Invalid`.
    The report is signed once every first responsible post of the unit has its signature. With that last one it is
    submitted, where the reviewer or a signer so chose (`once_signed` is `submit`, `keep` takes it back) and it can
    be filed that day.
    """
    with transaction.atomic():
        row = _sign(actor, obligation, on_behalf_of, once_signed, version)
        choose(row, actor, once_signed)
        choice = choice_to_follow(row) if row.status == rules.SIGNED else None
        if choice:
            row = submit_once_signed(actor=actor, obligation=row, choice=choice)
    return row


def _sign(
    actor: Actor, obligation: Obligation, on_behalf_of: str, once_signed: str, version: int | None
) -> Obligation:
    behalf = ""
    found: list[Slot] = []

    def facts(row: Any) -> rules.ReportFacts:
        # Read once, on the locked row: what the guard judged by is what is signed.
        found[:] = slots(row)
        return facts_of(row, actor, found=found)

    def put(row: Any) -> str:
        nonlocal behalf
        chosen = _chosen(found, actor, on_behalf_of)
        behalf = "、".join(f"{s.title}{s.holder}" for s in chosen) if on_behalf_of else ""
        at = clock.database_now()
        made = Signature.objects.bulk_create([_signature(row, slot, actor, behalf, at) for slot in chosen])
        under_seal(SIGNATURES, *(signature.pk for signature in made))
        left = [s for s in found if s.signed is None and s not in chosen]
        _settle_done(row, chosen, left, actor)
        return rules.SIGNING if left else rules.SIGNED

    def tellings(row: Obligation) -> list[Telling]:
        if row.status != rules.SIGNED or follows(row, once_signed):
            return []
        return [telling_at_unit(row, "sign", C.REPORT_SUBMIT, actor, TITLES[rules.SIGNED])]

    return act_on_draft(
        "sign",
        actor,
        obligation,
        version,
        apply=put,
        tellings=tellings,
        on_behalf=lambda: behalf,
        facts=facts,
    )


def _settle_done(row: Obligation, given: list[Slot], left: list[Slot], actor: Actor) -> None:
    """Closes the notices of those who have nothing more to sign; the others are still asked."""
    asked = {who for s in left for who in (s.user_id, s.delegation.to.user_id if s.delegation else None)}
    done = {actor.user_id, *(s.user_id for s in given)} - {None}
    if not any(s.vacant for s in left):
        settle(*work_of(row), people=sorted(who for who in done - asked if who is not None))


def _chosen(found: list[Slot], actor: Actor, on_behalf_of: str) -> list[Slot]:
    if not on_behalf_of:
        mine = own_slots(found, actor)
        if not mine:
            raise Refused(_("You hold none of the posts whose signature is missing."))
        return mine
    wanted = [
        s for s in found if s.post_key == on_behalf_of and s.signed is None and s.user_id != actor.user_id
    ]
    if not wanted:
        raise Invalid(errors=[FieldError("on_behalf_of", _("This post's signature is not missing."))])
    others = [s for s in slots_for_others(found, actor) if s in wanted]
    if not others:
        text = _("%(title)s %(holder)s has not authorised you in writing; each organ's own leader signs.")
        said = text % {"title": wanted[0].title, "holder": wanted[0].holder}
        raise Invalid(errors=[FieldError("on_behalf_of", said, "not_authorised")])
    return others


def _signature(row: Obligation, slot: Slot, actor: Actor, behalf: str, at: Any) -> Signature:
    return Signature(
        obligation=row,
        round=row.round,
        post_key=slot.post_key,
        title=slot.title,
        name=actor.name,
        signed_by_id=actor.user_id or 0,
        on_behalf=behalf,
        at=at,
    )
