"""What of the ledger is handed over with a post: the open items of the person's units, with their lamps."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from responsibilities.ledger import rules
from responsibilities.ledger.models import Item
from responsibilities.ledger.rules.lamps import SHORT_WORDS
from revitalization.kit.handover import HandingOver, OpenMatter
from revitalization.kit.workdays import end_of_day


def items(of: HandingOver) -> Iterable[OpenMatter]:
    """Items issued to the person's units by that day that are not closed yet, the nearest deadline first."""
    rows = Item.objects.full().open().filter(of.q("lo"), unit__in=[unit.pk for unit in of.units])
    rows = rows.filter(matter__issued_at__lt=end_of_day(of.today))
    return [
        OpenMatter(f"{it.number} {it.matter.title}", it.unit.name, _state(it), it.due_on, _url(it))
        for it in rows.order_by("due_on", "lo", "id")
    ]


def _state(it: Item) -> str:
    said = f"{_(rules.WORKFLOW.state(it.status).label)} · {_(SHORT_WORDS[it.lamp])}"
    return f"{said} · {_('Payment lamp')} {_(SHORT_WORDS[it.purse.lamp])}" if it.kind.funds else said


def _url(it: Item) -> str:
    return reverse("ledger_item", args=[it.matter.key, it.unit.code])
