"""Installs pinned requirements with plain pip and shows how far it is; uses the standard library only."""

import subprocess
import sys
from collections import deque
from pathlib import Path

FLAGS = ("--disable-pip-version-check", "--no-input", "--require-hashes", "--progress-bar", "off")
STAGES = ("Collecting", "Requirement already satisfied:")


def pinned(text: str) -> int:
    """How many packages a pinned list names."""
    return sum(1 for row in text.splitlines() if "==" in row and not row.startswith((" ", "#")))


def show(done: int, total: int, doing: str) -> None:
    """Redraws the progress line on a terminal; elsewhere only whole quarters are told."""
    if sys.stdout.isatty():
        sys.stdout.write(f"\r\033[K  {done}/{total} {doing[:50]}")
        sys.stdout.flush()
    elif done % max(total // 4, 1) == 0:
        print(f"  {done}/{total}", flush=True)


def install(listing: Path) -> int:
    """Runs pip to its end; on failure shows its last lines."""
    total, done = pinned(listing.read_text()), 0
    last: deque[str] = deque(maxlen=15)
    command = [sys.executable, "-m", "pip", "install", *FLAGS, "-r", str(listing)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for row in pip.stdout or ():
            last.append(row)
            if row.startswith(STAGES):
                done += 1
                show(min(done, total), total, row.removeprefix(STAGES[1]).removeprefix(STAGES[0]).split()[0])
            elif row.startswith("Installing collected"):
                show(total, total, "unpacking")
    if sys.stdout.isatty():
        print()
    if pip.returncode != 0:
        print("".join(last), file=sys.stderr)
    return pip.returncode


if __name__ == "__main__":
    try:
        sys.exit(install(Path(sys.argv[1])))
    except KeyboardInterrupt:
        sys.exit(130)
