"""Tallies of posts: the two tables, the function that counts some posts anew, and the triggers that call it.

Those on units and their yearly scope stand here, since the units know nothing of posts.
"""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# A unit counts on the days it is in being and in the scope of the year. A post is empty between tenures and before the
# first; an unnoted vacancy begins on the day after the last holder's. The lock makes two writers of one post take turns,
# each then sees what the other has entered. Returned are the rows written to the tallies: none when nothing changed.
COUNT = """
CREATE FUNCTION posts_count(changed bigint[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    told bigint;
BEGIN
    IF cardinality(changed) = 0 THEN
        RETURN 0;
    END IF;
    PERFORM 1 FROM posts_post WHERE id IN (SELECT unnest(changed)) ORDER BY id FOR NO KEY UPDATE;
    WITH seat AS MATERIALIZED (
        SELECT p.id, p.unit_id, u.county_id, u.city_id, u.province_id, p.key = 'village_secretary' AS village,
            u.valid_from, coalesce(u.valid_to, 'infinity'::date) AS valid_to
        FROM unnest(changed) AS c(id)
        JOIN posts_post p ON p.id = c.id AND p.is_first_responsible
            AND p.key IN ('party_secretary', 'government_head', 'village_secretary')
        JOIN units_unit u ON u.id = p.unit_id AND NOT u.is_body
            AND u.kind NOT IN ('quasi_township', 'quasi_village', 'quasi_community')
    ), counts AS (
        SELECT s.id, greatest(s.valid_from, y.first) AS first, least(s.valid_to, y.past) AS past
        FROM seat s CROSS JOIN LATERAL (
            SELECT '-infinity'::date AS first, coalesce(make_date(min(year), 1, 1), 'infinity'::date) AS past
            FROM units_unityear WHERE unit_id = s.unit_id
            UNION ALL
            SELECT first, past FROM (
                SELECT in_scope, make_date(year, 1, 1) AS first,
                    coalesce(make_date(lead(year) OVER (ORDER BY year), 1, 1), 'infinity'::date) AS past
                FROM units_unityear WHERE unit_id = s.unit_id
            ) AS decided WHERE in_scope
        ) AS y
        WHERE greatest(s.valid_from, y.first) < least(s.valid_to, y.past)
    ), held AS (
        SELECT s.id, t.since, t.until, t.person_id, t.kind, lead(t.since) OVER w AS next,
            max(t.until) FILTER (WHERE t.person_id IS NOT NULL) OVER w AS last
        FROM seat s JOIN posts_tenure t ON t.post_id = s.id AND (t.until IS NULL OR t.until >= t.since)
        WINDOW w AS (PARTITION BY s.id ORDER BY t.since)
    ), stretch AS (
        SELECT id, since AS first, coalesce(until + 1, 'infinity'::date) AS past,
            CASE WHEN person_id IS NULL THEN 'noted' WHEN kind IN ('full', 'concurrent') THEN 'full'
                ELSE 'stand_in' END AS state,
            CASE WHEN person_id IS NULL THEN since END AS since
        FROM held
        UNION ALL
        SELECT id, until + 1, coalesce(next, 'infinity'::date), 'empty', last + 1
        FROM held WHERE until IS NOT NULL AND next IS DISTINCT FROM until + 1
        UNION ALL
        SELECT s.id, '-infinity'::date, coalesce(min(h.since), 'infinity'::date), 'empty', NULL
        FROM seat s LEFT JOIN held h ON h.id = s.id GROUP BY s.id
    ), step AS (
        SELECT t.id, t.state, t.since, e.day, sum(e.n) AS n
        FROM stretch t JOIN counts c ON c.id = t.id AND greatest(t.first, c.first) < least(t.past, c.past)
        CROSS JOIN LATERAL (VALUES (greatest(t.first, c.first), 1), (least(t.past, c.past), -1)) AS e(day, n)
        WHERE e.day < 'infinity'::date GROUP BY 1, 2, 3, 4 HAVING sum(e.n) <> 0
    ), gone AS (
        DELETE FROM posts_step WHERE post_id IN (SELECT unnest(changed)) RETURNING *
    ), come AS (
        INSERT INTO posts_step (post_id, unit_id, county_id, city_id, province_id, village, state, since, day, n)
        SELECT s.id, s.unit_id, s.county_id, s.city_id, s.province_id, s.village, e.state, e.since, e.day, e.n
        FROM step e JOIN seat s ON s.id = e.id RETURNING *
    ), both_ways AS (
        SELECT unit_id, county_id, city_id, province_id, village, state, since, day, -n AS n FROM gone
        UNION ALL
        SELECT unit_id, county_id, city_id, province_id, village, state, since, day, n FROM come
    )
    INSERT INTO posts_tally (unit_id, village, state, since, day, n)
    SELECT above.id, b.village, b.state, b.since, b.day, sum(b.n)
    FROM both_ways b CROSS JOIN LATERAL (
        VALUES (b.county_id), (b.city_id), (b.province_id), ((SELECT id FROM units_unit WHERE lo = 0))
    ) AS above(id)
    WHERE above.id IS NOT NULL AND above.id <> b.unit_id
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(b.n) <> 0;
    GET DIAGNOSTICS told = ROW_COUNT;
    RETURN told;
END $$
"""
OF_UNITS = """
CREATE FUNCTION posts_count_changed_units() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM posts_count(ARRAY(
        SELECT p.id FROM before o JOIN changed n ON n.id = o.id JOIN posts_post p ON p.unit_id = n.id
        WHERE (o.valid_from, o.valid_to, o.kind, o.is_body, o.county_id, o.city_id, o.province_id)
            IS DISTINCT FROM (n.valid_from, n.valid_to, n.kind, n.is_body, n.county_id, n.city_id, n.province_id)
    ));
    RETURN NULL;
END $$;
CREATE TRIGGER posts_count_changed_units AFTER UPDATE ON units_unit
    REFERENCING OLD TABLE AS before NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION posts_count_changed_units();
CREATE FUNCTION posts_count_scoped_units() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM posts_count(ARRAY(
        SELECT DISTINCT p.id FROM changed y JOIN posts_post p ON p.unit_id = y.unit_id
    ));
    RETURN NULL;
END $$;
CREATE TRIGGER posts_count_new_years AFTER INSERT ON units_unityear
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION posts_count_scoped_units();
CREATE TRIGGER posts_count_changed_years AFTER UPDATE ON units_unityear
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION posts_count_scoped_units();
CREATE TRIGGER posts_count_gone_years AFTER DELETE ON units_unityear
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION posts_count_scoped_units()
"""
NO_UNITS = """
DROP TRIGGER posts_count_gone_years ON units_unityear;
DROP TRIGGER posts_count_changed_years ON units_unityear;
DROP TRIGGER posts_count_new_years ON units_unityear;
DROP FUNCTION posts_count_scoped_units();
DROP TRIGGER posts_count_changed_units ON units_unit;
DROP FUNCTION posts_count_changed_units()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0007_beginnings_counted"),
    ]

    operations = [
        migrations.RunSQL(COUNT, "DROP FUNCTION posts_count(bigint[])"),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("post_id", models.BigIntegerField()),
                ("unit_id", models.BigIntegerField()),
                ("county_id", models.BigIntegerField(null=True)),
                ("city_id", models.BigIntegerField(null=True)),
                ("province_id", models.BigIntegerField(null=True)),
                ("village", models.BooleanField()),
                ("state", models.CharField(max_length=8)),
                ("since", models.DateField(null=True)),
                ("day", models.DateField()),
                ("n", models.SmallIntegerField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_id", models.BigIntegerField()),
                ("village", models.BooleanField()),
                ("state", models.CharField(max_length=8)),
                ("since", models.DateField(null=True)),
                ("day", models.DateField()),
                ("n", models.IntegerField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="post",
            trigger=pgtrigger.compiler.Trigger(
                name="count_new_posts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="PERFORM posts_count(ARRAY(SELECT DISTINCT id FROM changed)); RETURN NULL;",
                    hash="3a6003eadd928aba4e70ac10a14277badfc6d33f",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_count_new_posts_92a62",
                    referencing="REFERENCING NEW TABLE AS changed ",
                    table="posts_post",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tenure",
            trigger=pgtrigger.compiler.Trigger(
                name="count_new_tenures",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="PERFORM posts_count(ARRAY(SELECT DISTINCT post_id FROM changed)); RETURN NULL;",
                    hash="6875228cc752c6c070fad823f3887bed2ab87b2d",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_count_new_tenures_e65f0",
                    referencing="REFERENCING NEW TABLE AS changed ",
                    table="posts_tenure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tenure",
            trigger=pgtrigger.compiler.Trigger(
                name="count_changed_tenures",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="PERFORM posts_count(ARRAY(SELECT DISTINCT post_id FROM changed)); RETURN NULL;",
                    hash="b4679d6baa068894493196e16b52ad4455bdffa5",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_count_changed_tenures_65c21",
                    referencing="REFERENCING NEW TABLE AS changed ",
                    table="posts_tenure",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(fields=["post_id"], name="step_by_post"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("full", "stand_in", "noted", "empty"))),
                name="step_state_known",
            ),
        ),
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(fields=["unit_id"], name="posts_tally_by_unit"),
        ),
        migrations.RunSQL(OF_UNITS, NO_UNITS),
    ]
