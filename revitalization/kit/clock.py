"""The only module that asks the time.

Python's `now()` and the database function `baton_now()` agree: both can be moved, for tests and for the making of
demonstration data, by `moved_to`. The database's time judges lateness (`database_now`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

from django.db import connection

from revitalization.kit.frozen import Now
from revitalization.kit.workdays import SHANGHAI, end_of_day

__all__ = ["SHANGHAI", "Now", "database_now", "end_of_day", "local", "moved_to", "now", "today"]

_moved: ContextVar[datetime | None] = ContextVar("moved", default=None)

# Settable per connection without special rights; empty means the server's own clock.
DATABASE_FUNCTION = """
CREATE OR REPLACE FUNCTION baton_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('baton.now', true), '')::timestamptz, clock_timestamp())
$$
"""


def now() -> datetime:
    """The present instant, aware, in UTC; the process's clock. What is stored and judged asks `database_now`."""
    return _moved.get() or datetime.now(UTC)


def today() -> date:
    """Today's date in Asia/Shanghai, by which deadlines and tenures run."""
    return now().astimezone(SHANGHAI).date()


def local(instant: datetime) -> datetime:
    """The aware instant on Asia/Shanghai's clock."""
    return instant.astimezone(SHANGHAI)


def database_now() -> datetime:
    """The database's present instant; lateness is judged by it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT baton_now()")
        found: datetime = cursor.fetchone()[0]
    return found


@contextmanager
def moved_to(instant: datetime) -> Iterator[None]:
    """Runs the block as if it were `instant` (aware), in Python and on this database connection."""
    before = _moved.get()
    _moved.set(instant.astimezone(UTC))
    _tell_database(instant)
    try:
        yield
    finally:
        _moved.set(before)
        _tell_database(before)


def _tell_database(instant: datetime | None) -> None:
    if connection.needs_rollback:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('baton.now', %s, false)", [instant.isoformat() if instant else ""])
