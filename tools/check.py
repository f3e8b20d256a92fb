"""`make check`: style, types, layers, sizes, house rules, templates, translations; two steps at a time."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tools import options
from tools.say import guarded, line
from tools.sources import OURS

AT_ONCE = 2
LINES = 60


@dataclass(frozen=True)
class Step:
    """One check: its name and the words behind `python`."""

    name: str
    words: tuple[str, ...]


def steps() -> list[Step]:
    """All checks, the longest first so that nothing waits for it at the end."""
    folders = tuple(name for name in OURS if (options.ROOT / name).is_dir())
    code = tuple(name for name in folders if name not in {"tests", "bench"})
    layers = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return [
        Step("types", ("-m", "mypy", *code)),
        Step("migrations", ("manage.py", "makemigrations", "--check", "--dry-run")),
        Step("settings", ("manage.py", "check", "--fail-level", "WARNING")),
        Step("layers", ("-c", layers)),
        Step("templates", ("-m", "djlint", "templates", "--lint", "--quiet")),
        Step("template layout", ("-m", "djlint", "templates", "--check", "--quiet")),
        Step("style sheet", ("-m", "tools.stylesheet", "--check")),
        Step("house rules", ("-m", "tools.house")),
        Step("translations", ("-m", "tools.messages", "--check")),
        Step("style", ("-m", "ruff", "check", "--quiet", "--output-format", "concise", *folders)),
        Step("format", ("-m", "ruff", "format", "--check", "--output-format", "concise", *folders)),
        Step("sizes", ("-m", "tools.sizes")),
        Step("settings example", ("-m", "tools.example")),
    ]


def environment() -> dict[str, str]:
    """Settings for commands that only look at code: a database that is never reached."""
    nowhere = "postgresql://nobody@/none?host=/nonexistent"
    return {
        **os.environ,
        "BATON_MODE": "test",
        "DATABASE_URL": nowhere,
        "DATABASE_OWNER_URL": nowhere,
        "REDIS_URL": "",
    }


def run(step: Step) -> tuple[Step, int, float, str]:
    """Runs one step: its exit code, seconds and output."""
    started = time.monotonic()
    command = [sys.executable, "-W", "ignore", *step.words]
    told = subprocess.run(
        command,
        cwd=options.ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return step, told.returncode, time.monotonic() - started, told.stdout


def shortened(output: str) -> str:
    """The output of a failed step, without the middle when it is long."""
    rows = output.rstrip().splitlines()
    if len(rows) <= LINES:
        return "\n".join(rows)
    return "\n".join([*rows[: LINES // 2], f"… {len(rows) - LINES} lines …", *rows[-LINES // 2 :]])


def main() -> int:
    """Runs all steps and prints one line each, and the output of those that failed."""
    started, failed = time.monotonic(), 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for step, code, seconds, output in pool.map(run, steps()):
            line(f"{'✗' if code else '✓'} {step.name}  {seconds:.1f} s", "red" if code else "green")
            if code:
                failed += 1
                line(shortened(output))
    line(f"{failed or 'no'} failed, {time.monotonic() - started:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    guarded(main)
