"""Our own launcher for the embedded PostgreSQL.

`persistent(data_dir)` serves `make run`, `throwaway()` serves the tests. The server listens on a unix socket
only, in a folder that only its account can enter, and lets in only the account that started it. Why:
docs/decisions/0002-embedded-database.md.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg2

from tools.places import (
    THROWAWAY_PREFIX,
    locked,
    private_folder,
    server_home,
    socket_folder,
    tail,
    temporary_root,
    try_lock,
)
from tools.programs import Account, Programs, caller, programs_for, server_account
from tools.say import Trouble

OWNER, APPLICATION, SUPERUSER = "baton_owner", "baton_app", "postgres"
DATABASE = "baton"
PATIENCE = 20.0

COMMON = {
    "listen_addresses": "''",
    "port": "5432",
    "unix_socket_permissions": "0777",  # the folder and the peer check decide, not the socket
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
LASTING = {"shared_buffers": "'192MB'", "max_connections": "80", "log_min_duration_statement": "'2s'"}
FLEETING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "'256MB'",
    "max_connections": "200",
    "max_locks_per_transaction": "256",
    "max_wal_size": "'4GB'",
    "checkpoint_timeout": "'1h'",
}


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server in the folder `home`, reached through a socket in the folder `sockets`."""

    home: Path
    sockets: Path
    programs: Programs
    settings: dict[str, str]

    @property
    def data(self) -> Path:
        """The server's data folder."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self.home / "server.log"

    def url(self, role: str = OWNER, database: str = DATABASE) -> str:
        """The address of a database for a role, in libpq's form."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets))}"

    def prepare(self) -> None:
        """Makes the data folder when there is none; a half-made one from a broken start is made anew."""
        if not self.data.exists():
            self._initialise()
        _refuse_other_version(self.data, self.programs)
        self._write("baton.conf", self._all_settings())
        self._write("pg_hba.conf", "local all all peer map=baton\n")
        roles = (SUPERUSER, OWNER, APPLICATION)
        self._write("pg_ident.conf", "".join(f'baton "{caller()}" {role}\n' for role in roles))

    def start(self) -> None:
        """Starts the server; takes over what a killed one left behind, trying again for some seconds.

        :raises Trouble: it does not start; the message holds the last lines of its log.
        """
        _forget_stranger(self.data)
        until = time.monotonic() + PATIENCE
        while True:
            told = self.programs.run("pg_ctl", "start", "-w", "-t", "60", "-D", self.data, "-l", self.log)
            if told.returncode == 0:
                return
            if time.monotonic() > until or not _may_pass(self.log):
                raise Trouble(
                    f"The embedded PostgreSQL does not start. {told.stderr.strip()}\n{tail(self.log, 8)}",
                    where=self.log,
                    mend="read the lines above; `make doctor` looks for the usual causes",
                )
            time.sleep(0.5)

    def stop(self, *, at_once: bool = False) -> None:
        """Stops the server, at once when its data is thrown away anyway; harmless when it is not running."""
        for mode in ["immediate"] if at_once else ["fast", "immediate"]:
            if running_pid(self.data) is None:
                return  # pg_ctl would signal whatever program has the number in the pid file now
            self.programs.run("pg_ctl", "stop", "-w", "-t", "30", "-m", mode, "-D", self.data)

    def run_sql(self, *statements: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Runs statements as the superuser, each on its own; the rows of the last one."""
        connection = psycopg2.connect(self.url(SUPERUSER, database), connect_timeout=10)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                return list(cursor.fetchall()) if cursor.description else []
        finally:
            connection.close()

    def make_roles(self) -> None:
        """Makes the two roles when they are missing; the application's may not make databases."""
        known = {row[0] for row in self.run_sql("SELECT rolname FROM pg_roles")}
        if OWNER not in known:
            self.run_sql(f"CREATE ROLE {OWNER} LOGIN CREATEDB NOSUPERUSER NOCREATEROLE")
        if APPLICATION not in known:
            self.run_sql(f"CREATE ROLE {APPLICATION} LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE")

    def make_database(self, name: str = DATABASE) -> None:
        """Makes a database of the owner when it is missing."""
        if not self.run_sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            self.run_sql(f"CREATE DATABASE {name} OWNER {OWNER}")

    def _all_settings(self) -> str:
        values = {**COMMON, **self.settings, "unix_socket_directories": f"'{self.sockets}'"}
        return "".join(f"{name} = {value}\n" for name, value in values.items())

    def _initialise(self) -> None:
        half = self.home / "data.half"
        shutil.rmtree(half, ignore_errors=True)
        options = ["--encoding=UTF8", "--locale-provider=libc", "--locale=C"]
        options += ["--auth=peer", "--no-instructions"]
        if self.settings is FLEETING:
            options.append("--no-sync")
        told = self.programs.run("initdb", *options, f"--username={SUPERUSER}", "-D", half)
        if told.returncode != 0:
            raise Trouble(
                f"The embedded PostgreSQL cannot make its data folder.\n{told.stderr.strip()}",
                where=self.home,
                mend="free some space or choose another folder with BATON_DATA_DIR",
            )
        with (half / "postgresql.conf").open("a") as conf:
            conf.write("include = 'baton.conf'\n")
        half.rename(self.data)  # in one go: a folder named `data` is always a whole one

    def _write(self, name: str, content: str) -> None:
        (self.data / name).write_text(content)
        self.programs.account.own(self.data / name, 0o600)


@contextmanager
def persistent(data_dir: Path) -> Iterator[Server]:
    """The server of one data folder, kept between starts; two at once in one folder are refused.

    :raises Trouble: the folder cannot be written, is in use, or the server does not start.
    """
    account = server_account()
    home = server_home(data_dir, account)
    with locked(home / "lock"):
        server = Server(home, socket_folder(home, account), programs_for(account, home), LASTING)
        server.prepare()
        server.stop()  # one that a killed launcher left running; the lock says that nobody uses it
        _turn_log(server.log)
        server.start()
        try:
            server.make_roles()
            server.make_database()
            yield server
        finally:
            server.stop()
            if home not in server.sockets.parents:
                with suppress(OSError):
                    server.sockets.rmdir()


@contextmanager
def throwaway(programs: Programs | None = None) -> Iterator[Server]:
    """A server for tests in a temporary folder: nothing is synced to disk, all is removed at the end.

    :param programs: another PostgreSQL than the one of the wheel, e.g. the system's.
    """
    account = server_account()
    _sweep_throwaways(account)
    home = Path(tempfile.mkdtemp(prefix=THROWAWAY_PREFIX, dir=temporary_root()))
    account.own(home, 0o700)
    with locked(home / "lock"):
        sockets = private_folder(home / "s", account)
        server = Server(home, sockets, programs or programs_for(account, home), FLEETING)
        try:
            server.prepare()
            server.start()
            server.make_roles()
            # Tests take on the application's rights for each test, and the owner's to prepare the database.
            server.run_sql(f"GRANT {APPLICATION} TO {OWNER}")
            yield server
        finally:
            server.stop(at_once=True)
            shutil.rmtree(home, ignore_errors=True)


def running_pid(data: Path) -> int | None:
    """The process that serves this data folder, or None."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        return pid if Path(f"/proc/{pid}/cwd").resolve() == data.resolve() else None
    except (OSError, ValueError):
        return None


def _sweep_throwaways(account: Account) -> None:
    """Removes servers of test runs that were killed: nobody holds their lock any more."""
    for home in Path(temporary_root()).glob(f"{THROWAWAY_PREFIX}*"):
        with suppress(OSError):
            if home.lstat().st_uid != account.uid or time.time() - home.lstat().st_mtime < 60:
                continue
            with (home / "lock").open("a") as held:
                if try_lock(held):
                    Server(home, home / "s", programs_for(account, home), FLEETING).stop(at_once=True)
                    shutil.rmtree(home, ignore_errors=True)


def _refuse_other_version(data: Path, programs: Programs) -> None:
    note = data / "PG_VERSION"
    kept = note.read_text().strip() if note.exists() else "unknown"
    if kept != programs.version.split(".", 1)[0]:
        raise Trouble(
            f"The data folder was made by PostgreSQL {kept}, the installed one is {programs.version}.",
            where=data,
            mend="see “Moving to a newer PostgreSQL” in docs/operations.md",
        )


def _forget_stranger(data: Path) -> None:
    """Removes the pid file of a killed server when its number now belongs to another program.

    Otherwise it stays: through it PostgreSQL finds out whether workers of a killed server still live.
    """
    note = data / "postmaster.pid"
    with suppress(OSError, ValueError):
        pid = int(note.read_text().split("\n", 1)[0])
        if Path(f"/proc/{pid}").exists() and running_pid(data) is None and not _workers_left(data):
            note.unlink()


def _workers_left(data: Path) -> bool:
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (folder / "cwd").resolve() == data.resolve() and folder.name != str(os.getpid()):
                return True
    return False


def _may_pass(log: Path) -> bool:
    """Whether the reason for not starting is one that goes away by itself after a kill."""
    passing = ("shared memory block", "lock file", "still in use", "starting up")
    return any(words in tail(log, 8) for words in passing)


def _turn_log(log: Path) -> None:
    """Keeps one old log, so that the log cannot fill the disk."""
    with suppress(OSError):
        if log.stat().st_size > 10_000_000:
            log.replace(log.with_suffix(".log.1"))
