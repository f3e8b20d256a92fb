"""Items with all that papers and the officials' sheet say of them; many at once with the queries of one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from responsibilities.duties.queries import categories_of
from responsibilities.ledger.models import FundEntry, Handling, Item, ItemQuerySet, Plan, Progress
from responsibilities.ledger.rules.lamps import per_cent
from responsibilities.posts.queries import holders_of
from revitalization.kit.errors import Refused
from revitalization.kit.periods import chinese_date

MOST = 20_000
"""Rows of one sheet or paper; more are narrowed by unit, kind or year."""


@dataclass(frozen=True)
class Told:
    """One item, the latest its unit said, its plan, and the last step of each kind in the present round.

    `extended` and `reopened` are the last of their kind in any round. `leaders` are the first responsible persons of
    the unit on the day, `categories` the titles of what the matter is about, both as they are written. `announced` is
    the public notice before the work, `funds` are the entries of its funds in force, in their order.
    """

    item: Item
    progress: Progress | None
    plan: Plan | None
    steps: Mapping[str, Handling]
    extended: Handling | None
    reopened: Handling | None
    leaders: str
    categories: Sequence[str]
    announced: Handling | None
    funds: Sequence[FundEntry]

    def step(self, act: str) -> Handling | None:
        """The last act of that kind in the present round; None where it has not happened yet."""
        return self.steps.get(act)

    @property
    def latest(self) -> str:
        """The last line of progress under its claim, and of which day it is, in Chinese as on every paper."""
        said = claimed(self.item)
        if self.progress is None:
            return said
        return f"{said}：{self.progress.words}（{chinese_date(self.progress.on_day)}）"

    @property
    def measures(self) -> str:
        """How it is done: by the unit's own plan, else by the words of the matter."""
        return self.plan.measures if self.plan else self.item.matter.measure


def claimed(item: Item) -> str:
    """How far it is, and whose word that is: 申报60%，未核实; 100%，已核实; 尚未填报."""
    if item.percent is None:
        return "尚未填报"
    return f"{per_cent(item.percent)}，已核实" if item.verified else f"申报{per_cent(item.percent)}，未核实"


def told(found: ItemQuerySet, day: date, most: int = MOST) -> list[Told]:
    """The items in the order of matters and units, with a constant number of queries; raises `Refused` above `most`."""
    rows = list(
        found.select_related(
            "unit", "kind", "purse", "matter__issuer", "matter__lead", "matter__parent__matter__lead"
        )
        .order_by("issuer_lo", "matter_id", "lo")[: most + 1]
    )  # fmt: skip
    if len(rows) > most:
        raise Refused(_("These are more than %(n)s rows; narrow them by unit, kind or year.") % {"n": most})
    keys = [row.pk for row in rows]
    latest = Progress.objects.filter(item__in=keys).order_by("item_id", "-on_day", "-id").distinct("item_id")
    plans = Plan.objects.filter(item__in=keys).order_by("item_id", "-number").distinct("item_id")
    said = {it.item_id: it for it in latest}
    planned = {it.item_id: it for it in plans}
    handled: dict[int, list[Handling]] = {}
    for step in Handling.objects.filter(item__in=keys).order_by("id"):
        handled.setdefault(step.item_id, []).append(step)
    funds: dict[int, list[FundEntry]] = {}
    for entry in FundEntry.objects.filter(item__in=keys, corrected_by=None).order_by("id"):
        funds.setdefault(entry.item_id, []).append(entry)
    leaders = leaders_of({row.unit_id for row in rows}, day)
    titles = {line.key: line.title_zh for line in categories_of(day.year)}
    return [
        _told(
            row, said.get(row.pk), planned.get(row.pk), handled.get(row.pk, []), funds.get(row.pk, ()),
            leaders.get(row.unit_id, ""), titles,
        )
        for row in rows
    ]  # fmt: skip


def _told(
    row: Item,
    progress: Progress | None,
    plan: Plan | None,
    handled: Sequence[Handling],
    funds: Sequence[FundEntry],
    leaders: str,
    titles: Mapping[str, str],
) -> Told:
    ever = {step.act: step for step in handled}
    return Told(
        item=row,
        progress=progress,
        plan=plan,
        steps={step.act: step for step in handled if step.round == row.round},
        extended=ever.get("extend"),
        reopened=ever.get("reopen"),
        leaders=leaders,
        categories=[titles.get(key, key) for key in row.matter.categories],
        announced=ever.get("announce"),
        funds=funds,
    )


def leaders_of(units: Collection[int], day: date) -> dict[int, str]:
    """The first responsible persons of the units as they are written: 镇党委书记赵刚、镇长钱梅."""
    return {
        unit: "、".join(
            f"{holder.title}{holder.person}"
            for holder in held
            if holder.post.is_first_responsible and holder.person
        )
        for unit, held in holders_of(units, day).items()
    }
