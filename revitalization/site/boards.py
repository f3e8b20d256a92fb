"""The one board: any measure of any period, for the units of an area or of a class within it.

Everything is read within the right the measure names, over whole subtrees: who does not see all that is counted does
not see the count. A board asks for its units once, for the periods, and for all figures with one read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from responsibilities.units.models import CLASS_LABELS, Unit
from responsibilities.units.queries import by_code
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Breakdown, Lamp
from revitalization.kit.errors import Forbidden, Hidden
from revitalization.kit.measures import ORDER, At, Figure, Measure, Period, reasons_of
from revitalization.kit.parameters import one_of
from revitalization.kit.reach import Span
from revitalization.kit.registry import REGISTRY

AREAS = 60
"""Areas offered to somebody who has several."""
BANDS = ((0, 20), (20, 40), (40, 60), (60, 80), (80, 100), (100, 101))
"""The bands of the distribution, in per cent: from, to below; all of it is a band of its own."""


def measures_for(actor: Actor) -> list[Measure]:
    """The measures this actor may see over some subtree."""
    return [one for one in REGISTRY.measures() if places_of(actor, one)]


def measure_for(actor: Actor, key: str) -> Measure:
    """The one of this key, the first without one; `Forbidden` when there is none at all, `Invalid` for another key."""
    known = {one.key: one for one in measures_for(actor)}
    if not known:
        raise Forbidden
    return known[one_of(key, known, "measure")] if key else next(iter(known.values()))


def places_of(actor: Actor, measure: Measure) -> list[Span]:
    """The subtrees of the actor's roles in which the measure may be seen, in the order of the tree."""
    reach = actor.reach(measure.capability)
    spans = {held.place for held in actor.holdings} | ({actor.ceiling.place} if actor.ceiling else set())
    return sorted(span for span in spans if span.lo < span.hi and reach.holds(span))


def area_for(actor: Actor, measure: Measure, code: str) -> Unit:
    """The unit of the code whose whole subtree may be seen, the actor's first without a code; else `Hidden`."""
    if not code:
        return Unit.objects.territorial().get(lo=places_of(actor, measure)[0].lo)
    found = by_code(code)
    if found.is_body or not actor.reach(measure.capability).holds(found.span):
        raise Hidden
    return found


def areas_for(actor: Actor, measure: Measure) -> list[Unit]:
    """The areas of the actor's own roles, where there are several to choose from."""
    spans = places_of(actor, measure)[:AREAS]
    if len(spans) < 2:
        return []
    return list(Unit.objects.territorial().filter(lo__in=[span.lo for span in spans]).order_by("lo"))


@dataclass(frozen=True)
class Row:
    """One unit of a board: its figure (None: nothing is counted of it) and that of the year before."""

    measure: Measure
    id: int
    code: str
    name: str
    path: str
    lo: int
    hi: int
    figure: Figure | None = None
    before: Figure | None = None

    @cached_property
    def state(self) -> str:
        """The key of the figure's state."""
        return self.measure.state(self.figure)

    @property
    def lamp(self) -> Lamp:
        """The lamp of the figure's state."""
        return self.measure.lamp(self.figure)

    @property
    def breakdown(self) -> Breakdown | None:
        """The bar of its parts; None where there is nothing to cut."""
        return self.measure.breakdown(self.figure) if self.figure and self.figure.whole else None

    @cached_property
    def percent(self) -> int | None:
        """How much is done, in whole per cent, cut; None without a figure."""
        return self.measure.percent(self.figure)

    @cached_property
    def before_percent(self) -> int | None:
        """The same of the period before."""
        return self.measure.percent(self.before)

    @property
    def reasons(self) -> str:
        """Why the figure is as it is, in words; empty where nothing explains it."""
        return reasons_of(self.figure)

    @property
    def since(self) -> date | None:
        """The day since which the figure has been so; None when it is not known."""
        return self.figure.since if self.figure else None

    @property
    def opens(self) -> bool:
        """Whether there is something below to show a board of."""
        return self.hi - self.lo > LEAF

    @property
    def sentence(self) -> str:
        """All of it in words, for those who do not see the picture."""
        if not self.figure or not self.figure.whole:
            return _("%(name)s: %(word)s") % {"name": self.name, "word": self.lamp}
        values = {"name": self.name, "word": self.lamp, "said": self.measure.fraction(self.figure)}
        return _("%(name)s: %(said)s, %(word)s") % values


LEAF = 999
"""What a village covers beside its own place."""


