"""The whole product on a free port of this machine: the real application in threads, with the rights of the
application's login and at the tests' noon, in Python and in the database."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from revitalization.kit import clock

_SERVED: "list[_Threads]" = []


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Says nothing."""


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64
    noon: datetime

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        clock._moved.set(
            self.noon
        )  # each request has a thread of its own; the database is told by its options
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()

    def handle_error(self, *_args: object) -> None:
        """A browser that goes away is no fault."""


@contextmanager
def serving(noon: datetime) -> Iterator[str]:
    """Serves the present database; gives the address without a slash at its end."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=_Threads, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    _SERVED.append(server)  # type: ignore[arg-type]
    try:
        with _at(noon):
            yield f"http://127.0.0.1:{server.server_port}"
    finally:
        _SERVED.pop()
        server.shutdown()
        server.server_close()


@contextmanager
def another_day(noon: datetime) -> Iterator[None]:
    """What is served, and the test beside it, at that instant; whoever signed in long before has to do so anew."""
    with _at(noon), clock.moved_to(noon):
        yield


@contextmanager
def _at(noon: datetime) -> Iterator[None]:
    """Requests are answered at that instant, in Python and in the database."""
    database, server = connections.settings["default"], _SERVED[-1]
    before, was = database["OPTIONS"], getattr(server, "noon", noon)
    database["OPTIONS"] = {
        **before,
        "options": f"-c role={settings.APPLICATION_ROLE} -c baton.now={noon.isoformat()}",
    }
    server.noon = noon
    try:
        yield
    finally:
        database["OPTIONS"], server.noon = before, was
