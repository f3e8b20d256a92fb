"""Numbered reminder slips, entered into the register of the unit that gives them."""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0019_cycles_by_words"),
        ("units", "0004_one_permission"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Slip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=80, verbose_name="Document number")),
                ("title", models.CharField(max_length=300)),
                ("by", models.DateField(verbose_name="To be filed by")),
                (
                    "urgency",
                    models.CharField(
                        blank=True, choices=[("特急", "特急"), ("加急", "加急")], default="", max_length=4
                    ),
                ),
                ("dated_on", models.DateField()),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slips",
                        to="reports.obligation",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("issuer", "number"), name="slip_number_once")
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="slip",
            trigger=pgtrigger.compiler.Trigger(
                name="slip_written_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8dd0987eb06f7ee35ff3b305ca19a976d0fe6f1c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_slip_written_once_7ee59",
                    table="reports_slip",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="slip",
            trigger=pgtrigger.compiler.Trigger(
                name="slip_into_register",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE part text[];",
                    func="\n            IF NOT (TRUE) THEN\n                RETURN NULL;\n            END IF;\n            part := regexp_match(NEW.number, '^([^0-9〔]+)〔([0-9]{4})〕([1-9][0-9]{0,5})号$');\n            INSERT INTO numbers_issued (unit_id, number, agency, year, sequence, kind, key, title, dated_on)\n            VALUES (NEW.issuer_id, NEW.number, part[1], part[2]::int, part[3]::int, 'slip', (\n        SELECT c.key || '/' || u.code FROM reports_obligation o JOIN reports_cycle c ON c.id = o.cycle_id\n        JOIN units_unit u ON u.id = o.unit_id WHERE o.id = NEW.obligation_id\n    ), NEW.title, NEW.dated_on)\n            ON CONFLICT (unit_id, agency, year, sequence) DO NOTHING;\n            IF NOT FOUND AND NOT EXISTS (\n                SELECT 1 FROM numbers_issued WHERE unit_id = NEW.issuer_id AND number = NEW.number AND FALSE\n            ) THEN\n                RAISE EXCEPTION 'the number % stands on another document', NEW.number\n                USING ERRCODE = 'unique_violation', CONSTRAINT = 'issued_number_once';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="eb09f5ddf96ba761a456727fdf0265f248337879",
                    operation="INSERT",
                    pgid="pgtrigger_slip_into_register_1762c",
                    table="reports_slip",
                    when="AFTER",
                ),
            ),
        ),
    ]
