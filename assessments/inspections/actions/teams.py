"""Teams: drawn by lot among those who may inspect, without whoever works or worked there; standing aside, leaders."""

import secrets
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.inspections.actions.hand import act_on
from assessments.inspections.models import Draw, Inspection, Member
from assessments.inspections.queries.careers import conflicts_of, pool_of
from assessments.inspections.queries.teams import members_of
from assessments.inspections.rules import lots
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.words import N_

MOST_GROUPS, MOST_IN_GROUP = 40, 20


def draw_team(
    *,
    actor: Actor,
    inspection: Inspection,
    groups: int | None,
    size: int | None,
    seed: str = "",
    version: int | None = None,
) -> Inspection:
    """Draws the team: so many groups of so many, each with its units; an earlier team stands down.

    `seed` lets the office draw from a number thrown in public; without it one is made. Seed, pool and conflicts are
    kept, so that the same lot can be drawn again. Raises as `perform`; `Invalid` where a group would be empty.
    """
    if not groups or not size or not 1 <= groups <= MOST_GROUPS or not 1 <= size <= MOST_IN_GROUP:
        said = _("1 to %(groups)s groups of 1 to %(size)s.") % {"groups": MOST_GROUPS, "size": MOST_IN_GROUP}
        raise Invalid(errors=[FieldError("groups", said)])

    def cast(row: Any) -> None:
        targets = list(row.targets.select_related("unit"))
        if groups > max(len(targets), 1):
            said = _("There are only %(n)s units for the groups.") % {"n": len(targets)}
            raise Invalid(errors=[FieldError("groups", said)])
        pool = pool_of(row)
        found = Draw(
            inspection=row,
            number=row.draws.count() + 1,
            seed=seed.strip()[:32] or secrets.token_hex(8),
            groups=groups,
            size=size,
            pool={user.username: user.name for user in pool},
            conflicts=conflicts_of(row, pool, [it.unit for it in targets]),
            by_id=actor.user_id,
            by_name=actor.name,
        )
        drawn = result(found, [it.unit.code for it in targets])
        if short := [group for group, people in drawn.members.items() if not people]:
            said = _("There is nobody for group %(groups)s: too few people are free of conflicts.")
            raise Invalid(errors=[FieldError("groups", said % {"groups": ", ".join(map(str, short))})])
        _stand_down(row)
        found.save()
        _seat(row, found, drawn, {user.username: user for user in pool})
        for it in targets:
            it.group = drawn.groups[it.unit.code]
            it.save()
        row.groups = groups

    given = {"groups": groups, "size": size}
    return act_on("draw_team", actor, inspection, version, given=given, apply=cast)


def result(draw: Draw, units: list[str]) -> lots.Teams:
    """What the lot gives for these units, from what was kept of it."""
    return lots.teams(draw.seed, list(draw.pool), units, draw.groups, draw.size, draw.conflicts)


def _stand_down(row: Inspection) -> None:
    for member in row.members.standing().select_for_update():
        member.standing = False
        member.save()


def _seat(row: Inspection, draw: Draw, drawn: lots.Teams, users: dict[str, Any]) -> None:
    seats = [
        (name, group, at == 0, "")
        for group, people in drawn.members.items()
        for at, name in enumerate(people)
    ]
    seats += [(name, 0, False, why) for name, why in drawn.recused.items()]
    Member.objects.bulk_create(
        Member(
            inspection=row,
            draw=draw,
            user=users[name],
            name=users[name].name,
            group=group,
            leads=leads,
            standing=group > 0,
            recused=why,
        )
        for name, group, leads, why in seats
    )


def lead(*, actor: Actor, inspection: Inspection, member: str, version: int | None = None) -> Inspection:
    """Names a member (by sign-in name) the leader of his group. Raises as `perform`, `Invalid` for nobody there."""

    def name(row: Any) -> None:
        found = row.members.standing().filter(user__username=member.strip()).first()
        if found is None:
            raise Invalid(errors=[FieldError("member", _("Nobody of this name stands on the team."))])
        for other in row.members.standing().filter(group=found.group, leads=True).exclude(pk=found.pk):
            other.leads = False
            other.save()
        found.leads = True
        found.save()

    return act_on("lead", actor, inspection, version, given={"member": member}, apply=name)


def stand_aside(
    *, actor: Actor, inspection: Inspection, reason: str, version: int | None = None
) -> Inspection:
    """Whoever is on the team names a conflict and leaves it; the next of the lot who is free takes the seat.

    The office is told. Raises as `perform`, `Refused` for who is not on the team.
    """

    def leave(row: Any) -> None:
        for member in members_of(actor, row):
            member.standing, member.recused, member.words = False, lots.SELF, reason.strip()
            led, group = member.leads, member.group
            member.leads = False
            member.save()
            _next_of(row, member.draw, group, led)

    with transaction.atomic():
        return act_on(
            "stand_aside",
            actor,
            inspection,
            version,
            reason=reason,
            apply=leave,
            told=(
                N_("A member stood aside from the team of %(title)s; look whether it still stands."),
                C.INSPECT_PLAN,
            ),
        )


def _next_of(row: Inspection, draw: Draw, group: int, leads: bool) -> None:
    """Seats the next one of the lot who was not drawn and has no conflict with the group's units, if there is one."""
    seen = set(draw.members.values_list("user__username", flat=True))
    units = set(row.targets.filter(group=group).values_list("unit__code", flat=True))
    users = {user.username: user for user in pool_of(row)}
    for name in lots.order(f"{draw.seed}:people", list(draw.pool)):
        free = not units & set(draw.conflicts.get(name, {}))
        if name not in seen and name in users and free:
            user = users[name]
            Member.objects.create(
                inspection=row, draw=draw, user=user, name=user.name, group=group, leads=leads
            )
            return
    rest = row.members.standing().filter(group=group).order_by("id").first()
    if leads and rest is not None:
        rest.leads = True
        rest.save()
