"""What was done to a database already, kept in the database's own comment: it lives and dies with it."""

import hashlib
import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import sql

from tools.say import Trouble

PATTERNS = (
    "*/migrations/*.py",
    "*/*/migrations/*.py",
    "catalogue/**/*",
    "locale/*/LC_MESSAGES/*.po",
    "revitalization/**/*.py",
    "requirements.txt",
)
SHOWN = ("static/**/*", "requirements.txt", "revitalization/settings/*.py", "revitalization/site/apps.py")
LOOK_UP = "SELECT current_database(), shobj_description(oid, 'pg_database') FROM pg_database"


def fingerprint(root: Path, patterns: tuple[str, ...] = PATTERNS) -> str:
    """A short name for what shapes the database: migrations, catalogue, words, wiring, packages.

    With other patterns: for the files that these name.
    """
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in root.glob(pattern) if path.is_file()}):
        if path.suffix != ".pyc":
            digest.update(os.fsencode(path.relative_to(root)) + path.read_bytes())
    return digest.hexdigest()[:16]


def read(url: str) -> dict[str, str]:
    """The notes on the database; empty when there are none.

    :raises Trouble: the database does not answer.
    """
    _, comment = _ask(url, f"{LOOK_UP} WHERE datname = current_database()")
    try:
        notes = json.loads(str(comment or "{}"))
    except ValueError:
        return {}
    return notes if isinstance(notes, dict) else {}


def write(url: str, notes: dict[str, str]) -> None:
    """Keeps the notes; a login that may not comment on its database keeps none and prepares at each start."""
    try:
        name, _ = _ask(url, f"{LOOK_UP} WHERE datname = current_database()")
        statement = sql.SQL("COMMENT ON DATABASE {} IS {}")
        _ask(url, statement.format(sql.Identifier(str(name)), sql.Literal(json.dumps(notes))))
    except psycopg2.errors.InsufficientPrivilege:
        return


def empty(url: str) -> None:
    """Drops and makes again the database of the address, which its owner may do."""
    address = urlsplit(url)
    name = sql.Identifier(address.path.lstrip("/"))
    elsewhere = address._replace(path="/postgres").geturl()
    _ask(elsewhere, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
    _ask(elsewhere, sql.SQL("CREATE DATABASE {}").format(name))


def _ask(url: str, statement: str | sql.Composed) -> tuple[object, object]:
    try:
        connection = psycopg2.connect(url, connect_timeout=10)
    except psycopg2.OperationalError as error:
        raise Trouble(
            f"The database does not answer: {str(error).strip()}",
            mend="start that server or correct DATABASE_URL; without DATABASE_URL an embedded one is used",
        ) from error
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            row = cursor.fetchone() if cursor.description else None
            return (row[0], row[1]) if row else (None, None)
    finally:
        connection.close()
