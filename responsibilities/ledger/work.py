"""Long work of the ledger: its papers, each made for whoever asked with the rights they have then."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from responsibilities.files.queries import files_of
from responsibilities.ledger.actions.pressing import refuse_closed
from responsibilities.ledger.documents.closing import TITLE as CLOSING
from responsibilities.ledger.documents.closing import closing_paper
from responsibilities.ledger.documents.slip import TITLE as SLIP
from responsibilities.ledger.documents.slip import slip_paper
from responsibilities.ledger.documents.splitting import TITLE as SPLITTING
from responsibilities.ledger.documents.splitting import splitting_paper
from responsibilities.ledger.models import Item, Matter
from responsibilities.ledger.queries.facts import days_off
from responsibilities.ledger.queries.slips import may_press, slips_of
from responsibilities.ledger.queries.told import told
from responsibilities.ledger.queries.within import item_for, items_for, matter_for
from revitalization.kit import clock
from revitalization.kit.documents import OfficialDocument, printed
from revitalization.kit.errors import Hidden, Refused
from revitalization.kit.mechanism import JobKind
from revitalization.kit.words import N_
from revitalization.kit.workdays import add_working_days

Progress = Callable[[int, int], None]

ANSWER_WITHIN = 5
"""Working days within which a slip asks for an answer."""
MOST_UNITS = 1_000
"""Rows of a printed table; whoever has more takes the sheet."""


def refuse_many(matter: Matter) -> None:
    """Raises `Refused` for a matter of more units than a paper has rows."""
    if matter.owed > MOST_UNITS:
        said = _("It is given to %(n)s units, too many for one paper; take the sheet instead.")
        raise Refused(said % {"n": matter.owed})


def _closing_form(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the closing form of one item, if the asker may still read it."""
    item = item_for(task.actor, task.params["matter"], task.params["code"])
    progress(0, 1)
    made = printed(_closing(item))
    task.keep(f"{CLOSING}-{item.unit.name}-{item.number}.pdf", made.pdf)
    progress(1, 1)
    return {"missing": made.missing}


def _slip(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the slip of one item with the number it was given last, if the asker still presses for the office.

    A plain one asks for an answer by the day that was named, else within `ANSWER_WITHIN` working days.
    """
    item = item_for(task.actor, task.params["matter"], task.params["code"])
    if not may_press(task.actor, item):
        raise Hidden
    refuse_closed(item)
    progress(0, 1)
    today, last = clock.today(), next(iter(slips_of(item)), None)
    day = last.dated_on if last else today
    named = date.fromisoformat(task.params["by"]) if task.params.get("by") else None
    usual = add_working_days(days_off(today.year, today.year + 1), today, ANSWER_WITHIN)
    (row,) = told(Item.objects.filter(pk=item.pk), day)
    made = printed(slip_paper(row, day, last.by if last else named or usual, last))
    task.keep(f"{SLIP}-{item.unit.name}-{item.number}.pdf", made.pdf)
    progress(1, 1)
    return {"missing": made.missing}


def _closing(item: Item) -> OfficialDocument:
    (row,) = told(Item.objects.filter(pk=item.pk), clock.today())
    return closing_paper(row, [file.name for file in files_of("ledger", item.public_id)], clock.today())


def _matter_paper(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the notice of a matter with its task-splitting table, if the asker still sees all it was given to."""
    matter = matter_for(task.actor, task.params["key"])
    progress(0, 1)
    made = printed(splitting(task.actor, matter))
    task.keep(f"{SPLITTING}-{matter.issuer.name}-{matter.number}.pdf", made.pdf)
    progress(1, 1)
    return {"missing": made.missing}


def splitting(actor: Any, matter: Matter) -> OfficialDocument:
    """The paper with the rows the actor may read; raises `Refused` above `MOST_UNITS`."""
    refuse_many(matter)
    today = clock.today()
    return splitting_paper(matter, told(items_for(actor).filter(matter=matter), today), today)


CLOSING_JOB = JobKind("ledger.paper", N_("Closing form"), _closing_form)
SLIP_JOB = JobKind("ledger.slip", N_("Supervision slip"), _slip)
MATTER_JOB = JobKind("ledger.splitting", N_("Task-splitting table"), _matter_paper)
