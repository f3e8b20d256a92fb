"""Who had a part in the reports made before: from drafts, signatures, submissions and the history of the steps.

Apart from the triggers, so that they are held for a moment only; whatever is written meanwhile is there already.
"""

from django.db import migrations

FROM_HISTORY = """
    INSERT INTO reports_involvement (subject_id, user_id, act)
    SELECT subject, who, act FROM (
        SELECT obligation_id AS subject, saved_by_id AS who, 'save' AS act FROM reports_draft
        UNION SELECT obligation_id, signed_by_id, 'sign' FROM reports_signature
        UNION SELECT obligation_id, submitted_by_id, 'submit' FROM reports_submission
        UNION SELECT id, sent_by_id, 'send' FROM reports_obligation
        UNION SELECT pgh_obj_id, (pgh_context ->> 'actor')::bigint, split_part(pgh_context ->> 'verb', '.', 2)
        FROM reports_obligationevent
        WHERE pgh_context ->> 'verb' IN (
            'report.start', 'report.send', 'report.approve', 'report.send_back', 'report.sign', 'report.decline',
            'report.submit', 'report.withdraw'
        )
    ) AS kept
    WHERE who IS NOT NULL
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0005_involvement"),
    ]

    operations = [
        migrations.RunSQL(FROM_HISTORY, migrations.RunSQL.noop),
    ]
