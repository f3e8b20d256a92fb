"""What the pages of inspections share: units one plans at, words of states and days, rows of visits and teams."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.inspections import rules
from assessments.inspections.models import Finding, Member, Target
from assessments.inspections.rules import lots
from responsibilities.ledger.models import Item
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.act_pages import asks
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Badge, Column, Grey, Place, Stacked
from revitalization.kit.errors import Refused
from revitalization.kit.language import said_day, translated
from revitalization.kit.ledgers import Ledger
from revitalization.kit.steps import Step, what_follows
from revitalization.kit.tables import FilterState, TablePage
from revitalization.kit.workflow import ReadFacts, Workflow


def planning_units(actor: Actor) -> dict[str, Unit]:
    """The units at which the actor plans inspections, by code in the order of the tree; one query."""
    return {unit.code: unit for unit in Unit.objects.live().territorial().held_by(actor, C.INSPECT_PLAN)}


def badge(table: Workflow, status: str) -> Badge:
    """A state with its word and tone."""
    state = table.state(status)
    return Badge(state.key, gettext(state.label), state.tone)


def numbered(row: Any) -> str:
    """An inspection with its number, of a row of its visits: those of one year are often of one title."""
    return f"{row['inspection__number']} {row['inspection__title']}"


def said_days(first: date, last: date) -> str:
    """From a day to a day, in the reader's language."""
    return said_day(first) if first == last else f"{said_day(first)} – {said_day(last)}"


def target_lines(rows: Sequence[Target], leaders: dict[int, str]) -> Ledger:
    """The units that are inspected, on which days, by which group."""

    def group(it: Target) -> Any:
        if not it.group:
            return Grey(gettext("not drawn yet"))
        name = gettext("Group %(n)s") % {"n": it.group}
        return Stacked(name, leaders[it.group]) if it.group in leaders else name

    columns = (
        Column("unit", _("Unit"), "unit", value=lambda it: Place(it.unit.name, it.unit.path), lead=True),
        Column("days", _("Days"), value=lambda it: said_days(it.from_on, it.to_on)),
        Column("group", _("Group"), value=group),
        Column("exception", _("Approved in spite of a clash"), value=lambda it: it.exception_number),
    )
    return Ledger(columns, rows, empty=_("It inspects no unit yet"))


def member_lines(rows: Sequence[Member]) -> Ledger:
    """The team by groups, then who was recused and why."""
    return Ledger(MEMBERS, rows, empty=_("No team was drawn yet"))


def _seat(it: Member) -> Any:
    if it.standing:
        return gettext("Group %(n)s") % {"n": it.group}
    return Grey(gettext("not on the team"))


def _part(it: Member) -> Any:
    if it.standing:
        return gettext("Leader") if it.leads else gettext("Member")
    return Stacked(gettext(lots.RECUSED[it.recused]), it.words) if it.recused else Grey(gettext("stood down"))


MEMBERS = (
    Column("name", _("Name"), value=lambda it: Stacked(it.name, it.user.username), lead=True),
    Column("group", _("Group"), value=_seat),
    Column("part", _("Part in the team"), value=_part),
)


def state_of(row: Any) -> Badge:
    """The state of an inspection's row."""
    return badge(rules.INSPECTION, row["status"])


def inspection_url(row: Any) -> str:
    """The page of an inspection, of a row that has its key."""
    return reverse("inspection", args=[row["key"]])


def item_url(actor: Actor, item: Item | None) -> str:
    """The page of an item, for whoever reads the ledger there: members of the teams do not."""
    if item is None or not actor.can(C.LEDGER_READ, item):
        return ""
    return reverse("ledger_item", args=[item.matter.key, item.unit.code])


def open_to_asking(table: Workflow, key: str, row: Any, facts: ReadFacts) -> None:
    """Nobody is asked for words that would be refused whatever they are; raises `Refused` with the reason."""
    why = table.why_not(key, row, facts)
    if why is not None:
        raise Refused(translated(why))


def said_filters(table: TablePage) -> str:
    """What a workbook was narrowed to, in the words of a paper; which inspection it is stands beside each problem."""
    chosen = [state for state in table.filters if state.text and state.filter.key != "inspection"]
    return " · ".join(_said_filter(state) for state in chosen)


def _said_filter(state: FilterState) -> str:
    if state.filter.key == "under":
        return str(state.value.path)
    return f"{state.text}年" if state.filter.key == "year" else f"{state.filter.label}：{state.said}"


def done_and_next(act: str, steps: Sequence[Step]) -> str:
    """After an act: what was done, and who has it now, as far as the reader sees the steps."""
    said = gettext("Done: %(act)s.") % {"act": act}
    follows = what_follows(steps)
    return gettext("%(done)s %(next)s") % {"done": said, "next": follows} if follows else said


FINDING_FORM = "inspections/finding_act.html"
"""The same below the words of a finding."""


def asks_of(finding: Finding, heading: str, button: str = "", back: str = "") -> dict[str, Any]:
    """The context of a form about a finding, by default with the heading on its button and the way back to its page."""
    about = f"{finding.number} {finding.unit.name} · {finding.place}"
    own = reverse("finding", args=finding.key.split("/"))
    return asks(heading, button or heading, back or own, about, finding.unit.path)
