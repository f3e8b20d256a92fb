"""Which part of the tree.

A unit's place is one number `lo`; what lies under it is the range `lo..hi`. A `Reach` is a set of such ranges, each
with an optional remit (a set of category keys: a department works by line, a territory by block). The check of one
subject (`covers`) and the filter of a list (`q`) come from the same pairs, so they cannot disagree.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

Remit = frozenset[str] | None


@dataclass(frozen=True, order=True)
class Span:
    """The positions `lo..hi`, both included."""

    lo: int
    hi: int

    def covers(self, lo: int) -> bool:
        return self.lo <= lo <= self.hi

    def holds(self, other: "Span") -> bool:
        return self.lo <= other.lo and other.hi <= self.hi


@dataclass(frozen=True)
class Reach:
    """Where a right holds: pairs of span and remit (None: every category)."""

    pairs: frozenset[tuple[Span, Remit]] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.pairs)

    def covers(self, lo: int, remit: Remit = None) -> bool:
        """Whether position `lo` lies inside; with `remit`, through one pair that holds all of its categories."""
        return any(span.covers(lo) and holds_all(own, remit) for span, own in self.pairs)

    def holding(self, remit: Remit) -> "Reach":
        """The part that holds all these categories: its `q` lists what `covers` with the same remit allows."""
        return Reach(frozenset((span, own) for span, own in self.pairs if holds_all(own, remit)))

    def holds(self, span: Span) -> bool:
        """Whether the whole span lies inside; here and below of one unit join to its whole range."""
        return any(own.holds(span) for own in self.spans())

    def q(self, field_name: str = "lo") -> Q:
        """The same as a filter on a position column, as literal ranges."""
        found = Q(pk__in=[])
        for span in self.spans():
            found |= (
                Q(**{field_name: span.lo})
                if span.lo == span.hi
                else Q(**{f"{field_name}__gte": span.lo, f"{field_name}__lte": span.hi})
            )
        return found

    def touching(self) -> Q:
        """What holds or lies in a part of it, as a filter on the columns `lo` and `hi`."""
        found = Q(pk__in=[])
        for span in self.spans():
            found |= Q(lo__lte=span.hi, hi__gte=span.lo)
        return found

    def sql(self, column: str) -> tuple[str, list[int]]:
        """The same as SQL text and parameters, for set-wise statements."""
        spans = self.spans()
        if not spans:
            return "FALSE", []
        text = " OR ".join(f"{column} BETWEEN %s AND %s" for _ in spans)
        return f"({text})", [bound for span in spans for bound in (span.lo, span.hi)]

    def spans(self) -> list[Span]:
        """The ranges without their remits, joined where they overlap or touch, ascending."""
        return merged(span for span, _ in self.pairs)


def holds_all(own: Remit, asked: Remit) -> bool:
    """Whether a remit holds all categories asked for; None holds every one, and asking None asks for none."""
    return own is None or asked is None or asked <= own


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans joined where they overlap or touch, ascending."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.lo <= joined[-1].hi + 1:
            joined[-1] = Span(joined[-1].lo, max(joined[-1].hi, span.hi))
        else:
            joined.append(span)
    return joined
