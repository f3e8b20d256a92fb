"""`make run` seen from outside, with a product of a few lines: what starts, what is said, what is left at the end."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

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


@pytest.fixture
def project() -> Iterator[Project]:
    with tempfile.TemporaryDirectory(prefix="baton-infra-", dir="/tmp", ignore_cleanup_errors=True) as path:
        Path(path).chmod(0o711)
        yield from small_project(Path(path) / "乡村 振兴")


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


def test_one_command_starts_all_of_it_and_ctrl_c_ends_all_of_it(project: Project) -> None:
    running = project.start()
    said = read_until(running, "township official")
    assert f"http://127.0.0.1:{project.port}/" in said
    assert project.page() == "baton_app"
    assert wait_for((project.data / "ticked").exists), "clock and worker do not work together"
    assert project.asked() == [
        "prepare owner=yes",
        "load_registry --province 62 owner=no",
        "demo owner=no",
        COLLECTED,
        "demo --sign-ins owner=no",
    ]
    assert "Stopped." in stop(running)
    assert running.returncode == 0
    assert wait_for(lambda: not project.children(), 5), project.children()

    second = project.start()
    read_until(second, "township official")
    assert project.asked()[5:] == ["demo --sign-ins owner=no"], "the second start prepares nothing again"
    stop(second, signal.SIGTERM)
    assert second.returncode == 0
    assert wait_for(lambda: not project.children(), 5), project.children()


def test_new_code_is_prepared_again_and_the_demo_is_not_made_twice(project: Project) -> None:
    running = project.start()
    read_until(running, "township official")
    stop(running)
    (project.root / "revitalization" / "new.py").write_text("")
    again = project.start()
    read_until(again, "township official")
    stop(again)
    assert project.asked()[5:] == ["prepare owner=yes", "demo --sign-ins owner=no"]


def test_a_changed_style_is_collected_again(project: Project) -> None:
    stop_after_start(project)
    styles = project.root / "static" / "css"
    styles.mkdir(parents=True)
    (styles / "baton.css").write_text("body {}")
    stop_after_start(project)
    stop_after_start(project)
    assert project.asked()[5:] == [
        COLLECTED,
        "demo --sign-ins owner=no",
        "demo --sign-ins owner=no",
    ]


def stop_after_start(project: Project) -> None:
    running = project.start()
    read_until(running, "township official")
    stop(running)


def test_a_child_that_dies_is_named_with_its_last_lines_and_all_is_stopped(project: Project) -> None:
    with (project.root / "revitalization" / "celery.py").open("a") as opened:
        opened.write("raise RuntimeError('no queue today')\n")
    said = project.start().communicate(timeout=120)[0]
    assert "process ended by itself" in said
    assert "no queue today" in said
    assert 'Traceback (most recent call last):\n  File "' + str(project.root / "tools") not in said
    assert wait_for(lambda: not project.children(), 5), project.children()


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


@pytest.mark.parametrize("words", ["no-color worker", "gunicorn", "no-color beat"])
def test_a_child_that_is_killed_is_started_again_alone(project: Project, words: str) -> None:
    running = project.start()
    read_until(running, "township official")
    others = {
        part: process_of(project, part)
        for part in ("no-color worker", "gunicorn", "no-color beat")
        if part not in words
    }
    os.kill(process_of(project, words), signal.SIGKILL)
    assert "ended by itself (code -9); starting it again" in read_until(running, "starting it again")
    (project.data / "ticked").unlink(missing_ok=True)
    assert wait_for((project.data / "ticked").exists), "clock and worker do not work together any more"
    assert wait_for(lambda: answers(project)), "the page did not come back"
    assert {part: process_of(project, part) for part in others} == others
    stop(running)
    assert wait_for(lambda: not project.children(), 5), project.children()


def answers(project: Project) -> bool:
    try:
        return project.page() == "baton_app"
    except OSError:
        return False


def test_three_falls_in_a_minute_end_the_product_with_the_last_lines(project: Project) -> None:
    running = project.start()
    said = read_until(running, "township official")
    for fall in range(3):
        assert wait_for(lambda: (project.data / "log" / "worker.log").exists())
        os.kill(process_of(project, "no-color worker"), signal.SIGKILL)
        if fall < 2:
            said = read_until(running, "starting it again")
    said = running.communicate(timeout=60)[0]
    assert running.returncode == 1
    assert "The worker process ended by itself (code -9). Its last lines:" in said
    assert wait_for(lambda: not project.children(), 5), project.children()


def test_a_step_that_fails_stops_the_start_and_is_done_again_next_time(project: Project) -> None:
    failed = project.start(STUB_FAILS="prepare")
    said = failed.communicate(timeout=120)[0]
    assert failed.returncode == 1
    assert "`manage.py prepare` failed (code 3)" in said
    running = project.start()
    read_until(running, "township official")
    stop(running)
    assert project.asked()[:2] == ["prepare owner=yes", "prepare owner=yes"]


def test_a_first_start_that_was_broken_off_in_the_demo_begins_anew(project: Project) -> None:
    failed = project.start(STUB_FAILS="demo")
    failed.communicate(timeout=120)
    assert failed.returncode == 1
    running = project.start()
    assert "beginning anew" in read_until(running, "township official")
    assert project.page() == "baton_app"
    stop(running)
    steps = [row.split()[0] for row in project.asked()]
    assert steps == ["prepare", "load_registry", "demo"] * 2 + ["collectstatic", "demo"]


def test_a_killed_start_leaves_nothing_that_hinders_the_next(project: Project) -> None:
    running = project.start()
    read_until(running, "township official")
    running.kill()
    running.communicate()
    again = project.start()
    read_until(again, "township official")
    assert project.page() == "baton_app"
    stop(again)


def test_a_taken_port_is_named_with_the_way_to_choose_another(project: Project) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", project.port))
        taken.listen()
        refused = project.start()
        said = refused.communicate(timeout=120)[0]
    assert refused.returncode == 1
    assert f"Port {project.port} is taken" in said
    assert f"BATON_PORT={project.port + 1} make run" in said
    assert not project.data.exists()


def test_a_folder_that_cannot_be_written_is_one_clear_message(project: Project) -> None:
    (project.root / "var").write_text("a file where the folder should be")
    refused = project.start()
    said = refused.communicate(timeout=120)[0]
    assert refused.returncode == 1
    assert "cannot be written" in said
    assert str(project.data) in said
    assert "BATON_DATA_DIR" in said
    assert "Traceback" not in said


def test_a_database_that_does_not_answer_is_one_clear_message(project: Project) -> None:
    refused = project.start(DATABASE_URL="postgresql://nobody@127.0.0.1:1/baton")
    said = refused.communicate(timeout=120)[0]
    assert refused.returncode == 1
    assert "The database does not answer" in said
    assert "Traceback" not in said


def test_the_key_is_made_once_and_readable_by_its_account_only(project: Project) -> None:
    for _ in range(2):
        running = project.start()
        read_until(running, "township official")
        stop(running)
    key = project.data / "secret.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert f"export BATON_SECRET_KEY={key.read_text()}" in (project.data / "environment").read_text()
    assert (project.data / "environment").stat().st_mode & 0o777 == 0o600
