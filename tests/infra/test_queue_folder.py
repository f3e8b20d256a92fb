"""The folder that carries the queue of the one-machine product: what is torn in it stops nobody."""

import logging
import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection, Consumer, Exchange, Queue

from tools import surroundings

EXCHANGE = Exchange("celery", type="direct")
QUEUE = Queue("celery", EXCHANGE, routing_key="celery")
TORN = (b"", b"{", b'{"body": "aGF', b"null", b"[]", b"\xff\xfe\x00", b'{"body": 1}')


@pytest.fixture
def broker(tmp_path: Path) -> Path:
    surroundings.prepare_folders(tmp_path)
    return tmp_path / "broker"


def connected(broker: Path) -> Connection:
    return Connection(
        "filesystem://",
        transport="revitalization.queue_folder:Transport",
        transport_options={
            "data_folder_in": str(broker),
            "data_folder_out": str(broker),
            "control_folder": str(broker / "control"),
            "polling_interval": 0.01,
        },
    )


def publish(connection: Connection, *words: str) -> None:
    producer = connection.Producer(serializer="json")
    for word in words:
        producer.publish({"word": word}, exchange=EXCHANGE, routing_key="celery", declare=[QUEUE])


def heard(connection: Connection, wanted: int) -> list[str]:
    words: list[str] = []

    def on_message(body: dict[str, str], message: object) -> None:
        words.append(body["word"])
        message.ack()

    with Consumer(connection, [QUEUE], callbacks=[on_message]):
        while len(words) < wanted:
            connection.drain_events(timeout=5)
    return words


def test_messages_arrive_in_order_and_leave_no_file(broker: Path) -> None:
    with connected(broker) as connection:
        publish(connection, "first", "second", "third")
        assert heard(connection, 3) == ["first", "second", "third"]
    assert [path.name for path in broker.iterdir()] == ["control"]


@pytest.mark.parametrize("content", TORN)
def test_an_unreadable_message_is_put_away_and_logged_and_the_next_one_is_heard(
    broker: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (broker / "00000000000000000000_torn.celery.msg").write_bytes(content)
    with connected(broker) as connection, caplog.at_level(logging.WARNING, logger="baton.queue"):
        publish(connection, "whole")
        assert heard(connection, 1) == ["whole"]
    assert (broker / "unreadable" / "00000000000000000000_torn.celery.msg").read_bytes() == content
    assert "00000000000000000000_torn.celery.msg" in caplog.text


@pytest.mark.parametrize("content", [b"", b'[["celery"', b"7", b'["x"]'])
def test_an_unreadable_table_of_queues_loses_no_message(broker: Path, content: bytes) -> None:
    (broker / "control" / "celery.exchange").write_bytes(content)
    with connected(broker) as connection:
        publish(connection, "still here")
        assert heard(connection, 1) == ["still here"]
    assert (broker / "unreadable" / "celery.exchange").read_bytes() == content


def test_nobody_ever_sees_a_message_that_is_not_whole(broker: Path) -> None:
    """The name under which a reader looks appears only with its whole content."""
    seen, ended = [], threading.Event()

    def look() -> None:
        while not ended.is_set():
            for path in broker.glob("*.celery.msg"):
                seen.append(path.read_bytes()[-1:] == b"}")

    watching = threading.Thread(target=look)
    watching.start()
    with connected(broker) as connection:
        publish(connection, *("x" * 200_000 for _ in range(40)))
    ended.set()
    watching.join()
    assert seen
    assert all(seen)


def test_of_two_readers_each_message_reaches_one(broker: Path) -> None:
    with connected(broker) as connection:
        publish(connection, *map(str, range(60)))
    taken: list[str] = []

    def read() -> None:
        with connected(broker) as own:
            channel = own.channel()
            while True:
                try:
                    taken.append(channel._get("celery")["properties"]["delivery_tag"])
                except Empty:
                    return

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert len(taken) == len(set(taken)) == 60


def test_what_a_killed_reader_or_writer_left_is_cleared_at_the_next_start(broker: Path) -> None:
    (broker / ".taken-1").write_text("{}")
    (broker / ".new-2").write_text("{")
    (broker / "1_x.celery.msg").write_text("{}")
    surroundings.prepare_folders(broker.parent)
    assert sorted(path.name for path in broker.iterdir()) == ["1_x.celery.msg", "control"]
