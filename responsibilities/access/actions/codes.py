"""What making, resetting and closing an account share: whom one administers, and one-time codes."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils.translation import gettext as _

from responsibilities.access.models import User
from responsibilities.access.queries import accounts_within
from responsibilities.access.rules import CODE_VALID_FOR, one_time_code
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, FieldError, Hidden, Invalid, Refused, Stale

QUICK_ROUNDS = 1_000
"""Hashing rounds of a one-time code: 79 random bits that hold 7 days need no slow hash, and a roster makes
thousands of them. The password chosen later gets the full number.
"""


def over(actor: Actor, user: User) -> None:
    """Passes who administers the whole account, freshly signed in, and not the own one.

    Raises `Hidden` when a role of the account lies outside the actor's reach, `FreshSignInNeeded`, and `Refused` for
    the own account: nobody resets themselves.
    """
    if not accounts_within(actor.reach(C.ACCOUNT_RESET)).filter(pk=user.pk).exists():
        raise Hidden
    actor.require_fresh()
    if user.pk == actor.user_id:
        raise Refused(_("Change your own password on your account page."))


def open_account(user: User) -> User:
    """The account's row, locked; `Conflict` when it is closed."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not locked.is_active:
        raise Conflict(_("This account is closed."))
    return locked


def no_code_since(locked: User, version: int | None) -> None:
    """Passes when no code was made since the page that shows this version of the account; None: no page was read.

    `Stale` otherwise: whoever presses twice would hand out the code that the second press made void.
    """
    if version is not None and version != locked.version:
        raise Stale(
            _(
                "A new code has already been made since this page was opened. It stays good until it is used or"
                " expires: nothing was changed now. It was shown once and cannot be shown again. If nobody has it,"
                " open the account again and issue another one."
            ),
            version=locked.version,
        )


def needs_reason(reason: str) -> None:
    """Passes when a reason is given; raises `Invalid` on `reason` for an empty or blank one."""
    if not reason.strip():
        raise Invalid(errors=[FieldError("reason", _("This is required here."), "required")])


def set_code(user: User) -> str:
    """A one-time code as the password of the row, which the caller saves."""
    code = one_time_code()
    user.password = quick_hash(code)
    user.must_change_password = True
    user.code_expires_at = clock.now() + CODE_VALID_FOR
    return code


def quick_hash(code: str) -> str:
    """What is stored of a one-time code: a fast hash does for a long random text that holds 7 days."""
    hasher = PBKDF2PasswordHasher()
    return hasher.encode(code, hasher.salt(), iterations=QUICK_ROUNDS)
