"""A small stage for the face: gallery pages and static files under the product's content policy, and a scripted
autosave address, so that a browser can be shown every answer of the contract."""

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from django.contrib.staticfiles import finders

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass
class Stage:
    """Pages by path, answers of the autosave address in turn (the last one stays), and what was posted."""

    pages: dict[str, str]
    answers: list[tuple[int, dict]] = field(
        default_factory=lambda: [(200, {"version": 4, "saved_at": "10:42"})]
    )
    posted: list[str] = field(default_factory=list)
    address: str = ""

    def answer(self) -> tuple[int, dict]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def arrived(self, count: int, seconds: float = 20) -> bool:
        """Waits until so many bodies have come: a page's own clock moves at once, what it sends takes its way."""
        until = time.monotonic() + seconds
        while len(self.posted) < count and time.monotonic() < until:
            time.sleep(0.02)
        return len(self.posted) >= count


def open_stage(pages: dict[str, str]) -> tuple[Stage, ThreadingHTTPServer]:
    """Starts serving on a free port of this machine; close with `server.shutdown()`."""
    stage = Stage(pages)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: object) -> None:
            """Says nothing."""

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path.startswith("/static/"):
                found = finders.find(path.removeprefix("/static/"))
                self._send(
                    200 if found else 404,
                    TYPES[Path(path).suffix],
                    Path(found).read_bytes() if found else b"",
                )
            else:
                known = path in stage.pages
                self._send(
                    200 if known else 404, "text/html; charset=utf-8", stage.pages.get(path, "").encode()
                )

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            assert self.headers["X-Baton-Autosave"] == "1"
            stage.posted.append(body)
            status, told = stage.answer()
            self._send(status, "application/json", json.dumps(told).encode())

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stage.address = f"http://127.0.0.1:{server.server_port}"
    return stage, server
