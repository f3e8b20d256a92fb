"""Redis that is emptied, full or locked up while people work: said in words, noticed by no page, and nothing is lost."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis
import requests

from responsibilities.jobs.models import Job
from tests.cast import Cast
from tests.infra.product import Product, let_in, started, until
from tests.needs import needs_redis
from tests.reliability.faults import Seen, at_work
from tests.reports import story
from tests.world import YONGDENG
from tools import systems

pytestmark = [pytest.mark.slow, needs_redis]

SECONDS = 12
A_LOOK = 30
"""Seconds in which such a machine has answered what it could not within two."""
NEXT_LOOK = 100
"""Seconds until the clock's next tick has had the jobs looked at, on a machine that is busy."""


@dataclass
class Broker:
    """A Redis of the test's own, seen past the product."""

    url: str
    wire: Any

    def set(self, **settings: str) -> None:
        for name, value in settings.items():
            self.wire.config_set(name.replace("_", "-"), value)

    def cut(self) -> None:
        """Ends the connections of everybody else, so that the password is asked anew."""
        self.wire.client_kill_filter(_type="normal", skipme=True)
        self.wire.client_kill_filter(_type="pubsub", skipme=True)


@pytest.fixture
def broker() -> Iterator[Broker]:
    with systems.redis() as url:
        wire = redis.Redis.from_url(url)
        yield Broker(url, wire)
        wire.close()


Fault = Callable[[Broker], None]


def emptied(broker: Broker) -> None:
    for _second in range(SECONDS):
        broker.wire.flushall()
        time.sleep(1)


def full(broker: Broker) -> None:
    broker.set(maxmemory="1mb", maxmemory_policy="noeviction")


def locked_up(broker: Broker) -> None:
    broker.set(requirepass="another-than-before")
    broker.cut()


def usual(broker: Broker) -> None:
    broker.set(requirepass="", maxmemory="0")


FAULTS: dict[str, tuple[Fault, str, str]] = {
    "emptied each second": (emptied, "broker: ok", ""),
    "full": (full, "broker: has no room left", "the queue has no room left"),
    "the password is another": (locked_up, "broker: refuses the password", "the queue refuses the password"),
}


def asked_for(product: Product, cycle: str) -> requests.Response:
    """The page of a board asked for as a paper."""
    browser = product.signed_in("chenjing")
    address = f"{product.address}/cycles/{cycle}/{YONGDENG}/"
    browser.get(address, timeout=20)
    return browser.post(
        f"{address}paper/",
        data={"paper": "board", "csrfmiddlewaretoken": browser.cookies["csrftoken"]},
        headers={"Referer": address},
        timeout=20,
    )


def ready_says(product: Product, line: str) -> bool:
    """Whether the site is ready and says that of its queue; a machine that is busy may need a second look."""
    told = requests.get(f"{product.address}/readyz", timeout=5)
    return told.status_code == 200 and line in told.text.splitlines()


def done(count: int) -> bool:
    return Job.objects.filter(state="done").count() == count


@contextmanager
def running(database: str, cast: Cast, place: Path, broker: Broker) -> Iterator[tuple[Product, Seen, str]]:
    row = story.drafted(cast, story.running(cast))
    let_in("chenjing", "wangfang")
    pages = ["/", "/cycles/", "/jobs/", f"/cycles/{row.cycle.key}/"]
    form = f"/reports/{row.cycle.key}/{row.unit.code}/edit/"
    with started(
        database, place, "web", "worker", "clock", REDIS_URL=broker.url, TESTS_DATABASE=database
    ) as product, at_work(product, form, pages) as seen:  # fmt: skip
        yield product, seen, row.cycle.key
        for child in product.running:
            child.refuse_end()


@pytest.mark.parametrize("name", FAULTS)
def test_a_queue_in_trouble_is_said_and_what_was_asked_for_is_done_afterwards(
    committed: str, cast: Cast, tmp_path: Path, broker: Broker, name: str
) -> None:
    fault, ready, logged = FAULTS[name]
    with running(committed, cast, tmp_path / "var", broker) as (product, seen, cycle):
        assert asked_for(product, cycle).status_code == 200
        assert until(lambda: done(1), NEXT_LOOK), product.written()[-3000:]
        fault(broker)
        page = asked_for(product, cycle)
        time.sleep(SECONDS)
        told = until(lambda: ready_says(product, ready), A_LOOK)
        usual(broker)
        assert until(lambda: done(2), NEXT_LOOK), product.written()[-3000:]
        written = product.written()
    assert page.status_code == 200
    assert told, f"/readyz never said “{ready}”"
    assert logged in written
    assert not seen.faults, seen.faults[:5]
    assert seen.answers[503] == 0
    sys.stdout.write(f"\n{seen.line('Redis ' + name)}\n")
