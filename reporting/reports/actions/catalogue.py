"""Loads the kinds of report from their catalogue file."""

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from reporting.reports.models import ReportKind
from reporting.reports.rules import PERIODS, Section
from revitalization.kit.errors import FieldError, Invalid

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


def load_report_kinds(file: Path = FILE) -> int:
    """Makes the stored kinds equal to the file's; returns how many rows were written. Twice changes nothing.

    A version that a cycle may rest on never changes: a changed kind needs a new number. Raises `Invalid` naming the
    kind and the reason; then nothing is loaded.
    """
    kinds = _read(file)
    with transaction.atomic():
        stored = {(kind.key, kind.number): kind for kind in ReportKind.objects.select_for_update()}
        newest = {data["key"]: max(d["number"] for d in kinds if d["key"] == data["key"]) for data in kinds}
        return sum(
            _load(data, stored, newest) for data in sorted(kinds, key=lambda d: (d["key"], d["number"]))
        )


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


def _load(data: dict[str, Any], stored: dict[tuple[str, int], ReportKind], newest: dict[str, int]) -> int:
    values = {name: data[name] for name in (*_PLAIN, *_SOURCES)}
    values["current"] = newest[data["key"]] == data["number"]
    found = stored.get((data["key"], data["number"]))
    if found is None:
        ReportKind.objects.filter(key=data["key"], current=True, number__lt=data["number"]).update(
            current=False
        )
        ReportKind.objects.create(key=data["key"], number=data["number"], **values)
        return 1
    changed = [name for name, value in values.items() if getattr(found, name) != value]
    if not changed:
        return 0
    if found.cycle_set.exists() and changed != ["current"]:
        said = _("Version %(number)s of “%(key)s” is in use; give the changed kind a new number.")
        raise Invalid(said % {"number": found.number, "key": found.key})
    for name in changed:
        setattr(found, name, values[name])
    found.save()
    return 1
