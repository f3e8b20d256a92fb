"""How urgent the notice of a cycle is (紧急程度)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0021_once_signed"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="cycle",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="cycle",
            name="update_update",
        ),
        migrations.AddField(
            model_name="cycle",
            name="urgency",
            field=models.CharField(
                blank=True,
                choices=[("特急", "特急"), ("加急", "加急")],
                db_default="",
                default="",
                max_length=4,
                verbose_name="urgency",
            ),
        ),
        migrations.AddField(
            model_name="cycleevent",
            name="urgency",
            field=models.CharField(
                blank=True,
                choices=[("特急", "特急"), ("加急", "加急")],
                db_default="",
                default="",
                max_length=4,
                verbose_name="urgency",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cycle",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "reports_cycleevent" ("basis", "created_at", "created_by_id", "due_on", "due_rule", "hi", "id", "issued_on", "key", "kind_id", "levels", "lo", "notice_number", "notice_title", "opened_at", "opens_on", "owed", "period", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_before", "scope_id", "series_id", "status", "title", "urgency", "version", "year") VALUES (NEW."basis", NEW."created_at", NEW."created_by_id", NEW."due_on", NEW."due_rule", NEW."hi", NEW."id", NEW."issued_on", NEW."key", NEW."kind_id", NEW."levels", NEW."lo", NEW."notice_number", NEW."notice_title", NEW."opened_at", NEW."opens_on", NEW."owed", NEW."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, baton_now(), \'insert\', NEW."id", NEW."remind_before", NEW."scope_id", NEW."series_id", NEW."status", NEW."title", NEW."urgency", NEW."version", NEW."year"); RETURN NULL;',
                    hash="6ad31967f1cbbb7329b8050afc74b81c6f7cc9f4",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c3616",
                    table="reports_cycle",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cycle",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "reports_cycleevent" ("basis", "created_at", "created_by_id", "due_on", "due_rule", "hi", "id", "issued_on", "key", "kind_id", "levels", "lo", "notice_number", "notice_title", "opened_at", "opens_on", "owed", "period", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_before", "scope_id", "series_id", "status", "title", "urgency", "version", "year") VALUES (NEW."basis", NEW."created_at", NEW."created_by_id", NEW."due_on", NEW."due_rule", NEW."hi", NEW."id", NEW."issued_on", NEW."key", NEW."kind_id", NEW."levels", NEW."lo", NEW."notice_number", NEW."notice_title", NEW."opened_at", NEW."opens_on", NEW."owed", NEW."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, baton_now(), \'update\', NEW."id", NEW."remind_before", NEW."scope_id", NEW."series_id", NEW."status", NEW."title", NEW."urgency", NEW."version", NEW."year"); RETURN NULL;',
                    hash="06aa97cfc3ef52f9902625a1b9a14c2cf3d1db52",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4a366",
                    table="reports_cycle",
                    when="AFTER",
                ),
            ),
        ),
    ]
