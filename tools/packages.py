"""Every program and library of the system that the product or its tests need, in one list.

`make test` installs what is missing where that is allowed, `make run` and `make doctor` name it, docs/operations.md
and the image list it; a test compares them.
"""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tools import options
from tools.say import line

PDF, GLYPHS, TESTS, SECOND_PASS = "PDF output", "rare characters", "tests", "second pass"
CHROMIUM = "/usr/bin/chromium"
DEBIAN_SERVERS = Path("/usr/lib/postgresql")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def chinese_font() -> str:
    """The file of a font with Chinese characters; empty when there is none."""
    return font_file("*CJK*", "wqy*", "*SourceHan*", "simsun*", "*simfang*")


def font_file(*patterns: str) -> str:
    """The first font file whose name fits a pattern; empty when there is none."""
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts"]
    for pattern in patterns:
        for folder in folders:
            found = next(folder.rglob(pattern), None)
            if found is not None:
                return str(found)
    return ""


def chromium() -> str:
    """The browser's program; empty when there is none."""
    return CHROMIUM if Path(CHROMIUM).exists() else shutil.which("chromium") or ""


def _library(name: str) -> Callable[[], bool]:
    return lambda: _loads(name)


def _font(pattern: str) -> Callable[[], bool]:
    return lambda: bool(font_file(pattern))


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


@dataclass(frozen=True)
class Package:
    """One Debian package: what it is for, which part of the project asks for it, and whether it is there.

    `without` says what happens on a machine that lacks it.
    """

    name: str
    use: str
    part: str
    there: Callable[[], bool]
    without: str


PACKAGES = (
    Package("libpango-1.0-0", "text in PDF files", PDF, _library("libpango-1.0.so.0"), "no PDF output"),
    Package("libpangoft2-1.0-0", "text in PDF files", PDF, _library("libpangoft2-1.0.so.0"), "no PDF output"),
    Package(
        "libharfbuzz-subset0", "fonts in PDF files", PDF, _library("libharfbuzz-subset.so.0"), "no PDF output"
    ),
    Package(
        "fonts-noto-cjk",
        "Chinese characters in PDF files",
        PDF,
        lambda: bool(chinese_font()),
        "boxes in place of characters; the smaller fonts-wqy-microhei will do",
    ),
    Package(
        "fonts-arphic-ukai",
        "楷体 of headings and signers",
        GLYPHS,
        _font("ukai*"),
        "the body's face in their place",
    ),
    Package(
        "fonts-hanazono",
        "rare Chinese characters",
        GLYPHS,
        _font("HanaMin*"),
        "boxes, named beside the download",
    ),
    Package(
        "fonts-noto-core",
        "Tibetan, Mongolian and Yi scripts",
        GLYPHS,
        _font("NotoSerifTibetan*"),
        "boxes, named beside the download",
    ),
    Package("chromium", "the browser of the journeys", TESTS, lambda: bool(chromium()), "no browser tests"),
    Package("libatomic1", "the browser's driver", TESTS, _library("libatomic.so.1"), "no browser tests"),
    Package(
        "poppler-utils",
        "reading PDF files in tests",
        TESTS,
        _program("pdftotext"),
        "no tests that read PDF files",
    ),
    Package(
        "postgresql",
        "the system's own database server",
        SECOND_PASS,
        lambda: any(DEBIAN_SERVERS.glob("*/bin/initdb")),
        "no second pass",
    ),
    Package("redis-server", "a real queue", SECOND_PASS, _program("redis-server"), "no second pass"),
)


def missing(*parts: str) -> list[Package]:
    """What this machine lacks for these parts of the project."""
    return [package for package in PACKAGES if package.part in parts and not package.there()]


def names(packages: Iterable[Package]) -> str:
    """The packages as they are written behind `apt-get install`."""
    return " ".join(package.name for package in packages)


def administrator() -> list[str] | None:
    """The words before a command that make it run as root without asking; None when that is not possible."""
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def install(packages: Iterable[Package]) -> bool:
    """Installs Debian packages; False when that is not allowed or did not work."""
    prefix, wanted = administrator(), [package.name for package in packages]
    if not wanted or prefix is None or not shutil.which("apt-get"):
        return not wanted
    line(f"Installing {' '.join(wanted)} through apt (once)")
    quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    for command in (["update"], ["install", "-y", "--no-install-recommends", *wanted]):
        told = subprocess.run(
            [*quiet, *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
        )
        if told.returncode != 0:
            line(f"  apt-get {command[0]}: {told.stderr.strip()[-300:]}", "yellow")
            return False
    return True


def browser_for_tests() -> str:
    """The value of BATON_BROWSER for a test run: the program, or `missing`, which skips the browser tests.

    Installs what the tests need, where that is allowed.
    """
    if options.BROWSER:
        return options.BROWSER
    if not install(missing(PDF, GLYPHS, TESTS)):
        for package in missing(PDF, GLYPHS, TESTS):
            line(f"{package.name} is not there: {package.without}", "yellow")
        line(f"To have all tests: apt-get install {names(missing(PDF, GLYPHS, TESTS))}", "yellow")
    driven = chromium() and not any(package.name == "libatomic1" for package in missing(TESTS))
    return chromium() if driven else "missing"
