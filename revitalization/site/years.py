"""A unit's own figures over the years: every measure, this period and the same of the years before."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Column, Grey, Stacked
from revitalization.kit.ledgers import Ledger
from revitalization.kit.measures import YEARS_BACK, At, Measure, place_of
from revitalization.site.measured import Beside, measured

NOTHING = Grey("—")


def years_part(actor: Actor, unit: Unit, request: HttpRequest) -> Mapping[str, Any]:
    """A ledger of all measures that may be seen of the unit and count anything of it."""

    def places(measure: Measure) -> Sequence[At]:
        at = place_of(actor.reach(measure.capability), unit)
        return [at] if at else []

    found = measured(actor, unit.span, places)
    rows = [one.of(unit) for one in found if any(it.whole or it.ahead for it in one.figures.values())]
    columns = [
        Column("measure", _("Measure"), value=lambda row: _(row.measure.label)),
        Column("lamp", _("Status"), "lamp", value=lambda row: row.measure.lamp(row.figure(row.among.now))),
        *(Column(f"y{back}", label, value=_said(back), missing=NOTHING) for back, label in enumerate(_labels())),
    ]  # fmt: skip
    return {"ledger": Ledger(columns, rows, empty=_("No data of this unit yet"))}


def _labels() -> Sequence[str]:
    before = [_("A year before"), _("Two years before"), _("Three years before")]
    return [_("Now"), *before[:YEARS_BACK]]


def _said(back: int) -> Callable[[Beside], Stacked | None]:
    return lambda row: row.said(back)
