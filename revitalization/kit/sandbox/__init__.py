"""Costly or dangerous work on bytes from outside, done in a child process with limits.

A `Worker` is one child interpreter that has loaded one *task file* (`run(request) -> bytes`, no Django) and
forks once per request, so that every request has its own processor time, memory, output and wall-clock
limit, cannot see another request, and leaves nothing behind. The child gets no environment but the few names
in `_PASSED_ON`: no secret, no database address. Inside, sockets, processes and files outside the Python
library are refused (`serve.py`).
"""

import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

SERVE = Path(__file__).with_name("serve.py")
_PASSED_ON = (
    "PATH",
    "HOME",
    "TMPDIR",
    "FONTCONFIG_PATH",
    "FONTCONFIG_FILE",
    "XDG_CACHE_HOME",
    "XDG_DATA_HOME",
)
_START_SECONDS = 30.0


@dataclass(frozen=True)
class Limits:
    """What one request may cost: seconds of wall clock and of processor, bytes of memory and of answer."""

    wall_seconds: float = 30.0
    cpu_seconds: int = 30
    memory_bytes: int = 1024**3
    output_bytes: int = 64 * 1024**2


class SandboxError(Exception):
    """The child gave no answer; `why` is time, memory, failed or unavailable."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(f"{why}: {detail}" if detail else why)
        self.why = why
        self.detail = detail


class InputRefusedError(Exception):
    """The task itself refused the input; `facts` says why (at least `code`)."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        super().__init__(str(facts.get("code", "refused")))
        self.facts = dict(facts)


class Worker:
    """One child interpreter for one task file; use as a context manager, one request at a time."""

    def __init__(self, task: Path, limits: Limits | None = None) -> None:
        self.task = task
        self.limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None
        self._scratch: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> "Worker":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.close()

    def ask(self, request: Mapping[str, Any]) -> bytes:
        """Sends one request (JSON values and bytes) and returns the task's answer.

        Raises `InputRefusedError` when the task refused the input, `SandboxError` when it did not finish.
        """
        line = (
            json.dumps({"request": request, "limits": asdict(self.limits)}, default=_encoded).encode() + b"\n"
        )
        process = self._running()
        try:
            with _deadline(process, self.limits.wall_seconds + 5) as expired:
                head, body = _exchange(process, line)
        except (OSError, ValueError, EOFError) as error:
            self.close()
            raise SandboxError("time" if expired.is_set() else "failed", str(error)) from error
        if head["status"] == "ok":
            return body
        if head["status"] == "refused":
            raise InputRefusedError(head["facts"])
        raise SandboxError(head["status"], head.get("detail", ""))

    def close(self) -> None:
        """Ends the child and whatever it started."""
        process, self._process = self._process, None
        if process is not None:
            _end(process)
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):
                    _pipe(stream).close()
            process.wait()
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        self._scratch = tempfile.TemporaryDirectory(prefix="baton-sandbox-")
        self._process = process = _started(self.task, self._scratch.name)
        try:
            with _deadline(process, _START_SECONDS):
                head, _ = _answer(_pipe(process.stdout))
        except (OSError, ValueError, EOFError) as error:
            self.close()
            raise SandboxError("unavailable", "the child did not start") from error
        if head["status"] != "ready":
            self.close()
            raise SandboxError("unavailable", head.get("detail", ""))
        return process


def ask(task: Path, request: Mapping[str, Any], limits: Limits | None = None) -> bytes:
    """One request to a fresh child; see `Worker.ask`."""
    with Worker(task, limits) as worker:
        return worker.ask(request)


def _started(task: Path, scratch: str) -> "subprocess.Popen[bytes]":
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own two files
        [sys.executable, "-I", "-B", str(SERVE), str(task), scratch],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**environment, "LANG": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
    )


@contextmanager
def _deadline(process: "subprocess.Popen[bytes]", seconds: float) -> Iterator[threading.Event]:
    """Ends the child's whole group when the block takes longer; the event says whether that happened."""
    expired = threading.Event()

    def end() -> None:
        expired.set()
        _end(process)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield expired
    finally:
        timer.cancel()


def _end(process: "subprocess.Popen[bytes]") -> None:
    # A fork may outlive its leader, so the group is ended even when the leader is gone.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _exchange(process: "subprocess.Popen[bytes]", line: bytes) -> tuple[dict[str, Any], bytes]:
    _pipe(process.stdin).write(line)
    _pipe(process.stdin).flush()
    return _answer(_pipe(process.stdout))


def _answer(stream: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """One JSON line, followed by as many bytes as it announces."""
    line = stream.readline(1_000_000)
    if not line.endswith(b"\n"):
        raise EOFError("no answer")
    head: dict[str, Any] = json.loads(line)
    body = stream.read(head.get("size", 0))
    if len(body) != head.get("size", 0):
        raise EOFError("half an answer")
    return head, body


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("the child has no pipe")
    return stream


def _encoded(value: object) -> dict[str, str]:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    raise TypeError(f"{type(value).__name__} cannot go to a child")
