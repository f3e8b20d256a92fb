"""The tests of database, clock and queue once more, against the system's PostgreSQL and a real Redis.

Installs both through apt when they are missing, starts its own servers in temporary folders and ends them.
"""

import os
import re
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import children
from tools.database import APPLICATION, OWNER, throwaway
from tools.packages import DEBIAN_SERVERS, SECOND_PASS, install, missing
from tools.programs import Programs, server_account
from tools.say import Trouble, guarded, line, step
from tools.test import run

MARKS = "database or clock or queue"


def system_programs() -> Programs:
    """The newest PostgreSQL that the system has installed.

    :raises Trouble: there is none.
    """
    if not list(DEBIAN_SERVERS.glob("*/bin/initdb")):
        raise Trouble(
            "The system has no PostgreSQL.", where=DEBIAN_SERVERS, mend="apt-get install postgresql"
        )
    found = sorted(
        DEBIAN_SERVERS.glob("*/bin"), key=lambda path: int(re.sub(r"\D", "", path.parent.name) or 0)
    )
    return Programs(found[-1], server_account())


@contextmanager
def redis() -> Iterator[str]:
    """The address of a Redis of our own on a free port, ended by its number.

    :raises Trouble: there is no Redis, or it does not start.
    """
    if not shutil.which("redis-server"):
        raise Trouble("The system has no Redis.", mend="apt-get install redis-server")
    port = free_port()
    running: list[children.Child] = []
    with tempfile.TemporaryDirectory(prefix="baton-redis-") as folder, children.ended(running):
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
        log = Path(folder) / "redis.log"
        running.append(
            children.start("Redis", [*command, "--save", "", "--appendonly", "no"], dict(os.environ), log)
        )
        until = time.monotonic() + 15
        while not answers(port):
            running[0].refuse_end()
            if time.monotonic() > until:
                raise Trouble("Redis does not start within 15 seconds.", where=log)
            time.sleep(0.1)
        yield f"redis://127.0.0.1:{port}/0"


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether somebody listens on the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main() -> int:
    """Starts both, runs the marked tests; pytest's own code, so that finding no test is a failure too."""
    install(missing(SECOND_PASS))
    programs = system_programs()
    with (
        tempfile.TemporaryDirectory(prefix="baton-files-") as data,
        throwaway(programs) as server,
        redis() as url,
    ):
        with step(f"PostgreSQL {programs.version} of the system, Redis"):
            addresses = {
                "DATABASE_URL": server.url(APPLICATION, "postgres"),
                "DATABASE_OWNER_URL": server.url(OWNER, "postgres"),
                "REDIS_URL": url,
            }
        line(f"Tests marked: {MARKS}")
        environment = {
            **os.environ,
            **addresses,
            "BATON_DATA_DIR": data,
            "BATON_MODE": "test",
            "BATON_BROWSER": "missing",
        }
        # The tests read Chinese pages, also in a clone where nothing ran before.
        run([sys.executable, "-m", "revitalization.kit.catalogues"], environment)
        return run([sys.executable, "-m", "pytest", "-n", "auto", "-m", MARKS, *sys.argv[1:]], environment)


if __name__ == "__main__":
    guarded(main)
