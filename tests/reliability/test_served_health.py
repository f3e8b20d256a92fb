"""The web server as it is started: its health is told within a second while every thread waits for the database."""

import threading
import time
from pathlib import Path

import psycopg2
import pytest
import requests

from tests.cast import Cast
from tests.infra.product import address_of_database, let_in, started


def health(address: str) -> tuple[int, float]:
    began = time.monotonic()
    answer = requests.get(f"{address}/healthz", timeout=10)
    return answer.status_code, time.monotonic() - began


@pytest.mark.database
def test_behind_a_locked_table_health_is_told_at_once_and_pages_answer_in_seconds(
    committed: str, cast: Cast, tmp_path: Path
) -> None:
    let_in("chenjing")
    found: list[tuple[int, float]] = []

    def page(browser: requests.Session, address: str) -> None:
        began = time.monotonic()
        answer = browser.get(f"{address}/", timeout=60)
        found.append((answer.status_code, time.monotonic() - began))

    with started(committed, tmp_path / "var", "web", BATON_WEB_WORKERS="2") as product:
        browser = product.signed_in("chenjing")
        assert health(product.address)[0] == 200
        aside = psycopg2.connect(address_of_database(committed))
        with aside.cursor() as cursor:
            cursor.execute("LOCK TABLE access_grant IN ACCESS EXCLUSIVE MODE")
            threads = [threading.Thread(target=page, args=(browser, product.address)) for _n in range(24)]
            for thread in threads:
                thread.start()
            told = []
            while any(thread.is_alive() for thread in threads):
                told.append(health(product.address))
                time.sleep(0.1)
            ready = requests.get(f"{product.address}/readyz", timeout=5)
        aside.close()
        assert browser.get(f"{product.address}/", timeout=20).status_code == 200
    assert {status for status, _took in found} == {503}
    assert max(took for _status, took in found) < 15, found
    assert len(told) > 5
    assert {status for status, _took in told} == {200}
    assert max(took for _status, took in told) < 1, told
    assert (ready.status_code, "database: ok" in ready.text) == (200, True)
