"""How old the newest backup is: told by the operators' script, seen on the first page of whoever runs the system."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, transaction
from django.test import Client

from responsibilities.operations.actions import note_backup
from responsibilities.operations.management.commands import backed_up
from responsibilities.operations.models import Backup
from responsibilities.operations.queries.backups import backups_now, worst
from responsibilities.operations.rules import BackupKind, backup_tone
from revitalization.kit import clock
from revitalization.kit.errors import Forbidden
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def made(kind: str, hours: float, size: int = 4096) -> None:
    Backup.objects.create(kind=kind, size=size, at=clock.now() - timedelta(hours=hours))


def console(cast: Cast, language: str = "zh-hans") -> str:
    client = Client()
    client.force_login(cast.user("xitong"))
    client.cookies["language"] = language
    answer = client.get("/home/", follow=True)
    assert answer.request["PATH_INFO"] == "/operations/"
    return answer.content.decode()


def test_the_script_says_what_it_made_and_how_large_it_is(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    for name, size in (("base.tar.gz", 700), ("pg_wal.tar.gz", 300)):
        (tmp_path / "base" / name).write_bytes(b"x" * size)
    (tmp_path / "baton.dump").write_bytes(b"x" * 5000)
    call_command("backed_up", "dump", "--of", str(tmp_path / "baton.dump"))
    call_command("backed_up", "base", "--of", str(tmp_path / "base"))
    call_command("backed_up", "files", "--size", "123456")
    assert list(Backup.objects.order_by("pk").values_list("kind", "size")) == [
        ("dump", 5000), ("base", 1000), ("files", 123_456),
    ]  # fmt: skip
    assert [line.tone for line in backups_now()] == ["green", "green"]


@pytest.mark.parametrize("given", [["--of", "/nowhere/baton.dump"], ["--size", "0"], ["--size", "-5"]])
def test_what_was_not_written_or_holds_nothing_is_no_backup(cast: Cast, given: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("backed_up", "dump", *given)
    assert not Backup.objects.exists()


def refusal(path: Path) -> str:
    """What the command says of a backup of this path; nothing is noted."""
    with pytest.raises(CommandError) as refused:
        call_command("backed_up", "base", "--of", str(path))
    assert not Backup.objects.exists()
    assert refused.value.returncode == 1
    return str(refused.value)


def test_the_script_is_told_what_is_wrong_with_the_path_it_gave(db: None, tmp_path: Path) -> None:
    (tmp_path / "empty" / "inside").mkdir(parents=True)
    (tmp_path / "baton.dump").touch()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "lost").symlink_to(tmp_path / "nowhere")
    told = {name: refusal(tmp_path / name) for name in ("nowhere", "lost", "pipe", "empty", "baton.dump")}
    assert told == {
        "nowhere": f"{tmp_path}/nowhere is not there: no file and no folder has this name.",
        "lost": f"{tmp_path}/lost is not there: no file and no folder has this name.",
        "pipe": f"{tmp_path}/pipe is neither a file nor a folder.",
        "empty": f"{tmp_path}/empty is empty: it holds no backup.",
        "baton.dump": f"{tmp_path}/baton.dump is empty: it holds no backup.",
    }


def test_a_backup_of_which_a_part_cannot_be_read_is_not_noted_as_a_smaller_one(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "base" / "pg_wal"
    closed.mkdir(parents=True)
    (tmp_path / "base" / "base.tar").write_bytes(b"x" * 700)
    look = os.scandir

    def refuse(path: str) -> Any:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return look(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert refusal(tmp_path / "base") == f"{closed} cannot be read: Permission denied"


def test_a_folder_of_too_many_files_is_measured_by_the_script(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backed_up, "MOST_FILES", 3)
    for name in "abcd":
        (tmp_path / name).write_bytes(b"x")
    assert refusal(tmp_path).endswith("has more than 3 files. Measure it by yourself and give --size BYTES.")


def test_a_folder_that_leads_back_to_itself_is_counted_once(db: None, tmp_path: Path) -> None:
    (tmp_path / "base" / "deeper").mkdir(parents=True)
    (tmp_path / "base" / "deeper" / "back").symlink_to(tmp_path / "base")
    (tmp_path / "base" / "base.tar").write_bytes(b"x" * 700)
    call_command("backed_up", "base", "--of", str(tmp_path / "base"))
    assert Backup.objects.get().size == 700


def test_only_who_runs_the_system_notes_a_backup(cast: Cast) -> None:
    for actor in (cast.anquan, cast.shenji, cast.wangfang):
        with pytest.raises(Forbidden):
            note_backup(actor=actor, kind=BackupKind.DUMP, size=1)
    assert not Backup.objects.exists()


@pytest.mark.parametrize(
    ("hours", "tone"),
    [(0, "green"), (26, "green"), (26.1, "amber"), (48, "amber"), (48.1, "red"), (900, "red")],
)
def test_the_lamp_turns_with_the_age(hours: float, tone: str) -> None:
    assert backup_tone(timedelta(hours=hours)) == tone


def test_without_any_backup_the_first_page_says_so_in_red(cast: Cast) -> None:
    assert [(line.what, line.tone, line.age) for line in backups_now()] == [
        ("database", "red", None), ("files", "red", None),
    ]  # fmt: skip
    said = console(cast)
    assert said.count("从未备份") == 3
    assert "never backed up" in console(cast, "en")


def test_the_first_page_shows_the_older_of_database_and_files(cast: Cast) -> None:
    made("dump", 70)
    made("base", 30, size=3_400_000_000)
    made("files", 3)
    line = worst(backups_now())
    assert (line.what, line.tone) == ("database", "amber")
    said = console(cast)
    assert "最近备份：数据库" in said
    assert "30 小时" in said
    assert "3.4 GB" in said
    assert "基础备份" in said


def test_a_note_of_a_backup_is_neither_changed_nor_taken_away(cast: Cast) -> None:
    made("dump", 1)
    for change in (lambda: Backup.objects.update(size=9), lambda: Backup.objects.all().delete()):
        with pytest.raises(Error), transaction.atomic():
            change()
    assert Backup.objects.get().size == 4096
