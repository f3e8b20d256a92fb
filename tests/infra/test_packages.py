"""What the project needs of the system is asked for in one place, and named the same way everywhere."""

import re
import subprocess
from pathlib import Path

import pytest

from revitalization.kit.documents import pdf
from tools import doctor, packages
from tools.packages import GLYPHS, PACKAGES, PDF, TESTS, Package

ROOT = Path(__file__).resolve().parents[2]


def lacking(*names: str) -> tuple[Package, ...]:
    """The list as a machine without these packages would answer."""
    return tuple(
        Package(one.name, one.use, one.part, lambda absent=one.name in names: not absent, one.without)
        for one in PACKAGES
    )


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine without the driver's library, where nobody may install anything."""
    monkeypatch.setattr(packages, "PACKAGES", lacking("libatomic1", "poppler-utils"))
    monkeypatch.setattr(packages, "administrator", lambda: None)
    monkeypatch.setattr(packages.options, "BROWSER", "")
    return monkeypatch


def test_the_table_for_operators_is_the_list() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    section = text.partition("## Packages of the system")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z0-9.+-]+)` \| (.+?) \((.+?)\) \| (.+?) \|$", section, re.M)
    assert [(name, use, part, without.replace("`", "")) for name, use, part, without in rows] == [
        (one.name, one.use, one.part, one.without) for one in PACKAGES
    ]


def test_the_image_and_the_product_ask_for_the_packages_of_pdf_output() -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    needed = [one.name for one in PACKAGES if one.part == PDF]
    fonts = [one.name for one in PACKAGES if one.part == GLYPHS]
    assert [name for name in (*needed, *fonts) if name not in image] == []
    assert len(fonts) == 3
    assert set(pdf.PACKAGES) == {*needed, "fonts-wqy-microhei"}


def test_every_program_that_a_test_calls_is_on_the_list_or_comes_with_the_wheels() -> None:
    called = set()
    for path in (ROOT / "tests").rglob("*.py"):
        called |= set(
            re.findall(r"\[\s*\"(pdf[a-z]+|chrom[a-z]+|redis-[a-z]+|nginx|lsof|ps)\"", path.read_text())
        )
    assert called == {"pdffonts", "pdfinfo", "pdftoppm", "pdftotext"}  # all four of poppler-utils


def test_the_doctor_names_each_package_with_its_cure(bare: pytest.MonkeyPatch) -> None:
    found = {one.name: one for one in doctor.system_packages()}
    assert list(found) == [one.name for one in PACKAGES]
    assert {name for name, one in found.items() if one.mend} == {"libatomic1", "poppler-utils"}
    assert found["libatomic1"].mend == "apt-get install libatomic1"
    assert found["libatomic1"].told == "no browser tests"


def test_without_the_drivers_library_browser_tests_are_skipped_by_name_and_not_broken(
    bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert packages.browser_for_tests() == "missing"
    said = capsys.readouterr().out
    assert "libatomic1 is not there: no browser tests" in said
    assert "To have all tests: apt-get install libatomic1 poppler-utils" in said


def test_root_installs_what_the_tests_lack_and_nothing_of_the_second_pass(
    bare: pytest.MonkeyPatch,
) -> None:
    commands: list[list[str]] = []

    def heard(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 0, "", "")

    bare.setattr(packages, "PACKAGES", lacking("libatomic1", "poppler-utils", "redis-server"))
    bare.setattr(packages, "administrator", list)
    bare.setattr(packages.shutil, "which", lambda name: f"/usr/bin/{name}")
    bare.setattr(packages.subprocess, "run", heard)
    assert packages.install(packages.missing(PDF, TESTS))
    assert [command[6:] for command in commands] == [
        ["update"],
        ["install", "-y", "--no-install-recommends", "libatomic1", "poppler-utils"],
    ]
