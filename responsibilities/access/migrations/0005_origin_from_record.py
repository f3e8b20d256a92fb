"""Accounts that never held a role: where they were opened stands on the record."""

from django.db import migrations

FILL = """
UPDATE access_user u SET origin_id = n.id
  FROM record_entry e JOIN units_unit n ON n.lo = e.lo
 WHERE e.verb = 'account.create' AND e.subject_kind = 'account' AND e.subject_key = u.public_id::text
   AND u.origin_id IS NULL AND NOT EXISTS (SELECT 1 FROM access_grant g WHERE g.user_id = u.id)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_origin_and_resets"),
        ("record", "0001_record"),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
