"""How a telling of inspections ended: every table of theirs and of the ledger, in words and without ids and instants."""

from collections import Counter
from typing import Any

from django.apps import apps
from django.db import models

from assessments.inspections.models import Finding
from responsibilities.ledger.models import FundTally, Item, Matter, Tally
from responsibilities.notices.models import Notice
from responsibilities.record.models import Entry
from revitalization.kit import clock
from tests.inspections.settled import settled_on
from tests.ledger.year import counts, wrong_lamps

CHANCE = {
    # Numbers follow the order in which things came; which day that was is the clock's.
    "ledger.matter": {"key", "number", "sequence", "issued_at"},
    # The day on which the clock came to it. From which day on it is put right stands on the item.
    "inspections.finding": {"listed_on"},
    # Who is told and what is on the record is compared apart.
    "inspections.rectificationreport": {"rows"},
}
"""Fields that say when the clock ran or in which order, by table; all else is equal."""
FOLDED = (Tally, FundTally)
"""Counts as signed steps until they are folded; their sums are compared."""


def ended() -> dict[str, Any]:
    """Each table as the sorted rows it holds, what was told and recorded, and that lamps and days are right."""
    assert wrong_lamps() == []
    assert wrong_days() == []
    found = {
        model._meta.label_lower: sorted(map(str, map(row_of, model._default_manager.all())))
        for label in ("inspections", "ledger")
        for model in apps.get_app_config(label).get_models()
        if not model.__name__.endswith("Event") and model not in FOLDED
    }
    told = Notice.objects.values_list("kind", "event", "recipient__username")
    return {
        **found,
        "counts": counts(),
        "told": Counter((kind, event.split(":")[0], who) for kind, event, who in told),
        "recorded": Counter(Entry.objects.values_list("verb", "actor_name")),
    }


def row_of(row: models.Model) -> list[tuple[str, Any]]:
    """Its fields with what they name in words."""
    left_out = CHANCE.get(row._meta.label_lower, set())
    return [
        (field.name, name_of(getattr(row, field.name)) if field.is_relation else getattr(row, field.name))
        for field in row._meta.concrete_fields
        if not (field.primary_key and not field.is_relation)
        and not isinstance(field, models.DateTimeField)
        and field.name not in left_out
    ]


def name_of(row: Any) -> str:
    """What the row is called wherever it is told; a matter that was brought by what it came from."""
    if row is None:
        return ""
    if isinstance(row, Item):
        return f"{name_of(row.matter)} {row.unit.code}"
    if isinstance(row, Matter) and row.origin_key:
        return f"{row.origin_kind} {row.origin_key}"
    for name in ("username", "code", "public_id", "key"):
        if said := getattr(row, name, None):
            return str(said)
    return str(row_of(row))


def wrong_days() -> list[str]:
    """Findings on the ledger whose item does not begin on the day from which they are final, and what is not there."""
    today, wrong = clock.today(), []
    for one in Finding.objects.full().filter(fed_back_on__isnull=False).exclude(status="withdrawn"):
        day = settled_on(one)
        if day is not None and day < today and one.status != "listed":
            wrong.append(f"{one.key} is not on the ledger")
        if (
            one.item
            and one.item.matter.origin_key == one.key
            and one.how_soon != "now"
            and one.item.start_on != day
        ):
            wrong.append(f"{one.key} begins on {one.item.start_on}, not {day}")
    return wrong
