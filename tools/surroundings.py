"""What is looked at before anything starts: the port, the data folder, the secret, the system packages."""

import errno
import os
import secrets
import shlex
import socket
from pathlib import Path

from tools.packages import PDF, missing, names
from tools.places import writable_folder
from tools.say import Trouble, line

FREE_BYTES = 1_500_000_000


def refuse_taken_port(port: int) -> None:
    """:raises Trouble: somebody else listens on the port, or this account may not."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            what = (
                "is taken by another program"
                if error.errno == errno.EADDRINUSE
                else f"cannot be used: {error.strerror}"
            )
            raise Trouble(
                f"Port {port} {what}.",
                where=f"127.0.0.1:{port}",
                mend=f"stop that program, or choose another port: BATON_PORT={port + 1} make run",
            ) from error


def prepare_folders(data: Path) -> None:
    """Makes the folders that the processes write to; logs and files are the account's own.

    :raises Trouble: one of them cannot be written.
    """
    writable_folder(data)
    for name in ("log", "files", "static", "clock", "broker", "broker/control"):
        folder = writable_folder(data / name)
        folder.chmod(0o700)
    for left in (data / "broker").glob(
        ".*-*"
    ):  # half a message, or one whose reader was killed: only wake-ups
        left.unlink(missing_ok=True)


def secret_key(data: Path) -> str:
    """The key of this installation, made once and readable by its account only."""
    place = data / "secret.key"
    if not place.exists():
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(secrets.token_urlsafe(64))
    return place.read_text().strip()


def write_environment(data: Path, environment: dict[str, str]) -> None:
    """Keeps the settings of the running product for commands by hand: `. var/environment`."""
    place = data / "environment"
    place.unlink(missing_ok=True)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        for name in sorted(environment):
            if name.startswith(("BATON_", "DATABASE_", "REDIS_")):
                opened.write(f"export {name}={shlex.quote(environment[name])}\n")


def tell_what_is_off(data: Path) -> None:
    """Names what does not work on this machine, and what would make it work; stops nothing."""
    lacking = missing(PDF)
    if lacking:
        line(f"PDF output is off or incomplete: apt-get install {names(lacking)}, then start again", "yellow")
    status = os.statvfs(data)
    if status.f_bavail * status.f_frsize < FREE_BYTES:
        line(f"Little space is left in {data}: the demo needs about 1 GB", "yellow")
