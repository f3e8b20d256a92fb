"""The queue of the one-machine product: a folder. kombu's own folder transport, made safe beside readers and crashes.

kombu writes a message in place, so a reader may meet it empty or half-written, and an unreadable message ends the
worker. Here messages are written aside and renamed, and what cannot be read is put away and logged.
"""

import fcntl
import json
import logging
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem, virtual
from kombu.utils.json import dumps

log = logging.getLogger("baton.queue")


class Channel(filesystem.Channel):
    """Messages are files `<time>_<uuid>.<queue>.msg` in one folder; `unreadable/` beside them holds what is none."""

    @property
    def _folder(self) -> Path:
        return Path(self.data_folder_in)

    def _put(self, queue: str, payload: Any, **_options: Any) -> None:
        name = f"{time.monotonic_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        self._write(Path(self.data_folder_out) / name, payload)

    def _get(self, queue: str) -> Any:
        """The oldest readable message of the queue.

        :raises Empty: there is none.
        """
        ending = f".{queue}.msg"
        for name in sorted(os.listdir(self._folder)):
            if name.endswith(ending) and name.partition(".")[2] == ending[1:]:
                found = self._take(self._folder / name)
                if found is not None:
                    return found
        raise Empty

    def get_table(self, exchange: str) -> list[Any]:
        """The queues of an exchange; of an unreadable table, the one queue that is called like the exchange."""
        place = self._exchange_file(exchange)
        try:
            return [filesystem.exchange_queue_t(*row) for row in json.loads(place.read_bytes())]
        except FileNotFoundError:
            return []
        except (ValueError, TypeError):
            self._put_away(place)
            return [filesystem.exchange_queue_t(exchange, "", exchange)]

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        row = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._table_kept() as control:
            table = self.get_table(exchange)
            if row not in table or not (control / f"{exchange}.exchange").exists():
                self._write(self._exchange_file(exchange), [row, *(kept for kept in table if kept != row)])

    def _delete(
        self, queue: str, exchange: str, routing_key: str, pattern: str, *_rest: Any, **_options: Any
    ) -> None:
        self._purge(queue)
        row = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._table_kept():
            table = self.get_table(exchange)
            if row in table:
                self._write(self._exchange_file(exchange), [kept for kept in table if kept != row])

    @contextmanager
    def _table_kept(self) -> Iterator[Path]:
        """The folder of the tables, while nobody else changes one."""
        control = Path(self.control_folder)
        try:
            control.mkdir(exist_ok=True)
            lock = (control / ".lock").open("ab")
        except OSError as error:
            raise ChannelError(f"Cannot write {control}") from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield control

    def _take(self, place: Path) -> Any:
        """The message, which is then nobody else's; None when another took it or it cannot be read."""
        mine = place.with_name(f".taken-{uuid.uuid4()}")
        try:
            place.rename(mine)
            content = mine.read_bytes()
        except OSError:
            return None
        try:
            found = json.loads(content)
            if not isinstance(found, dict) or not {"body", "properties"} <= set(found):
                raise ValueError("not a message")
        except ValueError:
            self._put_away(mine, place.name)
            return None
        mine.unlink(missing_ok=True)
        return found

    def _put_away(self, place: Path, name: str = "") -> None:
        folder = self._folder / "unreadable"
        try:
            folder.mkdir(exist_ok=True)
            place.rename(folder / (name or place.name))
        except OSError:
            return
        log.warning("an unreadable message was put away: %s", folder / (name or place.name))

    def _write(self, place: Path, content: Any) -> None:
        spare = place.with_name(f".new-{uuid.uuid4()}")
        try:
            spare.write_text(dumps(content), encoding="utf-8")
            spare.rename(place)
        except OSError as error:
            with suppress(OSError):  # half a message would take what little room there is
                spare.unlink(missing_ok=True)
            raise ChannelError(f"Cannot write {place}") from error


class Transport(filesystem.Transport):
    """Named in `CELERY_BROKER_TRANSPORT`."""

    Channel = Channel

    def __init__(self, client: Any, **options: Any) -> None:
        super().__init__(client, **options)
        self.state = virtual.BrokerState()  # kombu shares one among all folders of a process
