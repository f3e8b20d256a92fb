"""What the installation runs on: disks, database, versions."""

import platform
import shutil
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django import get_version
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


@dataclass(frozen=True)
class Disk:
    """Room on the disk a folder lies on, in bytes."""

    what: str
    free: int
    total: int


@dataclass(frozen=True)
class Machine:
    """What the installation runs on; sizes in bytes."""

    disks: Sequence[Disk]
    database_size: int
    connections: int
    most_connections: int
    migrations: int
    versions: Mapping[str, str]


_DATABASE = """
SELECT pg_database_size(current_database()),
       (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),
       current_setting('max_connections')::int,
       current_setting('server_version')
"""


def machine_now() -> Machine:
    """Disk, database and versions, with two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_DATABASE)
        size, used, most, server = cursor.fetchone()
    applied = MigrationRecorder(connection).migration_qs.count()
    versions = {
        "Baton": _product(),
        "Python": platform.python_version(),
        "Django": get_version(),
        "PostgreSQL": server.partition(" ")[0],
    }
    return Machine(_disks(), size, used, most, applied, versions)


def _product() -> str:
    """The version of the project's folder, from which the product runs."""
    told = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return str(told["project"]["version"])


def _disks() -> list[Disk]:
    """Each disk once, although several folders may lie on it."""
    found: dict[int, Disk] = {}
    for what, folder in (("files", Path(settings.FILES_DIR)), ("data", Path(settings.DATA_DIR))):
        there = next((one for one in (folder, *folder.parents) if one.exists()), None)
        if there is None:
            continue
        usage = shutil.disk_usage(there)
        found.setdefault(there.stat().st_dev, Disk(what, usage.free, usage.total))
    return list(found.values())
