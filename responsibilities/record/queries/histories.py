"""Official rows against their own history: what was changed, put in or taken away past every act on the record.

Each step of a tracked row leaves an image, written by the database itself, with the context of the act; each act has
one entry of that context. A row that differs from its newest image, has none although its table writes one at birth, or
is gone, and an image under the context of no entry: all of it was done behind the back of the record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from pghistory import InsertEvent
from pghistory.models import Event

from responsibilities.record.models import Entry
from responsibilities.record.queries.contents import is_adopted
from revitalization.kit.registry import REGISTRY
from revitalization.kit.sealed import Sealed

WHY = {
    "altered": "is not as its newest image in {history} has it: it was changed past the record",
    "gone": "is missing, although {history} has images of it: it was taken away past the record",
    "unborn": "has no first image in {history}: it was put in past the record",
    "unentered": "has an image in {history} that belongs to no entry of the record",
}


@dataclass(frozen=True)
class Unrecorded:
    """One row of an official table that nobody recorded so; `why` is one of `WHY`."""

    table: str
    history: str
    key: str
    why: str

    def __str__(self) -> str:
        return f"{self.table} {self.key} {WHY[self.why].format(history=self.history)}"


def histories() -> list[type[Event]]:
    """The history of every tracked table; a new one is found by itself."""
    return [model for model in apps.get_models() if issubclass(model, Event)]


def unrecorded(history: type[Event], limit: int) -> Sequence[Unrecorded]:
    """Rows of one official table that the record does not know so, at most `limit`; one query."""
    tracked: Any = history.pgh_tracked_model
    rows, images = tracked._meta.db_table, history._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(_sql(history), [limit])
        return [Unrecorded(rows, images, *found) for found in cursor.fetchall()]


def _sealed(history: type[Event]) -> Sealed | None:
    """What of the table is under seal row by row: of that, `contents` tells."""
    tracked = history.pgh_tracked_model
    kinds = (kind for kind in REGISTRY.sealed() if kind.model is tracked and kind.complete)
    return next((kind for kind in kinds if is_adopted(kind)), None)


def _sql(history: type[Event]) -> str:
    tracked: Any = history.pgh_tracked_model
    trackers: Sequence[Any] = history.pgh_trackers or ()
    sealed = _sealed(history)
    rows, images, entries = tracked._meta.db_table, history._meta.db_table, Entry._meta.db_table
    key = f'"{tracked._meta.pk.column}"'
    told = {sealed.column(name) for name in (sealed.key, *sealed.fields)} if sealed else set()
    columns = [f.column for f in history._meta.concrete_fields if not f.name.startswith("pgh_")]
    there, noted = (
        ", ".join(f'{row}."{column}"' for column in columns if column not in told) for row in ("r", "n")
    )
    born = any(isinstance(tracker, InsertEvent) for tracker in trackers)
    missing = f"r.{key} IS NULL" if sealed is None else "FALSE"
    unborn = (
        f" UNION ALL SELECT r.{key}::text, 'unborn' FROM {rows} r WHERE NOT EXISTS"
        f" (SELECT 1 FROM {images} i WHERE i.pgh_obj_id = r.{key} AND i.pgh_label = 'insert')"
    )
    return f"""
        WITH newest AS (SELECT DISTINCT ON (pgh_obj_id) * FROM {images} ORDER BY pgh_obj_id, pgh_id DESC)
        SELECT n.pgh_obj_id::text, CASE WHEN r.{key} IS NULL THEN 'gone' ELSE 'altered' END
          FROM newest n LEFT JOIN {rows} r ON r.{key} = n.pgh_obj_id
         WHERE {missing} OR (r.{key} IS NOT NULL AND ROW({there}) IS DISTINCT FROM ROW({noted}))
        UNION ALL
        SELECT DISTINCT i.pgh_obj_id::text, 'unentered' FROM {images} i
         WHERE NOT EXISTS (SELECT 1 FROM {entries} e WHERE e.context = i.pgh_context_id)
        {unborn if born and sealed is None else ""}
        LIMIT %s
    """
