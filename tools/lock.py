"""`make lock`: pins the requirements with hashes, for every platform, without the name of any index."""

import subprocess
import sys

from tools import options
from tools.say import guarded, line

FLAGS = ("--universal", "--python-version", "3.11", "--generate-hashes")
SILENCE = ("--no-emit-index-url", "--no-annotate", "--no-header", "--quiet")


def main() -> int:
    """Compiles both lists; more words (`ARGS='--upgrade-package django'`) go to the compiler."""
    for name in ("requirements", "requirements-dev"):
        command = [sys.executable, "-m", "uv", "pip", "compile", *FLAGS, *SILENCE, *sys.argv[1:]]
        code = subprocess.run(
            [*command, f"{name}.in", "-o", f"{name}.txt"], cwd=options.ROOT, check=False
        ).returncode
        if code != 0:
            return code
        line(f"✓ {name}.txt")
    return 0


if __name__ == "__main__":
    guarded(main)
