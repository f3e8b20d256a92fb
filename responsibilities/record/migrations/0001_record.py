"""The time function of the database, then the record. Whatever stamps instants in the database depends on this."""

import django.core.serializers.json
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import revitalization.kit.frozen

DATABASE_FUNCTION = """
CREATE OR REPLACE FUNCTION baton_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('baton.now', true), '')::timestamptz, clock_timestamp())
$$
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(DATABASE_FUNCTION, "DROP FUNCTION baton_now()"),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry_id", models.BigIntegerField(unique=True)),
                ("digest", models.BinaryField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("first_seq", models.BigIntegerField()),
                ("last_seq", models.BigIntegerField()),
                ("root", models.BinaryField()),
                ("previous_root", models.BinaryField()),
                ("at", models.DateTimeField(db_default=revitalization.kit.frozen.Now(), editable=False)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_default=revitalization.kit.frozen.Now(), editable=False)),
                ("verb", models.CharField(max_length=64)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(max_length=120)),
                ("post", models.CharField(default="", max_length=200)),
                ("on_behalf", models.CharField(default="", max_length=200)),
                ("via", models.CharField(max_length=16)),
                ("request_id", models.CharField(default="", max_length=64)),
                ("subject_kind", models.CharField(max_length=32)),
                ("subject_key", models.CharField(max_length=64)),
                ("label", models.CharField(max_length=300)),
                ("lo", models.BigIntegerField()),
                ("reason", models.TextField(default="")),
                ("count", models.BigIntegerField(default=1)),
                (
                    "before",
                    models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                (
                    "after",
                    models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                ("context", models.UUIDField(null=True)),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["lo", "id"], name="entry_by_place"),
                    models.Index(fields=["subject_kind", "subject_key", "id"], name="entry_by_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("context__isnull", False)),
                        fields=("context",),
                        name="entry_context_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verb", ""), _negated=True), models.Q(("actor_name", ""), _negated=True)
                        ),
                        name="entry_says_who_and_what",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e8ff9dc0598a44f559686ab6fb979403412d2ebd",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_60dbb",
                    table="record_entry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'the record is never emptied';",
                    hash="508a717cc9cf9d5618a23c5b50eed6bc38204144",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_a0b6a",
                    table="record_entry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="leaf",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a7c326d8451dd5cfab16ebcb773551d42375006d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e2528",
                    table="record_leaf",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="leaf",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'the record is never emptied';",
                    hash="b3310eec4cfa809ea700294343f5a89f1eaf4016",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_abcc0",
                    table="record_leaf",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_seq__gte", models.F("first_seq"))), name="seal_bounds_in_order"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seal",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a643a653b786f07b7eb6a5f1af55ad60e6420942",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e6c17",
                    table="record_seal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seal",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'the record is never emptied';",
                    hash="fdf1184bddbd18e88a0a8246b531069459490341",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_021a3",
                    table="record_seal",
                    when="BEFORE",
                ),
            ),
        ),
    ]
