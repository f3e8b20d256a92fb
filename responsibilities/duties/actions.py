"""Loading the catalogue of categories and duties."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from responsibilities.duties.models import Category, CategoryVersion, DutyRequirement
from responsibilities.duties.rules import Catalogue, parse
from responsibilities.roles import Capability
from responsibilities.units.rules import NATION_LO
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.language import translated
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry
from revitalization.kit.reach import Span

FILE = Path(settings.BASE_DIR) / "catalogue" / "duties.toml"


@dataclass(frozen=True)
class Loaded:
    """How many categories and duties the file has, and how many rows were added or changed."""

    categories: int
    duties: int
    added: int
    changed: int


def load_catalogue(*, actor: Actor, path: Path = FILE) -> Loaded:
    """Makes the national categories and duties say what the file says; what the file leaves out stays.

    Raises `Forbidden` without the right to run the nation's system, `Invalid` that names each faulty key and the
    reason, and then nothing is loaded. Loading the same file twice changes nothing and leaves no second record entry.
    """
    # The catalogue is the nation's: who runs the system of a province does not change it.
    actor.require(Capability.SYSTEM_RUN, Span(NATION_LO, NATION_LO))
    found = read(path)
    entry = Entry("catalogue.load", actor, ("catalogue", "duties"), path.name, NATION_LO)
    with transaction.atomic():
        work = _Work(found)
        if work.count:
            with recorded(entry):
                entry.count, entry.after = work.count, {"added": work.added, "changed": work.changed}
                work.write()
    return Loaded(len(found.categories), len(found.duties), work.added, work.changed)


def read(path: Path) -> Catalogue:
    """The file, checked whole; raises `Invalid` when it is not there, is no TOML, or with every faulty key and its
    reason.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Invalid(
            _("The catalogue cannot be read."), errors=[FieldError(path.name, str(error), "unreadable")]
        ) from error
    found = parse(data)
    if found.faults:
        errors = [FieldError(f.key, translated(f.words), "catalogue") for f in found.faults]
        raise Invalid(_("The catalogue has errors; nothing was loaded."), errors=errors)
    return found


class _Work:
    """What must be added and changed so that the tables say what the file says."""

    def __init__(self, found: Catalogue) -> None:
        self._national = {c.key: c for c in Category.objects.select_for_update().filter(owner_unit=None)}
        self._found = found
        self._new_categories = [
            Category(key=c.key, side=c.side) for c in found.categories if c.key not in self._national
        ]
        sides = [
            c.key
            for c in found.categories
            if c.key in self._national and self._national[c.key].side != c.side
        ]
        if sides:
            errors = [
                FieldError(key, _("A duty category cannot move between departments and localities."), "side")
                for key in sides
            ]
            raise Invalid(_("The catalogue has errors; nothing was loaded."), errors=errors)
        self._versions = _Rows(CategoryVersion, ("category_key", "year_from"), self._stored_versions())
        for key, values in self._version_values():
            self._versions.want(key, values)
        stored = {(d.key, d.year_from): d for d in DutyRequirement.objects.select_for_update()}
        self._duties = _Rows(DutyRequirement, ("key", "year_from"), stored)
        for key, values in self._duty_values():
            self._duties.want(key, values)

    @property
    def added(self) -> int:
        return len(self._new_categories) + len(self._versions.new) + len(self._duties.new)

    @property
    def changed(self) -> int:
        return len(self._versions.changed) + len(self._duties.changed)

    @property
    def count(self) -> int:
        return self.added + self.changed

    def write(self) -> None:
        Category.objects.bulk_create(self._new_categories)
        known = {**self._national, **{c.key: c for c in self._new_categories}}
        for values in self._versions.new:
            values["category"] = known[values.pop("category_key")]
        self._versions.write()
        self._duties.write()

    def _stored_versions(self) -> dict[tuple[str, int], models.Model]:
        rows = CategoryVersion.objects.select_for_update(of=("self",)).filter(category__owner_unit=None)
        return {(row.category.key, row.year_from): row for row in rows.select_related("category")}

    def _version_values(self) -> list[tuple[tuple[str, int], dict[str, Any]]]:
        return [
            (
                (category.key, version.year_from),
                {
                    **version.texts,
                    "year_to": version.year_to,
                    "primary": version.primary,
                    "tags": list(version.tags),
                    "verified": version.verified,
                },
            )
            for category in self._found.categories
            for version in category.versions
        ]

    def _duty_values(self) -> list[tuple[tuple[str, int], dict[str, Any]]]:
        names = ("level", "year_to", "counted", "minimum", "window", "coverage", "order", "verified")
        return [
            ((duty.key, duty.year_from), {**duty.texts, **{name: getattr(duty, name) for name in names}})
            for duty in self._found.duties
        ]


class _Rows:
    """The rows of one table held against what is wanted."""

    def __init__(
        self, model: type[models.Model], key_names: tuple[str, str], stored: Mapping[tuple[str, int], Any]
    ) -> None:
        self._model, self._key_names, self._stored = model, key_names, stored
        self._names: set[str] = set()
        self.new: list[dict[str, Any]] = []
        self.changed: list[models.Model] = []

    def want(self, key: tuple[str, int], values: dict[str, Any]) -> None:
        row = self._stored.get(key)
        if row is None:
            self.new.append({**dict(zip(self._key_names, key, strict=True)), **values})
            return
        differing = [name for name, value in values.items() if getattr(row, name) != value]
        for name in differing:
            setattr(row, name, values[name])
        if differing:
            self._names |= set(differing)
            self.changed.append(row)

    def write(self) -> None:
        """Changes come first: a wording that ends makes room for the next one."""
        manager = self._model._default_manager
        if self.changed:
            manager.bulk_update(self.changed, sorted(self._names))
        manager.bulk_create([self._model(**values) for values in self.new])
