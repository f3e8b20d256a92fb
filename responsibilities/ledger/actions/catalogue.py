"""Loads the kinds of the ledger from their catalogue file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from responsibilities.ledger.models import Kind, Matter
from responsibilities.ledger.rules.kinds import FIELDS, faults
from responsibilities.roles import Capability as C
from responsibilities.units.rules import NATION_LO
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError
from revitalization.kit.language import translated
from revitalization.kit.ports import Entry
from revitalization.kit.reach import Span
from revitalization.kit.versions import read_kinds, write_kinds

FILE = settings.BASE_DIR / "catalogue" / "ledger_kinds.toml"


def load_kinds(*, actor: Actor, file: Path = FILE) -> int:
    """Makes the stored kinds equal to the file's; returns how many rows were written. Twice changes nothing.

    A version that a matter rests on never changes: a changed kind needs a new number. Raises `Forbidden` to who does
    not run the nation's system, `Invalid` naming the kind and the reason; then nothing is loaded.
    """
    actor.require(C.SYSTEM_RUN, Span(NATION_LO, NATION_LO))
    kinds = read_kinds(file, _faults, _("The catalogue of the ledger's kinds cannot be read."))
    entry = Entry("catalogue.load", actor, ("catalogue", "ledger_kinds"), file.name, NATION_LO)
    return write_kinds(entry, Kind, kinds, _values, lambda kind: Matter.objects.filter(kind=kind).exists())


def _faults(at: int, data: Mapping[str, Any]) -> list[FieldError]:
    return [FieldError(name, translated(why), row=at) for name, why in faults(data)]


def _values(data: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: data[name] for name in FIELDS if name in data and name not in ("key", "number")}
    return {"route_now": [], "issuers": [], "levels": [], **said}
