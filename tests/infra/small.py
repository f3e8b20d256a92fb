"""A product of a few lines, started by the real `make run`, to be seen from outside."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

MANAGE = """
import os, sys, pathlib
words = sys.argv[1:]
with open(pathlib.Path(os.environ["BATON_DATA_DIR"]) / "asked", "a") as asked:
    asked.write(" ".join(words) + f" owner={os.environ.get('BATON_AS_OWNER', 'no')}\\n")
print("township official: 13800000000 / baton" if "--sign-ins" in words else f"did {words[0]}")
sys.exit(3 if os.environ.get("STUB_FAILS") == words[0] else 0)
"""
WSGI = """
import os
def application(environ, start_response):
    import psycopg2
    with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        body = cursor.fetchone()[0].encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
"""
CELERY = """
import os
from celery import Celery
broker = os.path.join(os.environ["BATON_DATA_DIR"], "broker")
folders = {"data_folder_in": broker, "data_folder_out": broker, "control_folder": os.path.join(broker, "control")}
app = Celery("stub", broker="filesystem://", broker_transport_options=folders)
app.conf.update(beat_schedule={"tick": {"task": "stub.tick", "schedule": 1.0}}, task_ignore_result=True)
@app.task(name="stub.tick")
def tick():
    open(os.path.join(os.environ["BATON_DATA_DIR"], "ticked"), "w").close()
"""

COLLECTED = "collectstatic --noinput --clear --verbosity 0 owner=no"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: object, seconds: float = 90) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.1)
    return False


@dataclass
class Project:
    """A small project beside the real one, in a folder with a space and Chinese characters."""

    root: Path
    port: int = field(default_factory=free_port)

    @property
    def data(self) -> Path:
        return self.root / "var"

    def asked(self) -> list[str]:
        place = self.data / "asked"
        return place.read_text().splitlines() if place.exists() else []

    def start(self, **more: str) -> subprocess.Popen[str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DATABASE", "REDIS", "BATON", "DJANGO"))
        }
        running = subprocess.Popen(
            [sys.executable, "-m", "tools.run"],
            cwd=self.root,
            env={**kept, "BATON_PORT": str(self.port), **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        watchdog = threading.Timer(
            150, running.kill
        )  # a start that hangs fails the test instead of the suite
        watchdog.daemon = True
        watchdog.start()
        return running

    def children(self) -> list[int]:
        """Every living process that works in this project's folders."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                if str((place / "cwd").resolve()).startswith(str(self.root)):
                    found.append(int(place.name))
            except OSError:
                continue
        return found

    def page(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5) as told:
            return str(told.read().decode())


def small_project(root: Path) -> Iterator[Project]:
    shutil.copytree(ROOT / "tools", root / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    package = root / "revitalization"
    package.mkdir(parents=True)
    shutil.copy(ROOT / "revitalization" / "env.py", package / "env.py")
    (package / "__init__.py").write_text("")
    (package / "wsgi.py").write_text(WSGI)
    (package / "celery.py").write_text(CELERY)
    (root / "manage.py").write_text(MANAGE)
    (package / "kit").mkdir()
    (package / "kit" / "catalogues.py").write_text("print('compiled')\n")
    made = Project(root)
    yield made
    for pid in made.children():
        os.kill(pid, signal.SIGKILL)
    note = made.data / "postgresql" / "socket-folder" if made.data.is_dir() else made.data
    if note.is_file():
        shutil.rmtree(note.read_text().strip(), ignore_errors=True)


def stop(running: subprocess.Popen[str], number: signal.Signals = signal.SIGINT) -> str:
    running.send_signal(number)
    return running.communicate(timeout=120)[0]


def read_until(running: subprocess.Popen[str], words: str) -> str:
    said = ""
    assert running.stdout is not None
    for row in running.stdout:
        said += row
        if words in row:
            return said
    raise AssertionError(said)


def process_of(project: Project, words: str) -> int:
    """The number of the process that was started with these words; one just started has not got its words yet."""
    found: list[int] = []

    def look() -> bool:
        parents = {}
        for pid in project.children():
            with suppress(OSError):
                if words.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" "):
                    stat = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                    if stat[0] != "Z":
                        parents[pid] = int(stat[1])
        found[:] = [pid for pid, parent in parents.items() if parent not in parents]
        return len(found) == 1

    assert wait_for(look, 30), found
    return found[0]
