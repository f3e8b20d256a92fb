"""What one reader sees of one inspection: all of it at its office and above, the own visits where one is inspected."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.inspections.models import Draw, Inspection, Member, Paper, Target
from assessments.inspections.queries.within import sees_as_issuer, targets_for
from revitalization.kit.actor import Actor


@dataclass(frozen=True)
class View:
    """`whole`: with scheme, team and all units. `leaders` are the names of who leads, by group; `draw` the last lot."""

    whole: bool
    targets: Sequence[Target]
    members: Sequence[Member]
    leaders: dict[int, str]
    draw: Draw | None
    papers: Sequence[Paper]


def view_of(row: Inspection, actor: Actor) -> View:
    """Reads it with a constant number of queries. The inspected see their visits and who leads, not the team's lot."""
    whole = sees_as_issuer(actor, row)
    team = list(row.members.select_related("user").order_by("-standing", "group", "-leads", "id"))
    draw = row.draws.order_by("-number").first() if whole else None
    last = [it for it in team if it.standing or (draw is not None and it.draw_id == draw.pk)]
    return View(
        whole=whole,
        targets=targets_for(actor, row),
        members=last if whole else [],
        leaders={it.group: it.name for it in team if it.standing and it.leads},
        draw=draw,
        papers=list(Paper.objects.filter(key=row.key, what="notice")),
    )
