"""From now on each notice and each numbered report is entered into the register of its unit."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0015_taken_back_from_review"),
        ("numbers", "0001_register"),
    ]

    operations = [
        migrations.AddField(
            model_name="documentnumber",
            name="dated_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="documentnumber",
            name="title",
            field=models.CharField(db_default="", default="", max_length=300),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cycle",
            trigger=pgtrigger.compiler.Trigger(
                name="cycle_into_register",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE part text[];",
                    func="\n            IF NOT (NEW.series_id IS NULL) THEN\n                RETURN NULL;\n            END IF;\n            part := regexp_match(NEW.notice_number, '^([^0-9〔]+)〔([0-9]{4})〕([1-9][0-9]{0,5})号$');\n            INSERT INTO numbers_issued (unit_id, number, agency, year, sequence, kind, key, title, dated_on)\n            VALUES (NEW.scope_id, NEW.notice_number, part[1], part[2]::int, part[3]::int, 'cycle', NEW.key, NEW.notice_title, NEW.issued_on)\n            ON CONFLICT (unit_id, agency, year, sequence) DO NOTHING;\n            IF NOT FOUND AND NOT EXISTS (\n                SELECT 1 FROM numbers_issued WHERE unit_id = NEW.scope_id AND number = NEW.notice_number AND kind IN ('cycle', 'series') AND regexp_replace(title, '\\s', '', 'g') = regexp_replace(NEW.notice_title, '\\s', '', 'g')\n            ) THEN\n                RAISE EXCEPTION 'the number % stands on another document', NEW.notice_number\n                USING ERRCODE = 'unique_violation', CONSTRAINT = 'issued_number_once';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="1482b7fbffd4dc2e868fb43159057a2e9aa631f4",
                    operation="INSERT",
                    pgid="pgtrigger_cycle_into_register_319e2",
                    table="reports_cycle",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="documentnumber",
            trigger=pgtrigger.compiler.Trigger(
                name="report_into_register",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE part text[];",
                    func="\n            IF NOT (TRUE) THEN\n                RETURN NULL;\n            END IF;\n            part := regexp_match(NEW.number, '^([^0-9〔]+)〔([0-9]{4})〕([1-9][0-9]{0,5})号$');\n            INSERT INTO numbers_issued (unit_id, number, agency, year, sequence, kind, key, title, dated_on)\n            VALUES (NEW.unit_id, NEW.number, part[1], part[2]::int, part[3]::int, 'report', (\n        SELECT c.key || '/' || u.code FROM reports_obligation o JOIN reports_cycle c ON c.id = o.cycle_id\n        JOIN units_unit u ON u.id = o.unit_id WHERE o.id = NEW.obligation_id\n    ), NEW.title, NEW.dated_on)\n            ON CONFLICT (unit_id, agency, year, sequence) DO NOTHING;\n            IF NOT FOUND AND NOT EXISTS (\n                SELECT 1 FROM numbers_issued WHERE unit_id = NEW.unit_id AND number = NEW.number AND FALSE\n            ) THEN\n                RAISE EXCEPTION 'the number % stands on another document', NEW.number\n                USING ERRCODE = 'unique_violation', CONSTRAINT = 'issued_number_once';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="492472e31b96f02cf27624e141158a875af94f61",
                    operation="INSERT",
                    pgid="pgtrigger_report_into_register_0b435",
                    table="reports_documentnumber",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="series",
            trigger=pgtrigger.compiler.Trigger(
                name="series_into_register",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE part text[];",
                    func="\n            IF NOT (TRUE) THEN\n                RETURN NULL;\n            END IF;\n            part := regexp_match(NEW.notice_number, '^([^0-9〔]+)〔([0-9]{4})〕([1-9][0-9]{0,5})号$');\n            INSERT INTO numbers_issued (unit_id, number, agency, year, sequence, kind, key, title, dated_on)\n            VALUES (NEW.scope_id, NEW.notice_number, part[1], part[2]::int, part[3]::int, 'series', NEW.key, NEW.notice_title, NEW.issued_on)\n            ON CONFLICT (unit_id, agency, year, sequence) DO NOTHING;\n            IF NOT FOUND AND NOT EXISTS (\n                SELECT 1 FROM numbers_issued WHERE unit_id = NEW.scope_id AND number = NEW.notice_number AND kind IN ('cycle', 'series') AND regexp_replace(title, '\\s', '', 'g') = regexp_replace(NEW.notice_title, '\\s', '', 'g')\n            ) THEN\n                RAISE EXCEPTION 'the number % stands on another document', NEW.notice_number\n                USING ERRCODE = 'unique_violation', CONSTRAINT = 'issued_number_once';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="bcb705be37b9b10610e7b3836267bc37fc4f6cb4",
                    operation="INSERT",
                    pgid="pgtrigger_series_into_register_37ea4",
                    table="reports_series",
                    when="AFTER",
                ),
            ),
        ),
    ]
