import uuid

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import revitalization.kit.frozen


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0004_failed_jobs"),
        ("ledger", "0005_funds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SentSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "uploaded_at",
                    models.DateTimeField(db_default=revitalization.kit.frozen.Now(), editable=False),
                ),
                ("name", models.CharField(max_length=120)),
                ("language", models.CharField(max_length=8)),
                ("data", models.BinaryField(null=True)),
                ("changes", models.BinaryField(null=True)),
                (
                    "said",
                    models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                (
                    "check_job",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="jobs.job"
                    ),
                ),
                (
                    "import_job",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="jobs.job",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("data__isnull", False)),
                        fields=["uploaded_at"],
                        name="ledger_sheet_with_data",
                    )
                ],
            },
        ),
    ]
