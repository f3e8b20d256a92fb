"""`make run`: database, preparation, demo, then web, worker and clock, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import children, options, state, surroundings
from tools.children import Child
from tools.database import APPLICATION, OWNER, persistent
from tools.say import Trouble, guarded, line, step

CATALOGUE = options.ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"
DEMO_PROVINCE = "62"  # Gansu: holds Jiayuguan, a city without counties
PATIENCE = 90.0
BEGUN = "begun"
ASKED_TO_STOP = threading.Event()
INTERRUPTIONS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def settings(data: Path, addresses: dict[str, str]) -> dict[str, str]:
    """The environment of every process: what the caller set wins."""
    usual = {
        "BATON_MODE": "embedded",
        "BATON_SECRET_KEY": surroundings.secret_key(data),
    }
    forced = {"BATON_DATA_DIR": str(data), "PYTHONUNBUFFERED": "1"}
    return {**usual, **os.environ, **forced, **addresses}


@contextmanager
def database(data: Path) -> Iterator[dict[str, str]]:
    """The addresses of the caller's server when DATABASE_URL is set, else those of the embedded one."""
    given = os.environ.get("DATABASE_URL", "").strip()
    if given:
        owner = os.environ.get("DATABASE_OWNER_URL", "").strip() or given
        yield {"DATABASE_URL": given, "DATABASE_OWNER_URL": owner}
        return
    with persistent(data) as server, undisturbed_end():
        yield {"DATABASE_URL": server.url(APPLICATION), "DATABASE_OWNER_URL": server.url(OWNER)}


def manage(environment: dict[str, str], *words: str, as_owner: bool = False) -> None:
    """Runs a management command in the foreground, so that its progress is seen.

    :raises Trouble: it failed; what it said stands above.
    """
    changed = {**environment, "BATON_AS_OWNER": "yes"} if as_owner else environment
    command = [sys.executable, "manage.py", *words]
    code = subprocess.run(command, cwd=options.ROOT, env=changed, check=False).returncode
    if code != 0:
        raise Trouble(
            f"`manage.py {' '.join(words)}` failed (code {code}); what it said stands above.",
            mend="mend the cause and start again: what is done already is not done twice",
        )


def prepare(environment: dict[str, str]) -> None:
    """Brings the database to the code's shape and makes the demo, each only when not done already."""
    owner = environment["DATABASE_OWNER_URL"]
    wanted, notes = state.fingerprint(options.ROOT), state.read(owner)
    if notes.get("demo") == BEGUN:
        begin_anew(owner)
        notes = {}
    if not CATALOGUE.exists() or notes.get("prepared") != wanted:
        compile_messages(environment)
    tells = "demo" not in notes and demo_wanted()
    if notes.get("prepared") != wanted:
        line("Preparing the database: tables, rights, catalogue")
        manage(environment, "prepare", *(["--before-demo"] if tells else []), as_owner=True)
        notes["prepared"] = wanted
        state.write(owner, notes)
    if tells:
        line("First start: units of one province, people and reports (about half a minute)")
        state.write(owner, {**notes, "demo": BEGUN})
        manage(environment, "load_registry", "--province", DEMO_PROVINCE, "--before-demo")
        manage(environment, "demo")
        notes["demo"] = DEMO_PROVINCE
        state.write(owner, notes)


def begin_anew(owner: str) -> None:
    """Empties a database whose first start was broken off before the product ever ran on it.

    :raises Trouble: it is not the embedded one, so emptying it is not ours to do.
    """
    if os.environ.get("DATABASE_URL", "").strip():
        raise Trouble(
            "The demo in this database was broken off half-way.",
            where=owner.rsplit("@", 1)[-1],
            mend="give it an empty database, or start with BATON_DEMO=no in a new one",
        )
    with step("The first start was broken off: beginning anew"):
        state.empty(owner)


def collect_files(environment: dict[str, str], data: Path) -> None:
    """Collects and compresses scripts, styles and pictures when they changed since the last start.

    :raises Trouble: they cannot be collected.
    """
    wanted, place = state.fingerprint(options.ROOT, state.SHOWN), data / "static" / "collected"
    if place.exists() and place.read_text() == wanted:
        return
    with step("Scripts, styles and pictures, compressed"):
        manage(environment, "collectstatic", "--noinput", "--clear", "--verbosity", "0")
    place.write_text(wanted)


