"""Loads the kinds of report from their catalogue file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from reporting.reports.models import ReportKind
from reporting.reports.rules import Section
from responsibilities.roles import Capability as C
from responsibilities.units.rules import NATION_LO
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError
from revitalization.kit.periods import PERIODS
from revitalization.kit.ports import Entry
from revitalization.kit.reach import Span
from revitalization.kit.versions import read_kinds, write_kinds

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
    kinds = read_kinds(file, _faults, _("The catalogue of report kinds cannot be read."))
    entry = Entry("catalogue.load", actor, ("catalogue", "report_kinds"), file.name, NATION_LO)
    return write_kinds(entry, ReportKind, kinds, _values, lambda kind: kind.cycle_set.exists())


def _values(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in (*_PLAIN, *_SOURCES)}


def _faults(at: int, data: Mapping[str, Any]) -> list[FieldError]:
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
