"""Two acts lead from review to the draft: the word on the record tells them apart."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0014_document_numbers"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="obligation",
            name="report_involved",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="obligation",
            trigger=pgtrigger.compiler.Trigger(
                name="report_involved",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.status IS DISTINCT FROM NEW.status)",
                    declare="DECLARE who bigint := (nullif(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'actor')::bigint; act_done text := CASE OLD.status || '>' || NEW.status WHEN 'open>draft' THEN 'start' WHEN 'returned>draft' THEN 'start' WHEN 'draft>review' THEN 'send' WHEN 'draft>signing' THEN 'send' WHEN 'review>signing' THEN 'approve' WHEN 'review>draft' THEN CASE nullif(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'verb' WHEN 'report.recall' THEN 'recall' ELSE 'send_back' END WHEN 'signing>signed' THEN 'sign' WHEN 'signed>draft' THEN 'decline' WHEN 'signing>draft' THEN 'decline' WHEN 'signed>submitted' THEN 'submit' WHEN 'submitted>draft' THEN 'withdraw' END;",
                    func="\n        INSERT INTO reports_involvement (subject_id, user_id, act) SELECT NEW.id, who, act_done\n        WHERE who IS NOT NULL AND act_done IS NOT NULL AND NOT EXISTS (\n            SELECT 1 FROM reports_involvement WHERE subject_id = NEW.id AND user_id = who AND act = act_done\n        ) ON CONFLICT DO NOTHING;\n        RETURN NULL;\n        ",
                    hash="3ef4be6cc0b42ebbd02e6db83ee290e2d324e8b2",
                    operation="UPDATE",
                    pgid="pgtrigger_report_involved_3b81f",
                    table="reports_obligation",
                    when="AFTER",
                ),
            ),
        ),
    ]
