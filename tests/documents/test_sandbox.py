"""A child has no environment, no files, no network, and at most so much time and memory."""

from pathlib import Path

import pytest

from revitalization.kit.documents import Limits
from revitalization.kit.documents import pdf as pdf_module
from revitalization.kit.sandbox import Worker
from tests.needs import needs_pdf


def test_the_child_sees_no_secret_of_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("BATON_SECRET_KEY", "do-not-pass-on")
    task = tmp_path / "task.py"
    task.write_text("import os\ndef run(request): return repr(dict(os.environ)).encode()\n", encoding="utf-8")
    with Worker(task) as worker:
        seen = worker.ask({})
    assert b"do-not-pass-on" not in seen
    assert b"DATABASE" not in seen


@pytest.mark.parametrize(
    "code",
    [
        "open('/etc/hostname').read()",
        "__import__('pathlib').Path('/etc/hostname').read_bytes()",
        "open('/tmp/written-by-child', 'w')",
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('socket').getaddrinfo('x.invalid', 80)",
        "__import__('os').system('true')",
        "__import__('subprocess').run(['true'])",
        "__import__('os').open('/etc/hostname', 0)",
    ],
)
def test_even_code_inside_the_child_reaches_neither_files_nor_network(tmp_path, code):
    task = tmp_path / "task.py"
    task.write_text(
        "import socket, subprocess, pathlib\n"
        f"def run(request):\n    try:\n        {code}\n    except PermissionError:\n        return b'refused'\n"
        "    return b'done'\n",
        encoding="utf-8",
    )
    with Worker(task) as worker:
        assert worker.ask({}) == b"refused"


def test_a_task_that_eats_memory_is_ended(tmp_path):
    task = tmp_path / "task.py"
    task.write_text("def run(request): return b'x' * (2 * 1024**3)\n", encoding="utf-8")
    with Worker(task, Limits()) as worker, pytest.raises(Exception, match="memory"):
        worker.ask({})


def test_a_task_that_sleeps_is_ended_and_the_worker_goes_on(tmp_path):
    task = tmp_path / "task.py"
    task.write_text(
        "import time\ndef run(request):\n    time.sleep(request['seconds'])\n    return b'awake'\n",
        encoding="utf-8",
    )
    with Worker(task, Limits(wall_seconds=1)) as worker:
        with pytest.raises(Exception, match="time"):
            worker.ask({"seconds": 60})
        assert worker.ask({"seconds": 0}) == b"awake"


def test_an_answer_over_its_limit_is_refused(tmp_path):
    task = tmp_path / "task.py"
    task.write_text("def run(request): return b'x' * 2_000_000\n", encoding="utf-8")
    with Worker(task, Limits(output_bytes=1_000_000)) as worker, pytest.raises(Exception, match="output"):
        worker.ask({})


@needs_pdf
def test_no_child_and_no_folder_is_left_behind():
    with Worker(pdf_module.TASK) as worker:
        worker.ask({"html": "<p>x", "assets": {}})
        scratch, process = Path(worker._scratch.name), worker._process
        assert scratch.exists()
    assert not scratch.exists()
    assert process.poll() is not None
