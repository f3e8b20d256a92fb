"""Waits for the hint that a commit gives to the worker (`NOTIFY baton_wake`)."""

import logging
import select
import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

PAUSE = 0.5
"""Seconds in which further hints count as the one just heard."""

SILENCE = 30.0
"""Seconds without a hint after which the connection is tried."""

AGAIN = 5.0
"""Seconds after which a hint that could not be passed on is passed on again."""

log = logging.getLogger("baton.listening")


class Listener(threading.Thread):
    """Calls `heard` for each hint, and once after each connecting, for those given meanwhile; again when it says False.

    A database that is away is tried again; a hint that is lost costs at most the minute until the next tick.
    """

    def __init__(self, heard: Callable[[], bool]) -> None:
        super().__init__(name="listener", daemon=True)
        self._heard = heard
        self._ended = threading.Event()

    def end(self) -> None:
        """Asks the thread to end; it does within the time of one wait."""
        self._ended.set()

    def run(self) -> None:
        """Listens until it is asked to end, and again after every interruption: a hint that is lost costs a minute."""
        while not self._ended.is_set():
            try:
                self._listen()
            except Exception:  # whatever it is, the next minute's tick does the work
                log.warning("listening for hints was interrupted", exc_info=True)
            self._ended.wait(5)

    def _listen(self) -> None:
        own = connection.copy()
        try:
            with own.cursor() as cursor:
                cursor.execute("LISTEN baton_wake")
                passed_on = self._heard()
                while not self._ended.is_set():
                    hinted = self._hint(own.connection, SILENCE if passed_on else AGAIN)
                    if hinted or not passed_on:
                        passed_on = self._heard()
                    else:
                        cursor.execute("SELECT 1")
                    self._ended.wait(PAUSE)
        finally:
            own.close()

    def _hint(self, raw: Any, seconds: float) -> bool:
        """Waits for hints and takes all that are there; False after a silence."""
        if not select.select([raw], [], [], seconds)[0]:
            return False
        raw.poll()
        raw.notifies.clear()
        return True
