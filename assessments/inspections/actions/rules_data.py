"""Rules as data: loading what the catalogue proposes, adopting it, changing and ending an issuer's own rules."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.inspections.models import Cap, Rule, Template
from assessments.inspections.models.plans import remit_of
from assessments.inspections.rules import kinds
from responsibilities.duties.models import Category
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from responsibilities.units.rules import NATION_LO
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid, Refused
from revitalization.kit.language import translated
from revitalization.kit.perform import recorded
from revitalization.kit.periods import FIRST_YEAR, LAST_YEAR
from revitalization.kit.ports import Entry
from revitalization.kit.reach import Span
from revitalization.kit.versions import read_kinds, write_kinds
from revitalization.kit.words import Words

FOLDER = settings.BASE_DIR / "catalogue"
RULES, CAPS = FOLDER / "inspection_rules.toml", FOLDER / "inspection_caps.toml"
SUBSTANCE = (
    "kind", "comprehensive", "announced", "levels", "categories", "every", "years", "share", "first_month",
    "last_month", "days",
)  # fmt: skip


def load_catalogue(*, actor: Actor) -> int:
    """Makes the stored templates and caps equal to the catalogue's; returns how many rows were written."""
    return load_templates(actor=actor) + load_caps(actor=actor)


def load_templates(*, actor: Actor, file: Path = RULES) -> int:
    """Makes the stored templates of rules equal to the file's; twice changes nothing.

    A version that an issuer adopted never changes. Raises `Forbidden` to who does not run the nation's system,
    `Invalid` naming rule and reason; then nothing is loaded.
    """
    actor.require(C.SYSTEM_RUN, Span(NATION_LO, NATION_LO))
    found = read_kinds(file, lambda at, data: _faults(at, kinds.faults(data)), _("The rules cannot be read."))
    entry = Entry("catalogue.load", actor, ("catalogue", "inspection_rules"), file.name, NATION_LO)
    return write_kinds(entry, Template, found, lambda data: _values(data, kinds.FIELDS), _adopted)


def load_caps(*, actor: Actor, file: Path = CAPS) -> int:
    """Makes the stored caps equal to the file's; twice changes nothing. Raises as `load_templates`."""
    actor.require(C.SYSTEM_RUN, Span(NATION_LO, NATION_LO))
    found = read_kinds(
        file, lambda at, data: _faults(at, kinds.cap_faults(data)), _("The caps cannot be read.")
    )
    entry = Entry("catalogue.load", actor, ("catalogue", "inspection_caps"), file.name, NATION_LO)
    return write_kinds(
        entry, Cap, found, lambda data: _values(data, ("most", "source", "verified")), lambda _cap: True
    )


def _faults(at: int, faults: Sequence[tuple[str, Words]]) -> list[FieldError]:
    return [FieldError(name, translated(why), row=at) for name, why in faults]


def _values(data: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    return {name: data[name] for name in fields if name in data and name not in ("key", "number")}


def _adopted(template: Template) -> bool:
    return Rule.objects.filter(template=f"{template.key}/{template.number}").exists()


def adopt(*, actor: Actor, issuer: Unit, template: Template, from_year: int, basis: str = "") -> Rule:
    """Adopts a rule of the catalogue for the issuer's plans from a year on; without a basis the catalogue's source.

    Raises `Forbidden` or `Hidden`, `Refused` where it holds already, `Invalid` naming the field.
    """
    said = {name: getattr(template, name) for name in SUBSTANCE}
    if template.issuer_level != issuer.level:
        raise Refused(_("This rule is for units of another level."))
    held = _held(actor, issuer, said["categories"])
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=issuer.pk)
        last = held.filter(key=template.key).order_by("-number").first()
        if last is not None and not last.ended:
            raise Refused(_("“%(title)s” is adopted already.") % {"title": last.title})
        return _written(
            actor,
            issuer,
            "adopt",
            said,
            key=template.key,
            number=last.number + 1 if last else 1,
            template=f"{template.key}/{template.number}",
            title=template.title,
            from_year=from_year,
            basis=basis.strip() or template.source,
        )


