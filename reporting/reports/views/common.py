"""What the pages of reports share: fetching within reach, counts by level in words."""

from django.utils.translation import gettext as _

from reporting.reports.queries.steps import steps_by_key
from reporting.reports.queries.within import board_unit_for, cycle_for, obligation_for
from revitalization.kit.actor import Actor
from revitalization.kit.steps import what_follows

__all__ = ["board_unit_for", "cycle_for", "done_and_next", "obligation_for"]


def done_and_next(said: str, actor: Actor, cycle: str, code: str) -> str:
    """After an act: what was done, and who has the report now, as far as this reader may know."""
    key = f"{cycle}/{code}"
    follows = what_follows(steps_by_key(actor, [key]).get(key, ()))
    return _("%(done)s %(next)s") % {"done": said, "next": follows} if follows else said
