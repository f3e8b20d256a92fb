"""Folders of the embedded server: who may write where, short socket addresses, one user at a time."""

import fcntl
import hashlib
import os
import re
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from tools.programs import Account
from tools.say import Trouble

SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 107
THROWAWAY_PREFIX = "baton-test-"
ELSEWHERE = Path("/var/lib/baton")


def writable_folder(path: Path) -> Path:
    """The folder, made when it is missing.

    :raises Trouble: it cannot be written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return path
    except OSError as error:
        raise Trouble(
            f"The folder cannot be written: {error.strerror or error}.",
            where=path,
            mend="give this account the right to write there, or choose another folder with BATON_DATA_DIR",
        ) from error


def server_home(data_dir: Path, account: Account) -> Path:
    """The server's own folder: in the data folder, or under /var/lib where root's `nobody` gets to."""
    wanted = writable_folder(data_dir).resolve() / "postgresql"
    note = wanted.with_name("postgresql.elsewhere")
    if not note.exists():
        home = private_folder(wanted, account)
        if account.can_enter(home):
            return home
        home.rmdir()
    home = ELSEWHERE / hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
    writable_folder(ELSEWHERE)
    note.write_text(f"{home}\n")
    return private_folder(home, account)


def private_folder(path: Path, account: Account) -> Path:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        account.own(path, 0o700)
    except OSError as error:
        raise Trouble(
            f"The folder of the embedded PostgreSQL cannot be used: {error.strerror or error}.",
            where=path,
            mend="start as the account that made it, or choose another folder with BATON_DATA_DIR",
        ) from error
    return path


def fits(folder: Path) -> bool:
    """Whether a socket in the folder has an address short and plain enough for the system and for libpq."""
    plain = re.fullmatch(r"[A-Za-z0-9_./+-]+", str(folder)) is not None
    return plain and len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_LIMIT


def temporary_root() -> str:
    """The folder for temporary files whose sockets' addresses stay short enough."""
    usual = tempfile.gettempdir()
    return usual if fits(Path(usual) / f"{THROWAWAY_PREFIX}12345678" / "s") else "/tmp"  # noqa: S108


def socket_folder(home: Path, account: Account) -> Path:
    """The folder of the socket: inside `home`, or a temporary one whose name is kept from start to start."""
    if fits(home / "socket"):
        return private_folder(home / "socket", account)
    note = home / "socket-folder"
    with suppress(OSError):
        remembered = Path(note.read_text().strip())
        if not remembered.exists():
            remembered.mkdir(mode=0o700)
            account.own(remembered, 0o700)
        status = remembered.lstat()
        if status.st_uid == account.uid and status.st_mode & 0o170777 == 0o040700 and fits(remembered):
            return remembered
    made = Path(tempfile.mkdtemp(prefix="baton-", dir=temporary_root()))
    account.own(made, 0o700)
    note.write_text(f"{made}\n")
    return made


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("a") as held:
        if not try_lock(held):
            raise Trouble(
                "This data folder is in use by another start of the product.",
                where=path.parent,
                mend="stop that one first, or choose another folder with BATON_DATA_DIR",
            )
        yield


def try_lock(held: IO[str]) -> bool:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def tail(log: Path, lines: int) -> str:
    """The last lines of a log file; empty when there is none."""
    try:
        with log.open(errors="replace") as opened:
            return "".join(deque(opened, lines)).rstrip()
    except OSError:
        return ""
