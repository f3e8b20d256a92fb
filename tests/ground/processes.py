"""Threads that work at the same time, each on its own connection and with the application's rights."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections

from revitalization.kit import clock
from tests.conftest import NOON, as_application


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Runs the works side by side and returns what they gave, in order."""
    with ThreadPoolExecutor(len(works)) as pool:
        futures = [pool.submit(own_connection, work) for work in works]
        return [future.result(timeout=60) for future in futures]


def own_connection(work: Callable[[], Any]) -> Any:
    try:
        with clock.moved_to(NOON), as_application():
            return work()
    finally:
        connections.close_all()


def times(number: int, work: Callable[[], Any]) -> Sequence[Callable[[], Any]]:
    return [work] * number
