import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0007_look"), ("units", "0004_one_permission")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name="resetrequest", name="kept"),
        pgtrigger.migrations.RemoveTrigger(model_name="resetrequest", name="fixed"),
        migrations.RemoveConstraint(model_name="resetrequest", name="reset_asked_once"),
        migrations.RemoveConstraint(model_name="resetrequest", name="reset_not_asked_by_self"),
        migrations.RemoveConstraint(model_name="resetrequest", name="reset_by_two"),
        migrations.RenameModel("ResetRequest", "Proposal"),
        migrations.AddField(
            model_name="proposal",
            name="grant",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.grant"
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="kind",
            field=models.CharField(db_default="reset", max_length=16),
        ),
        migrations.AddField(
            model_name="proposal",
            name="remit",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=16), null=True, size=None
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="role",
            field=models.CharField(db_default="", default="", max_length=32),
        ),
        migrations.AddField(
            model_name="proposal",
            name="since",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="proposal",
            name="unit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="until",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="second_step",
            field=models.BooleanField(default=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grant",
            trigger=pgtrigger.compiler.Trigger(
                name="by_two",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF NEW.granted_by_id IS NOT NULL\n        AND EXISTS (SELECT 1 FROM access_knownrole WHERE key = NEW.role AND excludes <> '{}')\n        AND NOT EXISTS (\n            SELECT 1 FROM access_proposal p\n             WHERE p.user_id = NEW.user_id AND p.kind = 'grant' AND p.role = NEW.role\n               AND p.unit_id = NEW.content_object_id AND p.confirmed_by_id = NEW.granted_by_id AND p.ended_at IS NULL\n        )\n    THEN\n        RAISE EXCEPTION 'grant_by_two: nobody gives the role % alone', NEW.role USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                    hash="28863b3857b4dfb583fb5373fa82f493be7e587c",
                    operation="INSERT",
                    pgid="pgtrigger_by_two_ca6eb",
                    table="access_grant",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="proposal",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="8e3c20f96bb67e2770339985ad627e08bae0ab2d",
                    operation="DELETE",
                    pgid="pgtrigger_kept_814c8",
                    table="access_proposal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="proposal",
            trigger=pgtrigger.compiler.Trigger(
                name="fixed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."second_step" IS DISTINCT FROM (NEW."second_step") OR OLD."unit_id" IS DISTINCT FROM (NEW."unit_id") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."since" IS DISTINCT FROM (NEW."since") OR OLD."until" IS DISTINCT FROM (NEW."until") OR OLD."remit" IS DISTINCT FROM (NEW."remit") OR OLD."grant_id" IS DISTINCT FROM (NEW."grant_id"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="bed81f5279890a1d42883666d80fe6c974e6bd18",
                    operation="UPDATE",
                    pgid="pgtrigger_fixed_6d74b",
                    table="access_proposal",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("user",), name="proposal_open_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked_by", models.F("user")), _negated=True), name="proposal_not_by_self"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(
                        models.Q(("confirmed_by", models.F("asked_by")), _negated=True),
                        models.Q(("confirmed_by", models.F("user")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="proposal_by_two",
            ),
        ),
    ]
