"""New one-time codes: by one administrator, and by two for the accounts of administrators."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from responsibilities.access.actions.codes import needs_reason, open_account, over, set_code
from responsibilities.access.actions.events import note
from responsibilities.access.actions.tokens import end_tokens
from responsibilities.access.models import ResetRequest, User
from responsibilities.access.queries import (
    accounts_within,
    actor_for,
    is_administrator,
    place_of,
    reset_asked,
)
from responsibilities.access.rules import EventKind
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, Forbidden, Refused
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry, Telling, tell
from revitalization.kit.words import N_, Words

ASKED = N_(
    "%(who)s has requested a new one-time code for the administrator %(name)s; another administrator must confirm it."
)
ASKED_OF_YOU = N_(
    "%(who)s has requested a new one-time code for your account. If you did not ask for it, report it at once."
)


def reset_password(*, actor: Actor, user: User, second_step: bool = False, reason: str = "") -> str:
    """A new one-time code for a person whom the actor administers wholly; all sessions and tokens end.

    `second_step` also forgets codes and passkeys (a lost phone). Asks for a fresh sign-in; `Hidden` when the
    account is or was known elsewhere. Nobody resets the own password this way, and nobody alone that of an
    administrator (`ask_reset`): only the command line does.
    """
    over(actor, user)
    with transaction.atomic():
        locked = open_account(user)
        if not actor.is_system and is_administrator(locked):
            raise Refused(_("This is an administrator's account: one asks for a new code, another confirms."))
        return _reset(actor, locked, second_step, reason)


def ask_reset(*, actor: Actor, user: User, second_step: bool = False, reason: str) -> ResetRequest:
    """Asks that an administrator's account gets a new code; those who may confirm it and the person are told.

    Asks for the same as `reset_password`, and a reason. `Conflict` while it is being asked for already.
    """
    over(actor, user)
    needs_reason(reason)
    if actor.user_id is None:
        raise Forbidden
    with transaction.atomic():
        locked = open_account(user)
        if not is_administrator(locked):
            raise Refused(_("This is not an administrator's account: issue the new code directly."))
        _drop_old(locked)
        if reset_asked(locked) is not None:
            raise Conflict(_("A new code has already been requested."))
        place = place_of(actor, locked)
        with recorded(
            Entry("account.ask_reset", actor, ("account", str(locked.public_id)), locked.name, place, reason)
        ):
            asked = ResetRequest.objects.create(
                user=locked, asked_by_id=actor.user_id, reason=reason.strip(), second_step=second_step
            )
            note(EventKind.RESET_ASKED, user=locked, username=locked.username, detail=actor.name)
            _tell(actor, asked, place)
    return asked


def confirm_reset(*, actor: Actor, user: User) -> str:
    """The new code that another administrator asked for; all sessions and tokens of the account end.

    Asks for the same as asking. `Conflict` when nobody asks for it (any more), `Refused` to who asked.
    """
    over(actor, user)
    with transaction.atomic():
        locked = open_account(user)
        asked = _still_asked(locked)
        if asked.asked_by_id == actor.user_id:
            raise Refused(_("Whoever requests the new code cannot confirm it."))
        code = _reset(actor, locked, asked.second_step, asked.reason, asked.asked_by)
        asked.confirmed_by_id, asked.ended_at = actor.user_id, clock.database_now()
        asked.save(update_fields=["confirmed_by", "ended_at"])
    return code


def drop_reset(*, actor: Actor, user: User) -> ResetRequest:
    """Takes back that a new code is asked for, or declines it; the account stays as it is."""
    over(actor, user)
    with transaction.atomic():
        locked = open_account(user)
        asked = reset_asked(locked)
        if asked is None:
            raise Conflict(_("The request for a new code is no longer open."))
        subject = ("account", str(locked.public_id))
        with recorded(Entry("account.drop_reset", actor, subject, locked.name, place_of(actor, locked))):
            _end(asked)
    return asked


def _reset(actor: Actor, locked: User, second_step: bool, reason: str, asked_by: User | None = None) -> str:
    subject = ("account", str(locked.public_id))
    entry = Entry("account.reset", actor, subject, locked.name, place_of(actor, locked), reason)
    with recorded(entry):
        code = set_code(locked)
        locked.version += 1
        locked.save()
        if second_step:
            Authenticator.objects.filter(user=locked).delete()
        entry.after = {"second_step": second_step, "tokens": end_tokens(user=locked)}
        if asked_by is not None:
            entry.after = {**entry.after, "asked_by": asked_by.name}
        note(EventKind.RESET, user=locked, username=locked.username, detail=actor.name)
    return code


def _still_asked(locked: User) -> ResetRequest:
    """What is being asked for, when who asked could ask for it today."""
    asked = reset_asked(locked)
    reach = None if asked is None else actor_for(asked.asked_by_id).reach(C.ACCOUNT_RESET)
    if asked is None or reach is None or not accounts_within(reach).filter(pk=locked.pk).exists():
        raise Conflict(_("The request for a new code is no longer open."))
    return asked


def _drop_old(locked: User) -> None:
    """What was asked for long ago makes room for asking anew."""
    for left in ResetRequest.objects.filter(user=locked, ended_at__isnull=True):
        if reset_asked(locked) is None:
            _end(left)


def _end(asked: ResetRequest) -> None:
    asked.ended_at = clock.database_now()
    asked.save(update_fields=["ended_at"])


def _tell(actor: Actor, asked: ResetRequest, place: int) -> None:
    where, about = f"/accounts/{asked.user.public_id}/", {"who": actor.name, "name": asked.user.name}
    tell(
        Telling(
            f"reset:{asked.pk}", "account", place, Words(ASKED, about), where,
            capability=C.ACCOUNT_RESET, except_user=actor.user_id,
        )
    )  # fmt: skip
    mine = Words(ASKED_OF_YOU, {"who": actor.name})
    tell(Telling(f"reset:{asked.pk}:own", "account", place, mine, "/account/", user_ids=[asked.user_id]))
