"""The record is read by time and by person; made without holding up writers."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("record", "0002_token_on_entries"),
    ]

    operations = [
        AddIndexConcurrently("entry", models.Index(fields=["at", "id"], name="entry_by_time")),
        AddIndexConcurrently(
            "entry", models.Index(fields=["actor_name", "at", "id"], name="entry_by_person")
        ),
    ]
