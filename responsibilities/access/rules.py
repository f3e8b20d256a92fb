"""Limits of sign-in, and what a role's grant allows; pure."""

import hashlib
import hmac
import ipaddress
import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from responsibilities.roles import BY_KEY, C
from revitalization.kit.actor import Holding
from revitalization.kit.reach import Remit, Span
from revitalization.kit.words import N_

FRESH_FOR = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=1)
CODE_VALID_FOR = timedelta(days=7)
CODES_TOLD_FOR = timedelta(days=30)
"""How long back whoever confirms a change to an administrator is told of the account's one-time codes."""
ASKED_FOR = timedelta(days=3)
TOKEN_LIFE = timedelta(days=365)

TRIES = 5
TRIES_ANYWHERE = 20
TRY_WINDOW = timedelta(minutes=15)
PAUSE = timedelta(seconds=30)
KNOWN_FOR = timedelta(days=30)

BY_POST = "tenure:"
DEMO = "demo."


@dataclass(frozen=True)
class Preset:
    """A usual purpose of a token, with no more than the rights it needs."""

    label: str
    about: str
    capabilities: tuple[str, ...]


_STATUS = (C.CYCLE_READ, C.REPORT_READ, C.LEDGER_READ)
_FETCH = (*_STATUS, C.UNIT_READ, C.POST_READ, C.RECORD_READ)
PRESETS: dict[str, Preset] = {
    "status": Preset(
        N_("Status only"),
        N_("reads who has reported what, and the state of each report and each item of the ledger"),
        tuple(map(str, _STATUS)),
    ),
    "fetch": Preset(
        N_("Fetching data"),
        N_("reads units, posts, cycles, reports, the ledger and the feed of changes"),
        tuple(map(str, _FETCH)),
    ),
    "exchange": Preset(
        N_("Filing from another system"),
        N_("also writes drafts, submits reports and reports progress; review and signature stay with people"),
        tuple(map(str, (*_FETCH, C.REPORT_DRAFT, C.REPORT_SUBMIT, C.LEDGER_WORK))),
    ),
}
"""Tokens for the purposes there usually are; none of them holds a right that is used in person."""

TOKEN_PREFIX = "baton"  # noqa: S105 - a name, not a secret
TOKEN_FORM = re.compile(r"baton_([a-z0-9]{12})_([A-Za-z0-9_-]{43})")

# Letters and digits that cannot be taken for one another when read from paper.
_CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class EventKind:
    """Words of the security log."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    FAILED = "failed"
    LOCKED = "locked"
    PASSWORD = "password_changed"  # noqa: S105 - a name, not a secret
    RESET = "password_reset"
    RESET_ASKED = "password_reset_asked"
    CHANGE_ASKED = "administrator_change"
    CREATED = "account_created"
    CODE = "first_code"
    CLOSED = "account_closed"
    TOKEN = "token_issued"  # noqa: S105 - a name, not a secret
    TOKEN_END = "token_revoked"  # noqa: S105 - a name, not a secret
    LINKED = "identity_linked"
    UNLINKED = "identity_unlinked"
    CALENDAR = "calendar_address"
    CALENDAR_END = "calendar_address_ended"


class Asked:
    """What one security administrator asks for and another confirms."""

    RESET = "reset"
    GRANT = "grant"
    END = "end"
    CLOSE = "close"


EVENT_LABELS: dict[str, str] = {
    EventKind.SIGNED_IN: N_("Signed in"),
    EventKind.SIGNED_OUT: N_("Signed out"),
    EventKind.FAILED: N_("Sign-in failed"),
    EventKind.LOCKED: N_("Locked for 15 minutes"),
    EventKind.PASSWORD: N_("Password changed"),
    EventKind.RESET: N_("New one-time code given"),
    EventKind.RESET_ASKED: N_("New one-time code asked for"),
    EventKind.CHANGE_ASKED: N_("Change to an administrator requested"),
    EventKind.CREATED: N_("Account opened"),
    EventKind.CODE: N_("First one-time code made"),
    EventKind.CLOSED: N_("Account closed"),
    EventKind.CALENDAR: N_("Address of the calendar made"),
    EventKind.CALENDAR_END: N_("Address of the calendar ended"),
    EventKind.TOKEN: N_("Token issued"),
    EventKind.TOKEN_END: N_("Token revoked"),
    EventKind.LINKED: N_("Central sign-in linked"),
    EventKind.UNLINKED: N_("Central sign-in unlinked"),
}


@dataclass(frozen=True)
class NewToken:
    """A token as it is shown once: its public id and the whole text."""

    key_id: str
    text: str


def holding(
    role_key: str, lo: int, hi: int, remit: Iterable[str] | None, source: str, where: str = ""
) -> Holding:
    """What a grant of the role on the place `lo..hi`, called `where`, allows."""
    role = BY_KEY[role_key]
    own: Remit = None if remit is None else frozenset(remit)
    return Holding(role.key, Span(lo, hi), frozenset(role.here), frozenset(role.below), own, source, where)


def one_time_code() -> str:
    """A first password to be printed: 16 letters and digits in four groups, about 79 bits."""
    letters = [secrets.choice(_CODE_LETTERS) for _ in range(16)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, 16, 4))


def code_of(text: str) -> str | None:
    """The one spelling of a one-time code, however it was typed; None when the text is none.

    Case, blanks, any dash or none, full-width letters and what cannot be seen do not count.
    """
    letters = plain_code(text).lower()
    if len(letters) != 16 or not set(letters) <= set(_CODE_LETTERS):
        return None
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def plain_code(text: str) -> str:
    """What counts of a code that was typed or pasted: letters and digits in their plain form."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if c not in _STROKES and unicodedata.category(c) not in _NOT_IN_A_CODE)


