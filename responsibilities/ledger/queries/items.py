"""One item with all that stands on its page: words from above, plan, progress, steps, what was handed down, acts."""

from collections.abc import Sequence
from dataclasses import dataclass

from responsibilities.files.models import StoredFile
from responsibilities.files.queries import files_of
from responsibilities.ledger import rules
from responsibilities.ledger.models import FundEntry, Handling, Item, Matter, Plan, Progress, Slip, Turn
from responsibilities.ledger.queries.alike import Sister, sisters_of
from responsibilities.ledger.queries.facts import item_facts, lamp_on
from responsibilities.ledger.queries.slips import may_press, slips_of
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.finding import Hit
from revitalization.kit.registry import REGISTRY
from revitalization.kit.workflow import Act

SHOWN = 30
"""Entries of progress, steps and turns shown on the page, the latest ones."""


@dataclass(frozen=True)
class ItemView:
    """What the page of one item shows; `chain` are the matters it came down through, the highest first.

    `origin` is what another mechanism brought the highest of them for, if this reader may open it.
    """

    item: Item
    lamp: rules.Lamp
    chain: Sequence[Matter]
    origin: Hit | None
    plan: Plan | None
    progress: Sequence[Progress]
    handlings: Sequence[Handling]
    turns: Sequence[Turn]
    fund_entries: Sequence[FundEntry]
    below: Sequence[Matter]
    files: Sequence[StoredFile]
    slips: Sequence[Slip]
    acts: Sequence[Act]
    may_attach: bool
    may_hand_down: bool
    may_press: bool
    sisters: Sequence[Sister]


def view_of(item: Item, actor: Actor) -> ItemView:
    """The item as this reader sees it; a constant number of queries, and one more for each level it came through."""
    may_issue = actor.can(C.LEDGER_ISSUE, item) and item.status in rules.WITH_THE_UNIT
    plan, chain = item.plans.first(), chain_of(item.matter)
    acts = rules.WORKFLOW.available(item, actor, lambda row: item_facts(row, actor))
    return ItemView(
        item=item,
        lamp=lamp_on(item, clock.today()),
        chain=chain,
        origin=origin_of(chain[0], actor),
        plan=plan,
        progress=list(item.progress.all()[:SHOWN]),
        handlings=list(item.handlings.all()[:SHOWN]),
        turns=list(item.lamp_turns.all()[:SHOWN]),
        fund_entries=_fund_entries(item),
        below=list(item.handed_down.exclude(status="discarded").order_by("-id")[:SHOWN]),
        files=files_of("ledger", item.public_id),
        slips=slips_of(item),
        acts=acts,
        may_attach=item.status in rules.WITH_THE_UNIT and actor.can(C.LEDGER_WORK, item),
        may_hand_down=may_issue and item.unit.hi > item.unit.lo,
        may_press=item.status in rules.WITH_THE_UNIT and may_press(actor, item),
        sisters=copied_from(item, plan, acts),
    )


def _fund_entries(item: Item) -> list[FundEntry]:
    """The latest entries of its funds, each with the one it corrects and the one that corrects it."""
    if not item.kind.funds:
        return []
    return list(item.fund_entries.select_related("corrects", "corrected_by")[:SHOWN])


def copied_from(item: Item, plan: Plan | None, acts: Sequence[Act]) -> Sequence[Sister]:
    """Sister units' plans with the same measures, for whoever may agree to this one; for nobody else."""
    return sisters_of(plan, item) if any(act.key == "agree_plan" for act in acts) else []


def above_of(matter: Matter) -> Matter | None:
    """The matter it was handed down from, with its words as they are now; None for one that stands alone."""
    if matter.parent_id is None:
        return None
    return Matter.objects.select_related("issuer", "lead").get(items=matter.parent_id)


def moved_above(matter: Matter, above: Matter | None) -> bool:
    """Whether the words above have changed since this level took them over."""
    return above is not None and above.words > matter.parent_words


def origin_of(matter: Matter, actor: Actor) -> Hit | None:
    """What the matter was brought for, where whoever brought it lets this actor see it; one query at most."""
    return REGISTRY.origin(actor, matter.origin_kind, matter.origin_key)


def chain_of(matter: Matter) -> list[Matter]:
    """The matters from the highest level down to this one: each added its own measure and lead unit."""
    found = [matter]
    while (above := above_of(found[0])) is not None:
        found.insert(0, above)
    return found


def prepared_words(item: Item) -> dict[str, str]:
    """What was prepared for the closing application of this round; nothing where nobody did."""
    last = item.handlings.filter(round=item.round, act__in=("prepare", "declare")).first()
    return {"words": last.words, "effect": last.effect} if last else {}
