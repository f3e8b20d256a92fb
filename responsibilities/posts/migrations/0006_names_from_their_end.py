"""An index by the end of a name, so that a given name alone finds people; built without holding up writers."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Reverse


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("posts", "0005_delegations")]

    operations = [
        # A build that was cut off leaves an index nobody may use.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS person_by_end", migrations.RunSQL.noop),
        AddIndexConcurrently("person", models.Index(Reverse("name_key"), name="person_by_end")),
    ]
