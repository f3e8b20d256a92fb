from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0002_sent_rosters")]

    operations = [
        migrations.AddField(
            model_name="roster",
            name="changes",
            field=models.BinaryField(null=True),
        ),
    ]
