from django.db import migrations, models

import revitalization.kit.frozen


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_by_lamp_rank")]

    operations = [
        migrations.AddField(
            model_name="scalerow",
            name="by_name",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="scalerow",
            name="at",
            field=models.DateTimeField(db_default=revitalization.kit.frozen.Now(), editable=False),
        ),
    ]
