"""Numbers are looked for in the register: the indexes of the cycles by number are gone."""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("reports", "0017_register_from_papers")]

    operations = [
        RemoveIndexConcurrently("cycle", "cycle_by_number"),
        RemoveIndexConcurrently("cycle", "cycle_by_number_end"),
    ]
