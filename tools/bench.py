"""`make bench`: each promise of speed beside its floor, on a throw-away PostgreSQL, as ratios of one run.

The measuring itself stands in `bench/`; this starts the database with durable settings off, prepares it and prints
the table. An exit code of 1 says that a bar was missed.
"""

import os
import subprocess
import sys
import tempfile

from tools import options
from tools.say import guarded, line, step
from tools.test import database_addresses


def main() -> int:
    """Prepares an empty database of its own and runs every measurement in it."""
    with tempfile.TemporaryDirectory(prefix="baton-bench-") as data, database_addresses() as addresses:
        environment = {
            **os.environ,
            **addresses,
            "BATON_MODE": "test",
            "BATON_DATA_DIR": data,
            "DJANGO_SETTINGS_MODULE": "revitalization.settings",
        }
        with step("Tables and rights"):
            command = [sys.executable, "manage.py", "prepare"]
            subprocess.run(command, cwd=options.ROOT, env=environment, check=True, capture_output=True)
        line("Measuring; a few minutes on two cores", "bold")
        command = [sys.executable, "-m", "bench"]
        return subprocess.run(command, cwd=options.ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    guarded(main)