@dataclass(frozen=True)
class Board:
    """What was asked for and what was found; `rows` are in the order of the tree."""

    measure: Measure
    area: Unit
    group: str
    period: Period | None
    past: Period | None
    rows: Sequence[Row]
    periods: Sequence[Period] = ()

    @cached_property
    def total(self) -> Figure:
        """The sum of the rows; with a class, of its units."""
        return sum((row.figure for row in self.rows if row.figure), Figure({}))

    @cached_property
    def total_before(self) -> Figure | None:
        """The sum over all rows of the period before; None when no row has one."""
        found = [row.before for row in self.rows if row.before]
        return sum(found, Figure({})) if found else None

    @property
    def breakdown(self) -> Breakdown:
        """The bar of the parts of the sum."""
        return self.measure.breakdown(self.total)

    @property
    def fraction(self) -> str:
        """The sum as done of whole, in figures."""
        return self.measure.fraction(self.total)

    @property
    def lamp(self) -> Lamp:
        """The lamp of the sum's state."""
        return self.measure.lamp(self.total)

    @property
    def percent(self) -> int | None:
        """How much of the sum is done, in whole per cent, cut; None of nothing."""
        return self.measure.percent(self.total)

    @property
    def percent_before(self) -> int | None:
        """The same of the period before."""
        return self.measure.percent(self.total_before)

    @property
    def change(self) -> int | None:
        """Against the year before, in points; None where either is missing."""
        now, then = self.percent, self.percent_before
        return None if now is None or then is None else now - then

    @property
    def red(self) -> list[Row]:
        """Those behind, the longest first."""
        return sorted(
            (row for row in self.rows if row.state == "red"), key=lambda r: (r.since or date.max, r.lo)
        )

    @property
    def counted(self) -> list[tuple[Lamp, int, str]]:
        """How many units have which lamp: lamp, number, its state; those that are there."""
        found = [(state, [row for row in self.rows if row.state == state]) for state in ORDER]
        return [(rows[0].lamp, len(rows), state) for state, rows in found if rows]

    @property
    def distribution(self) -> list[tuple[str, int]]:
        """How many units lie in which band of the share; empty when none has one."""
        shares = [row.percent for row in self.rows if row.percent is not None]
        if not shares:
            return []
        return [(_band(low, high), sum(low <= share < high for share in shares)) for low, high in BANDS]

    @property
    def group_label(self) -> str:
        """The word for the units that are compared: a class, or all directly below."""
        return str(CLASS_LABELS[self.group]) if self.group else _("All units directly below")


def _band(low: int, high: int) -> str:
    return "100%" if low == 100 else f"{low}–{high - 1}%"


def board_of(
    actor: Actor, measure: Measure, area: Unit, today: date, *, period: str = "", group: str = ""
) -> Board:
    """The board of the area, of the period asked for or the first; `Hidden` for a period it does not have."""
    periods = list(measure.source.periods(actor, area.span))
    chosen = (
        next((one for one in periods if one.key == period), None) if period else next(iter(periods), None)
    )
    if period and chosen is None:
        chosen = next(iter(measure.source.periods(actor, area.span, period)), None)
        if chosen is None:
            raise Hidden
        periods.append(chosen)
    if chosen is None:
        return Board(measure, area, group, None, None, [])
    past = next(iter(measure.source.past(actor, chosen)), None)
    rows = list(_rows(measure, area, group, [chosen, *([past] if past else [])], today))
    return Board(measure, area, group, chosen, past, rows, periods)


def _rows(measure: Measure, area: Unit, group: str, periods: Sequence[Period], today: date) -> Iterator[Row]:
    """The units directly below, or those of the class anywhere below; ended ones while something counts of them."""
    units = Unit.objects.territorial()
    units = (
        units.live().under(area).filter(unit_class__contains=[group]) if group else units.children_of(area)
    )
    lines = list(units.order_by("lo").values_list("id", "code", "name", "path", "lo", "hi", "valid_to"))
    asked = [At(line[0], line[4], line[5]) for line in lines]
    raw = measure.source.read(asked, periods, today)
    figures = {at: measure.figure(found) for at, found in raw.items()}
    for pk, code, name, path, lo, hi, ended in lines:
        figure = figures.get((pk, periods[0].key))
        before = figures.get((pk, periods[1].key)) if len(periods) > 1 else None
        if ended is None or (figure is not None and figure.whole):
            yield Row(measure, pk, code, name, path, lo, hi, figure, before)
