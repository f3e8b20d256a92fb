"""Notices written before they named their work: those whose work is done are closed, the others name it from now on.

Without it they would stay new for ever, since what closes a notice goes by the subject it names. In parts by number, so
that no part holds anybody up; what was named or closed already is passed over when it is run again. Going back leaves
them closed: a closed notice can be read as before, and which ones somebody read is told by nothing.
"""

from django.db import migrations

PART = 20_000

CLOSE = r"""
UPDATE notices_notice AS n
   SET work_of = s.subject, read_at = CASE WHEN s.done THEN baton_now() END
  FROM (
    SELECT old.id, 'report:' || c.key || '/' || u.code AS subject,
           NOT o.status = ANY (w.states)
           OR (c.status = 'closed' AND NOT o.status = ANY ('{submitted,received}'))
           OR (w.event = 'report.submit' AND old.at < o.submitted_at - interval '1 minute') AS done
      FROM (
        SELECT id, created_at AS at, capability, split_part(event, ':', 1) AS event,
               CASE WHEN event ~ '^report\.[a-z_]+:[0-9]{1,18}:' THEN split_part(event, ':', 2)::bigint END AS row
          FROM notices_notice
         WHERE id >= %(first)s AND id < %(next)s AND read_at IS NULL AND work_of = ''
      ) AS old
      JOIN (VALUES
        ('report.send', '', '{review}'::text[]),
        ('report.approve', '', '{signing}'),
        ('report.sign', '', '{signed}'),
        ('report.send_back', '', '{open,draft,returned}'),
        ('report.decline', '', '{open,draft,returned}'),
        ('report.return', 'report.draft', '{open,draft,returned}'),
        ('report.remind', '', '{open,draft,returned}'),
        ('report.due', '', '{open,draft,returned}'),
        ('report.submit', '', '{submitted,received}')
      ) AS w(event, capability, states) ON w.event = old.event AND w.capability IN ('', old.capability)
      JOIN reports_obligation o ON o.id = old.row
      JOIN reports_cycle c ON c.id = o.cycle_id
      JOIN units_unit u ON u.id = o.unit_id
  ) AS s
 WHERE n.id = s.id AND n.read_at IS NULL
"""


def close(apps, schema_editor):
    """Goes through the notices that are unread and name nothing, from the oldest to the newest."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM notices_notice WHERE read_at IS NULL AND work_of = ''")
        first, last = cursor.fetchone()
        while first is not None and first <= last:
            cursor.execute(CLOSE, {"first": first, "next": first + PART})
            first += PART


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("reports", "0022_urgent_notices"), ("notices", "0003_open_work")]

    operations = [migrations.RunPython(close, migrations.RunPython.noop)]
