"""The processes of a running product: started in groups of their own, watched, and ended by their numbers."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tools import options
from tools.places import tail
from tools.say import Trouble, line

PARENT_DIED = 1  # PR_SET_PDEATHSIG of prctl(2)
GRACE = 12.0
_libc = ctypes.CDLL(None, use_errno=True)


FALLS, WITHIN = 3, 60.0
"""So many ends of one process within so many seconds end the product: it would not stay up."""


@dataclass
class Child:
    """One running process, how it is started, and the log that its output goes to."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    command: list[str]
    environment: dict[str, str]
    falls: list[float] = field(default_factory=list)

    def stand_up(self) -> None:
        """Starts the process again when it has ended by itself, and says so.

        :raises Trouble: that was its third end within a minute; the message holds its last lines.
        """
        if self.process.poll() is None:
            return
        now = time.monotonic()
        self.falls = [fall for fall in self.falls if now - fall < WITHIN] + [now]
        if len(self.falls) >= FALLS:
            self.refuse_end()
        line(
            f"The {self.name} process ended by itself (code {self.process.returncode}); starting it again."
            f" What it said stands in {self.log}",
            "yellow",
        )
        _signal(self, signal.SIGKILL)  # what is left of its group may still hold the port
        self.process = _run(self.command, self.environment, self.log)

    def refuse_end(self) -> None:
        """:raises Trouble: the process has ended by itself; the message holds its last lines."""
        code = self.process.poll()
        if code is not None:
            raise Trouble(
                f"The {self.name} process ended by itself (code {code}). Its last lines:\n"
                f"{tail(self.log, 12)}",
                where=self.log,
                mend="read the lines above, mend the cause and start again",
            )


def start(name: str, command: list[str], environment: dict[str, str], log: Path) -> Child:
    """Starts a process in a group of its own; its output is appended to the log."""
    return Child(name, _run(command, environment, log), log, command, environment)


def _run(command: list[str], environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with suppress(OSError):
        if log.stat().st_size > 10_000_000:
            log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=options.ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )


@contextmanager
def ended(children: list[Child]) -> Iterator[None]:
    """Ends all children on leaving, asking first; those that do not listen are killed with their group."""
    try:
        yield
    finally:
        for child in reversed(children):
            _signal(child, signal.SIGTERM)
        until = time.monotonic() + GRACE
        for child in children:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, until - time.monotonic()))
            _signal(child, signal.SIGKILL)
            child.process.wait()


def _signal(child: Child, number: signal.Signals) -> None:
    """Asks the process, or kills all that is left of its group."""
    with suppress(ProcessLookupError, PermissionError):
        if number is signal.SIGKILL:
            os.killpg(child.process.pid, number)
        elif child.process.poll() is None:
            child.process.send_signal(number)


def _end_with_parent() -> None:
    """Asks the system to end the child when this tool is killed and cannot do so itself."""
    _libc.prctl(PARENT_DIED, signal.SIGTERM)
