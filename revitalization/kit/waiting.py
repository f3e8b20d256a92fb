"""How long a process waits for the database to say anything at all.

The server ends what takes too long, and the kernel notices a line that is gone. What neither sees is a server that
stands still, or a proxy that swallows what it is sent: the socket stays open and silent. So the client itself keeps a
deadline for each answer, a little after the server's own, over TCP and unix sockets alike.
"""

import select
import time
from typing import Any
from weakref import WeakKeyDictionary

import psycopg2
from psycopg2 import extensions

GRACE = 2.0
"""Seconds that an answer may take on its way, after the server has ended the statement."""
_ALLOWED: "WeakKeyDictionary[Any, float]" = WeakKeyDictionary()
"""Connections whose running transaction may take longer, with the seconds."""
_ESTABLISHED = {extensions.STATUS_READY, extensions.STATUS_BEGIN, extensions.STATUS_PREPARED}


def give_up_after(statement: float, connecting: float) -> None:
    """From now on no connection of this process waits longer for one answer; it is closed, and an
    `OperationalError` without a code says so, as when a line is lost. COPY is not to be had any more.
    """

    def wait(raw: Any) -> None:
        if raw.status != extensions.STATUS_BEGIN:
            _ALLOWED.pop(raw, None)
        seconds = max(statement, _ALLOWED.get(raw, 0)) + GRACE if raw.status in _ESTABLISHED else connecting
        _until(raw, time.monotonic() + seconds, seconds)

    extensions.set_wait_callback(wait)


def allow(raw: Any, seconds: float) -> None:
    """Lets the statements of the connection's running transaction take that long."""
    _ALLOWED[raw] = seconds


def _until(raw: Any, deadline: float, seconds: float) -> None:
    """What psycopg2's own `wait_select` does, but not for ever, and for any number of open files."""
    while (state := raw.poll()) != extensions.POLL_OK:
        poll = select.poll()
        poll.register(raw.fileno(), select.POLLIN if state == extensions.POLL_READ else select.POLLOUT)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000) and time.monotonic() >= deadline:
            raise psycopg2.OperationalError(f"the database said nothing for {seconds:.0f} seconds")
