"""`make run` seen from outside, with a product of a few lines: what starts, what is said, what is left at the end."""

import os
import signal
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infra.small import COLLECTED, Project, process_of, read_until, small_project, stop, wait_for

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project() -> Iterator[Project]:
    with tempfile.TemporaryDirectory(prefix="baton-infra-", dir="/tmp", ignore_cleanup_errors=True) as path:
        Path(path).chmod(0o711)
        yield from small_project(Path(path) / "乡村 振兴")


def test_one_command_starts_all_of_it_and_ctrl_c_ends_all_of_it(project: Project) -> None:
    running = project.start()
    said = read_until(running, "township official")
    assert f"http://127.0.0.1:{project.port}/" in said
    assert project.page() == "baton_app"
    assert wait_for((project.data / "ticked").exists), "clock and worker do not work together"
    assert project.asked() == [
        "prepare --before-demo owner=yes",
        "load_registry --province 62 --before-demo owner=no",
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
    assert "`manage.py prepare --before-demo` failed (code 3)" in said
    running = project.start()
    read_until(running, "township official")
    stop(running)
    assert project.asked()[:2] == ["prepare --before-demo owner=yes"] * 2


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
