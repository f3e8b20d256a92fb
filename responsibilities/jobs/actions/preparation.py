"""What the owner of the database does before the application runs.

It makes the tables, gives the application's login its rights, and loads the shipped catalogues.
"""

import logging
from collections.abc import Iterable, Mapping
from time import sleep
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from pghistory.models import Event
from psycopg2 import sql

from responsibilities.jobs.rules import RIGHTS_OF, changes
from revitalization.kit.actor import Actor
from revitalization.kit.database import LOCKED, code_of
from revitalization.kit.registry import REGISTRY

_TABLES = """
SELECT c.relname, coalesce(array_agg(a.privilege_type) FILTER (WHERE a.privilege_type IS NOT NULL), '{}')
  FROM pg_class c
  LEFT JOIN LATERAL aclexplode(c.relacl) a ON a.grantee = %s::regrole
 WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
   AND c.relowner::regrole <> %s::regrole
 GROUP BY c.relname ORDER BY c.relname
"""

_SEQUENCES = """
SELECT c.relname FROM pg_class c
 WHERE c.relkind = 'S' AND c.relnamespace = 'public'::regnamespace
   AND c.relowner::regrole <> %s::regrole
   AND NOT EXISTS (SELECT 1 FROM aclexplode(c.relacl) a
                    WHERE a.grantee = %s::regrole AND a.privilege_type = 'USAGE')
"""

_CONTEXT_FUNCTION = """
SELECT 1 FROM pg_proc
 WHERE proname = '_pgh_attach_context' AND pronamespace = 'public'::regnamespace AND NOT prosecdef
"""


MIGRATION_LOCK = "1s"
MIGRATION_PAUSES = (0.5, 1, 2, 4, *[5] * 60)
"""Seconds between the tries of a migration that others are in the way of: five minutes in all."""

log = logging.getLogger("baton.preparation")


class RoleMissingError(RuntimeError):
    """The application's login is missing and this login may not make it."""


class UndeclaredTableError(RuntimeError):
    """No slice says what the application's login may do to these tables."""


def migrate_if_needed(connection: BaseDatabaseWrapper, verbosity: int = 1) -> bool:
    """Brings the tables up to date; False when they were.

    While the product runs, a statement that waits for a lock makes everybody behind it wait as well. So a migration
    waits a second at most, is taken back, and is tried again when those before it may be done.
    """
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    for pause in MIGRATION_PAUSES:
        try:
            _migrate(connection, verbosity)
        except OperationalError as error:
            if code_of(error) != LOCKED:
                raise
            log.warning("a migration waited for a lock; again in %s s: %s", pause, error)
            sleep(pause)
        else:
            return True
    _migrate(connection, verbosity)
    return True


def _migrate(connection: BaseDatabaseWrapper, verbosity: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [MIGRATION_LOCK])
    try:
        call_command("migrate", verbosity=max(0, verbosity - 1), interactive=False, database=connection.alias)
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")


def make_cache_table(connection: BaseDatabaseWrapper) -> None:
    """The table of the shared cache, when it is missing."""
    call_command("createcachetable", verbosity=0, database=connection.alias)


def secure_database(connection: BaseDatabaseWrapper, role: str) -> int:
    """Gives `role` exactly the rights that the slices declare; returns how many statements that took.

    Makes the role (without login) when it is missing; `RoleMissingError` when that is not allowed,
    `UndeclaredTableError` when nobody declared a table: then no right was changed. Run twice it does nothing.
    When `role` owns the tables itself nothing can be taken from it: rights are then no protection.
    """
    with connection.cursor() as cursor:
        _make_role(cursor, role)
        statements = [*_base(role), *_table_rights(cursor, role), *_sequence_rights(cursor, role)]
        cursor.execute(_CONTEXT_FUNCTION)
        if cursor.fetchone():
            statements.append(
                sql.SQL(
                    "ALTER FUNCTION public._pgh_attach_context() SECURITY DEFINER"
                    " SET search_path = public, pg_temp"
                )
            )
        for statement in statements:
            cursor.execute(statement)
    return len(statements) - len(_base(role))


def _make_role(cursor: Any, role: str) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    if cursor.fetchone():
        return
    cursor.execute("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
    if not cursor.fetchone()[0]:
        raise RoleMissingError(role)
    cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))


def _base(role: str) -> list[sql.Composable]:
    """The schema, and tables made later: until the next preparation they can be read and added to."""
    name = sql.Identifier(role)
    return [
        sql.SQL(text).format(name)
        for text in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {}",
        )
    ]


def _table_rights(cursor: Any, role: str) -> Iterable[sql.Composable]:
    cursor.execute(_TABLES, [role, role])
    tables, rights = cursor.fetchall(), declared_rights()
    undeclared = [table for table, _held in tables if table not in rights]
    if undeclared:
        raise UndeclaredTableError(", ".join(undeclared))
    for table, held in tables:
        missing, surplus = changes(held, rights[table])
        target, name = sql.Identifier(table), sql.Identifier(role)
        if missing:
            words = sql.SQL(", ").join(map(sql.SQL, missing))
            yield sql.SQL("GRANT {} ON {} TO {}").format(words, target, name)
        if surplus:
            words = sql.SQL(", ").join(map(sql.SQL, surplus))
            yield sql.SQL("REVOKE {} ON {} FROM {}").format(words, target, name)


def declared_rights() -> Mapping[str, frozenset[str]]:
    """What the application's login may do to each declared table, and to the row history that comes by itself."""
    declared = {table: rights for key, rights in RIGHTS_OF.items() for table in REGISTRY.tables(key)}
    return dict.fromkeys(history_tables(), RIGHTS_OF["append_only"]) | declared


def history_tables() -> list[str]:
    """The tables that hold images of rows: their models are events of the history."""
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, Event))


def _sequence_rights(cursor: Any, role: str) -> Iterable[sql.Composable]:
    cursor.execute(_SEQUENCES, [role, role])
    for (sequence,) in cursor.fetchall():
        yield sql.SQL("GRANT USAGE ON SEQUENCE {} TO {}").format(
            sql.Identifier(sequence), sql.Identifier(role)
        )


def load_catalogues() -> int:
    """Loads what each slice ships as data; returns how many slices there were.

    Raises `Invalid` naming the fault: that catalogue and those after it are then not loaded.
    """
    actor = Actor.system("manage.py prepare", via="command")
    found = REGISTRY.catalogues()
    for load in found:
        load(actor=actor)
    return len(found)
