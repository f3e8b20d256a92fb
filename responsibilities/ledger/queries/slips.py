"""Supervision slips: who gives them, what they are called, which an item was given, who finds them in the register."""

from django.db.models import Exists, OuterRef, Q

from responsibilities.ledger import rules
from responsibilities.ledger.models import Item, Slip
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.reach import holds_all


def may_press(actor: Actor, item: Item) -> bool:
    """Whether the actor checks for the very unit that issued the item, in whose name the slip goes out."""
    return any(
        held.place.lo == item.issuer_lo and C.LEDGER_CHECK in held.below and holds_all(held.remit, item.remit)
        for held in actor.holdings
    )


def is_open(item: Item) -> bool:
    """Whether there is anything to press for: it lies with the unit."""
    return item.status in rules.WITH_THE_UNIT


def slip_title(item: Item) -> str:
    """What stands over the slip and in the register."""
    return f"关于督办{item.unit.name}“{item.matter.title}”的督办单"[:300]


def slips_of(item: Item) -> list[Slip]:
    """The slips of this item, the newest first; one query."""
    return list(Slip.objects.filter(item=item).select_related("issuer").order_by("-pk"))


def slip_papers(actor: Actor) -> Q:
    """Slips of the register about units whose items the actor reads: that one is pressed is told nobody else."""
    about = Slip.objects.filter(actor.reach(C.LEDGER_READ).q("item__lo"))
    return Q(Exists(about.filter(issuer_id=OuterRef("unit_id"), number=OuterRef("number"))))
