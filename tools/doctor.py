"""`make doctor`: what this machine has, what it lacks, and how to mend it. Changes nothing."""

import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from tools import options, packages
from tools.database import APPLICATION, running_pid
from tools.programs import programs_for, server_account
from tools.say import Trouble, guarded, line

NEEDED, WANTED = "✗", "!"
ROLES = """
    SELECT current_user, rolsuper, rolcreatedb, has_database_privilege(current_database(), 'CREATE'),
           has_schema_privilege('public', 'CREATE')
    FROM pg_roles WHERE rolname = current_user
"""


@dataclass(frozen=True)
class Found:
    """One thing looked at; `mend` is empty when it is well."""

    name: str
    told: str
    mend: str = ""
    weight: str = NEEDED

    def __str__(self) -> str:
        sign = self.weight if self.mend else "✓"
        return f"{sign} {self.name}: {self.told}" + (f"\n    mend: {self.mend}" if self.mend else "")


def python() -> Found:
    """The interpreter."""
    old = "" if sys.version_info >= (3, 11) else "install Python 3.11 or newer; then remove .venv"
    return Found("Python", platform.python_version(), old)


def requirements() -> Found:
    """The installed packages against the pinned ones."""
    stamp, listing = options.ROOT / ".venv/requirements.stamp", options.ROOT / "requirements.txt"
    fresh = stamp.exists() and stamp.stat().st_mtime >= listing.stat().st_mtime
    return Found(
        "Packages", "as pinned" if fresh else "older than requirements.txt", "" if fresh else "make run"
    )


def postgresql() -> Found:
    """The programs of the embedded database."""
    if os.environ.get("DATABASE_URL"):
        return Found("Embedded PostgreSQL", "not used: DATABASE_URL is set")
    account = server_account()
    try:
        with tempfile.TemporaryDirectory(prefix="baton-") as place:
            os.chmod(place, 0o711)  # noqa: S103 - the server's account must reach a copy in it
            version = programs_for(account, Path(place)).version
    except Trouble as trouble:
        return Found("Embedded PostgreSQL", trouble.what, trouble.mend)
    return Found("Embedded PostgreSQL", f"{version}, runs as {account.name}")


def data_folder() -> Found:
    """The folder that the product writes to."""
    folder = options.data_dir()
    nearest = next(place for place in [folder, *folder.parents] if place.exists())
    if not os.access(nearest, os.W_OK | os.X_OK):
        return Found("Data folder", f"{nearest} cannot be written", "choose another one with BATON_DATA_DIR")
    free = shutil.disk_usage(nearest).free // 1_000_000
    mend = "" if free > 1_500 else "free some space: the demo needs about 1 GB, a nation about 20 GB"
    return Found("Data folder", f"{folder}, {free:,} MB free", mend)


def port() -> Found:
    """The port to listen on."""
    number = options.port()
    with socket.socket() as probe:
        probe.settimeout(1)
        taken = probe.connect_ex(("127.0.0.1", number)) == 0
    mend = f"the product may be running already; else BATON_PORT={number + 1} make run" if taken else ""
    return Found("Port", f"{number} is {'taken' if taken else 'free'}", mend, WANTED)


def system_packages() -> list[Found]:
    """Programs and libraries of the system, for the product and its tests."""
    return [
        Found(
            package.name,
            f"{package.use} ({package.part})" if there else package.without,
            "" if there else f"apt-get install {package.name}",
            WANTED,
        )
        for package in packages.PACKAGES
        for there in [package.there()]
    ]


def redis() -> Found:
    """The queue's server, when one is set."""
    url = os.environ.get("REDIS_URL", "")
    if not url:
        return Found("Queue", "a folder (no REDIS_URL)")
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "localhost", parts.port or 6379), timeout=3):
            return Found("Queue", f"Redis answers at {parts.hostname}")
    except OSError as error:
        return Found("Queue", f"Redis does not answer: {error}", "start it, or correct REDIS_URL")


def separation() -> Found:
    """Whether the application's login can do less than the owner's."""
    url = os.environ.get("DATABASE_URL") or _embedded_url()
    if not url:
        return Found("Database roles", "not looked at: the embedded database is not running")
    try:
        connection = psycopg2.connect(url, connect_timeout=5)
    except psycopg2.OperationalError as error:
        return Found("Database roles", str(error).strip(), "start the server, or correct DATABASE_URL")
    with connection, connection.cursor() as cursor:
        cursor.execute(ROLES)
        name, *powers = cursor.fetchone() or ("?", True)
    connection.close()
    if any(powers):
        mend = "sign in as a role that owns nothing: docs/operations.md, “Roles of the database”"
        return Found("Database roles", f"{name} may change tables, so the record is not safe from it", mend)
    return Found("Database roles", f"{name} may neither make nor change tables")


def _embedded_url() -> str:
    note = options.data_dir() / "environment"
    try:
        rows = dict(row.removeprefix("export ").split("=", 1) for row in note.read_text().splitlines())
    except (OSError, ValueError):
        return ""
    url = rows.get("DATABASE_URL", "").strip("'")
    return url if f"{APPLICATION}@" in url and _is_running() else ""


def _is_running() -> bool:
    data = options.data_dir()
    note = data / "postgresql.elsewhere"
    home = Path(note.read_text().strip()) if note.exists() else data / "postgresql"
    return running_pid(home / "data") is not None


def translations() -> Found:
    """The compiled translations."""
    there = (options.ROOT / "locale/zh_Hans/LC_MESSAGES/django.mo").exists()
    return Found(
        "Chinese",
        "compiled" if there else "not compiled",
        "" if there else ".venv/bin/python -m revitalization.kit.catalogues",
    )


def git() -> Found:
    """The version control that the checks ask for the project's files."""
    there = shutil.which("git") is not None and (
        subprocess.run(["git", "status", "-s"], cwd=options.ROOT, capture_output=True, check=False).returncode
        == 0
    )
    return Found(
        "git", "there" if there else "not usable here", "" if there else "apt-get install git", WANTED
    )


LOOKS: tuple[Callable[[], Found], ...] = (
    python,
    requirements,
    postgresql,
    separation,
    redis,
    data_folder,
    port,
    translations,
    git,
)


def main() -> int:
    """Prints everything; 1 when something needed is missing."""
    found = [*(look() for look in LOOKS), *system_packages()]
    for one in found:
        line(str(one), "" if not one.mend else "red" if one.weight == NEEDED else "yellow")
    return 1 if any(one.mend and one.weight == NEEDED for one in found) else 0


if __name__ == "__main__":
    guarded(main)