def compile_messages(environment: dict[str, str]) -> None:
    """Compiles the translations.

    :raises Trouble: they cannot be compiled.
    """
    with step("Translations"):
        command = [sys.executable, "-m", "revitalization.kit.catalogues"]
        told = subprocess.run(
            command, cwd=options.ROOT, env=environment, capture_output=True, text=True, check=False
        )
    if told.returncode != 0:
        raise Trouble(f"The translations cannot be compiled.\n{told.stdout}{told.stderr}", where="locale/")


def demo_wanted() -> bool:
    """Whether demo data may be made: into a server of the caller's only when asked for."""
    if options.DEMO == "auto":
        return not os.environ.get("DATABASE_URL", "").strip()
    return options.DEMO.lower() in {"yes", "1", "true", "on"}


def commands(port: int, data: Path) -> dict[str, list[str]]:
    """The processes of the product: what each is called and how it is started."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "revitalization", "--no-color"]
    return {
        "web": [
            *[*python, "gunicorn", "revitalization.wsgi:application", "--bind", f"127.0.0.1:{port}"],
            *["--workers", options.WORKERS, "--threads", "4"],
            *["--graceful-timeout", "5", "--no-control-socket"],
        ],
        "worker": [
            *[*celery, "worker", "--pool", "threads", "--concurrency", "2", "--loglevel", "INFO"],
            *["--without-gossip", "--without-mingle", "--without-heartbeat"],
        ],
        "clock": [
            *celery,
            "beat",
            "--schedule",
            str(data / "clock" / "schedule"),
            "--pidfile=",
            "--loglevel",
            "INFO",
        ],
    }


def wait_until_healthy(port: int, environment: dict[str, str], running: list[Child]) -> None:
    """Returns when the site answers `/healthz`.

    :raises Trouble: a process ended, or the site does not answer in time.
    """
    hosts = [name for name in environment.get("BATON_ALLOWED_HOSTS", "").split(",") if name.strip(" *.")]
    host = hosts[0].strip().lstrip(".") if hosts else "127.0.0.1"
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for child in running:
            child.refuse_end()
        try:
            with urllib.request.urlopen(asked, timeout=5) as told:  # noqa: S310
                if told.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise Trouble(f"The site does not answer within {PATIENCE:.0f} seconds.", where=running[0].log)


def watch(running: list[Child]) -> None:
    """Waits for ever, starting again what has fallen; leaves by an interruption or a child that does not stay up."""
    while not ASKED_TO_STOP.is_set():
        for child in running:
            child.stand_up()
        time.sleep(0.5)
    raise KeyboardInterrupt  # the first one was swallowed by a finalizer it happened to fall into


def _interrupt(number: int, frame: object) -> None:
    ASKED_TO_STOP.set()
    raise KeyboardInterrupt


@contextmanager
def undisturbed_end() -> Iterator[None]:
    """Hears no second Ctrl-C while what was started inside is being ended: it would leave half of it."""
    try:
        yield
    finally:
        for number in INTERRUPTIONS:
            signal.signal(number, signal.SIG_IGN)


def serve(port: int, data: Path, environment: dict[str, str]) -> None:
    """Runs the processes until they are interrupted."""
    running: list[Child] = []
    with children.ended(running), undisturbed_end():
        for name, command in commands(port, data).items():
            running.append(children.start(name, command, environment, data / "log" / f"{name}.log"))
        with step("Web, worker and clock"):
            wait_until_healthy(port, environment, running)
        line(f"\nBaton answers at http://127.0.0.1:{port}/    (Ctrl-C stops it)\n", "bold")
        if demo_wanted():
            manage(environment, "demo", "--sign-ins")
        watch(running)


def main() -> int:
    """Starts everything; Ctrl-C and SIGTERM end it in order, the database last."""
    for number in INTERRUPTIONS:
        signal.signal(number, _interrupt)
    port, data = options.port(), options.data_dir()
    surroundings.refuse_taken_port(port)
    surroundings.prepare_folders(data)
    surroundings.tell_what_is_off(data)
    try:
        with database(data) as addresses:
            environment = settings(data, addresses)
            surroundings.write_environment(data, environment)
            prepare(environment)
            collect_files(environment, data)
            serve(port, data, environment)
    except KeyboardInterrupt:
        line("\nStopped.")
    return 0


if __name__ == "__main__":
    guarded(main)
