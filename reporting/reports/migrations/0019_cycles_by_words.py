"""Cycles by place, the latest first, and by words of their titles; built without holding up writers."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.fields.ranges import BigIntegerRangeField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import F, Func, Value

PLACE = Func(F("lo"), F("hi"), Value("[]"), function="int8range", output_field=BigIntegerRangeField())
PAIRS = Func(
    F("title"), F("notice_title"), function="baton_pairs", output_field=ArrayField(models.TextField())
)
INDEXES = (
    GistIndex(PLACE, name="cycle_by_span"),
    models.Index(fields=["-due_on", "-id"], name="cycle_latest"),
    GinIndex(PAIRS, name="cycle_by_words"),
)


def built(index: models.Index) -> list[Operation]:
    return [
        # A build that was cut off leaves an index nobody may use.
        migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {index.name}", migrations.RunSQL.noop),
        AddIndexConcurrently("cycle", index),
    ]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("reports", "0018_numbers_from_register"), ("record", "0004_pairs_of_words")]

    operations = [operation for index in INDEXES for operation in built(index)]
