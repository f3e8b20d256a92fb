"""Evidence files and their row history."""

import uuid

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import revitalization.kit.frozen


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("record", "0001_record"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("lo", models.BigIntegerField()),
                ("owner_kind", models.CharField(max_length=32)),
                ("owner_key", models.CharField(max_length=128)),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=8)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("secrecy", models.CharField(default="内部", max_length=8)),
                ("state", models.CharField(default="attached", max_length=12)),
                (
                    "uploaded_at",
                    models.DateTimeField(db_default=revitalization.kit.frozen.Now(), editable=False),
                ),
                ("held_at", models.DateTimeField(null=True)),
                ("detached_at", models.DateTimeField(null=True)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="StoredFileEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField()),
                ("pgh_context_id", models.UUIDField()),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("lo", models.BigIntegerField()),
                ("owner_kind", models.CharField(max_length=32)),
                ("owner_key", models.CharField(max_length=128)),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=8)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("secrecy", models.CharField(default="内部", max_length=8)),
                ("state", models.CharField(default="attached", max_length=12)),
                (
                    "uploaded_at",
                    models.DateTimeField(db_default=revitalization.kit.frozen.Now(), editable=False),
                ),
                ("held_at", models.DateTimeField(null=True)),
                ("detached_at", models.DateTimeField(null=True)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="files.storedfile",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="storedfile",
            index=models.Index(fields=["owner_kind", "owner_key"], name="file_by_owner"),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["pdf", "png", "jpg", "docx", "xlsx", "ofd", "txt"])),
                name="file_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("secrecy__in", ["公开", "内部"])), name="file_secrecy_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("detached_at__isnull", True), ("state", "attached")),
                    models.Q(("detached_at__isnull", False), ("state", "detached")),
                    _connector="OR",
                ),
                name="file_detached_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="file_not_empty"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="storedfile",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="7f5e6378658d6a56123a67151ad8adc4a4833894",
                    operation="DELETE",
                    pgid="pgtrigger_kept_d5103",
                    table="files_storedfile",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="storedfile",
            trigger=pgtrigger.compiler.Trigger(
                name="fixed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."lo" IS DISTINCT FROM (NEW."lo") OR OLD."owner_kind" IS DISTINCT FROM (NEW."owner_kind") OR OLD."owner_key" IS DISTINCT FROM (NEW."owner_key") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."secrecy" IS DISTINCT FROM (NEW."secrecy") OR OLD."uploaded_by_id" IS DISTINCT FROM (NEW."uploaded_by_id") OR OLD."uploaded_at" IS DISTINCT FROM (NEW."uploaded_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="9a05d7f0e1993fb413dfa4fd06d6d95d2036b5ce",
                    operation="UPDATE",
                    pgid="pgtrigger_fixed_3f966",
                    table="files_storedfile",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="storedfile",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "files_storedfileevent" ("detached_at", "held_at", "id", "kind", "lo", "name", "owner_key", "owner_kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "secrecy", "sha256", "size", "state", "uploaded_at", "uploaded_by_id") VALUES (NEW."detached_at", NEW."held_at", NEW."id", NEW."kind", NEW."lo", NEW."name", NEW."owner_key", NEW."owner_kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, baton_now(), \'insert\', NEW."id", NEW."public_id", NEW."secrecy", NEW."sha256", NEW."size", NEW."state", NEW."uploaded_at", NEW."uploaded_by_id"); RETURN NULL;',
                    hash="15a2ab3b4be7decff32d8532a5c3822e2536e40e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a0d7d",
                    table="files_storedfile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="storedfile",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "files_storedfileevent" ("detached_at", "held_at", "id", "kind", "lo", "name", "owner_key", "owner_kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "secrecy", "sha256", "size", "state", "uploaded_at", "uploaded_by_id") VALUES (NEW."detached_at", NEW."held_at", NEW."id", NEW."kind", NEW."lo", NEW."name", NEW."owner_key", NEW."owner_kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, baton_now(), \'update\', NEW."id", NEW."public_id", NEW."secrecy", NEW."sha256", NEW."size", NEW."state", NEW."uploaded_at", NEW."uploaded_by_id"); RETURN NULL;',
                    hash="4bda09cf0ce17f61448e813e2a378f0797f6bd0a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8c2ef",
                    table="files_storedfile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="storedfileevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="87c00a10d7d7fa3c851b8d6ac1c82626e991377c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0014f",
                    table="files_storedfileevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
