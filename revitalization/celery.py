"""The queue: few, thin tasks that say "look now"; what there is to do stands in the database.

Nothing a person waits for publishes here. Beat sends one tick a minute; a worker also listens for the hint
a commit gives and then sends itself a tick. Celery finds this module by itself (`celery -A
revitalization`): the package does not import it, so that small child processes do not load it.
"""

import logging
import os
from importlib import import_module
from typing import Any

from celery import Celery, bootsteps
from celery.loaders.app import AppLoader

from revitalization.broker import wrong_with
from revitalization.kit.database import keep_to
from revitalization.listening import Listener

log = logging.getLogger("baton.queue")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "revitalization.settings")


class Starting(AppLoader):
    """Worker and clock keep to the limits of long work, and do not start when that would be unsafe."""

    def on_worker_init(self) -> None:
        keep_to("work")
        # Only now: what it compares needs the slices, which are loaded by now.
        import_module("revitalization.safety").refuse_unsafe()


app = Celery("baton", loader="revitalization.celery:Starting")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.imports = ["revitalization.tasks"]


def send(name: str) -> bool:
    """Puts the task into the queue; False when that takes nothing, which is said in the log and not waited for."""
    try:
        app.send_task(name, expires=50, retry=False)
    except Exception as error:  # each broker has errors of its own; none of them may end the work that sends
        log.warning(
            "the queue %s; nothing is lost: what was asked for stays in the database and is done"
            " when the queue works again (%s not sent: %s)", wrong_with(error), name, error,
        )  # fmt: skip
        return False
    return True


def look() -> bool:
    """Sends this worker's queue a tick and a look at the jobs; False when it takes nothing."""
    return send("baton.tick") and send("baton.run_job")


class Listening(bootsteps.StartStopStep):
    """Starts the thread that waits for hints with the worker and ends it with it."""

    requires = {"celery.worker.components:Pool"}

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.listener = Listener(look)

    def start(self, parent: Any) -> None:
        """Begins to listen when the worker is up; called by Celery."""
        self.listener.start()

    def stop(self, parent: Any) -> None:
        """Ends listening when the worker goes down; called by Celery."""
        self.listener.end()


app.steps["worker"].add(Listening)
