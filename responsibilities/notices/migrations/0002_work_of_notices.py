"""Notices that stand for work name its subject."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_notices")]

    operations = [
        migrations.AddField("notice", "work_of", models.CharField(db_default="", default="", max_length=100)),
    ]
