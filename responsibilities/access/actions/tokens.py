"""API tokens: shown once, stored as a peppered hash, never more than their owner may."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from responsibilities.access.actions.events import note
from responsibilities.access.actions.grants import alone
from responsibilities.access.models import Token, User
from responsibilities.access.queries import accounts_within, actor_for
from responsibilities.access.rules import TOKEN_LIFE, EventKind, clean_network, new_token, token_digest
from responsibilities.roles import IN_PERSON, C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.cleaning import clean_line
from revitalization.kit.errors import Conflict, FieldError, Forbidden, Hidden, Invalid
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry, Telling, tell
from revitalization.kit.reach import Reach
from revitalization.kit.words import N_, Words

ISSUED = N_("%(who)s issued an API token that acts for you: %(label)s. Revoke it if you do not know why.")
GO_ON = N_(
    "Your password was changed. Programs go on acting for you until you revoke their tokens: %(labels)s."
)


def issue_token(
    *,
    actor: Actor,
    user: User,
    label: str,
    capabilities: Collection[str],
    unit: Unit,
    expires_at: datetime,
    networks: Collection[str] = (),
    form_key: UUID | None = None,
) -> tuple[Token, str]:
    """A token with which programs act as `user`, at most with `capabilities` under `unit`; and its text.

    The text is shown once. Asks for TOKEN_ISSUE over the whole subtree and over the person, and a fresh
    sign-in. `networks` are CIDR ranges (none: from anywhere); it lasts at most a year. `Refused` for another who is
    an administrator: with such a token one alone would act as both. `Invalid` names each wrong field. `form_key`
    numbers the form it was asked with: `Conflict` when that one issued a token already.
    """
    reach = actor.reach(C.TOKEN_ISSUE)
    actor.require(C.TOKEN_ISSUE, unit, sees=C.UNIT_READ)
    if not reach.holds(unit.span):
        raise Forbidden
    if not accounts_within(reach).filter(pk=user.pk, is_active=True).exists():
        raise Hidden
    actor.require_fresh()
    if user.pk != actor.user_id:
        alone(actor, user)
    wanted, label = sorted(set(capabilities)), clean_line(label)
    plain, errors = _networks(networks)
    errors += _wrong(user, unit, label, wanted, expires_at)
    if errors:
        raise Invalid(errors=errors)
    if form_key is not None and Token.objects.filter(form_key=form_key).exists():
        raise _sent_already()
    fresh = new_token()
    about = {"label": label, "capabilities": wanted, "unit": unit.code, "expires_at": expires_at.isoformat()}
    entry = Entry(
        "token.issue", actor, ("token", fresh.key_id), f"{label} · {user.name}", unit.lo, after=about
    )
    with recorded(entry):
        token = _stored(
            Token(
                key_id=fresh.key_id,
                digest=token_digest(fresh.text, settings.TOKEN_PEPPER),
                label=label,
                user=user,
                capabilities=wanted,
                unit=unit,
                networks=plain,
                issued_by_id=actor.user_id,
                expires_at=expires_at,
                form_key=form_key,
            )
        )
        note(EventKind.TOKEN, user=user, username=user.username, detail=f"{fresh.key_id} · {actor.name}")
        tell(_issued(actor, token))
    return token, fresh.text


def _stored(token: Token) -> Token:
    try:
        token.save(force_insert=True)
    except IntegrityError as error:
        if "form_key" in str(error):
            raise _sent_already() from error
        raise
    return token


def _sent_already() -> Conflict:
    return Conflict(
        _(
            "This form has already been sent: the token was issued once and its text was shown then."
            " If you did not see it, revoke that token and issue another one."
        )
    )


def _issued(actor: Actor, token: Token) -> Telling:
    """To whom it acts for: who knows of no such program revokes it."""
    words = Words(ISSUED, {"who": actor.name, "label": token.label})
    where = f"/tokens/{token.key_id}/"
    event = f"token:{token.key_id}:issued"
    return Telling(
        event, "token", token.unit.lo, words, where, user_ids=[token.user_id], except_user=actor.user_id
    )


def end_tokens(*, user: User) -> list[str]:
    """Ends every token that acts for the account, in the caller's `recorded` block; their numbers.

    Whoever takes an account back must not find it worked by a program of before.
    """
    standing = Token.objects.select_for_update().filter(
        user=user, revoked_at__isnull=True, expires_at__gt=clock.Now()
    )
    ended = list(standing.order_by("pk").values_list("key_id", flat=True))
    Token.objects.filter(key_id__in=ended).update(revoked_at=clock.database_now())
    for key_id in ended:
        note(EventKind.TOKEN_END, user=user, username=user.username, detail=key_id)
    return ended


def tell_of_tokens(*, user: User) -> list[str]:
    """Tells who chose a new password which programs go on acting for them; the labels of their tokens."""
    standing = Token.objects.filter(user=user, revoked_at__isnull=True, expires_at__gt=clock.Now()).order_by(
        "pk"
    )
    labels = [token.label for token in standing]
    if labels:
        event = f"password:{user.public_id}:{clock.now():%Y%m%dT%H%M%S%f}"
        words = Words(GO_ON, {"labels": "、".join(labels)[:200]})
        tell(Telling(event, "token", 0, words, "/tokens/", user_ids=[user.pk]))
    return labels


def revoke_token(*, actor: Actor, token: Token, reason: str = "") -> Token:
    """Ends the token at once. The person it acts for may do it, and whoever may issue tokens on its unit.

    Raises `Hidden` for others, `Forbidden` for a token (none ends another), `Conflict` when it was ended before.
    """
    if actor.ceiling is not None:
        raise Forbidden
    if token.user_id != actor.user_id:
        actor.require(C.TOKEN_ISSUE, token.unit, sees=C.TOKEN_ISSUE)
    with transaction.atomic():
        locked = Token.objects.select_for_update(of=("self",)).select_related("unit", "user").get(pk=token.pk)
        if locked.revoked_at is not None:
            raise Conflict(_("This token has already been revoked."))
        subject = ("token", locked.key_id)
        with recorded(Entry("token.revoke", actor, subject, locked.label, locked.unit.lo, reason)):
            locked.revoked_at = clock.database_now()
            locked.save(update_fields=["revoked_at"])
            note(EventKind.TOKEN_END, user=locked.user, username=locked.user.username, detail=locked.key_id)
    return locked


def _networks(texts: Collection[str]) -> tuple[list[str], list[FieldError]]:
    plain, errors = [], []
    for text in texts:
        try:
            plain.append(clean_network(text))
        except ValueError:
            message = _("“%(text)s” is not an address range such as 10.1.0.0/16.") % {"text": text[:40]}
            errors.append(FieldError("networks", message, "form"))
    return plain, errors


def _wrong(user: User, unit: Unit, label: str, wanted: list[str], expires_at: datetime) -> list[FieldError]:
    errors = []
    if not label:
        errors.append(FieldError("label", _("This is required here."), "required"))
    now = clock.now()
    if not now < expires_at <= now + TOKEN_LIFE:
        errors.append(FieldError("expires_at", _("Between tomorrow and one year from now."), "range"))
    if not wanted:
        errors.append(FieldError("capabilities", _("Choose at least one right."), "required"))
    owner = actor_for(user.pk)
    missing = [name for name in wanted if name in IN_PERSON or not _overlaps(owner.reach(name), unit)]
    if missing:
        message = _("The person does not have these rights on this unit: %(rights)s") % {
            "rights": ", ".join(missing)
        }
        errors.append(FieldError("capabilities", message, "beyond"))
    return errors


def _overlaps(reach: Reach, unit: Unit) -> bool:
    return any(span.lo <= unit.hi and unit.lo <= span.hi for span in reach.spans())
