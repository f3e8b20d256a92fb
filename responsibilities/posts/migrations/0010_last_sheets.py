"""The handover sheet of a post that was left, as it stood on the last day."""

import django.core.serializers.json
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import revitalization.kit.frozen


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0009_posts_counted"),
    ]

    operations = [
        migrations.CreateModel(
            name="LastSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "parts",
                    models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                (
                    "taken_at",
                    models.DateTimeField(db_default=revitalization.kit.frozen.Now(), editable=False),
                ),
                (
                    "tenure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="last_sheets",
                        db_index=False,
                        to="posts.tenure",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("tenure", "day"), name="last_sheet_once")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lastsheet",
            trigger=pgtrigger.compiler.Trigger(
                name="last_sheet_written_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="fe9ccddb5d9577f003d5a54257b675af791b0c5b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_last_sheet_written_once_46d55",
                    table="posts_lastsheet",
                    when="BEFORE",
                ),
            ),
        ),
    ]
