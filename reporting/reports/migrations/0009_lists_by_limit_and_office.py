"""Indexes for the list in the order of limits and for the tiles of an office; built without holding up writers.

Each is dropped before it is built: a build that was cut off, by others' locks say, leaves an index nobody may use.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

INDEXES = (
    models.Index(
        fields=["receiver_id", "cycle"], include=["status", "due_on", "timely"], name="obligation_office"
    ),
    models.Index(
        fields=["receiver_id", "status", "due_on", "id"],
        condition=models.Q(status__in=["submitted", "received"]),
        name="obligation_to_decide",
    ),
    models.Index(fields=["due_on", "lo", "id"], name="obligation_limit"),
)


def built(index: models.Index) -> list[Operation]:
    return [
        migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {index.name}", migrations.RunSQL.noop),
        AddIndexConcurrently("obligation", index),
    ]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("reports", "0008_marks_of_drafts")]

    operations = [
        *(operation for index in INDEXES for operation in built(index)),
        RemoveIndexConcurrently("obligation", "obligation_receiver"),
    ]
