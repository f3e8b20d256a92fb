"""Fetching items and matters within reach; what is outside and what is missing look alike."""

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from responsibilities.ledger import rules
from responsibilities.ledger.models import Item, ItemQuerySet, Kind, Matter, MatterQuerySet, SentSheet
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.reach import Span


def items_for(actor: Actor) -> ItemQuerySet:
    """The items of the units the actor may read of."""
    return Item.objects.full().within(actor.reach(C.LEDGER_READ))


def own_unit(actor: Actor) -> Unit | None:
    """The unit at which the actor reads the ledger first of all; None for who reads none."""
    readable = (held.place for held in actor.holdings if C.LEDGER_READ in held.here | held.below)
    place = next(readable, None)
    return Unit.objects.live().filter(lo=place.lo).first() if place else None


def named(keys: Iterable[str]) -> Q:
    """The items named as `<matter>/<unit code>`, and those of the same units in the other matters."""
    pairs = [key.partition("/") for key in keys]
    return Q(
        matter__key__in={matter for matter, _slash, _code in pairs},
        unit__code__in={code for _matter, _slash, code in pairs},
    )


def versions_of(key: str) -> list[Kind]:
    """The kind in every version: what is narrowed to them by their ids is read off an index."""
    return list(Kind.objects.filter(key=key).only("pk", "current", "funds"))


def item_for(actor: Actor, matter: str, code: str) -> Item:
    """The item of this unit in this matter, within what the actor may read; else `Hidden`."""
    return get_or_hidden(items_for(actor), matter__key=matter, unit__code=code)


def matters_for(actor: Actor) -> MatterQuerySet:
    """The matters the actor has anything to do with: issued at, above or below the own place.

    What is not issued yet is read by those of the issuing unit who may issue it.
    """
    reach = actor.reach(C.LEDGER_READ)
    issued = Q(status=rules.MATTER_ISSUED) & reach.touching()
    own = Q(status=rules.DRAFTED) & actor.reach(C.LEDGER_ISSUE).q("lo")
    return Matter.objects.filter(issued | own)


def open_matters(actor: Actor, keys: Collection[str]) -> set[str]:
    """Of these keys those of matters the actor may see."""
    return set(matters_for(actor).filter(key__in=keys).values_list("key", flat=True))


def matter_for(actor: Actor, key: str) -> Matter:
    """The matter of that key where the actor may see it; raises `Hidden` when it is outside or not there."""
    found = matters_for(actor).select_related("kind", "issuer", "lead", "parent__matter", "parent__unit")
    return get_or_hidden(found, key=key)


def sees_whole(actor: Actor, matter: Matter) -> bool:
    """Whether the actor may read every item of the matter, wherever its units lie."""
    return actor.reach(C.LEDGER_READ).holds(Span(matter.lo, matter.hi))


def sheets_of(actor: Actor) -> QuerySet[SentSheet]:
    """The sheets the actor sent in, the newest first; nobody else reads them."""
    rows = SentSheet.objects.filter(uploaded_by_id=actor.user_id).select_related("check_job", "import_job")
    return rows.defer("data").order_by("-pk")
