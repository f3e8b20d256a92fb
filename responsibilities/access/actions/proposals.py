"""What nobody changes alone: the accounts and roles of administrators. One asks, another confirms.

Giving and ending roles and closing an account happen with the confirmation. A new one-time code is made when whoever
asked fetches it afterwards: whoever confirms never sees it, and it is kept nowhere in between.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from responsibilities.access.actions.accounts import close
from responsibilities.access.actions.codes import needs_reason, no_code_since, open_account, over
from responsibilities.access.actions.events import note
from responsibilities.access.actions.grants import (
    Gift,
    end,
    give,
    known_role,
    may_end,
    may_give,
    refuse_clash,
)
from responsibilities.access.actions.resets import reset
from responsibilities.access.models import Grant, Proposal, User
from responsibilities.access.queries import (
    accounts_within,
    actor_for,
    is_one_person,
    place_of,
    proposed,
    takes_two,
)
from responsibilities.access.rules import Asked, EventKind
from responsibilities.roles import C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, Forbidden, Refused
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry, Telling, tell
from revitalization.kit.words import N_, Words

_ROLES_TO_OTHERS = N_(
    "%(who)s has requested a change to the roles of %(name)s; another administrator must confirm it."
)
_ROLES_TO_YOU = N_(
    "%(who)s has requested a change to the roles of your account. If you did not expect this, report it at once."
)
TOLD = {
    Asked.RESET: (
        N_(
            "%(who)s has requested a new one-time code for the administrator %(name)s;"
            " another administrator must confirm it."
        ),
        N_(
            "%(who)s has requested a new one-time code for your account. If you did not ask for it, report it at once."
        ),
    ),
    Asked.CLOSE: (
        N_(
            "%(who)s has requested to close the account of the administrator %(name)s;"
            " another administrator must confirm it."
        ),
        N_("%(who)s has requested to close your account. If you did not expect this, report it at once."),
    ),
    Asked.GRANT: (_ROLES_TO_OTHERS, _ROLES_TO_YOU),
    Asked.END: (_ROLES_TO_OTHERS, _ROLES_TO_YOU),
}
"""What those who may confirm, and the person, are told."""
CONFIRMED = N_("%(who)s confirmed the new one-time code for %(name)s: collect it and hand it over.")


def ask_reset(
    *, actor: Actor, user: User, second_step: bool = False, reason: str, version: int | None = None
) -> Proposal:
    """Asks that an administrator's account gets a new code; those who may confirm it and the person are told.

    Asks for the same as `reset_password`, and a reason. `Conflict` while something is asked for about the account;
    `Stale` when a code was made since its page showed `version`.
    """
    over(actor, user)
    return _ask(actor, user, Asked.RESET, reason, version=version, second_step=second_step)


def ask_close(*, actor: Actor, user: User, reason: str) -> Proposal:
    """Asks that an administrator's account is closed; as `ask_reset`."""
    over(actor, user)
    return _ask(actor, user, Asked.CLOSE, reason)


def ask_grant(
    *,
    actor: Actor,
    user: User,
    unit: Unit,
    role: str,
    since: date | None = None,
    until: date | None = None,
    remit: Collection[str] | None = None,
    reason: str,
) -> Proposal:
    """Asks that an administrator's role, or any role to an administrator, is given; another one confirms it.

    Asks and raises as `may_give` and `refuse_clash`; `Refused` also for the own account, `Invalid` without a reason.
    """
    gift = Gift(user, unit, role, since or clock.today(), until, remit)
    may_give(actor, gift)
    if user.pk == actor.user_id:
        raise Refused(_("Nobody can grant themselves a role."))
    refuse_clash(user, known_role(role), gift.since, until)
    kept: dict[str, Any] = {"unit": unit, "role": role, "since": gift.since, "until": until}
    return _ask(actor, user, Asked.GRANT, reason, **kept, remit=None if remit is None else sorted(remit))


def ask_end(*, actor: Actor, grant: Grant, until: date | None = None, reason: str) -> Proposal:
    """Asks that another administrator's role ends; asks for the same as `end_grant`, and a reason."""
    may_end(actor, grant, until)
    over(actor, grant.user)
    return _ask(actor, grant.user, Asked.END, reason, grant=grant, role=grant.role, until=until)


def confirm_asked(*, actor: Actor, user: User, number: int) -> Proposal:
    """What another administrator asked for takes effect; a new code can now be fetched by who asked for it.

    Asks for the same as asking. `number` is the proposal that was seen: `Conflict` when it is not (any more) what is
    asked for, `Refused` to who asked and to whom it concerns, also with another account of theirs.
    """
    over(actor, user)
    with transaction.atomic():
        locked = open_account(user)
        asked = _seen(locked, number)
        _stands(asked, asked.asked_by_id)
        if actor.user_id is None or is_one_person(actor.user_id, asked.asked_by_id):
            raise Refused(_("Whoever requests it cannot confirm it."))
        if is_one_person(actor.user_id, locked.pk):
            raise Refused(_("Nobody can confirm a change to another account of their own."))
        if asked.confirmed_by_id is not None:
            raise Conflict(_("This has already been confirmed."))
        asked.confirmed_by_id = actor.user_id
        asked.save(update_fields=["confirmed_by"])
        _DONE[asked.kind](actor, locked, asked)
        if asked.kind != Asked.RESET:
            _end(asked)
    return asked


