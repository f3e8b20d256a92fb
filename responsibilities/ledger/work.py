"""Long work of the ledger: its papers, each made for whoever asked with the rights they have then."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from responsibilities.files.queries import files_of
from responsibilities.ledger import rules
from responsibilities.ledger.documents.closing import TITLE as CLOSING
from responsibilities.ledger.documents.closing import closing_paper
from responsibilities.ledger.documents.slip import TITLE as SLIP
from responsibilities.ledger.documents.slip import slip_paper
from responsibilities.ledger.documents.splitting import TITLE as SPLITTING
from responsibilities.ledger.documents.splitting import splitting_paper
from responsibilities.ledger.models import Item, Matter
from responsibilities.ledger.queries.facts import days_off
from responsibilities.ledger.queries.told import told
from responsibilities.ledger.queries.within import item_for, items_for, matter_for
from responsibilities.roles import Capability as C
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
PAPERS = {"slip": SLIP, "closing": CLOSING}
"""Papers of one item by the word with which each is asked for, and how their files are called."""


def refuse_closed(item: Item) -> None:
    """A slip presses for what its unit has still to do; raises `Refused` for anything else."""
    if item.status not in rules.WITH_THE_UNIT:
        raise Refused(_("It does not lie with the unit now; there is nothing to press for."))


def refuse_many(matter: Matter) -> None:
    """Raises `Refused` for a matter of more units than a paper has rows."""
    if matter.owed > MOST_UNITS:
        said = _("It is given to %(n)s units, too many for one paper; take the sheet instead.")
        raise Refused(said % {"n": matter.owed})


def _item_paper(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the slip or the closing form of one item, if the asker may still read it."""
    what, actor = task.params["paper"], task.actor
    item = item_for(actor, task.params["matter"], task.params["code"])
    progress(0, 1)
    made = printed(_slip(actor, item) if what == "slip" else _closing(item))
    task.keep(f"{PAPERS[what]}-{item.unit.name}-{item.number}.pdf", made.pdf)
    progress(1, 1)
    return {"missing": made.missing}


def _slip(actor: Any, item: Item) -> OfficialDocument:
    if not actor.can(C.LEDGER_CHECK, item, item.remit):
        raise Hidden
    refuse_closed(item)
    today = clock.today()
    (row,) = told(Item.objects.filter(pk=item.pk), today)
    by = add_working_days(days_off(today.year, today.year + 1), today, ANSWER_WITHIN)
    return slip_paper(row, today, by)


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


ITEM_JOB = JobKind("ledger.paper", N_("Paper of an item"), _item_paper)
MATTER_JOB = JobKind("ledger.splitting", N_("Task-splitting table"), _matter_paper)
