"""`make test`: the suite on a throw-away PostgreSQL that is started once and stopped at the end."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tools import options
from tools.database import APPLICATION, OWNER, throwaway
from tools.packages import browser_for_tests
from tools.say import guarded, line, step


@contextmanager
def database_addresses() -> Iterator[dict[str, str]]:
    """The addresses for the tests: those given by the caller, or those of a throw-away server."""
    given = os.environ.get("DATABASE_URL", "")
    if given:
        yield {"DATABASE_URL": given, "DATABASE_OWNER_URL": os.environ.get("DATABASE_OWNER_URL") or given}
        return
    with ExitStack() as stack:
        with step("Throw-away PostgreSQL"):
            server = stack.enter_context(throwaway())
        yield {
            "DATABASE_URL": server.url(APPLICATION, "postgres"),
            "DATABASE_OWNER_URL": server.url(OWNER, "postgres"),
        }


def pytest_arguments(wanted: list[str]) -> list[str]:
    """The words for pytest: parallel, without the slow tests unless they are what is asked for."""
    slow = "--slow" in wanted
    rest = [word for word in wanted if word != "--slow"]
    marks = [] if "-m" in rest else ["-m", "slow" if slow else "not slow"]
    # Handed out a few at a time, so that all processes end together.
    processes = [] if "-n" in rest else ["-n", "auto", "--maxschedchunk", "8"]
    return [*processes, *marks, *rest]


def run(command: list[str], environment: dict[str, str]) -> int:
    """Runs a command to its end; an interruption is passed on and its end awaited."""
    with subprocess.Popen(command, cwd=options.ROOT, env=environment) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            process.wait()
            raise


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """Prepares the surroundings and runs pytest; its exit code (5, nothing found, is a failure too)."""
    signal.signal(signal.SIGTERM, _interrupt)
    browser = browser_for_tests()
    line(f"Browser journeys: {'skipped, no Chromium' if browser == 'missing' else browser}")
    with tempfile.TemporaryDirectory(prefix="baton-files-") as data, database_addresses() as addresses:
        environment = {
            "BATON_DATA_DIR": data,
            **os.environ,
            **addresses,
            "BATON_MODE": "test",
            "BATON_BROWSER": browser,
        }
        run([sys.executable, "-m", "revitalization.kit.catalogues"], environment)
        return run([sys.executable, "-m", "pytest", *pytest_arguments(sys.argv[1:])], environment)


if __name__ == "__main__":
    guarded(main)
