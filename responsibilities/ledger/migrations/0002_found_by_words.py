"""Matters by words of title and number and by their document's number, steps by act and day; writers are not held up."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import F, Func

PAIRS = Func(F("title"), F("number"), function="baton_pairs", output_field=ArrayField(models.TextField()))
INDEXES = (
    ("matter", GinIndex(PAIRS, name="matter_by_words")),
    (
        "matter",
        models.Index(
            fields=["document_number"], opclasses=["varchar_pattern_ops"], name="matter_by_document"
        ),
    ),
    ("handling", models.Index(fields=["act", "at"], name="handling_by_day")),
)


def built(table: str, index: models.Index) -> list[Operation]:
    return [
        # A build that was cut off leaves an index nobody may use.
        migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {index.name}", migrations.RunSQL.noop),
        AddIndexConcurrently(table, index),
    ]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("ledger", "0001_ledger"), ("record", "0004_pairs_of_words")]

    operations = [operation for table, index in INDEXES for operation in built(table, index)]
