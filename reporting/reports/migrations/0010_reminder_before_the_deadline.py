"""The word for the reminder before a deadline; nothing in the database changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0009_lists_by_limit_and_office"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reminder",
            name="kind",
            field=models.CharField(
                choices=[("before", "Before the deadline"), ("late", "Overdue"), ("hand", "By hand")],
                max_length=8,
            ),
        ),
    ]
