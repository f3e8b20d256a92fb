"""Which part of the installation is ready: asked on a connection of its own and within two seconds, or not answered."""

import tempfile
import threading
from dataclasses import dataclass
from functools import cache
from time import monotonic
from typing import Any

import psycopg2
import redis
from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from responsibilities.jobs.models import NextRun
from revitalization.broker import wrong_with
from revitalization.kit.disk import FULL
from revitalization.kit.words import N_

PATIENCE = 1.8
"""Seconds that whoever asks waits."""
GOOD_FOR = 1.0
"""Seconds for which a report is given again, so that many who ask cost one connection."""
LATE = 300
"""Seconds a sweep may be behind its time."""
TRIED = "baton:ready"
"""What is written into the queue's Redis to see whether it takes anything; gone after a second."""


@dataclass(frozen=True)
class Part:
    """One part: its name, what is wrong ("" when nothing), and whether the site cannot serve because of it.

    `wrong` is a text that can be translated, with `%(n)s` where `n` stands.
    """

    name: str
    wrong: str = ""
    needed: bool = False
    n: int = 0

    def __str__(self) -> str:
        return f"{self.name}: {self.wrong % {'n': self.n} or 'ok'}"


class Asking(threading.Thread):
    """One look at everything; `parts` grows as it goes."""

    def __init__(self) -> None:
        super().__init__(name="readiness", daemon=True)
        self.parts: list[Part] = []
        self.ended_at = 0.0

    def run(self) -> None:
        """Asks one part after the other and notes when it was done; a database that is silent is a part, no error."""
        self.parts.append(_broker())
        try:
            self.parts += _database()
        except (psycopg2.Error, OSError):
            self.parts.append(Part("database", N_("does not answer"), needed=True))
        self.ended_at = monotonic()

    def report(self) -> list[Part]:
        """What is known by now; a database that has not answered yet does not answer."""
        found = list(self.parts)
        if any(part.name == "database" for part in found):
            return found
        slow = N_("does not answer within %(n)s seconds")
        return [*found, Part("database", slow, needed=True, n=round(PATIENCE))]


_last = Asking()
_one_at_a_time = threading.Lock()


def report() -> list[Part]:
    """Every part, by name. Whoever asks while another look is under way gets what that one knows."""
    global _last
    with _one_at_a_time:
        fresh = _last.ended_at and monotonic() - _last.ended_at < GOOD_FOR
        if not fresh and not _last.is_alive():
            _last = Asking()
            _last.start()
        asking = _last
    asking.join(PATIENCE)
    return sorted(asking.report(), key=lambda part: part.name)


def _database() -> list[Part]:
    wire = psycopg2.connect(**_address())
    try:
        wire.autocommit = True
        with wire.cursor() as cursor:
            cursor.execute("SELECT 1")
            return [Part("database"), _changes(wire), _migrations(cursor), _clock(cursor)]
    finally:
        wire.close()


def _address() -> dict[str, Any]:
    known: dict[str, Any] = {**connections["default"].get_connection_params(), "connect_timeout": 2}
    known["options"] = f"{known.get('options', '')} -c statement_timeout=1000 -c lock_timeout=500".strip()
    return known


def _changes(wire: Any) -> Part:
    told = {wire.get_parameter_status(name) for name in ("default_transaction_read_only", "in_hot_standby")}
    return Part("changes", N_("read-only") if "on" in told else "")


def _migrations(cursor: Any) -> Part:
    try:
        cursor.execute(f"SELECT app, name FROM {MigrationRecorder.Migration._meta.db_table}")
    except psycopg2.errors.UndefinedTable:
        return Part("migrations", N_("never run"), needed=True)
    missing = _known_migrations() - set(cursor.fetchall())
    return Part("migrations", N_("%(n)s missing") if missing else "", needed=True, n=len(missing))


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.nodes)


def _clock(cursor: Any) -> Part:
    try:
        cursor.execute(f"SELECT max(extract(epoch FROM baton_now() - next_at)) FROM {NextRun._meta.db_table}")
    except psycopg2.Error:
        return Part("clock", N_("unknown"))
    behind = cursor.fetchone()[0]
    if behind is None:
        return Part("clock", N_("has never run"))
    return Part("clock", N_("%(n)s seconds late") if behind > LATE else "", n=int(behind))


def _broker() -> Part:
    """Tries the queue with something written: one that is full still answers."""
    if not settings.REDIS_URL:
        return _folder()
    wire = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)
    try:
        wire.set(TRIED, "", px=1000)
    except (redis.RedisError, OSError, ValueError) as error:
        return Part("broker", wrong_with(error))
    finally:
        wire.close()
    return Part("broker")


def _folder() -> Part:
    try:
        with tempfile.TemporaryFile(dir=settings.BROKER_DIR) as file:
            file.write(b"x" * 4096)
            file.flush()
    except OSError as error:
        full = error.errno in FULL
        return Part("broker", N_("its disk has no room left") if full else N_("its folder cannot be written"))
    return Part("broker")