def set_rule(*, actor: Actor, rule: Rule, said: Mapping[str, Any]) -> Rule:
    """A new version of a rule with what is said of it (`SUBSTANCE`, title, from_year, until_year, basis).

    Plans that were drawn keep the version they were drawn by. Raises as `adopt`; `Refused` for an older version.
    """
    held = _held(actor, rule.issuer, [*rule.categories] if rule.categories else [])
    _held(actor, rule.issuer, said["categories"])
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=rule.issuer_id)
        last = held.filter(key=rule.key).order_by("-number").first()
        if last is None or last.pk != rule.pk:
            raise Refused(_("This rule was changed meanwhile; open it again."))
        more = {name: said[name] for name in ("title", "from_year", "until_year", "basis")}
        substance = {name: said[name] for name in SUBSTANCE}
        return _written(
            actor,
            rule.issuer,
            "change",
            substance,
            key=rule.key,
            number=rule.number + 1,
            template=rule.template,
            **more,
        )


def end_rule(*, actor: Actor, rule: Rule, reason: str) -> Rule:
    """Takes the rule out of force with a reason; what was drawn by it stays. Raises as `set_rule`."""
    if not reason.strip():
        raise Invalid(errors=[FieldError("reason", _("This is required here."), "required")])
    held = _held(actor, rule.issuer, rule.categories)
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=rule.issuer_id)
        last = held.filter(key=rule.key).order_by("-number").first()
        if last is None or last.pk != rule.pk or last.ended:
            raise Refused(_("This rule was changed meanwhile; open it again."))
        more = {name: getattr(rule, name) for name in ("title", "from_year", "until_year", "template")}
        substance = {name: getattr(rule, name) for name in SUBSTANCE}
        return _written(
            actor,
            rule.issuer,
            "end",
            substance,
            key=rule.key,
            number=rule.number + 1,
            basis=reason.strip(),
            ended=True,
            **more,
        )


def _held(actor: Actor, issuer: Unit, categories: Sequence[str]) -> Any:
    actor.require(C.INSPECT_PLAN, issuer, sees=C.INSPECT_READ, remit=remit_of(list(categories)))
    return Rule.objects.filter(issuer=issuer)


def _written(actor: Actor, issuer: Unit, verb: str, substance: Mapping[str, Any], **more: Any) -> Rule:
    _check(issuer, substance, more)
    name = f"{issuer.code}/{more['key']}"
    entry = Entry(f"inspection_rule.{verb}", actor, ("inspection_rule", name), more["title"], issuer.lo)
    with recorded(entry):
        entry.after = {"number": more["number"], "from_year": more["from_year"]}
        return Rule.objects.create(
            issuer=issuer,
            lo=issuer.lo,
            by_id=actor.user_id,
            by_name=actor.name,
            **substance,
            **more,
        )


def _check(issuer: Unit, substance: Mapping[str, Any], more: Mapping[str, Any]) -> None:
    below = kinds.LEVELS[kinds.LEVELS.index(issuer.level) + 1 :]
    errors = [FieldError(name, translated(why)) for name, why in kinds.wrong(substance, below)]
    errors += [
        FieldError(name, _("This is required here."), "required")
        for name in ("title", "basis")
        if not str(more[name]).strip()
    ]
    last = more.get("until_year")
    if not _sane(more["from_year"]) or (last is not None and not _sane(last)):
        errors.append(FieldError("from_year", _("Not a date in this century.")))
    elif last is not None and last < more["from_year"]:
        errors.append(FieldError("until_year", _("It ends before it begins.")))
    known = set(Category.objects.filter(key__in=substance["categories"]).values_list("key", flat=True))
    if unknown := sorted(set(substance["categories"]) - known):
        errors.append(
            FieldError("categories", _("No such category: %(keys)s.") % {"keys": " ".join(unknown)})
        )
    if errors:
        raise Invalid(errors=errors)


def _sane(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR
