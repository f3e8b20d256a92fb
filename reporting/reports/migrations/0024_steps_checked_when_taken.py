"""Steps are checked when one is taken; a row that changes otherwise calls no function."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0023_old_notices_close"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="cycle",
            name="cycle_steps",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="obligation",
            name="report_steps",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="series",
            name="series_steps",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cycle",
            trigger=pgtrigger.compiler.Trigger(
                name="cycle_steps",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.status IS DISTINCT FROM NEW.status)",
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{planned:running,running:closed}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="26a7290741e6b2cc148b097aa2e4a64371927912",
                    operation="UPDATE",
                    pgid="pgtrigger_cycle_steps_27c3a",
                    table="reports_cycle",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="obligation",
            trigger=pgtrigger.compiler.Trigger(
                name="report_steps",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.status IS DISTINCT FROM NEW.status)",
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{draft:exempt,draft:review,draft:signing,open:draft,open:exempt,received:accepted,received:returned,returned:draft,returned:exempt,review:draft,review:exempt,review:signing,signed:draft,signed:exempt,signed:submitted,signing:draft,signing:exempt,signing:signed,submitted:draft,submitted:received}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="55bd6f19536125b2dd69d30fb7acc10d1839cb07",
                    operation="UPDATE",
                    pgid="pgtrigger_report_steps_69a0a",
                    table="reports_obligation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="series",
            trigger=pgtrigger.compiler.Trigger(
                name="series_steps",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.status IS DISTINCT FROM NEW.status)",
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{planned:standing,planned:stopped,standing:stopped}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="7bf73d4a3c98fdda9a252985f69aedce2a600951",
                    operation="UPDATE",
                    pgid="pgtrigger_series_steps_635fe",
                    table="reports_series",
                    when="BEFORE",
                ),
            ),
        ),
    ]
