"""Takes the database away at a chosen statement, as an administrator or a restart of the server would."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection, connections

from tests.infra.product import address_of_database


def end_connection() -> None:
    """Ends this thread's connection from another one, and returns when the server has let go of it."""
    pid = connection.connection.info.backend_pid
    aside = psycopg2.connect(address_of_database(connection.settings_dict["NAME"]))
    try:
        aside.autocommit = True
        with aside.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
            assert cursor.fetchone() == (True,)
    finally:
        aside.close()


def connect_again() -> None:
    """A new connection with the application's rights."""
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(f'SET ROLE "{settings.APPLICATION_ROLE}"')


@contextmanager
def lost_at(statement: int) -> Iterator[list[str]]:
    """Ends the connection just before the statement of that number (from 1); gives the statements that were asked."""
    asked: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        if len(asked) == statement:
            end_connection()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield asked
    connect_again()


@contextmanager
def lost_at_commit(monkeypatch: Any, *, after: bool) -> Iterator[None]:
    """Ends the connection just before the first COMMIT that something was changed in, or just `after` it."""
    done: list[bool] = []
    backend = type(connections["default"])
    usual = backend._commit

    def commit(self: Any) -> Any:
        changed = not done and self.connection is not None and _has_changed(self)
        if changed:
            done.append(True)
            if after:
                with self.connection.cursor() as cursor:
                    cursor.execute("COMMIT")
            end_connection()
        return usual(self)

    with monkeypatch.context() as patched:
        patched.setattr(backend, "_commit", commit)
        yield
    assert done, "nothing was committed"
    connect_again()


def _has_changed(wrapper: Any) -> bool:
    with wrapper.connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        return bool(cursor.fetchone()[0])
