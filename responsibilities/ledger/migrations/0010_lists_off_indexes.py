"""Indexes for every way in which the ledger is narrowed, in the order of deadlines; built without holding up writers."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

WITH_THE_UNIT = models.Q(status__in=["issued", "planning", "planned", "running"])
DECLARED = ["declared", "checked", "publicized", "signed"]
BY_LIMIT = ["due_on", "lo", "id"]
OF_OFFICE = ["issuer_lo", "due_on", "id"]
INDEXES = (
    models.Index(fields=["lo", "id"], name="item_by_place"),
    models.Index(fields=["lamp", *BY_LIMIT], name="item_of_lamp"),
    models.Index(fields=["kind", *BY_LIMIT], name="item_by_kind"),
    models.Index(fields=["level", *BY_LIMIT], name="item_by_level"),
    models.Index(fields=["year", *BY_LIMIT], name="item_by_year"),
    models.Index(fields=BY_LIMIT, condition=WITH_THE_UNIT, name="item_with_unit"),
    models.Index(fields=BY_LIMIT, condition=models.Q(status__in=DECLARED), name="item_declared"),
    models.Index(
        fields=["status", *BY_LIMIT],
        condition=models.Q(status__in=["closed", "cancelled"]),
        name="item_ended",
    ),
    models.Index(fields=BY_LIMIT, condition=models.Q(long=True), name="item_long"),
    models.Index(
        fields=OF_OFFICE,
        condition=models.Q(status__in=[*DECLARED, "planned"]) | models.Q(asked_due_on__isnull=False),
        name="item_to_decide",
    ),
    models.Index(fields=OF_OFFICE, condition=models.Q(lamp="red") & WITH_THE_UNIT, name="item_red_below"),
)
FORMER = ("item_county_open", "item_with_above", "item_by_lamp")


def built(index: models.Index) -> list[Operation]:
    return [
        # A build that was cut off leaves an index nobody may use.
        migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {index.name}", migrations.RunSQL.noop),
        AddIndexConcurrently("item", index),
    ]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("ledger", "0009_steps_checked_when_taken")]

    operations = [
        *(operation for index in INDEXES for operation in built(index)),
        *(RemoveIndexConcurrently("item", name) for name in FORMER),
    ]
