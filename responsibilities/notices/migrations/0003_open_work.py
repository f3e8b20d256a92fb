"""The unread notices of one subject are found by an index; built without holding up writers."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("notices", "0002_work_of_notices")]

    operations = [
        # A build that was cut off leaves an index nobody may use.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS notice_open_work", migrations.RunSQL.noop),
        AddIndexConcurrently(
            "notice",
            models.Index(
                fields=["work_of"],
                condition=Q(read_at__isnull=True) & ~Q(work_of=""),
                name="notice_open_work",
            ),
        ),
    ]
