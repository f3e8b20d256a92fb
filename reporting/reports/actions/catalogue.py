"""Loads the kinds of report from their catalogue file."""

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from reporting.reports.models import ReportKind
from reporting.reports.rules import Section
from responsibilities.roles import Capability as C
from responsibilities.units.rules import NATION_LO
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.perform import recorded
from revitalization.kit.periods import PERIODS
from revitalization.kit.ports import Entry
from revitalization.kit.reach import Span

FILE = settings.BASE_DIR / "catalogue" / "report_kinds.toml"
_PLAIN = (
    "title",
    "title_en",
    "periodicity",
    "addressee",
    "levels",
    "never_kinds",
    "length_limit",
    "review_levels",
)
_SOURCES = ("article_ref", "source", "verified", "sections")


def load_report_kinds(*, actor: Actor, file: Path = FILE) -> int:
    """Makes the stored kinds equal to the file's; returns how many rows were written. Twice changes nothing.

    A version that a cycle may rest on never changes: a changed kind needs a new number. Raises `Forbidden` to who does
    not run the nation's system, `Invalid` naming the kind and the reason; then nothing is loaded. What was loaded is
    one entry on the record.
    """
    actor.require(C.SYSTEM_RUN, Span(NATION_LO, NATION_LO))
    kinds = _read(file)
    entry = Entry("catalogue.load", actor, ("catalogue", "report_kinds"), file.name, NATION_LO)
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
    errors = [error for at, data in enumerate(kinds, 1) for error in _faults(at, data)]
    if errors or not kinds:
        raise Invalid(_("The catalogue of report kinds cannot be read."), errors=errors)
    return kinds


def _faults(at: int, data: dict[str, Any]) -> list[FieldError]:
    missing = [name for name in ("key", "number", *_PLAIN, *_SOURCES) if name not in data]
    if missing:
        return [FieldError(name, _("This is missing."), "required", row=at) for name in missing]
    if data["periodicity"] not in PERIODS:
        return [FieldError("periodicity", _("There is no such periodicity."), row=at)]
    try:
        sections = [Section.of(section) for section in data["sections"]]
    except (KeyError, TypeError, ValueError) as error:
        return [FieldError("sections", str(error), row=at)]
    if len({s.key for s in sections}) != len(sections) or not sections:
        return [FieldError("sections", _("Section keys must be there and different."), row=at)]
    return []


def _rows_to_write(kinds: list[dict[str, Any]]) -> list[ReportKind]:
    """The new and the changed rows, in the order of their numbers."""
    stored = {(kind.key, kind.number): kind for kind in ReportKind.objects.select_for_update()}
    newest = {data["key"]: max(d["number"] for d in kinds if d["key"] == data["key"]) for data in kinds}
    found = (
        _row(stored.get((data["key"], data["number"])), data, current=newest[data["key"]] == data["number"])
        for data in sorted(kinds, key=lambda d: (d["key"], d["number"]))
    )
    return [row for row in found if row is not None]


def _row(stored: ReportKind | None, data: dict[str, Any], *, current: bool) -> ReportKind | None:
    values = {name: data[name] for name in (*_PLAIN, *_SOURCES)} | {"current": current}
    if stored is None:
        return ReportKind(key=data["key"], number=data["number"], **values)
    changed = [name for name, value in values.items() if getattr(stored, name) != value]
    if not changed:
        return None
    if stored.cycle_set.exists() and changed != ["current"]:
        said = _("Version %(number)s of “%(key)s” is in use; give the changed kind a new number.")
        raise Invalid(said % {"number": stored.number, "key": stored.key})
    for name in changed:
        setattr(stored, name, values[name])
    return stored


def _write(rows: list[ReportKind]) -> None:
    """Versions that are no longer current make room first, also those that the file no longer has."""
    current = [row for row in rows if row.current]
    for row in current:
        ReportKind.objects.filter(key=row.key, current=True).exclude(number=row.number).update(current=False)
    for row in rows:
        row.save()
