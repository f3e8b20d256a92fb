"""Backup and restore by the very words of the operators' page, into a server that knows neither role nor database."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection, connections

from responsibilities.files.actions import attach
from tests.cast import Cast
from tests.infra.product import KEY, address_of_database, let_in, started
from tests.reports import story
from tests.reports.test_apart import PDF
from tools.database import FLEETING, SUPERUSER, Server
from tools.places import private_folder
from tools.programs import Programs, programs_for, server_account
from tools.systems import system_programs

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/operations.md").read_text().partition("## Backup and restore")[2]
BACKUP, RESTORE = re.findall(r"```\n(.*?)```", PAGE, re.S)[:2]
EPHEMERAL = {"django_session", "shared_cache", "access_usage"}


def follow(words: str, here: Path, environment: dict[str, str]) -> str:
    """Types the words into a shell, with the folder of the settings moved and `…` as the password."""
    typed = words.replace("/etc/baton/", f"{here}/").replace("…", "letters1")
    script = f"set -e\ncd {ROOT}\n" + typed.replace("baton.dump", f"{here}/baton.dump").replace(
        "baton-files.tar.gz", f"{here}/baton-files.tar.gz"
    )
    told = subprocess.run(
        ["bash", "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout + told.stderr


def sums(url: str) -> dict[str, str]:
    """Each table's rows as one checksum."""
    with psycopg2.connect(url) as wire, wire.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) || md5(coalesce(string_agg(md5(t::text), \'\' ORDER BY md5(t::text)), \'\')) FROM "{table}" t')  # fmt: skip
            found[table] = cursor.fetchone()[0]
    return {table: told for table, told in found.items() if table not in EPHEMERAL}


def own_programs(place: Path) -> Programs:
    """The programs of the server's own version: those of the system, or else those of the wheel."""
    mine = str(connection.pg_version // 10_000)  # type: ignore[attr-defined]
    of_system = system_programs()
    return of_system if of_system.version.startswith(mine) else programs_for(server_account(), place)


@pytest.mark.slow
def test_a_backup_taken_and_restored_as_written_loses_nothing(
    committed: str, cast: Cast, tmp_path: Path, settings: Any
) -> None:
    account, programs = server_account(), own_programs(tmp_path)
    row = story.drafted(cast, story.running(cast))
    sent = attach(actor=cast.wangfang, kind="report", key=row.public_id, lo=row.lo, name="据.pdf", data=PDF)
    let_in("wangfang")
    settings.ANCHOR_FILE = tmp_path / "anchor.txt"
    call_command("sweep", "--run", "record.seal")
    assert settings.ANCHOR_FILE.read_text()
    data = tmp_path / "var"
    data.mkdir()
    shutil.copytree(settings.FILES_DIR, data / "files")
    shutil.copy(settings.ANCHOR_FILE, data / "anchor.txt")
    source = address_of_database(committed)
    usual = {"PATH": f"{programs.folder}:{os.environ['PATH']}"}
    (tmp_path / "web.env").write_text(f"BATON_MODE=embedded\nBATON_DATA_DIR={data}\nBATON_SECRET_KEY={KEY}\n")
    (tmp_path / "owner.env").write_text(f"DATABASE_OWNER_URL='{source}'\n")
    connections.close_all()
    follow(BACKUP, tmp_path, usual)
    before = sums(source)
    shutil.rmtree(data)
    data.mkdir()
    home = Path(tempfile.mkdtemp(prefix="baton-restore-", dir="/tmp"))
    account.own(home, 0o700)
    server = Server(home, private_folder(home / "s", account), programs, FLEETING)
    try:
        server.prepare()
        server.start()
        known = {
            **usual,
            "PGHOST": str(server.sockets),
            "PGUSER": SUPERUSER,
            "BATON_MODE": "embedded",
            "BATON_DATA_DIR": str(data),
            "BATON_SECRET_KEY": KEY,
            "DATABASE_URL": server.url("baton_app"),
            "DATABASE_OWNER_URL": server.url("baton_owner"),
        }
        follow(RESTORE, tmp_path, known)
        assert sums(server.url("baton_owner")) == before
        with started(committed, data, "web", DATABASE_URL=server.url("baton_app")) as product:
            browser = product.signed_in("wangfang")
            answer = browser.get(f"{product.address}/files/{sent.public_id}/", timeout=20)
            assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    finally:
        server.stop(at_once=True)
        shutil.rmtree(home, ignore_errors=True)
