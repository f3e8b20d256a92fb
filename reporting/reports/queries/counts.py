"""Reports owed, counted by how far they are: the words and sums that boards, measures and tiles share."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from reporting.reports import rules
from revitalization.kit.columns import Breakdown, Part
from revitalization.kit.words import N_

# What is owed, in parts that add up to it: figure, how far along (see `ui.SEGMENTS`), word.
_PARTS = (
    ("accepted", "done", N_("Accepted")),
    ("received", "seen", N_("Received")),
    ("submitted", "sent", N_("Submitted")),
    ("in_hand", "begun", N_("In hand")),
    ("not_begun", "blank", N_("Not begun")),
    ("overdue", "late", N_("Overdue")),
)
GROUPS = {
    "owed": (N_("Reports owed"), tuple(name for name, _tone, _word in _PARTS)),
    "filed": (N_("Filed"), ("accepted", "received", "submitted")),
    "missing": (N_("Missing"), ("in_hand", "not_begun", "overdue")),
    **{name: (word, (name,)) for name, _tone, word in _PARTS},
}
"""What a board can be narrowed to: its word and the parts of what is owed it holds."""
_PART_OF = {
    rules.ACCEPTED: "accepted",
    rules.RECEIVED: "received",
    rules.SUBMITTED: "submitted",
    rules.OPEN: "not_begun",
}


@dataclass(frozen=True)
class Counts:
    """Reports owed, by how far they are; `returned` lie in hand or are overdue.

    `judged` are those that were due by now, filed or not; `timely` those first filed in time, whenever that was.
    """

    owed: int = 0
    accepted: int = 0
    received: int = 0
    submitted: int = 0
    in_hand: int = 0
    not_begun: int = 0
    overdue: int = 0
    returned: int = 0
    timely: int = 0
    judged: int = 0
    exempt: int = 0

    @property
    def filed(self) -> int:
        """How many reports have reached the receiving office, whatever it decided since but to return them."""
        return self.accepted + self.received + self.submitted

    @property
    def missing(self) -> int:
        """How many of those owed have not been filed, overdue ones included."""
        return self.owed - self.filed

    @property
    def filed_share(self) -> int | None:
        """Progress: filed of owed in hundredths of a percent, cut, so that 10000 is all of them."""
        return self.filed * 10_000 // self.owed if self.owed else None

    @property
    def share(self) -> int | None:
        """On-time share in hundredths of a percent: first filed in time, of all that were due; None before."""
        return rules.on_time_share(self.timely, self.judged)

    @property
    def breakdown(self) -> Breakdown:
        """The progress as a bar of its parts, in the reader's words."""
        parts = [Part(tone, _(word), getattr(self, name)) for name, tone, word in _PARTS]
        said = _("%(filed)s of %(owed)s filed") % {"filed": f"{self.filed:,}", "owed": f"{self.owed:,}"}
        detail = " · ".join(f"{part.word} {part.n:,}" for part in parts if part.n)
        return Breakdown(self.filed, self.owed, parts, f"{said}: {detail}" if detail else said)

    def __add__(self, other: "Counts") -> "Counts":
        # Added a hundred times on a board's page: asking for the fields by name takes three times as long.
        return Counts(
            self.owed + other.owed,
            self.accepted + other.accepted,
            self.received + other.received,
            self.submitted + other.submitted,
            self.in_hand + other.in_hand,
            self.not_begun + other.not_begun,
            self.overdue + other.overdue,
            self.returned + other.returned,
            self.timely + other.timely,
            self.judged + other.judged,
            self.exempt + other.exempt,
        )


def counts_as(status: str, past: bool, timely: bool | None, n: int, *, judged: bool) -> Counts:
    """`past`: the deadline in force is over; `judged`: the cycle's own is, which is every report's first."""
    part = part_of(status, past and status in rules.PENDING)
    if part == "exempt":
        return Counts(exempt=n)
    return Counts(
        owed=n,
        returned=n if status == rules.RETURNED else 0,
        timely=n if timely else 0,
        judged=n if judged else 0,
        **{part: n},
    )


def part_of(status: str, late: bool) -> str:
    """The figure of `Counts` a report in this state belongs to."""
    if status == rules.EXEMPT:
        return "exempt"
    return "overdue" if late else _PART_OF.get(status, "in_hand")
