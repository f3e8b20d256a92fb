"""Who attached or removed the files of before: from the files and their history.

Apart from the trigger, so that it is held for a moment only; whatever is written meanwhile is there already.
"""

from django.db import migrations

FROM_HISTORY = """
    INSERT INTO files_involvement (subject_id, user_id, act)
    SELECT subject, who, 'file' FROM (
        SELECT id AS subject, uploaded_by_id AS who FROM files_storedfile
        UNION SELECT pgh_obj_id, (pgh_context ->> 'actor')::bigint FROM files_storedfileevent
    ) AS kept
    WHERE who IS NOT NULL
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0002_hands_on_files"),
    ]

    operations = [
        migrations.RunSQL(FROM_HISTORY, migrations.RunSQL.noop),
    ]
