"""Kinds of long work for the tests, also loaded by worker processes (`celery … --include tests.ground.kinds`)."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from revitalization.kit import ports
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.mechanism import JobKind, Mechanism
from revitalization.kit.perform import recorded
from revitalization.kit.registry import REGISTRY
from tests.reliability.lost import end_connection

Progress = Callable[[int, int], None]


def note(actor: Actor, word: str) -> None:
    with recorded(ports.Entry("job.note", actor, ("unit", "1"), word, 1)):
        pass


def write(job: Any, progress: Progress) -> Mapping[str, Any]:
    """Notes who it is done for and keeps a file."""
    note(job.actor, job.params["word"])
    progress(1, 1)
    job.keep("结果.txt", job.params["word"].encode())
    return {"word": job.params["word"]}


def refuse(job: Any, progress: Progress) -> Mapping[str, Any]:
    note(job.actor, "half done")
    raise Invalid(errors=[FieldError("name", "This is required here.", "required", row=3)])


def fault(job: Any, progress: Progress) -> Mapping[str, Any]:
    note(job.actor, "half done")
    raise ZeroDivisionError


def ask(job: Any, progress: Progress) -> Mapping[str, Any]:
    """Has the database do something after half of the work is done."""
    note(job.actor, "half done")
    if job.params.get("lost"):
        end_connection()
    with connection.cursor() as cursor:
        cursor.execute(job.params["sql"])
    return {}


def cross(job: Any, progress: Progress) -> Mapping[str, Any]:
    """Is crossed by somebody else in the database so many `times`, after half of the work is done."""
    note(job.actor, "half done")
    job.keep("结果.txt", b"half done")
    place = Path(job.params["place"])
    met = len(list(place.glob("met.*")))
    (place / f"met.{met}").touch()
    if met < job.params["times"]:
        with connection.cursor() as cursor:
            code = job.params["code"]
            cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'crossed' USING ERRCODE = '{code}'; END $$")
    return {"met": met}


def word(job: Any, progress: Progress) -> Mapping[str, Any]:
    """Says one word of the catalogue."""
    return {"said": gettext("Done")}


def remember(job: Any, progress: Progress) -> Mapping[str, Any]:
    """Says which rights its asker holds, read once for this asker."""
    rights: list[str] = job.actor.once(
        "rights", lambda actor: sorted(set().union(*(h.here for h in actor.holdings)))
    )
    return {"rights": [str(one) for one in rights]}


def slow(job: Any, progress: Progress) -> Mapping[str, Any]:
    """Says that it has begun and goes on when the file `go` is there."""
    place = Path(job.params["place"])
    note(job.actor, "slow")
    progress(1, 2)
    (place / f"begun.{job.job.attempts}").touch()
    while not (place / "go").exists():
        time.sleep(0.05)
    return {}


MECHANISM = Mechanism(
    key="tests",
    jobs=[
        JobKind(f"tests.{run.__name__}", run.__name__, run)
        for run in (write, refuse, fault, slow, word, ask, cross, remember)
    ],
)


def register() -> None:
    if MECHANISM not in REGISTRY.mechanisms:
        REGISTRY.mechanisms.append(MECHANISM)


register()
