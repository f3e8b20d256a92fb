"""The word for a full appointment; nothing in the database changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0003_roster_changes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="tenure",
            name="kind",
            field=models.CharField(
                choices=[
                    ("full", "Full appointment"),
                    ("acting", "Acting"),
                    ("in_charge", "Temporarily in charge"),
                    ("concurrent", "Concurrently"),
                    ("vacant", "Vacant"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="tenureevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("full", "Full appointment"),
                    ("acting", "Acting"),
                    ("in_charge", "Temporarily in charge"),
                    ("concurrent", "Concurrently"),
                    ("vacant", "Vacant"),
                ],
                max_length=12,
            ),
        ),
    ]
