"""An index over what failed, built while others go on working."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("jobs", "0003_faults_and_repeats"),
    ]

    operations = [
        AddIndexConcurrently(
            "job",
            models.Index(condition=models.Q(("state", "failed")), fields=["-id"], name="job_failed"),
        ),
    ]
