"""New one-time codes: by one administrator; those of administrators are asked for in `proposals`."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from responsibilities.access.actions.calendars import end_address_of
from responsibilities.access.actions.codes import no_code_since, open_account, over, set_code
from responsibilities.access.actions.events import note
from responsibilities.access.actions.grants import alone
from responsibilities.access.actions.tokens import end_tokens
from responsibilities.access.models import User
from responsibilities.access.queries import place_of
from responsibilities.access.rules import EventKind
from revitalization.kit.actor import Actor
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry


def reset_password(
    *, actor: Actor, user: User, second_step: bool = False, reason: str = "", version: int | None = None
) -> str:
    """A new one-time code for a person whom the actor administers wholly; all sessions and tokens end.

    `second_step` also forgets codes and passkeys (a lost phone). Asks for a fresh sign-in; `Hidden` when the
    account is or was known elsewhere. Nobody resets the own password this way, and nobody alone that of an
    administrator (`proposals.ask_reset`): only the command line does. `version` is the account's on the page that
    asks: `Stale` when a code was made since.
    """
    over(actor, user)
    with transaction.atomic():
        locked = open_account(user)
        alone(actor, locked)
        no_code_since(locked, version)
        return reset(actor, locked, second_step, reason)


def reset(
    actor: Actor, locked: User, second_step: bool, reason: str, by_two: dict[str, str] | None = None
) -> str:
    """Writes the new code of a locked account and its entry; `by_two` names who asked and who confirmed."""
    subject = ("account", str(locked.public_id))
    entry = Entry("account.reset", actor, subject, locked.name, place_of(actor, locked), reason)
    with recorded(entry):
        code = set_code(locked)
        locked.version += 1
        locked.save()
        if second_step:
            Authenticator.objects.filter(user=locked).delete()
        entry.after = {"second_step": second_step, "tokens": end_tokens(user=locked), **(by_two or {})}
        end_address_of(locked)
        note(EventKind.RESET, user=locked, username=locked.username, detail=actor.name)
    return code
