"""Making, resetting and closing accounts; no e-mail takes part in any of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from responsibilities.access.actions.codes import needs_reason, open_account, over, quick_hash, set_code
from responsibilities.access.actions.events import note
from responsibilities.access.actions.grants import ONE_DAY, alone, hold
from responsibilities.access.actions.remaining import keep_one_who_grants
from responsibilities.access.models import ACCOUNTS, Grant, SecurityEvent, User
from responsibilities.access.queries import looking_like, never_used, place_of
from responsibilities.access.rules import CODE_VALID_FOR, EventKind, one_time_code
from responsibilities.roles import C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.cleaning import clean_line
from revitalization.kit.errors import FieldError, Forbidden, Invalid, Refused
from revitalization.kit.names import clean_sign_in_name
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry
from revitalization.kit.sealed import under_seal

_MAKERS = (C.ROLE_GRANT, C.ACCOUNT_RESET, C.POST_APPOINT, C.ROSTER_IMPORT)
BATCH = 2_000
FIRST_ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")


@dataclass(frozen=True)
class NewAccount:
    """An account to be opened: a free sign-in name, the name, the work phone, the id of the unit it is opened for."""

    username: str
    name: str
    phone: str = ""
    unit_id: int | None = None


def create_account(
    *, actor: Actor, username: str, name: str, phone: str = "", email: str = "", unit: Unit | None = None
) -> tuple[User, str]:
    """Opens an account without any right; the account and its one-time code, which is not kept in the clear.

    The code is the first password, holds 7 days and must be changed at the first sign-in. `unit` is where the record
    shows it and whose administrators administer it (without it: the actor's own place). Raises `Forbidden` without
    the right to give roles, to reset, to appoint or to import rosters (anywhere, or on `unit`), `Invalid` for a
    sign-in name that is taken, looks like one that is, or is none.
    """
    if not any(actor.can(right, unit) if unit else actor.has(right) for right in _MAKERS):
        raise Forbidden
    username, name = _free(_clean_username(username)), clean_line(name)
    lo = unit.lo if unit else place_of(actor)
    origin = unit or (Unit.objects.filter(lo=lo).first() if actor.holdings else None)
    entry = Entry("account.create", actor, ("account", ""), name, lo, after={"username": username})
    with recorded(entry):
        user = User(username=username, name=name, phone=phone.strip(), email=email.strip(), origin=origin)
        code = set_code(user)
        _insert(user)
        entry.subject = ("account", str(user.public_id))
        under_seal(ACCOUNTS, user.public_id)
        note(EventKind.CREATED, user=user, username=username, detail=actor.name)
    return user, code


def open_accounts(*, actor: Actor, wanted: Sequence[NewAccount]) -> list[User]:
    """Opens many accounts at once, in the order asked for, inside the caller's `recorded` block.

    Nobody can sign in to them yet: they have no password and no code (`first_codes` gives codes). The right
    is the caller's to check.
    """
    users = [
        User(
            username=_clean_username(it.username),
            name=clean_line(it.name),
            phone=it.phone,
            origin_id=it.unit_id,
            password=make_password(None),
            must_change_password=True,
        )
        for it in wanted
    ]
    User.objects.bulk_create(users, batch_size=BATCH)
    under_seal(ACCOUNTS, *(user.public_id for user in users))
    _note_all(EventKind.CREATED, users, actor)
    return users


def first_codes(*, actor: Actor, users: Collection[int]) -> dict[int, str]:
    """New one-time codes for those of the accounts nobody has used yet; id to code, inside a `recorded` block.

    The codes they had are void. Accounts that were signed in to, closed, or reset from above are left alone.
    The codes exist only in the answer; the right is the caller's to check.
    """
    waiting = list(never_used(users).select_for_update(of=("self",)).order_by("pk"))
    codes = {user.pk: one_time_code() for user in waiting}
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE access_user a SET password = v.password, code_expires_at = %s, version = version + 1"
            " FROM unnest(%s::bigint[], %s::text[]) AS v (id, password) WHERE a.id = v.id",
            [clock.now() + CODE_VALID_FOR, list(codes), [quick_hash(code) for code in codes.values()]],
        )
    _note_all(EventKind.CODE, waiting, actor)
    return codes


def close_account(*, actor: Actor, user: User, reason: str) -> User:
    """Closes the account for good: sessions and tokens end with the next request, roles end with yesterday.

    Asks for the same as a reset, and a reason. `Refused` for the last security administrator of a place, and to one
    alone for an administrator's account (`proposals`).
    """
    over(actor, user)
    needs_reason(reason)
    with transaction.atomic():
        locked = open_account(user)
        alone(actor, locked)
        return close(actor, locked, reason)


def close(actor: Actor, locked: User, reason: str, asked_by: str = "") -> User:
    """Writes the end of a locked account and its entry; `asked_by` is who asked when another closes it."""
    subject = ("account", str(locked.public_id))
    entry = Entry("account.close", actor, subject, locked.name, place_of(actor, locked), reason)
    entry.after = {"asked_by": asked_by} if asked_by else {}
    with recorded(entry):
        yesterday = clock.today() - ONE_DAY
        standing = Grant.objects.filter(Q(until__isnull=True) | Q(until__gt=yesterday), user=locked)
        keep_one_who_grants(standing.select_related("content_object"), yesterday, closing=locked)
        standing.update(until=Greatest(yesterday, F("since") - ONE_DAY))
        locked.is_active = False
        locked.version += 1
        locked.save()
        note(EventKind.CLOSED, user=locked, username=locked.username, detail=actor.name)
    return locked


def bootstrap_admins(
    *, actor: Actor, unit: Unit, names: dict[str, tuple[str, str]]
) -> dict[str, tuple[User, str]]:
    """The three first administrators on the unit: `names` maps role to (sign-in name, name).

    Gives role to (account, code). Only the command line calls it. `Refused` as soon as any administrator was
    ever appointed.
    """
    if not actor.is_system:
        raise Forbidden
    made: dict[str, tuple[User, str]] = {}
    label = f"{unit.name}: {', '.join(name for _username, name in names.values())}"
    entry = Entry("account.bootstrap", actor, ("bootstrap", unit.code), label, unit.lo, count=len(names))
    with recorded(entry):
        if Grant.objects.filter(role__in=FIRST_ADMINISTRATORS).exists():
            raise Refused(_("There are administrators already."))
        for role in FIRST_ADMINISTRATORS:
            username, name = names[role]
            user = User(username=_free(_clean_username(username)), name=clean_line(name), origin=unit)
            code = set_code(user)
            _insert(user)
            Grant.objects.create(
                user=user, role=role, content_object=unit, permission=hold(), since=clock.today()
            )
            note(EventKind.CREATED, user=user, username=user.username, detail=actor.name)
            under_seal(ACCOUNTS, user.public_id)
            made[role] = (user, code)
    return made


def sign_out_everywhere(*, user: User) -> User:
    """Ends every session of the person's own account; the password stays."""
    User.objects.filter(pk=user.pk).update(sign_outs=F("sign_outs") + 1)
    user.refresh_from_db()
    note(EventKind.SIGNED_OUT, user=user, username=user.username)
    return user


def _clean_username(text: str) -> str:
    name = clean_sign_in_name(text)
    if name is None:
        message = _("2 to 64 letters a to z (or all Chinese), digits and . @ + - _, without spaces.")
        raise Invalid(errors=[FieldError("username", message, "form")])
    return name


def _free(username: str) -> str:
    """The name, when none is there that is the same or looks the same."""
    if looking_like(username).exists():
        raise Invalid(errors=[FieldError("username", _("This sign-in name is taken."), "taken")])
    return username


def _note_all(kind: str, users: Sequence[User], actor: Actor) -> None:
    events = [
        SecurityEvent(kind=kind, user=it, username=it.username, detail=actor.name[:200]) for it in users
    ]
    SecurityEvent.objects.bulk_create(events, batch_size=BATCH)


def _insert(user: User) -> None:
    if not user.name:
        raise Invalid(errors=[FieldError("name", _("This is required here."), "required")])
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        message = _("This sign-in name is taken.")
        raise Invalid(errors=[FieldError("username", message, "taken")]) from error
