"""Rosters and posts from the command line."""

from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from responsibilities.access.models import User
from responsibilities.posts.models import Person
from tests.posts.sheets import BAD, GOOD, roster


def run(*args: object, **options: object) -> str:
    out = StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(roster(GOOD).read())
    return path


def test_a_dry_run_changes_nothing(file: Path) -> None:
    said = run("import_roster", str(file), dry_run=True)
    assert "1 rows change something" in said
    assert "row 2: 甘肃省 / 兰州市 / 榆中县 / 夏官营镇 · 镇长 · – · – · 周敏 · 2026-11-01" in said
    assert not Person.objects.filter(name="周敏").exists()


def test_the_codes_are_written_once_to_a_file_that_only_its_owner_reads(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "codes.xlsx"
    run("import_roster", str(file), codes=target)
    assert target.stat().st_mode & 0o777 == 0o600
    sheet = openpyxl.load_workbook(target).active
    assert sheet["C2"].value == "zhoumin"
    assert User.objects.get(username="zhoumin").check_password(sheet["D2"].value)
    assert "0 rows changed" in run("import_roster", str(file))


def test_new_sign_ins_without_a_place_for_the_codes_are_refused(file: Path) -> None:
    with pytest.raises(CommandError, match="--codes"):
        run("import_roster", str(file))
    assert not Person.objects.filter(name="周敏").exists()


def test_a_bad_row_is_named_and_given_back(tmp_path: Path) -> None:
    path, reasons = tmp_path / "r.xlsx", tmp_path / "reasons.xlsx"
    path.write_bytes(roster(GOOD, ("999999", *BAD[1:])).read())
    with pytest.raises(CommandError, match="row 3"):
        run("import_roster", str(path), codes=tmp_path / "codes.xlsx", reasons=reasons)
    assert openpyxl.load_workbook(reasons).active.max_column == 9
    assert not (tmp_path / "codes.xlsx").exists()
    assert not Person.objects.filter(name="周敏").exists()


def test_posts_are_opened_once() -> None:
    assert run("ensure_posts", under="6201") == "0 posts opened\n"
    with pytest.raises(CommandError):
        run("ensure_posts", under="999999")
