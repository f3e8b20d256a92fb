"""The web server's worker: questions after its health never wait behind requests that wait for the database."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

PROBES = (b"GET /healthz", b"HEAD /healthz", b"GET /readyz", b"HEAD /readyz")
PATIENCE = 10.0
"""Seconds in which a connection must say what it wants."""


class Worker(ThreadWorker):
    """Threads as usual, and two more that only answer `/healthz` and `/readyz`.

    A connection that has not said anything yet is watched without a thread: what it wants decides who answers.
    """

    def init_process(self) -> None:
        self.probes = ThreadPoolExecutor(2, "probe")
        super().init_process()

    def enqueue_req(self, conn: Any) -> None:
        start = _first_bytes(conn.sock)
        if start is None and not conn.initialized and not conn.data_ready:
            self._watch(conn)
            return
        pool = self.probes if (start or b"").startswith(PROBES) else self.tpool
        pool.submit(self.handle, conn).add_done_callback(
            lambda done: self.method_queue.defer(self.finish_request, conn, done)
        )

    def _watch(self, conn: Any) -> None:
        conn.timeout = time.monotonic() + PATIENCE
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))


def _first_bytes(wire: socket.socket) -> bytes | None:
    """What has come, left where it is; None for nothing yet, nothing at all when the other side has gone."""
    try:
        return wire.recv(16, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return None
    except OSError:
        return b""
