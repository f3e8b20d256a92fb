"""Sums of funds for every unit above, kept by triggers; what is there already is summed beside working writers."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# In one snapshot all that there is, less what the triggers have written since they are there: exact whoever writes
# meanwhile, and nothing the second time.
SUM_UP = """
INSERT INTO ledger_fundtally (unit_id, year, lamp, n, planned, allotted, paid)
SELECT unit_id, year, lamp, sum(n), sum(planned), sum(allotted), sum(paid) FROM (
    SELECT above.id AS unit_id, p.year, p.lamp, 1 AS n, p.planned, p.allotted, p.paid
    FROM ledger_purse p JOIN ledger_item i ON i.id = p.item_id CROSS JOIN LATERAL (
        VALUES (i.county_id), (i.city_id), (i.province_id), ((SELECT id FROM units_unit WHERE lo = 0))
    ) AS above(id)
    WHERE above.id IS NOT NULL AND above.id <> i.unit_id AND p.lamp <> 'none'
    UNION ALL
    SELECT unit_id, year, lamp, -n, -planned, -allotted, -paid FROM ledger_fundtally
) AS t
GROUP BY 1, 2, 3 HAVING (sum(n), sum(planned), sum(allotted), sum(paid)) <> (0, 0, 0, 0)
"""


class Migration(migrations.Migration):
    # The triggers stand before anything is summed up, and hold writers up for no longer than it takes to make them.
    atomic = False

    dependencies = [
        ("ledger", "0010_lists_off_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="FundTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_id", models.BigIntegerField()),
                ("year", models.PositiveSmallIntegerField()),
                ("lamp", models.CharField(max_length=8)),
                ("n", models.IntegerField()),
                ("planned", models.BigIntegerField()),
                ("allotted", models.BigIntegerField()),
                ("paid", models.BigIntegerField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="fundtally",
            index=models.Index(fields=["unit_id", "year"], name="ledger_fundtally_by_unit"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purse",
            trigger=pgtrigger.compiler.Trigger(
                name="tally_funds_born",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        INSERT INTO ledger_fundtally (unit_id, year, lamp, n, planned, allotted, paid)\n        SELECT above.id, t.year, t.lamp, sum(t.n), sum(t.planned), sum(t.allotted), sum(t.paid)\n        FROM (SELECT item_id, year, lamp, 1 AS n, planned, allotted, paid FROM born) AS t JOIN ledger_item i ON i.id = t.item_id CROSS JOIN LATERAL (\n            VALUES (i.county_id), (i.city_id), (i.province_id), ((SELECT id FROM units_unit WHERE lo = 0))\n        ) AS above(id)\n        WHERE above.id IS NOT NULL AND above.id <> i.unit_id AND t.lamp <> 'none'\n        GROUP BY 1, 2, 3\n        HAVING (sum(t.n), sum(t.planned), sum(t.allotted), sum(t.paid)) <> (0, 0, 0, 0);\n        RETURN NULL;",
                    hash="cbe22fa8fe0dcc4ab384413381efc70bb542c7ce",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_tally_funds_born_c74b3",
                    referencing="REFERENCING NEW TABLE AS born ",
                    table="ledger_purse",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purse",
            trigger=pgtrigger.compiler.Trigger(
                name="tally_funds",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        INSERT INTO ledger_fundtally (unit_id, year, lamp, n, planned, allotted, paid)\n        SELECT above.id, t.year, t.lamp, sum(t.n), sum(t.planned), sum(t.allotted), sum(t.paid)\n        FROM (SELECT item_id, year, lamp, -1 AS n, -planned AS planned, -allotted AS allotted, -paid AS paid FROM former UNION ALL SELECT item_id, year, lamp, 1 AS n, planned, allotted, paid FROM latter) AS t JOIN ledger_item i ON i.id = t.item_id CROSS JOIN LATERAL (\n            VALUES (i.county_id), (i.city_id), (i.province_id), ((SELECT id FROM units_unit WHERE lo = 0))\n        ) AS above(id)\n        WHERE above.id IS NOT NULL AND above.id <> i.unit_id AND t.lamp <> 'none'\n        GROUP BY 1, 2, 3\n        HAVING (sum(t.n), sum(t.planned), sum(t.allotted), sum(t.paid)) <> (0, 0, 0, 0);\n        RETURN NULL;",
                    hash="296680d4e3cf5ee104c8987bd07f50cdbbf395b3",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_tally_funds_e0340",
                    referencing="REFERENCING OLD TABLE AS former  NEW TABLE AS latter ",
                    table="ledger_purse",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(SUM_UP, migrations.RunSQL.noop),
    ]
