"""One act on many reports picked from the inbox: each is done or refused by itself, and each is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from reporting.reports.actions.deciding import receive, receive_and_accept
from reporting.reports.actions.filing import submit
from reporting.reports.actions.reminding import remind_rows
from reporting.reports.models import Obligation, Reminder
from reporting.reports.queries.within import named
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.inbox import Outcome, Picked
from revitalization.kit.language import said_day
from revitalization.kit.many import done_each, picked_rows, told_each


def receive_each(actor: Actor, picked: Sequence[Picked]) -> list[Outcome]:
    """Receives each of the reports; one outcome for each picked line, refusals with their reason, in its order."""
    return _each(actor, picked, lambda row, version: receive(actor=actor, obligation=row, version=version))


def accept_each(actor: Actor, picked: Sequence[Picked]) -> list[Outcome]:
    """Accepts each of the reports, those that were not received yet after receiving them; one outcome for each."""
    return _each(
        actor, picked, lambda row, version: receive_and_accept(actor=actor, obligation=row, version=version)
    )


def submit_each(actor: Actor, picked: Sequence[Picked]) -> list[Outcome]:
    """Submits each of the signed reports, without a number of its own."""
    return _each(actor, picked, lambda row, version: submit(actor=actor, obligation=row, version=version))


def remind_each(actor: Actor, picked: Sequence[Picked]) -> list[Outcome]:
    """Reminds each of the units whose reports are missing, at most once a day; whatever its version is."""
    rows = _rows(actor, picked)
    return told_each(picked, dict(zip(rows, _reminded(actor, list(rows.values())), strict=True)))


def remind_units(actor: Actor, cycle_id: int, title: str, units: Sequence[tuple[str, str]]) -> list[Outcome]:
    """The same for units by code and name, in one cycle of that title; one that owes nothing there is refused."""
    rows = Obligation.objects.full().within(actor.reach(C.REPORT_READ))
    owed = list(rows.filter(cycle_id=cycle_id, unit__code__in=[code for code, _name in units]))
    outcomes = dict(zip((row.unit.code for row in owed), _reminded(actor, owed), strict=True))
    nothing = _("Nothing of this unit is missing here.")
    return [outcomes.get(code) or Outcome(name, title, nothing) for code, name in units]


def _reminded(actor: Actor, rows: Sequence[Obligation]) -> list[Outcome]:
    """Each with the day on which its unit was reminded before."""
    last = _last_reminded(rows)
    refused = remind_rows(actor, rows)
    return [replace(_outcome(row, refused[row.pk]), note=_said_last(last, row)) for row in rows]


def _last_reminded(rows: Sequence[Obligation]) -> dict[tuple[int, int], date]:
    """By cycle and unit, the last day on which it was reminded, by hand or by the clock."""
    told = Reminder.objects.filter(
        cycle_id__in={row.cycle_id for row in rows},
        unit_id__in={row.unit_id for row in rows},
        kind__in=("hand", "before"),
    )
    found = told.order_by().values_list("cycle_id", "unit_id").annotate(last=Max("on_day"))
    return {(cycle, unit): last for cycle, unit, last in found}


def _said_last(last: Mapping[tuple[int, int], date], row: Obligation) -> str:
    day = last.get((row.cycle_id, row.unit_id))
    return _("Last reminded on %(day)s") % {"day": said_day(day)} if day else _("Not reminded yet")


def _each(actor: Actor, picked: Sequence[Picked], do: Callable[[Obligation, int], object]) -> list[Outcome]:
    return done_each(picked, _rows(actor, picked), do, _outcome)


def _rows(actor: Actor, picked: Sequence[Picked]) -> dict[str, Obligation]:
    """The reports by key, as far as they are there and within reach; `Hidden` when none of them is."""
    keys = [one.key for one in picked]
    items = [{"cycle": cycle, "code": code} for cycle, _slash, code in (key.partition("/") for key in keys)]
    rows = Obligation.objects.full().within(actor.reach(C.REPORT_READ)).filter(named(items))
    return picked_rows(picked, rows)


def _outcome(row: Obligation, refused: str) -> Outcome:
    return Outcome(row.unit.name, row.cycle.title, refused)
