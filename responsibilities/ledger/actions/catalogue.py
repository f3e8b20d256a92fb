"""Loads the kinds of the ledger from their catalogue file."""

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from responsibilities.ledger.models import Kind, Matter
from responsibilities.ledger.rules.kinds import FIELDS, faults
from responsibilities.roles import Capability as C
from responsibilities.units.rules import NATION_LO
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.language import translated
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry
from revitalization.kit.reach import Span

FILE = settings.BASE_DIR / "catalogue" / "ledger_kinds.toml"


def load_kinds(*, actor: Actor, file: Path = FILE) -> int:
    """Makes the stored kinds equal to the file's; returns how many rows were written. Twice changes nothing.

    A version that a matter rests on never changes: a changed kind needs a new number. Raises `Forbidden` to who does
    not run the nation's system, `Invalid` naming the kind and the reason; then nothing is loaded.
    """
    actor.require(C.SYSTEM_RUN, Span(NATION_LO, NATION_LO))
    kinds = _read(file)
    entry = Entry("catalogue.load", actor, ("catalogue", "ledger_kinds"), file.name, NATION_LO)
    with transaction.atomic():
        rows = _rows_to_write(kinds)
        if rows:
            with recorded(entry):
                added = sum(row.pk is None for row in rows)
                entry.count, entry.after = len(rows), {"added": added, "changed": len(rows) - added}
                _write(rows)
    return len(rows)


def _read(file: Path) -> list[dict[str, Any]]:
    try:
        kinds: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8")).get("kind", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Invalid(errors=[FieldError(file.name, str(error))]) from error
    errors = [
        FieldError(name, translated(why), row=at)
        for at, data in enumerate(kinds, 1)
        for name, why in faults(data)
    ]
    if errors or not kinds:
        raise Invalid(_("The catalogue of the ledger's kinds cannot be read."), errors=errors)
    return kinds


def _rows_to_write(kinds: list[dict[str, Any]]) -> list[Kind]:
    """The new and the changed rows, in the order of their numbers."""
    stored = {(kind.key, kind.number): kind for kind in Kind.objects.select_for_update()}
    newest = {data["key"]: max(d["number"] for d in kinds if d["key"] == data["key"]) for data in kinds}
    found = (
        _row(stored.get((data["key"], data["number"])), data, current=newest[data["key"]] == data["number"])
        for data in sorted(kinds, key=lambda d: (d["key"], d["number"]))
    )
    return [row for row in found if row is not None]


def _row(stored: Kind | None, data: dict[str, Any], *, current: bool) -> Kind | None:
    values = {name: data[name] for name in FIELDS if name in data and name not in ("key", "number")}
    values = {"route_now": [], **values, "current": current}
    if stored is None:
        return Kind(key=data["key"], number=data["number"], **values)
    changed = [name for name, value in values.items() if getattr(stored, name) != value]
    if not changed:
        return None
    if changed != ["current"] and Matter.objects.filter(kind=stored).exists():
        said = _("Version %(number)s of “%(key)s” is in use; give the changed kind a new number.")
        raise Invalid(said % {"number": stored.number, "key": stored.key})
    for name in changed:
        setattr(stored, name, values[name])
    return stored


def _write(rows: list[Kind]) -> None:
    """Versions that are no longer current make room first, also those that the file no longer has."""
    for row in rows:
        if row.current:
            others = Kind.objects.filter(key=row.key, current=True).exclude(number=row.number)
            others.update(current=False)
    for row in rows:
        row.save()
