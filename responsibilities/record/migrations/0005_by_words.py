"""Entries by words of what their subject is called, and by its key; built without holding up writers."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Func

PAIRS = Func(
    F("label"), F("subject_key"), function="baton_pairs", output_field=ArrayField(models.TextField())
)
INDEX = GinIndex(PAIRS, name="entry_by_words")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("record", "0004_pairs_of_words")]

    operations = [
        # A build that was cut off leaves an index nobody may use.
        migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX.name}", migrations.RunSQL.noop),
        AddIndexConcurrently("entry", INDEX),
    ]
