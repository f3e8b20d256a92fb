"""The context of a unit's row images stands in the image itself, as in all other tables; old images keep theirs."""

import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

TO_JSON = """
ALTER TABLE units_unitevent ADD COLUMN pgh_context jsonb;
ALTER TABLE units_unitevent DISABLE TRIGGER USER;
UPDATE units_unitevent e
   SET pgh_context = coalesce((SELECT c.metadata FROM pghistory_context c WHERE c.id = e.pgh_context_id), '{}');
ALTER TABLE units_unitevent ENABLE TRIGGER USER;
ALTER TABLE units_unitevent ALTER COLUMN pgh_context SET NOT NULL;
DO $$
DECLARE found text;
BEGIN
    FOR found IN
        SELECT x.indexrelid::regclass FROM pg_index x
          JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = ANY (x.indkey)
         WHERE x.indrelid = 'units_unitevent'::regclass AND a.attname = 'pgh_context_id'
    LOOP
        EXECUTE 'DROP INDEX ' || found;
    END LOOP;
END $$;
"""
TO_KEY = """
INSERT INTO pghistory_context (id, created_at, updated_at, metadata)
SELECT DISTINCT ON (pgh_context_id) pgh_context_id, pgh_created_at, pgh_created_at, pgh_context
  FROM units_unitevent ORDER BY pgh_context_id, pgh_id
    ON CONFLICT (id) DO NOTHING;
ALTER TABLE units_unitevent DROP COLUMN pgh_context;
CREATE INDEX units_unitevent_pgh_context_id_key ON units_unitevent (pgh_context_id);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0002_code_index"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="unit",
            name="update_update",
        ),
        # The column of the foreign key stays: it holds the number of the context in both forms.
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TO_JSON, TO_KEY)],
            state_operations=[
                migrations.RemoveField("unitevent", "pgh_context"),
                migrations.AddField("unitevent", "pgh_context", pghistory.utils.JSONField()),
                migrations.AddField("unitevent", "pgh_context_id", models.UUIDField()),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="unit",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."city_id" IS DISTINCT FROM (NEW."city_id") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."county_id" IS DISTINCT FROM (NEW."county_id") OR OLD."hi" IS DISTINCT FROM (NEW."hi") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."initials" IS DISTINCT FROM (NEW."initials") OR OLD."initials_other" IS DISTINCT FROM (NEW."initials_other") OR OLD."is_body" IS DISTINCT FROM (NEW."is_body") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."led_by_id" IS DISTINCT FROM (NEW."led_by_id") OR OLD."level" IS DISTINCT FROM (NEW."level") OR OLD."lo" IS DISTINCT FROM (NEW."lo") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."path" IS DISTINCT FROM (NEW."path") OR OLD."pinyin" IS DISTINCT FROM (NEW."pinyin") OR OLD."pinyin_other" IS DISTINCT FROM (NEW."pinyin_other") OR OLD."province_id" IS DISTINCT FROM (NEW."province_id") OR OLD."short_name" IS DISTINCT FROM (NEW."short_name") OR OLD."unit_class" IS DISTINCT FROM (NEW."unit_class") OR OLD."valid_from" IS DISTINCT FROM (NEW."valid_from") OR OLD."valid_to" IS DISTINCT FROM (NEW."valid_to") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "units_unitevent" ("city_id", "code", "county_id", "hi", "id", "initials", "initials_other", "is_body", "kind", "led_by_id", "level", "lo", "name", "parent_id", "path", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinyin", "pinyin_other", "province_id", "short_name", "unit_class", "valid_from", "valid_to", "version") VALUES (NEW."city_id", NEW."code", NEW."county_id", NEW."hi", NEW."id", NEW."initials", NEW."initials_other", NEW."is_body", NEW."kind", NEW."led_by_id", NEW."level", NEW."lo", NEW."name", NEW."parent_id", NEW."path", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, baton_now(), \'update\', NEW."id", NEW."pinyin", NEW."pinyin_other", NEW."province_id", NEW."short_name", NEW."unit_class", NEW."valid_from", NEW."valid_to", NEW."version"); RETURN NULL;',
                    hash="1fe65f134c6cc4171dcf367b1f211f1498a1c8fc",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_727f7",
                    table="units_unit",
                    when="AFTER",
                ),
            ),
        ),
    ]
