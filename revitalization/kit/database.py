"""What the database says besides what it stores: whether it is there, takes changes, and what a refusal means."""

import logging
from typing import Any

from django.conf import settings
from django.db import (
    DataError,
    Error,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    connections,
)
from django.utils.translation import gettext as _

from revitalization.kit.errors import Conflict, Invalid, Lost, Problem, ReadOnly, Unavailable
from revitalization.kit.perform import unrecorded
from revitalization.kit.waiting import allow, give_up_after

log = logging.getLogger("baton.database")

TAKEN = {"23505", "23P01"}
"""A row with this key, or in this span of time, is there already."""
CROSSED = {"40001", "40P01"}
"""Serialisation failure, deadlock."""
LOCKED = "55P03"
"""A lock was not given in time."""
TOO_LONG = {"57014"}
"""A statement was ended because it took longer than this kind of work may."""
FULL = "53"
"""The class of what runs out: disk, memory, connections."""
READ_ONLY = "25006"
"""A change was tried in a transaction that takes none."""


def keep_to(kind: str) -> None:
    """Makes every connection of this process keep to the limits of its kind of work (`settings.DATABASE_LIMITS`).

    Called when a process starts, before it asks anything: an open connection is closed.
    """
    statement, lock, idle = settings.DATABASE_LIMITS[kind]
    limits = {
        "statement_timeout": statement, "lock_timeout": lock, "idle_in_transaction_session_timeout": idle,
    }  # fmt: skip
    added = " ".join(f"-c {name}={int(seconds * 1000)}" for name, seconds in limits.items())
    options = connections["default"].settings_dict["OPTIONS"]
    options["options"] = f"{options.get('options', '')} {added}".strip()
    connections["default"].settings_dict["KEEPS"] = kind
    connection.close()
    give_up_after(statement, options.get("connect_timeout", statement))


def allow_minutes() -> None:
    """Lets this transaction's statements take as long as long work: for acts that concern a whole nation at once."""
    if connection.settings_dict.get("KEEPS") == "pages":
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL statement_timeout = %s", [int(settings.DATABASE_LIMITS["work"][0] * 1000)]
            )
        allow(connection.connection, settings.DATABASE_LIMITS["work"][0])


def is_lost() -> bool:
    """Whether this thread's connection has gone away; asks nothing."""
    raw = connection.connection
    return raw is not None and bool(raw.closed)


def session() -> Any:
    """This thread's connection as it is now, to be asked for by `is_gone`."""
    return connection.connection


def is_gone(session: Any) -> bool:
    """Whether, after an error, that connection is of no use any more, or another one stands in its place.

    The end of a transaction connects anew by itself; what was held by the session, like the lock of the clock, is gone.
    """
    return connection.connection is not session or is_lost() or not connection.is_usable()


def is_read_only() -> bool:
    """Whether this thread's connection takes no changes; asks nothing: the server tells each change of it by itself."""
    raw = connection.connection
    if raw is None or raw.closed:
        return False
    return "on" in {
        raw.get_parameter_status(name) for name in ("default_transaction_read_only", "in_hot_standby")
    }


def code_of(error: BaseException) -> str:
    """The five characters by which PostgreSQL names a refusal; "" when it said nothing, as when it is gone."""
    return str(getattr(error.__cause__, "pgcode", None) or "")


def is_crossed(error: BaseException) -> bool:
    """Whether the transaction met another one half-way: the same, done again, may well succeed."""
    return code_of(error) in CROSSED


def refusal(error: Error) -> Problem | None:
    """What the database's refusal means to a person, by its code; None for a fault of ours."""
    code = code_of(error)
    if isinstance(error, IntegrityError):
        return _broken_rule(error, code)
    if isinstance(error, DataError):
        return Invalid(_("A value is outside what can be stored."))
    if code in CROSSED:
        log.warning("crossed in the database (%s): %s", code, error)
        return Unavailable(
            _("Several people changed this at once. Nothing was changed; try again."), retry_after=1
        )
    if code == LOCKED:
        log.error("locked for too long (%s): %s", code, error)
        return Unavailable(
            _(
                "Somebody else is changing this right now, and it did not become free in time."
                " Nothing was changed; try again in a minute."
            )
        )
    if code in TOO_LONG:
        log.error("took too long (%s): %s", code, error)
        return Unavailable(
            _("This took too long and was stopped. Nothing was changed; try again in a minute.")
        )
    if code == READ_ONLY:
        log.warning("read-only: %s", error)
        return ReadOnly(
            _(
                "The database accepts no changes at the moment; reading still works. Nothing "
                "was changed; try again later."
            )
        )
    if code.startswith(FULL):
        log.error("no room in the database (%s): %s", code, error)
        return Unavailable(
            _("The database has no room left. Nothing was changed; what was saved before is safe.")
        )
    if isinstance(error, OperationalError | InterfaceError):
        log.error("database not available (%s): %s", code or "no code", error)
        return lost()
    return None


def lost() -> Lost:
    """The refusal, to be raised, that the database does not answer: 503; what was saved before stands."""
    return Lost(_("The database does not answer. What was saved before is safe; try again in a minute."))


def _broken_rule(error: IntegrityError, code: str) -> Problem | None:
    problem = unrecorded(error)
    if problem is not None:
        log.error("an official change without a record was refused: %s", error)
        return problem
    if code in TAKEN:
        return Conflict(_("Somebody else did the same thing at the same moment. Reload it, then try again."))
    return None
