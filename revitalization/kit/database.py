"""What the database says besides what it stores: whether it is there, takes changes, and what a refusal means."""

import logging

from django.db import DataError, Error, IntegrityError, InterfaceError, OperationalError, connection
from django.utils.translation import gettext as _

from revitalization.kit.errors import Conflict, Invalid, Lost, Problem, ReadOnly, Unavailable
from revitalization.kit.perform import unrecorded

log = logging.getLogger("baton.database")

TAKEN = {"23505", "23P01"}
"""A row with this key, or in this span of time, is there already."""
CROSSED = {"40001", "40P01", "55P03"}
"""Serialisation failure, deadlock, a lock not given in time."""
TOO_LONG = {"57014"}
"""A statement was ended because it took longer than this kind of work may."""
READ_ONLY = "25006"
"""A change was tried in a transaction that takes none."""


def is_lost() -> bool:
    """Whether this thread's connection has gone away; asks nothing."""
    raw = connection.connection
    return raw is not None and bool(raw.closed)


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
    if code in TOO_LONG:
        log.error("took too long (%s): %s", code, error)
        return Unavailable(
            _("This took too long and was stopped. Nothing was changed; try again in a minute.")
        )
    if code == READ_ONLY:
        log.warning("read-only: %s", error)
        return ReadOnly(
            _(
                "The database takes no changes at the moment; reading goes on. Nothing was changed; try again later."
            )
        )
    if isinstance(error, OperationalError | InterfaceError):
        log.error("database not available (%s): %s", code or "no code", error)
        return lost()
    return None


def lost() -> Lost:
    """The database is away."""
    return Lost(_("The database does not answer. What was saved before is safe; try again in a minute."))


def _broken_rule(error: IntegrityError, code: str) -> Problem | None:
    problem = unrecorded(error)
    if problem is not None:
        log.error("an official change without a record was refused: %s", error)
        return problem
    if code in TAKEN:
        return Conflict(_("Somebody did the same thing at the same moment. Read it again, then try again."))
    return None
