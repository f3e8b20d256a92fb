"""A line to the database that can be cut, and people and programs who work on while it is."""

import select
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import psycopg2
import requests
from django.conf import settings
from django.db import connections

from responsibilities.access.models import User
from tests.infra.product import Product, address_of_database

PATIENCE = 30.0


class Line(threading.Thread):
    """Carries connections to the database; `mode` is "open", "shut" (refused) or "still": nothing is carried, nothing ends."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.mode = "open"
        known = connections["default"].settings_dict
        self.target: tuple[str, str] = (str(known["HOST"]), str(known["PORT"] or 5432))
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self.listener.getsockname()[1]
        self.pairs: list[tuple[socket.socket, socket.socket]] = []

    def speak(self) -> None:
        """Ends the silence: what waited is carried on."""
        self.mode = "open"

    def run(self) -> None:
        while True:
            try:
                near, _address = self.listener.accept()
            except OSError:
                return
            if self.mode == "shut":
                near.close()
                continue
            while self.mode == "still":
                time.sleep(0.05)
            far = self._far()
            self.pairs.append((near, far))
            threading.Thread(target=self._carry, args=(near, far), daemon=True).start()

    def cut(self) -> None:
        """Ends every connection there is."""
        for pair in self.pairs:
            for wire in pair:
                with suppress(OSError):
                    wire.shutdown(socket.SHUT_RDWR)
        self.pairs.clear()

    def _far(self) -> socket.socket:
        host, port = self.target
        if host.startswith("/"):
            far = socket.socket(socket.AF_UNIX)
            far.connect(f"{host}/.s.PGSQL.{port}")
            return far
        return socket.create_connection((host or "127.0.0.1", int(port)))

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        with near, far, suppress(OSError):
            while True:
                if self.mode == "still":
                    time.sleep(0.05)
                    continue
                for wire in select.select([near, far], [], [], 0.1)[0]:
                    said = wire.recv(65536)
                    if not said:
                        return
                    (far if wire is near else near).sendall(said)

    def address(self, database: str) -> str:
        """The database behind this line, with the rights of the application."""
        known = connections["default"].settings_dict
        login = known["USER"] + (f":{known['PASSWORD']}" if known["PASSWORD"] else "")
        query = urlencode({"options": f"-c role={settings.APPLICATION_ROLE}", "sslmode": "disable"})
        return f"postgresql://{login}@127.0.0.1:{self.port}/{database}?{query}"


@contextmanager
def line() -> Iterator[Line]:
    carrier = Line()
    carrier.start()
    try:
        yield carrier
    finally:
        carrier.listener.close()
        carrier.cut()


@dataclass
class Seen:
    """What everybody saw."""

    answers: Counter[int] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    in_doubt: list[str] = field(default_factory=list)

    def note(self, work: Callable[[], requests.Response]) -> requests.Response | None:
        began = time.monotonic()
        try:
            answer = work()
        except requests.RequestException as error:
            self.answers[0] += 1
            self.faults.append(f"no answer after {time.monotonic() - began:.1f} s: {error}")
            return None
        self.took.append(time.monotonic() - began)
        self.answers[answer.status_code] += 1
        if answer.status_code not in {200, 302, 503}:
            self.faults.append(f"{answer.status_code} {answer.url}: {answer.text[:200]}")
        return answer

    def line(self, name: str) -> str:
        """One row of the table in docs/reliability.md."""
        took = sorted(self.took)
        p99 = took[int(len(took) * 0.99)]
        total = sum(self.answers.values())
        good = self.answers[200] + self.answers[302]
        return (
            f"| {name} | {total:,} | {good:,} | {self.answers[503]} | {self.answers[500]} | {self.answers[0]} "
            f"| {p99:.1f} s | {max(self.health):.2f} s |"
        )


@contextmanager
def at_work(product: Product, form: str, pages: list[str]) -> Iterator[Seen]:
    """Three who read, one who writes and saves, and a proxy that asks after the health, until the block ends."""
    seen, over = Seen(), threading.Event()
    readers = [product.signed_in("chenjing") for _n in range(3)]
    writer = product.signed_in("wangfang")
    account = str(User.objects.get(username="wangfang").public_id)

    def read(browser: requests.Session, start: int) -> None:
        turn = start
        while not over.is_set():
            address = product.address + pages[turn % len(pages)]
            seen.note(lambda: browser.get(address, timeout=PATIENCE, allow_redirects=False))  # noqa: B023
            turn += 1
            time.sleep(0.05)

    def write() -> None:
        version, number = 1, 0
        while not over.is_set():
            number += 1
            text = f"第{number}次保存"
            fields = {"version": str(version), "writer": account, "then": "stay", "text-overall": text}
            fields["csrfmiddlewaretoken"] = writer.cookies["csrftoken"]
            answer = seen.note(
                lambda: writer.post(
                    product.address + form, data=fields, timeout=PATIENCE, allow_redirects=False,  # noqa: B023
                    headers={"Referer": product.address + form},
                )
            )  # fmt: skip
            if answer is not None and answer.status_code == 302:
                seen.acknowledged.append(text)
                version += 1
            else:
                seen.in_doubt.append(text)
                version = stored(product, version)
            time.sleep(0.1)

    def health() -> None:
        while not over.is_set():
            began = time.monotonic()
            requests.get(f"{product.address}/healthz", timeout=PATIENCE)
            seen.health.append(time.monotonic() - began)
            time.sleep(0.2)

    threads = [threading.Thread(target=read, args=(browser, n)) for n, browser in enumerate(readers)]
    threads += [threading.Thread(target=write), threading.Thread(target=health)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        over.set()
        for thread in threads:
            thread.join(PATIENCE + 5)


def stored(product: Product, known: int) -> int:
    """The version of the draft that is stored, read past the line; the known one when nobody can read."""
    try:
        wire = psycopg2.connect(address_of_database(product.environment["TESTS_DATABASE"]), connect_timeout=2)
    except psycopg2.Error:
        return known
    try:
        with wire.cursor() as cursor:
            cursor.execute("SET statement_timeout = '1s'")
            cursor.execute("SELECT max(version) FROM reports_draft")
            return int(cursor.fetchone()[0])
    except psycopg2.Error:
        return known
    finally:
        wire.close()


def run_sql(database: str, statement: str) -> Any:
    """One statement past the line, with all rights."""
    wire = psycopg2.connect(address_of_database(database))
    wire.autocommit = True
    try:
        with wire.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else None
    finally:
        wire.close()
