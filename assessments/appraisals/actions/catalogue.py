"""Loading the kinds of criteria that no scheme may hold."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from assessments.appraisals.models import BannedKind
from responsibilities.roles import Capability as C
from responsibilities.units.rules import NATION_LO
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError
from revitalization.kit.ports import Entry
from revitalization.kit.reach import Span
from revitalization.kit.versions import read_kinds, write_kinds

BANNED = settings.BASE_DIR / "catalogue" / "banned_criteria.toml"
FIELDS = ("title", "title_en", "patterns", "basis")


def load_catalogue(*, actor: Actor, file: Path = BANNED) -> int:
    """Makes the stored kinds equal to the file's; twice changes nothing.

    Raises `Forbidden` to who does not run the nation's system, `Invalid` naming kind and reason.
    """
    actor.require(C.SYSTEM_RUN, Span(NATION_LO, NATION_LO))
    found = read_kinds(file, _faults, _("The banned criteria cannot be read."))
    entry = Entry("catalogue.load", actor, ("catalogue", "banned_criteria"), file.name, NATION_LO)
    # Nothing rests on a version: a published scheme was held against the list of its day.
    return write_kinds(entry, BannedKind, found, _values, lambda _kind: False)


def _values(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in FIELDS}


def _faults(at: int, data: Mapping[str, Any]) -> list[FieldError]:
    missing = [name for name in ("key", "number", *FIELDS) if not data.get(name)]
    if missing:
        return [FieldError(name, _("is missing"), row=at) for name in missing]
    return [
        FieldError("patterns", _("is no pattern: %(pattern)s") % {"pattern": one}, row=at)
        for one in data["patterns"]
        if not _compiles(one)
    ]


def _compiles(pattern: str) -> bool:
    try:
        return bool(re.compile(pattern))
    except re.error:
        return False