def fetch_code(*, actor: Actor, user: User, number: int) -> str:
    """The new code that another confirmed, for who asked for it; all sessions and tokens of the account end.

    Asks for the same as asking, and that who confirmed could still do so. `Conflict` before it is confirmed.
    """
    over(actor, user)
    with transaction.atomic():
        locked = open_account(user)
        asked = _seen(locked, number)
        if asked.kind != Asked.RESET or asked.confirmed_by is None:
            raise Conflict(_("The new code has not been confirmed yet."))
        if asked.asked_by_id != actor.user_id:
            raise Refused(_("Whoever requested the new code collects it and hands it over."))
        _stands(asked, asked.confirmed_by.pk)
        names = {"asked_by": asked.asked_by.name, "confirmed_by": asked.confirmed_by.name}
        code = reset(actor, locked, asked.second_step, asked.reason, names)
        _end(asked)
    return code


def drop_asked(*, actor: Actor, user: User, number: int) -> Proposal:
    """Takes back what is asked for, or declines it; account and roles stay as they are."""
    over(actor, user)
    with transaction.atomic():
        locked = open_account(user)
        asked = _seen(locked, number)
        with recorded(_entry(f"account.drop_{asked.kind}", actor, locked)):
            _end(asked)
    return asked


def _ask(
    actor: Actor, user: User, kind: str, reason: str, version: int | None = None, **about: Any
) -> Proposal:
    needs_reason(reason)
    if actor.user_id is None:
        raise Forbidden
    with transaction.atomic():
        locked = open_account(user)
        if not takes_two(locked, about.get("role", "")):
            raise Refused(_("This is not an administrator's account: no second person is needed."))
        _drop_old(locked)
        if proposed(locked) is not None:
            raise Conflict(_("A request concerning this account is already open: deal with it first."))
        no_code_since(locked, version)
        entry = _entry(f"account.ask_{kind}", actor, locked, reason)
        entry.after = {key: str(about[key]) for key in ("role", "since", "until") if about.get(key)}
        with recorded(entry):
            asked = Proposal.objects.create(
                user=locked, kind=kind, asked_by_id=actor.user_id, reason=reason.strip(), **about
            )
            event = EventKind.RESET_ASKED if kind == Asked.RESET else EventKind.CHANGE_ASKED
            note(event, user=locked, username=locked.username, detail=actor.name)
            _tell(actor, asked, entry.lo)
    return asked


def _confirm_reset(actor: Actor, locked: User, asked: Proposal) -> None:
    with recorded(_entry("account.confirm_reset", actor, locked, asked.reason)):
        words = Words(CONFIRMED, {"who": actor.name, "name": locked.name})
        tell(
            Telling(
                f"proposal:{asked.pk}:confirmed", "account", place_of(actor, locked), words, _address(locked),
                user_ids=[asked.asked_by_id], shown_by=C.ACCOUNT_RESET,
            )
        )  # fmt: skip


def _give(actor: Actor, locked: User, asked: Proposal) -> None:
    if asked.unit is None or asked.since is None:
        raise Conflict(_("This request is no longer open."))
    if not actor_for(asked.asked_by_id).can(C.ROLE_GRANT, asked.unit):
        raise Conflict(_("This request is no longer open."))
    gift = Gift(locked, asked.unit, asked.role, max(asked.since, clock.today()), asked.until, asked.remit)
    may_give(actor, gift)
    give(actor, gift, asked.reason, asked.asked_by.name)


def _end_role(actor: Actor, _locked: User, asked: Proposal) -> None:
    if asked.grant is None:
        raise Conflict(_("This request is no longer open."))
    may_end(actor, asked.grant, asked.until)
    end(actor, asked.grant, asked.until, asked.reason, asked.asked_by.name)


def _close(actor: Actor, locked: User, asked: Proposal) -> None:
    close(actor, locked, asked.reason, asked.asked_by.name)


_DONE = {
    Asked.RESET: _confirm_reset,
    Asked.GRANT: _give,
    Asked.END: _end_role,
    Asked.CLOSE: _close,
}
"""What a confirmation does."""


def _seen(locked: User, number: int) -> Proposal:
    """What is being asked for, when it is what was seen."""
    asked = proposed(locked)
    if asked is None or asked.pk != number:
        raise Conflict(_("This request is no longer open."))
    return asked


def _stands(asked: Proposal, user_id: int) -> None:
    """Passes when that one of the two could ask or confirm today, too."""
    reach = actor_for(user_id).reach(C.ACCOUNT_RESET)
    if not accounts_within(reach).filter(pk=asked.user_id).exists():
        raise Conflict(_("This request is no longer open."))


def _drop_old(locked: User) -> None:
    """What was asked for long ago makes room for asking anew."""
    for left in Proposal.objects.filter(user=locked, ended_at__isnull=True):
        if proposed(locked) is None:
            _end(left)


def _end(asked: Proposal) -> None:
    asked.ended_at = clock.database_now()
    asked.save(update_fields=["ended_at"])


def _entry(verb: str, actor: Actor, user: User, reason: str = "") -> Entry:
    return Entry(verb, actor, ("account", str(user.public_id)), user.name, place_of(actor, user), reason)


def _tell(actor: Actor, asked: Proposal, place: int) -> None:
    where, about = _address(asked.user), {"who": actor.name, "name": asked.user.name}
    others, own = TOLD[asked.kind]
    tell(
        Telling(
            f"proposal:{asked.pk}", "account", place, Words(others, about), where,
            capability=C.ACCOUNT_RESET, except_user=actor.user_id,
        )
    )  # fmt: skip
    mine = Words(own, {"who": actor.name})
    tell(Telling(f"proposal:{asked.pk}:own", "account", place, mine, "/account/", user_ids=[asked.user_id]))


def _address(user: User) -> str:
    return f"/accounts/{user.public_id}/"
