"""The units that draw up schemes; those a scheme names: there, below the issuer, of a level that it assesses."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.appraisals.rules.assessed import ASSESSED
from assessments.appraisals.rules.fields import Fault
from assessments.appraisals.rules.reading import GROUP
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.words import N_, Words


def designing_units(actor: Actor) -> dict[str, Unit]:
    """The units at which the actor draws up schemes, by code in the order of the tree; one query."""
    found = Unit.objects.live().territorial().held_by(actor, C.ASSESS_DESIGN).filter(level__in=list(ASSESSED))
    return {unit.code: unit for unit in found}


def codes_in(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Group and code of every unit the tables name, in their order; what is no text is left out."""
    groups = [one for one in content.get(GROUP, ()) if isinstance(one, Mapping)]
    return [
        (str(one.get("key", "")), code)
        for one in groups
        for code in one.get("units") or ()
        if isinstance(code, str)
    ]


def units_in(content: Mapping[str, Any]) -> dict[str, Unit]:
    """The live units that the tables name, by code; one question."""
    return Unit.objects.by_code(code for _group, code in codes_in(content))


def faults_of_units(issuer: Unit, content: Mapping[str, Any], units: Mapping[str, Unit]) -> list[Fault]:
    """Units that are not there, not below the issuer, or not of its to assess; `units` are those of `units_in`."""
    return [
        fault for group, code in codes_in(content) for fault in _of_unit(issuer, group, code, units.get(code))
    ]


def _of_unit(issuer: Unit, group: str, code: str, unit: Unit | None) -> Iterator[Fault]:
    place = f"[[{GROUP}]] {group}"
    if unit is None:
        yield Fault(place, Words(N_("there is no unit with the code %(code)s"), {"code": code}))
    elif unit.is_body:
        if unit.parent_id != issuer.pk:
            yield Fault(
                place,
                Words(
                    N_("%(unit)s is no department of %(issuer)s"), {"unit": unit.name, "issuer": issuer.name}
                ),
            )
    elif not issuer.lo < unit.lo <= issuer.hi:
        values = {"unit": unit.name, "code": code, "issuer": issuer.name}
        yield Fault(place, Words(N_("%(unit)s (%(code)s) is not below %(issuer)s"), values))
    elif unit.level not in ASSESSED.get(issuer.level, ()):
        values = {"unit": unit.name, "issuer": issuer.name}
        yield Fault(place, Words(N_("%(unit)s is of a level that %(issuer)s does not assess"), values))
