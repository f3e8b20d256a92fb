"""What is kept of a fault, and how often failed work was queued again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0002_job_span"),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="trace",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddField(
            model_name="job",
            name="repeats",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
