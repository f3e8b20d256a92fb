"""`make bench`: each promise of speed beside its floor, on a throw-away PostgreSQL, as ratios of one run.

The measuring itself stands in `bench/`; this starts the database with durable settings off, prepares it and prints
the table. An exit code of 1 says that a bar was missed. `make bench ARGS="registry cycles"` measures only those parts,
`make bench ARGS=--quick` lists, boards and cycles with two provinces instead of the nation, in a few minutes.
"""

import os
import subprocess
import sys
import tempfile

from tools import options
from tools.database import OWNER, throwaway
from tools.say import Trouble, guarded, line, step


def main() -> int:
    """Makes an empty database of its own (never the caller's: measuring empties it) and measures in it."""
    quick, parts = "--quick" in sys.argv[1:], [part for part in sys.argv[1:] if part != "--quick"]
    with tempfile.TemporaryDirectory(prefix="baton-bench-") as data, throwaway() as server:
        server.make_database("bench")
        environment = {
            **os.environ,
            "DATABASE_URL": server.url(OWNER, "bench"),
            "DATABASE_OWNER_URL": server.url(OWNER, "bench"),
            "BATON_MODE": "test",
            "BATON_DATA_DIR": data,
            "DJANGO_SETTINGS_MODULE": "revitalization.settings",
        }
        if quick:
            environment["BATON_BENCH_QUICK"] = "1"
        with step("Tables and rights"):
            command = [sys.executable, "manage.py", "prepare"]
            told = subprocess.run(
                command, cwd=options.ROOT, env=environment, capture_output=True, text=True, check=False
            )
        if told.returncode != 0:
            raise Trouble(f"The database cannot be prepared.\n{told.stdout}{told.stderr}")
        line("Measuring; a few minutes on two cores", "bold")
        command = [sys.executable, "-W", "ignore::UserWarning", "-m", "bench", *parts]
        return subprocess.run(command, cwd=options.ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    guarded(main)
