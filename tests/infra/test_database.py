"""The launcher of the embedded PostgreSQL: starts, stops, recovers, and says clearly what is in the way."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg2
import pytest

from tools import database, places
from tools.programs import server_account
from tools.say import Trouble

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the server's account can reach, also when that is `nobody`; pytest's own are closed to it."""
    with tempfile.TemporaryDirectory(prefix="baton-infra-", dir="/tmp") as path:
        Path(path).chmod(0o711)
        yield Path(path)


def answer(url: str, statement: str) -> object:
    connection = psycopg2.connect(url, connect_timeout=5)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def gone(pid: int) -> bool:
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.1)
    return False


def test_what_is_written_in_one_start_is_there_in_the_next(folder: Path) -> None:
    with database.persistent(folder) as server:
        answer(server.url(), "CREATE TABLE note AS SELECT '乡村振兴'::text AS words")
        pid = database.running_pid(server.data)
    assert pid is not None
    assert gone(pid)
    with database.persistent(folder) as server:
        assert answer(server.url(), "SELECT words FROM note") == "乡村振兴"


def test_the_server_speaks_utf8_in_the_plain_locale_and_hears_no_network(folder: Path) -> None:
    with database.persistent(folder) as server:
        encoding = "SELECT pg_encoding_to_char(encoding) || datcollate FROM pg_database WHERE datname='baton'"
        assert answer(server.url(), encoding) == "UTF8C"
        assert answer(server.url(), "SHOW listen_addresses") == ""
        assert str(answer(server.url(), "SHOW server_version")).startswith("18.")


def test_the_application_role_may_neither_make_databases_nor_roles_nor_tables(folder: Path) -> None:
    with database.persistent(folder) as server:
        application = server.url(database.APPLICATION)
        for statement in ["CREATE DATABASE other", "CREATE ROLE other", "CREATE TABLE other (x int)"]:
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                answer(application, statement)
        assert answer(application, "SELECT rolsuper FROM pg_roles WHERE rolname = 'baton_owner'") is False


def test_only_the_server_s_account_can_enter_the_folders(folder: Path) -> None:
    with database.persistent(folder) as server:
        for path in [server.home, server.data, server.sockets]:
            assert path.stat().st_mode & 0o777 == 0o700
            assert path.stat().st_uid == server_account().uid


def test_a_killed_server_is_taken_over_and_keeps_what_was_committed(folder: Path) -> None:
    with database.persistent(folder) as server:
        answer(server.url(), "CREATE TABLE note AS SELECT 1 AS number")
        pid = database.running_pid(server.data)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        server.start()
        assert answer(server.url(), "SELECT number FROM note") == 1


def test_a_pid_file_that_names_a_stranger_does_not_stop_the_start(folder: Path) -> None:
    with database.persistent(folder) as server:
        data = server.data
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (data / "postmaster.pid").write_text(f"{stranger.pid}\n{data}\n1\n5432\n{server.sockets}\n\n0 0\n")
        with database.persistent(folder) as server:
            assert answer(server.url(), "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


START_AND_WAIT = """
import sys, time
from pathlib import Path
from tools import database
with database.persistent(Path(sys.argv[1])) as server:
    print(database.running_pid(server.data), flush=True)
    time.sleep(60)
"""


def test_a_server_whose_launcher_was_killed_is_taken_over(folder: Path) -> None:
    command = [sys.executable, "-c", START_AND_WAIT, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as launcher:
        assert launcher.stdout is not None
        orphan = int(launcher.stdout.readline())
        with pytest.raises(Trouble, match="in use by another start"), database.persistent(folder):
            pass
        launcher.kill()
    assert Path(f"/proc/{orphan}").exists()
    with database.persistent(folder) as server:
        assert database.running_pid(server.data) not in {None, orphan}
        assert answer(server.url(), "SELECT 1") == 1


def test_a_long_path_with_spaces_and_chinese_characters_works_and_keeps_its_address(folder: Path) -> None:
    odd = folder / "乡村 振兴 'quoted'" / ("指挥棒" * 12)
    with database.persistent(odd) as server:
        first = server.url()
        assert answer(first, "SELECT 1") == 1
        assert len(os.fsencode(server.sockets / places.SOCKET_NAME)) <= places.SOCKET_PATH_LIMIT
        assert server.sockets.stat().st_mode & 0o777 == 0o700
    with database.persistent(odd) as server:
        assert server.url() == first
    assert not server.sockets.exists()


def test_an_address_that_somebody_else_has_taken_meanwhile_is_not_used(folder: Path) -> None:
    odd = folder / "乡村 振兴"
    with database.persistent(odd) as server:
        first = server.sockets
    first.mkdir(mode=0o777)
    first.chmod(0o777)
    try:
        with database.persistent(odd) as server:
            assert server.sockets != first
    finally:
        first.rmdir()


def test_the_roles_file_makes_the_same_separation_on_a_server_of_one_s_own() -> None:
    with database.throwaway() as server:
        environment = {**os.environ, "BATON_OWNER_PASSWORD": "o'1", "BATON_APP_PASSWORD": "a1"}
        psql = [server.programs.folder / "psql", "-q", "-f", ROOT / "tools" / "roles.sql"]
        for _ in range(2):
            subprocess.run(
                [*psql, server.url(database.SUPERUSER, "postgres")], env=environment, check=True, timeout=60
            )
        assert answer(server.url(), "SELECT current_user") == "baton_owner"
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            answer(server.url(database.APPLICATION), "CREATE TABLE other (x int)")


def test_two_throwaway_servers_live_side_by_side_and_leave_nothing() -> None:
    with ExitStack() as stack:
        one = stack.enter_context(database.throwaway())
        two = stack.enter_context(database.throwaway())
        answer(one.url(database.OWNER, "postgres"), "CREATE DATABASE only_here")
        known = "SELECT count(*) FROM pg_database WHERE datname = 'only_here'"
        assert answer(one.url(database.OWNER, "postgres"), known) == 1
        assert answer(two.url(database.OWNER, "postgres"), known) == 0
        assert answer(one.url(database.OWNER, "postgres"), "SHOW fsync") == "off"
        pids = [database.running_pid(server.data) for server in (one, two)]
    assert not one.home.exists()
    assert not two.home.exists()
    assert all(pid is not None and gone(pid) for pid in pids)


def test_a_folder_that_cannot_be_written_is_named_with_the_way_to_mend_it(folder: Path) -> None:
    (folder / "file").write_text("")
    with pytest.raises(Trouble) as refused, database.persistent(folder / "file" / "data"):
        pass
    assert "cannot be written" in refused.value.text()
    assert str(folder / "file" / "data") in refused.value.text()
    assert "BATON_DATA_DIR" in refused.value.text()


def test_a_data_folder_of_another_version_is_refused_and_left_as_it_is(folder: Path) -> None:
    with database.persistent(folder) as server:
        note = server.data / "PG_VERSION"
    note.write_text("15\n")
    with pytest.raises(Trouble, match="made by PostgreSQL 15"), database.persistent(folder):
        pass
    assert note.read_text() == "15\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server under another account")
def test_root_keeps_the_database_elsewhere_when_nobody_cannot_reach_the_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    monkeypatch.setattr(places, "ELSEWHERE", elsewhere)
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    for _ in range(2):
        with database.persistent(closed / "var") as server:
            assert server.home.parent == elsewhere
            assert answer(server.url(), "SELECT 1") == 1
    assert (closed / "var" / "postgresql.elsewhere").read_text().strip() == str(server.home)
    assert closed.stat().st_mode & 0o777 == 0o700
