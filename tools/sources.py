"""The project's own files, as the checks see them."""

import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools import options

PACKAGES = ("revitalization", "responsibilities", "reporting", "assessments")
OURS = (*PACKAGES, "tools", "tests", "bench")


@dataclass(frozen=True)
class Finding:
    """One place that breaks a rule."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


@cache
def tracked() -> tuple[str, ...]:
    """The project's files by their relative paths: what git knows and what it would take up."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    told = subprocess.run(command, cwd=options.ROOT, capture_output=True, check=False)
    if told.returncode != 0:
        found = (
            path.relative_to(options.ROOT)
            for name in (*OURS, "templates")
            for path in (options.ROOT / name).rglob("*")
        )
        return tuple(sorted(path.as_posix() for path in found if path.suffix in {".py", ".html"}))
    names = told.stdout.decode(errors="surrogateescape").split("\0")
    return tuple(sorted(name for name in names if name and (options.ROOT / name).is_file()))


def python_files() -> list[str]:
    """Our Python files."""
    return [
        name for name in tracked() if name.endswith(".py") and ("/" not in name or name.split("/")[0] in OURS)
    ]


def template_files() -> list[str]:
    """Our templates."""
    return [
        name
        for name in tracked()
        if name.startswith("templates/") and name.endswith((".html", ".txt", ".xml"))
    ]


def read(name: str) -> str:
    """The text of one of our files."""
    return (Path(options.ROOT) / name).read_text(encoding="utf-8")
