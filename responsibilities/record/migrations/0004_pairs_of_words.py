"""The function that cuts texts into pairs of characters, by which words in their middle are found.

Its cost tells the planner to walk an index rather than to cut every row's text anew.
"""

from django.db import migrations

DATABASE_FUNCTION = """
CREATE OR REPLACE FUNCTION baton_pairs(one text, other text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 500 AS $$
    SELECT coalesce(array_agg(DISTINCT substr(lower(one || ' ' || other COLLATE "C"), at, 2)), '{}')
    FROM generate_series(1, length(one) + length(other)) AS at
$$
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0003_by_time_and_person")]

    operations = [migrations.RunSQL(DATABASE_FUNCTION, "DROP FUNCTION baton_pairs(text, text)")]
