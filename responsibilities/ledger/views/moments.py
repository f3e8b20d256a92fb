"""The ledger in the line of a unit's year."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from responsibilities.ledger import rules
from responsibilities.ledger.queries.moments import ITEM, MATTER, Happened, happened
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.unit_page import Moment
from revitalization.kit.words import N_

DID = {
    "declare": ("blue", N_("applied for closing"), 2),
    "return": ("amber", N_("returned for rework"), 3),
    "extend": ("grey", N_("later deadline granted"), 4),
    "verify": ("green", N_("closed from above"), 5),
    "reopen": ("red", N_("reopened"), 6),
    "cancel": ("grey", N_("cancelled"), 7),
}
"""By act: tone, word, place among those of the day."""


def moments(actor: Actor, unit: Unit, first: date, last: date) -> Iterator[Moment]:
    """What the unit was given, applied for, got closed, returned or reopened, what is due; what it issued itself."""
    today = clock.today()
    for row in happened(actor, unit, first, last):
        for moment in _of(row, unit, today):
            if first <= moment.on <= last:
                yield moment


def _of(row: Happened, unit: Unit, today: date) -> Iterator[Moment]:
    said = f"{row.number} {row.title}"
    on = clock.local(row.at).date() if row.at else None
    if row.what == MATTER:
        if on is not None:
            what = _("Issued %(number)s: %(title)s") % {"number": row.number, "title": row.title}
            yield Moment(on, what, reverse("matter", args=[row.matter]), "blue", _("issued"))
        return
    url = reverse("ledger_item", args=[row.matter, unit.code])
    if row.what == ITEM:
        if on is not None:
            yield Moment(on, said, url, "grey", _("put on the ledger"), 1)
        if row.due_on is not None and row.status in rules.WITH_THE_UNIT:
            late = rules.overdue(row.status, row.due_on, today)
            tone, state = ("red", _("overdue")) if late else ("grey", _("due"))
            yield Moment(row.due_on, said, url, tone, state, 8)
    elif on is not None:
        tone, word, order = DID[row.act]
        yield Moment(on, said, url, tone, _(word), order)
