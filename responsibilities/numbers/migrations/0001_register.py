"""The register of documents that units issued under a number."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import revitalization.kit.frozen


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("units", "0004_one_permission"),
    ]

    operations = [
        migrations.CreateModel(
            name="Issued",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=80, verbose_name="Document number")),
                ("agency", models.CharField(max_length=40)),
                ("year", models.PositiveSmallIntegerField()),
                ("sequence", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=32)),
                ("key", models.CharField(max_length=100)),
                ("title", models.CharField(max_length=300, verbose_name="Title")),
                ("dated_on", models.DateField(verbose_name="Date")),
                (
                    "entered_at",
                    models.DateTimeField(db_default=revitalization.kit.frozen.Now(), editable=False),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                        verbose_name="Unit",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["unit", "-dated_on", "-id"], name="issued_by_day"),
                    models.Index(
                        fields=["number"], name="issued_by_number", opclasses=["varchar_pattern_ops"]
                    ),
                    models.Index(
                        django.db.models.functions.comparison.Collate(
                            django.db.models.functions.text.Reverse("number"), "C"
                        ),
                        name="issued_by_number_end",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "agency", "year", "sequence"), name="issued_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "number",
                                django.db.models.functions.text.Concat(
                                    "agency",
                                    models.Value("〔"),
                                    django.db.models.functions.comparison.Cast(
                                        "year", models.CharField(max_length=10)
                                    ),
                                    models.Value("〕"),
                                    django.db.models.functions.comparison.Cast(
                                        "sequence", models.CharField(max_length=10)
                                    ),
                                    models.Value("号"),
                                ),
                            )
                        ),
                        name="issued_number_as_the_standard",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("agency", ""), _negated=True), ("sequence__gt", 0)),
                        name="issued_number_whole",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="issued",
            trigger=pgtrigger.compiler.Trigger(
                name="issued_written_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="bdc9c211b3cc92abab86c611d41f421a6fca71c1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_issued_written_once_a34c9",
                    table="numbers_issued",
                    when="BEFORE",
                ),
            ),
        ),
    ]
