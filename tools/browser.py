"""Chromium and the system packages that PDF and the journeys need; installed by apt where that is allowed."""

import ctypes
import os
import shutil
import subprocess
from pathlib import Path

from tools import options
from tools.say import line

CHROMIUM = "/usr/bin/chromium"
PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
FONT_PACKAGES = ("fonts-noto-cjk", "fonts-wqy-microhei")
PANGO_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")


def missing_pango() -> list[str]:
    """The system libraries of PDF output that this machine lacks, by their Debian package."""
    pairs = zip(PANGO_LIBRARIES, PANGO_PACKAGES, strict=True)
    return [package for library, package in pairs if not _loads(library)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def chinese_font() -> str:
    """The file of a font with Chinese characters; empty when there is none."""
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts"]
    for pattern in ("*CJK*", "wqy*", "*SourceHan*", "simsun*", "*simfang*"):
        for folder in folders:
            found = next(folder.rglob(pattern), None)
            if found is not None:
                return str(found)
    return ""


def chromium() -> str:
    """The browser's program; empty when there is none."""
    return CHROMIUM if Path(CHROMIUM).exists() else shutil.which("chromium") or ""


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


def install(packages: list[str]) -> bool:
    """Installs Debian packages; False when that is not allowed or did not work."""
    prefix = administrator()
    if prefix is None or not shutil.which("apt-get"):
        return False
    line(f"Installing {' '.join(packages)} through apt (once)")
    quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        told = subprocess.run(
            [*quiet, *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
        )
        if told.returncode != 0:
            line(f"  apt-get {command[0]}: {told.stderr.strip()[-300:]}", "yellow")
            return False
    return True


def browser_for_tests() -> str:
    """The value of BATON_BROWSER for a test run: the program, or `missing`, which skips the journeys."""
    if options.BROWSER:
        return options.BROWSER
    wanted = [] if chromium() else ["chromium"]
    wanted += missing_pango()
    wanted += [] if chinese_font() else list(FONT_PACKAGES)
    if wanted and not install(wanted):
        names = " ".join(wanted)
        line(f"Some tests are skipped; to have them all: apt-get install {names}", "yellow")
    return chromium() or "missing"
