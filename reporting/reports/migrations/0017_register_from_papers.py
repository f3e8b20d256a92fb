"""The register of numbers from the papers there were before: what was first keeps a number that was given twice.

Apart from the triggers, so that they are held for a moment only. Numbers from before they were held to the standard
stay where they are and come into no register.
"""

from django.db import migrations

FROM_PAPERS = """
    INSERT INTO numbers_issued (unit_id, number, agency, year, sequence, kind, key, title, dated_on)
    SELECT unit, number, part[1], part[2]::int, part[3]::int, kind, key, title, dated
    FROM (
        SELECT scope_id AS unit, notice_number AS number, 'series' AS kind, key, notice_title AS title,
            issued_on AS dated, created_at AS at FROM reports_series
        UNION ALL
        SELECT scope_id, notice_number, 'cycle', key, notice_title, issued_on, created_at FROM reports_cycle
        WHERE series_id IS NULL
        UNION ALL
        SELECT n.unit_id, n.number, 'report', c.key || '/' || u.code, c.title,
            (s.submitted_at AT TIME ZONE 'Asia/Shanghai')::date, s.submitted_at
        FROM reports_documentnumber n JOIN reports_obligation o ON o.id = n.obligation_id
        JOIN reports_cycle c ON c.id = o.cycle_id JOIN units_unit u ON u.id = o.unit_id
        JOIN reports_submission s ON s.obligation_id = o.id AND s.number = n.since
    ) AS paper, regexp_match(paper.number, '^([^0-9〔]+)〔([0-9]{4})〕([1-9][0-9]{0,5})号$') AS part
    WHERE part IS NOT NULL AND length(part[1]) <= 40
    ORDER BY at
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0016_into_register"),
    ]

    operations = [
        migrations.RunSQL(FROM_PAPERS, migrations.RunSQL.noop),
    ]
