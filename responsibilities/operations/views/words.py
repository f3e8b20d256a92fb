"""Lengths of time and parts of the installation, in words."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from responsibilities.operations.queries.readiness import Part
from responsibilities.operations.rules import span
from revitalization.kit.words import N_

PARTS: Mapping[str, str] = {
    "broker": N_("Queue"),
    "changes": N_("Changes to the database"),
    "clock": N_("Clock"),
    "database": N_("Database"),
    "migrations": N_("Migrations"),
}
BACKED_UP: Mapping[str, str] = {"database": N_("Database"), "files": N_("Files and anchor file")}
BACKUPS: Mapping[str, str] = {"dump": N_("dump"), "base": N_("base backup"), "files": N_("archive of files")}
DISKS: Mapping[str, str] = {"files": N_("Disk of files"), "data": N_("Disk of data")}


def length(of: timedelta) -> str:
    """A length of time in words: "3 hours"."""
    told = span(of)
    if told.unit == "day":
        return ngettext("%(n)s day", "%(n)s days", told.n) % {"n": told.n}
    if told.unit == "hour":
        return ngettext("%(n)s hour", "%(n)s hours", told.n) % {"n": told.n}
    if told.unit == "minute":
        return ngettext("%(n)s minute", "%(n)s minutes", told.n) % {"n": told.n}
    return ngettext("%(n)s second", "%(n)s seconds", told.n) % {"n": told.n}


def part_name(part: Part) -> str:
    """The part's name in the reader's language; its key where no word is known."""
    return _(PARTS.get(part.name, part.name))


def part_state(part: Part) -> str:
    """What is wrong with the part, or that nothing is."""
    return _(part.wrong) % {"n": part.n} if part.wrong else _("in order")
