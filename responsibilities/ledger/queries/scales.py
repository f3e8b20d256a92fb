"""What an issuer holds to be too far, kind by kind: now, before, and what another scale would say of its open items."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from responsibilities.ledger import rules
from responsibilities.ledger.models import Item, Kind, ScaleRow
from responsibilities.ledger.queries.facts import calendar_for
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.fetch import get_or_hidden

LOOKED_AT = 2_000
"""Open items held against another scale, the latest ones."""


@dataclass(frozen=True)
class InForce:
    """The scale of an issuer for a kind: its own ones, the latest first (none: that of the kind holds)."""

    issuer: Unit
    kind: Kind
    rows: Sequence[ScaleRow]

    @property
    def scale(self) -> rules.Scale:
        """What holds for the next matter."""
        return self.rows[0].scale if self.rows else self.kind.scale

    @property
    def version(self) -> int:
        """How often it was set; 0 while that of the kind holds."""
        return len(self.rows)

    @property
    def public_id(self) -> str:
        """`<issuer>/<kind>`, by which the record and addresses name it."""
        return f"{self.issuer.code}/{self.kind.key}"


@dataclass(frozen=True)
class Outlook:
    """How many of the issuer's open items stand on each lamp today, and would on the other scale; `capped`: there are
    more than were looked at.
    """

    now: Counter[str]
    then: Counter[str]
    capped: bool


def scales_of(issuers: Sequence[Unit]) -> list[InForce]:
    """Every kind at every issuer, in their order, with two queries."""
    kinds = list(Kind.objects.filter(current=True).order_by("pk"))
    rows: dict[tuple[int, str], list[ScaleRow]] = {}
    for row in ScaleRow.objects.filter(issuer__in=issuers).order_by("-id"):
        rows.setdefault((row.issuer_id, row.kind_key), []).append(row)
    return [InForce(unit, kind, rows.get((unit.pk, kind.key), [])) for unit in issuers for kind in kinds]


def scale_for(issuer: Unit, key: str) -> InForce:
    """The scale of an issuer for one kind, with its history; `Hidden` for a kind that is not there."""
    kind = get_or_hidden(Kind.objects.filter(current=True), key=key)
    rows = ScaleRow.objects.filter(issuer=issuer, kind_key=kind.key).order_by("-id")
    return InForce(issuer, kind, list(rows))


def outlook(found: InForce, scale: rules.Scale) -> Outlook:
    """What the other scale would say of the open items of that kind; they keep their own."""
    items = Item.objects.filter(
        issuer_id=found.issuer.pk, kind__key=found.kind.key, status__in=rules.WITH_THE_UNIT
    )
    rows = list(items.select_related("matter").order_by("-pk")[: LOOKED_AT + 1])
    today = clock.today()
    now, then = Counter[str](), Counter[str]()
    for row in rows[:LOOKED_AT]:
        course = row.course
        now[row.lamp] += 1
        then[rules.judged(course, scale, calendar_for(course), today, row.percent).level] += 1
    return Outlook(now, then, len(rows) > LOOKED_AT)
