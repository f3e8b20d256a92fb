"""The child's side; started by path as `python -I serve.py <task file> <scratch folder>`, never imported.

Reads one JSON line per request from standard input, forks, lets the fork set its own limits and run the
task, and writes one JSON line and the answer's bytes to standard output.
"""

import base64
import importlib.util
import json
import os
import resource
import signal
import sys
import sysconfig
import tempfile
from pathlib import Path
from types import ModuleType
from typing import IO, Any

_OUT = sys.stdout.buffer
_FORBIDDEN = (
    *("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "pty."),
    *("ftplib.", "urllib.Request", "http.client", "smtplib.", "webbrowser.", "shutil.", "os.rename"),
    *("os.link", "os.symlink", "os.chmod", "os.listxattr", "os.rmdir", "os.mkdir"),
)
_READABLE = tuple(
    str(Path(folder).resolve()) + os.sep
    for folder in {*(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))}
)
_SIGNAL_MEANS = {
    signal.SIGXCPU: "time",
    signal.SIGALRM: "time",
    signal.SIGKILL: "time",
    signal.SIGXFSZ: "output",
}


def main(task_file: str, scratch: str) -> None:
    """Loads the task, says ready, and serves until standard input ends."""
    tempfile.tempdir = scratch
    try:
        task = _loaded(task_file)
        getattr(task, "prepare", lambda: None)()
    except Exception as error:
        _write({"status": "unavailable", "detail": f"{type(error).__name__}: {error}"[:2000]})
        return
    _write({"status": "ready"})
    for line in sys.stdin.buffer:
        _serve(task, line)


def _loaded(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("task", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _serve(task: ModuleType, line: bytes) -> None:
    # The answer goes through a file of the fork's own: a fork that dies half way cannot spoil the pipe.
    with tempfile.TemporaryFile() as answer:
        pid = os.fork()
        if pid == 0:
            os._exit(_work(task, line, answer))
        _, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status):
            _write({"status": _SIGNAL_MEANS.get(signal.Signals(os.WTERMSIG(status)), "failed")})
            return
        answer.seek(0)
        head = answer.readline()
        if os.WEXITSTATUS(status) != 0 or not head.endswith(b"\n"):
            _write({"status": "failed", "detail": "the fork gave no answer"})
            return
        _OUT.write(head)
        while chunk := answer.read(1_000_000):
            _OUT.write(chunk)
        _OUT.flush()


def _work(task: ModuleType, line: bytes, answer: IO[bytes]) -> int:
    body = b""
    try:
        asked = json.loads(line, object_hook=_decoded)
        _limit(asked["limits"])
        sys.addaudithook(_guard)
        body = task.run(asked["request"])
        head: dict[str, Any] = {"status": "ok", "size": len(body)}
    except MemoryError:
        head, body = {"status": "memory"}, b""
    except BaseException as error:
        head, body = _failure(error), b""
    try:
        answer.write(json.dumps(head).encode() + b"\n")
        answer.write(body)
        answer.flush()
    except OSError:
        answer.seek(0)
        answer.truncate()
        answer.write(b'{"status": "output"}\n')
        answer.flush()
    return 0


def _failure(error: BaseException) -> dict[str, Any]:
    facts = getattr(error, "facts", None)
    if isinstance(facts, dict):
        return {"status": "refused", "facts": facts}
    return {"status": "failed", "detail": f"{type(error).__name__}: {error}"[:2000]}


def _limit(limits: dict[str, Any]) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"], limits["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["output_bytes"], limits["output_bytes"]))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    signal.setitimer(signal.ITIMER_REAL, limits["wall_seconds"])


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    """Second line of defence behind each task's own rules: no socket, no process, no file but Python's library."""
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)
    if event == "open" and isinstance(arguments[0], str | bytes) and not _allowed(arguments[0], arguments[2]):
        raise PermissionError(event)
    if event == "os.remove" and not _inside(arguments[0], (_scratch(),)):
        raise PermissionError(event)


def _allowed(path: str | bytes, flags: int) -> bool:
    reading = not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    return _inside(path, (_scratch(),)) or (reading and _inside(path, _READABLE))


def _inside(path: str | bytes, folders: tuple[str, ...]) -> bool:
    return (os.path.realpath(os.fsdecode(path)) + os.sep).startswith(folders)


def _scratch() -> str:
    return os.path.realpath(tempfile.gettempdir()) + os.sep


def _decoded(value: dict[str, Any]) -> Any:
    return base64.b64decode(value["base64"]) if set(value) == {"base64"} else value


def _write(head: dict[str, Any]) -> None:
    _OUT.write(json.dumps(head).encode() + b"\n")
    _OUT.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
