"""What the pages of the ledger share: departments to choose from, and rows of what was written beside an item."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responsibilities.ledger import rules
from responsibilities.ledger.models import Handling, Item, Progress, Turn
from responsibilities.ledger.rules.lamps import SHORT_WORDS, TONES, WHY_SHORT, per_cent
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Column, Lamp, Stacked
from revitalization.kit.language import said_day
from revitalization.kit.ledgers import Ledger


def issuers_of(actor: Actor) -> list[Unit]:
    """The units at which the actor draws up and issues matters, in the order of the tree."""
    return list(Unit.objects.live().territorial().held_by(actor, C.LEDGER_ISSUE))


def departments_of(units: Sequence[Unit]) -> list[Unit]:
    """Departments and offices hung on these units, in the order of the tree."""
    return list(Unit.objects.live().filter(parent__in=units, is_body=True).order_by("lo"))


def progress_lines(rows: Sequence[Progress]) -> Ledger:
    """What was reported, the latest day first; each is the unit's own word."""
    return Ledger(PROGRESS, rows, empty=_("Nothing has been reported yet"))


PROGRESS = (
    Column("on_day", _("As of"), "date", value=lambda it: it.on_day),
    Column("percent", _("Claimed"), value=lambda it: per_cent(it.percent)),
    Column(
        "words",
        _("How it goes on"),
        value=lambda it: Stacked(it.words, it.reason) if it.reason else it.words,
        lead=True,
    ),
    Column("by", _("Reported by"), value=lambda it: it.by_name),
)


def handling_lines(rows: Sequence[Handling]) -> Ledger:
    """The steps of the item with their words, the latest first."""
    return Ledger(HANDLINGS, rows, empty=_("No step has been taken yet"))


def _what(row: Handling) -> Stacked:
    said = [row.words, row.effect, row.place, row.document_number]
    if row.on_day and row.until:
        said.append(f"{said_day(row.on_day)} – {said_day(row.until)}")
    elif row.on_day:
        said.append(said_day(row.on_day))
    if row.due_on:
        said.append(gettext("deadline %(day)s") % {"day": said_day(row.due_on)})
    label = rules.WORKFLOW.act(row.act).label
    return Stacked(gettext(label), " · ".join(filter(None, said)))


HANDLINGS = (
    Column("at", _("When"), "datetime", value=lambda it: it.at),
    Column("act", _("Step"), value=_what, lead=True),
    Column("by", _("By"), value=lambda it: Stacked(it.by_name, it.post) if it.post else it.by_name),
)


def turn_lines(rows: Sequence[Turn]) -> Ledger:
    """How the lamp turned, the latest first, and why."""
    return Ledger(TURNS, rows, empty=_("The lamp has not turned yet"))


def _turned(it: Turn) -> Any:
    """The lamp it turned to; of funds it says so."""
    lamp = Lamp(TONES[it.lamp], gettext(SHORT_WORDS[it.lamp]))
    return Stacked(lamp, gettext("Payment lamp")) if it.payment else lamp


TURNS = (
    Column("on", _("Since the day"), "date", value=lambda it: it.on_day),
    Column("lamp", _("Lamp"), "lamp", value=lambda it: _turned(it), lead=True),
    Column("why", _("Why"), value=lambda it: gettext(WHY_SHORT[it.why]) if it.why else ""),
)


def stands(row: Item) -> str:
    """What was reported last and what is expected by today, so that nobody has to look it up."""
    expected = {"expected": f"{int(row.course.expected(clock.today()))}%"}
    if row.percent is None or row.progressed_on is None:
        return gettext("Nothing has been reported yet; %(expected)s is expected by today.") % expected
    said = gettext("Last reported: %(percent)s on %(day)s; %(expected)s is expected by today.")
    return said % {"percent": per_cent(row.percent), "day": said_day(row.progressed_on), **expected}
