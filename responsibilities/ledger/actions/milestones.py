"""Other milestones for the item of one unit, set by those who issued it before its lamp rests on them."""

from typing import Any

from django.utils.translation import gettext as _

from responsibilities.ledger import rules
from responsibilities.ledger.actions.hand import Told, act_on
from responsibilities.ledger.models import Item
from responsibilities.ledger.rules.lamps import changed_since, wrong_milestones
from responsibilities.ledger.rules.milestones import LONGEST, milestone_lines, read_milestones
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.language import translated
from revitalization.kit.words import N_, Words

OTHERS_SET = N_("Other milestones were set for %(title)s: %(reason)s")


def set_milestones(
    *, actor: Actor, item: Item, milestones: str, reason: str, version: int | None = None
) -> Item:
    """Gives the item milestones of its own, one a line as `2026-06-30 40`; none: progress runs straight.

    What is expected on any day up to today stays as it is, so that no lamp turns by this. The former ones stay in the
    step's words. Raises as `perform`, `Invalid` on `milestones`.
    """
    points = read_milestones(milestones) if len(milestones) <= LONGEST else Words(_TOO_LONG, {"n": LONGEST})
    if isinstance(points, Words):
        raise Invalid(errors=[FieldError("milestones", translated(points))])

    def change(row: Any) -> None:
        former, course = row.course, rules.Course(row.start_on, row.due_on, points)
        if wrong := wrong_milestones(course):
            raise Invalid(errors=[FieldError("milestones", _(wrong))])
        if points == row.points:
            raise Invalid(errors=[FieldError("milestones", _("Nothing is changed by this."))])
        today = clock.today()
        if today > row.start_on and changed_since(former, course, today):
            said = _(
                "The lamp rests on what is expected up to %(day)s; only what comes after the next milestone changes."
            )
            raise Invalid(errors=[FieldError("milestones", said % {"day": today.isoformat()})])
        row.milestones = [[on.isoformat(), float(at)] for on, at in points]

    return act_on(
        "set_milestones",
        actor,
        item,
        version,
        reason=reason,
        given={"effect": milestone_lines(points)},
        apply=change,
        told=(Told(OTHERS_SET, C.LEDGER_WORK, work=False),),
    )


_TOO_LONG = N_("At most %(n)s characters.")
