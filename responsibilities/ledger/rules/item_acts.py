"""Acts on an item: how each is declared, those about its funds, and other milestones for one unit; pure."""

from collections.abc import Iterable
from typing import Any

from responsibilities.ledger.rules.guards import (
    OPEN,
    WITH_THE_UNIT,
    all_of,
    at_issuer,
    has_funds,
    may_announce,
    not_of_the_unit,
)
from responsibilities.roles import Capability as C
from revitalization.kit.words import N_
from revitalization.kit.workflow import Act


def item_act(
    key: str, label: str, done: str, sources: Iterable[str], target: str | None, capability: C, **more: Any
) -> Act:
    """One act on an item, which is hidden from who does not read the ledger there; `more` are other fields of `Act`."""
    return Act(key, label, frozenset(sources), target, capability, done, sees=C.LEDGER_READ, **more)


_ENTERED = ("amount", "measured", "on_day")
FUNDS = (
    item_act(
        "plan_funds",
        N_("Enter planned funds"),
        N_("%(who)s entered planned funds of “%(title)s” of %(unit)s"),
        OPEN,
        None,
        C.LEDGER_CLOSE,
        by_remit=True,
        needs=_ENTERED,
        guard=all_of(has_funds, at_issuer, not_of_the_unit),
        keeps_work=True,
    ),
    item_act(
        "allot",
        N_("Enter allotted funds"),
        N_("%(who)s entered funds allotted to “%(title)s” of %(unit)s"),
        OPEN,
        None,
        C.LEDGER_CLOSE,
        by_remit=True,
        needs=_ENTERED,
        guard=all_of(has_funds, at_issuer, not_of_the_unit),
        keeps_work=True,
    ),
    item_act(
        "pay",
        N_("Enter a payment"),
        N_("%(who)s entered a payment for “%(title)s” of %(unit)s"),
        OPEN,
        None,
        C.LEDGER_WORK,
        needs=_ENTERED,
        guard=has_funds,
        keeps_work=True,
    ),
    item_act(
        "announce",
        N_("Enter the first notice"),
        N_("%(who)s entered the public notice before the work on “%(title)s” of %(unit)s"),
        WITH_THE_UNIT,
        None,
        C.LEDGER_PUBLICIZE,
        needs=("place", "on_day"),
        guard=all_of(has_funds, may_announce),
        keeps_work=True,
    ),
)
"""What is planned and allotted is entered by those who issued it, what is paid by the unit."""

MILESTONES = item_act(
    "set_milestones",
    N_("Set other milestones"),
    N_("%(who)s set other milestones of “%(title)s” for %(unit)s"),
    WITH_THE_UNIT,
    None,
    C.LEDGER_CLOSE,
    by_remit=True,
    needs=("reason",),
    guard=all_of(at_issuer, not_of_the_unit),
    keeps_work=True,
)
"""For one unit, by those who issued it, before its lamp rests on them."""
