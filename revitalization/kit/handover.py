"""What slices declare for the handover sheet of a person: what is open under somebody, to be taken over by another.

The sheet is composed of the one list of work and of these parts; see `Mechanism.handover`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from revitalization.kit.actor import Actor
from revitalization.kit.reach import Span


@dataclass(frozen=True)
class HandingOver:
    """Whose sheet it is, and what of it its reader may see.

    `today` is the day of the sheet: for a post that was left the last day in it. `actor` is the person with the rights
    of that day, None without an account; `units` those whose posts the person holds then; `person` is the number of
    their entry, None for staff without a post. `spans` is the part of the tree that is shown; None: the own sheet,
    everything.
    """

    user_id: int | None
    actor: Actor | None
    units: Sequence[Any]
    today: date
    spans: Sequence[Span] | None = None
    person: int | None = None

    def q(self, column: str) -> Q:
        """What is shown, as a filter on a column of positions."""
        if self.spans is None:
            return Q()
        return Q(**{f"{column}__inside": self.spans}) if self.spans else Q(pk__in=[])


@dataclass(frozen=True)
class OpenMatter:
    """One thing that is open: what, of which unit, by when, how it stands; texts in the reader's language."""

    what: str
    unit: str
    state: str = ""
    due_on: date | None = None
    url: str = ""


@dataclass(frozen=True)
class HandoverPart:
    """One part of the sheet: `matters(of)` gives everything that is open, with a constant number of queries."""

    key: str
    label: str
    order: int
    matters: Callable[[HandingOver], Iterable[OpenMatter]]
