"""Indexes by the number of a notice, from its beginning and from its end; built without holding up writers."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models.functions import Collate, Reverse

INDEXES = (
    models.Index(fields=["notice_number"], opclasses=["varchar_pattern_ops"], name="cycle_by_number"),
    models.Index(Collate(Reverse("notice_number"), "C"), name="cycle_by_number_end"),
)


def built(index: models.Index) -> list[Operation]:
    return [
        # A build that was cut off leaves an index nobody may use.
        migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {index.name}", migrations.RunSQL.noop),
        AddIndexConcurrently("cycle", index),
    ]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("reports", "0012_signed_by_right")]

    operations = [operation for index in INDEXES for operation in built(index)]
