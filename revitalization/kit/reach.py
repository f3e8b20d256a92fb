"""Which part of the tree.

A unit's place is one number `lo`; what lies under it is the range `lo..hi`. A `Reach` is a set of such ranges, each
with an optional remit (a set of category keys: a department works by line, a territory by block). The check of one
subject (`covers`) and the filter of a list (`q`) come from the same pairs, so they cannot disagree.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import BigIntegerRangeField
from django.db.models import BigIntegerField, BooleanField, F, Func, Lookup, Q, Value

Remit = frozenset[str] | None


@dataclass(frozen=True, order=True)
class Span:
    """The positions `lo..hi`, both included."""

    lo: int
    hi: int

    def covers(self, lo: int) -> bool:
        """Whether the position lies in it; both ends count."""
        return self.lo <= lo <= self.hi

    def holds(self, other: "Span") -> bool:
        """Whether the other one lies in it as a whole; both ends are included."""
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
        spans = self.spans()
        return Q(**{f"{field_name}__inside": spans}) if spans else Q(pk__in=[])

    def touching(self) -> Q:
        """What holds or lies in a part of it, as a filter on the columns `lo` and `hi`."""
        spans = self.spans()
        return Q(Touching(spans)) if spans else Q(pk__in=[])

    def sql(self, column: str) -> tuple[str, list[int]]:
        """The same as SQL text and parameters, for set-wise statements."""
        spans = self.spans()
        if not spans:
            return "FALSE", []
        return ranges(column, spans)

    def touching_sql(self, lo: str, hi: str) -> tuple[str, list[int]]:
        """`touching` as SQL text and parameters, of two columns."""
        found = self.spans()
        each = [f"int8range({lo}, {hi}, '[]') && int8range(%s, %s, '[]')" for _span in found]
        return f"({' OR '.join(each) or 'FALSE'})", [bound for span in found for bound in (span.lo, span.hi)]

    def spans(self) -> list[Span]:
        """The ranges without their remits, joined where they overlap or touch, ascending."""
        return list(self._spans)

    @cached_property
    def _spans(self) -> tuple[Span, ...]:
        """Joined once: a page asks for them a dozen times."""
        return tuple(merged(span for span, _ in self.pairs))


def ranges(column: str, spans: Iterable[Span]) -> tuple[str, list[int]]:
    """SQL text and parameters: the column lies in one of the spans, of which there is at least one."""
    found = [(span.lo, span.hi) if span.lo < span.hi else (span.lo,) for span in spans]
    each = (f"{column} BETWEEN %s AND %s" if len(bounds) == 2 else f"{column} = %s" for bounds in found)
    return f"({' OR '.join(each)})", [bound for bounds in found for bound in bounds]


@BigIntegerField.register_lookup
class Inside(Lookup):
    """`lo__inside=spans`: one condition however many spans.

    As one `Q` a span, a page of somebody with fifty offices spent more time on putting its filters together than the
    database on answering them.
    """

    lookup_name = "inside"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[int, ...]]:
        column, params = self.process_lhs(compiler, connection)
        if params:
            raise TypeError("only a column of positions can lie inside spans")
        text, bounds = ranges(column, self.rhs)
        return text, tuple(bounds)


def _range(lo: Any, hi: Any) -> Func:
    return Func(lo, hi, Value("[]"), function="int8range", output_field=BigIntegerRangeField())


PLACE = _range(F("lo"), F("hi"))
"""The positions `lo..hi` as one range, as an index for `Touching` is made over it."""


class Touching(Func):
    """Whether the row's `lo..hi` shares a position with one of the spans.

    Range by range: of several ranges as one the planner does not know how many rows they touch.
    """

    output_field = BooleanField()
    conditional = True
    template = "(%(expressions)s)"
    arg_joiner = " OR "

    def __init__(self, spans: Iterable[Span]) -> None:
        super().__init__(*(_Touched(PLACE, _range(Value(span.lo), Value(span.hi))) for span in spans))


class _Touched(Func):
    output_field = BooleanField()
    template = "%(expressions)s"
    arg_joiner = " && "


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
