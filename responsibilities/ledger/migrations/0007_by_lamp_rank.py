"""Items in the order of their lamps, red first, for programs that ask so; writers are not held up."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Case, Value, When

LAMPS = ("red", "yellow", "green", "grey", "done", "none")
RANK = Case(
    *(When(lamp=lamp, then=Value(at)) for at, lamp in enumerate(LAMPS)),
    default=Value(len(LAMPS)),
    output_field=models.IntegerField(),
)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("ledger", "0006_sent_sheets")]

    operations = [
        # A build that was cut off leaves an index nobody may use.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS item_by_lamp_rank", migrations.RunSQL.noop),
        AddIndexConcurrently("item", models.Index(RANK, "due_on", "lo", "id", name="item_by_lamp_rank")),
    ]
