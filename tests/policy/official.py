"""What a request did that is official: row history by its context, and entries of the record."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connection
from pghistory.models import Event

from responsibilities.record.models import Entry


def histories() -> list[type[Event]]:
    """The history of every tracked table; a new one is found by itself."""
    return [model for model in apps.get_models() if issubclass(model, Event)]


@dataclass
class Done:
    """Entries written, and for each context the tables whose official rows changed under it."""

    entries: list[tuple[str, UUID | None]]
    changed: dict[UUID | None, set[str]]


class Watch:
    """From its making on: what was recorded and which official rows changed."""

    def __init__(self) -> None:
        self.entry = Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0
        self.upto = {model: self._newest(model) for model in histories()}

    def _newest(self, model: type[Event]) -> int:
        return model._default_manager.order_by("-pgh_id").values_list("pgh_id", flat=True).first() or 0

    def done(self) -> Done:
        entries = Entry.objects.filter(id__gt=self.entry).order_by("id").values_list("verb", "context")
        changed: dict[UUID | None, set[str]] = defaultdict(set)
        for model, last in self.upto.items():
            rows = model._default_manager.filter(pgh_id__gt=last).order_by()
            for context in rows.values_list("pgh_context_id", flat=True).distinct():
                changed[context].add(model._meta.db_table)
        return Done(list(entries), dict(changed))


@contextmanager
def unwritable_record() -> Iterator[None]:
    """The record takes no entry, as when its disk or its rights are gone; inside a transaction that is taken back."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(
            "CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'the record cannot be written' USING ERRCODE = 'disk_full'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON record_entry FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse()"
        )
        cursor.execute(f'SET ROLE "{settings.APPLICATION_ROLE}"')
    yield
