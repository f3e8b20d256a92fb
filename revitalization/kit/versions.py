"""Kinds that ship as data, one row a version: one that is in use never changes, a changed kind is a new one."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry

Kind = Mapping[str, Any]


def read_kinds(file: Path, faults: Callable[[int, Kind], Sequence[FieldError]], refusal: str) -> list[Kind]:
    """The `[[kind]]` entries of a catalogue file; raises `Invalid` with the faults of each, or where there is none."""
    try:
        kinds: list[Kind] = tomllib.loads(file.read_text(encoding="utf-8")).get("kind", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Invalid(errors=[FieldError(file.name, str(error))]) from error
    errors = [error for at, data in enumerate(kinds, 1) for error in faults(at, data)]
    if errors or not kinds:
        raise Invalid(refusal, errors=errors)
    return kinds


def write_kinds(
    entry: Entry,
    model: type[Model],
    kinds: Sequence[Kind],
    values: Callable[[Kind], Mapping[str, Any]],
    used: Callable[[Any], bool],
) -> int:
    """Makes the stored kinds equal to these, as one entry on the record; returns how many rows were written.

    `model` has the columns `key`, `number` and `current`; `values` are the others of a kind. Raises `Invalid` for a
    changed version that is `used`; then nothing is written.
    """
    with transaction.atomic():
        rows = _to_write(model, kinds, values, used)
        if rows:
            with recorded(entry):
                added = sum(row.pk is None for row in rows)
                entry.count, entry.after = len(rows), {"added": added, "changed": len(rows) - added}
                _write(model, rows)
    return len(rows)


def _to_write(model: Any, kinds: Sequence[Kind], values: Any, used: Any) -> list[Any]:
    """The new and the changed rows, in the order of their numbers."""
    stored = {(kind.key, kind.number): kind for kind in model.objects.select_for_update()}
    newest = {data["key"]: max(d["number"] for d in kinds if d["key"] == data["key"]) for data in kinds}
    found = []
    for data in sorted(kinds, key=lambda d: (d["key"], d["number"])):
        key, number = data["key"], data["number"]
        wanted = {**values(data), "current": newest[key] == number}
        row = stored.get((key, number))
        if row is None:
            found.append(model(key=key, number=number, **wanted))
        elif _changed(row, wanted, used):
            found.append(row)
    return found


def _changed(row: Any, wanted: Mapping[str, Any], used: Callable[[Any], bool]) -> bool:
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if changed and changed != ["current"] and used(row):
        said = _("Version %(number)s of “%(key)s” is in use; give the changed kind a new number.")
        raise Invalid(said % {"number": row.number, "key": row.key})
    for name in changed:
        setattr(row, name, wanted[name])
    return bool(changed)


def _write(model: Any, rows: Sequence[Any]) -> None:
    """Versions that are no longer current make room first, also those that the file no longer has."""
    for row in rows:
        if row.current:
            others = model.objects.filter(key=row.key, current=True).exclude(number=row.number)
            others.update(current=False)
    for row in rows:
        row.save()