# What people type for a hyphen although it is none: minus, lines, the long vowel of Japanese keyboards.
_STROKES = "\u2212\u2500\u2501\u30fc_"
_NOT_IN_A_CODE = frozenset({"Pd", "Cf", "Cc", "Zs", "Zl", "Zp"})


def new_token() -> NewToken:
    """A fresh token text `baton_<id>_<secret>`; the secret has 256 bits."""
    key_id = "".join(secrets.choice(_CODE_LETTERS) for _ in range(12))
    return NewToken(key_id, f"{TOKEN_PREFIX}_{key_id}_{secrets.token_urlsafe(32)}")


def token_digest(text: str, pepper: str) -> str:
    """What is stored of a token: HMAC-SHA256 under the pepper, in hex."""
    return hmac.new(pepper.encode(), text.encode(), hashlib.sha256).hexdigest()


def split_token(text: str) -> str | None:
    """The public id of a well-formed token, else None."""
    found = TOKEN_FORM.fullmatch(text)
    return found.group(1) if found else None


def same(left: str, right: str) -> bool:
    """Whether two texts are equal, in time that does not depend on where they differ."""
    return hmac.compare_digest(left.encode(), right.encode())


def address_allowed(address: str, networks: Iterable[str]) -> bool:
    """Whether the address lies in one of the networks; no networks: everywhere."""
    wanted = list(networks)
    if not wanted:
        return True
    try:
        here = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(here in ipaddress.ip_network(network) for network in wanted)


def clean_address(text: str) -> str:
    """The address in its plain form; one that cannot be read counts as one and the same unknown place."""
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return "0.0.0.0"  # noqa: S104 - an unknown address, not a listener


def clean_network(text: str) -> str:
    """The network in its plain form (`10.1.0.0/16`); ValueError when it is none."""
    return str(ipaddress.ip_network(text.strip()))


@dataclass(frozen=True)
class Guesses:
    """Failed tries with one sign-in name within the window.

    `here` from this address since the last success here, `anywhere` from all addresses, `known_here`
    whether the name signed in from this address in the last weeks, `last` seconds since the last failure
    anywhere (None: none).
    """

    here: int
    anywhere: int
    known_here: bool
    last: float | None


def too_many_guesses(made: Guesses) -> str:
    """ "here" (locked for this name and address), "anywhere" (must wait between tries), or "" (go on).

    An address from which the person signed in before is not slowed down by what others try elsewhere.
    """
    if made.here >= TRIES:
        return "here"
    too_soon = made.last is not None and made.last < PAUSE.total_seconds()
    if made.anywhere >= TRIES_ANYWHERE and too_soon and not made.known_here:
        return "anywhere"
    return ""


def session_over(
    started: datetime, seen: datetime, now: datetime, idle: timedelta, absolute: timedelta
) -> bool:
    """Whether a session has been idle too long or has lasted too long."""
    return now - seen >= idle or now - started >= absolute


def is_fresh(confirmed: datetime | None, now: datetime) -> bool:
    """Whether the person showed within the last minutes that it is them."""
    return confirmed is not None and timedelta() <= now - confirmed < FRESH_FOR


def same_person(one: str, other: str) -> str:
    """SQL: whether two rows of accounts (their aliases) are one human: the same account, or the same name and phone.

    One name is many people's in China and one telephone a whole office's; both together are one person's.
    """
    name = r"regexp_replace({}.name, '[\s·•・.]', '', 'g')"
    phone = r"right(regexp_replace({}.phone, '\D', '', 'g'), 11)"
    return f"""({one}.id = {other}.id OR (
            {phone.format(one)} <> '' AND {phone.format(one)} = {phone.format(other)}
            AND {name.format(one)} = {name.format(other)}
        ))"""
