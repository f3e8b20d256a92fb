"""The way of a subject from hand to hand: who had it, who has it now, who is next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from revitalization.kit.actor import Actor

DONE, NOW, NEXT = "done", "now", "next"
NAMED = 2
"""So many names stand at a step; of more, how many they are."""


@dataclass(frozen=True)
class Hand:
    """One person or office at a step; `done`: has already done its part of a step that others still have."""

    name: str
    done: bool = False


@dataclass(frozen=True)
class Step:
    """One step: its name for programs and its word, whether it is `done`, `now` or `next`, and in whose hands.

    `at`: when it was done, or since when it is there. `due_on`: by when, on the step that is now. `hands` is empty
    where the reader may not know.
    """

    key: str
    label: str
    state: str
    hands: Sequence[Hand] = ()
    at: datetime | None = None
    due_on: date | None = None

    @property
    def shown(self) -> Sequence[Hand]:
        """The hands that are named: all of them, if they are few."""
        return self.hands if len(self.hands) <= NAMED + 1 else self.hands[:NAMED]

    @property
    def others(self) -> int:
        """How many there are beside those that are named."""
        return len(self.hands) - len(self.shown)


@dataclass(frozen=True)
class Timeline:
    """How the steps of one kind of subject are read: by public key, for this reader, within the reader's reach.

    A constant number of queries, however many keys. A subject that is not there, or is out of reach, has no steps.
    """

    kind: str
    steps: Callable[[Actor, Sequence[str]], Mapping[str, Sequence[Step]]]


def step_now(steps: Sequence[Step]) -> Step | None:
    """The step at which the subject is; None when its way is at the end."""
    return next((step for step in steps if step.state == NOW), None)


def named(step: Step) -> str:
    """The names at a step that still have to do their part, in one; "" when nobody is named."""
    waiting = [hand.name for hand in step.hands if not hand.done]
    joined = _(", ").join(waiting[:NAMED])
    if len(waiting) <= NAMED:
        return joined
    return _("%(names)s and %(n)s more") % {"names": joined, "n": len(waiting) - NAMED}


def what_follows(steps: Sequence[Step]) -> str:
    """After an act: who has it now, in a sentence; "" when its way is at the end."""
    step = step_now(steps)
    if step is None:
        return ""
    who = named(step)
    values = {"step": _(step.label), "who": who}
    return _("Next: %(step)s (%(who)s).") % values if who else _("Next: %(step)s.") % values
