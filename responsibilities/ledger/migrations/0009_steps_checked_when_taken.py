"""Steps are checked when one is taken; a turn of a lamp is not checked against its item, which stays for ever."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0008_scales_by_whom"),
        ("units", "0004_one_permission"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="item",
            name="ledger_steps",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="matter",
            name="matter_steps",
        ),
        migrations.AlterField(
            model_name="turn",
            name="item",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lamp_turns",
                to="ledger.item",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="item",
            trigger=pgtrigger.compiler.Trigger(
                name="ledger_steps",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.status IS DISTINCT FROM NEW.status)",
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{checked:cancelled,checked:closed,checked:publicized,checked:running,checked:signed,closed:running,declared:cancelled,declared:checked,declared:closed,declared:publicized,declared:running,declared:signed,issued:cancelled,issued:planning,issued:running,planned:cancelled,planned:planning,planned:running,planning:cancelled,planning:planned,publicized:cancelled,publicized:closed,publicized:running,publicized:signed,running:cancelled,running:declared,signed:cancelled,signed:closed,signed:running}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="9a7e6f61be6b594fd5fbb7f944b37d0c232d301a",
                    operation="UPDATE",
                    pgid="pgtrigger_ledger_steps_9a897",
                    table="ledger_item",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matter",
            trigger=pgtrigger.compiler.Trigger(
                name="matter_steps",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.status IS DISTINCT FROM NEW.status)",
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{drafted:discarded,drafted:issued}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="ce9d9fbf7039a17889e208ba31d3813c833eeeec",
                    operation="UPDATE",
                    pgid="pgtrigger_matter_steps_8a8a2",
                    table="ledger_matter",
                    when="BEFORE",
                ),
            ),
        ),
    ]
