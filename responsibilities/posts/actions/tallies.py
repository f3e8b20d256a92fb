"""The tallies of posts: folded by the clock, and counted anew on demand."""

from django.db import connection, transaction

from responsibilities.posts.models import Post
from revitalization.kit import clock

PART = 5_000
"""Posts counted anew in one transaction."""

# What is asked is today and the ends of years: the days of a year that are over may stand on its first.
_FOLD = """
WITH crowded AS (
    SELECT unit_id FROM (
        SELECT unit_id, village, state, since, {folded} AS day FROM posts_tally
    ) AS told GROUP BY 1 HAVING count(*) > count(DISTINCT (village, state, since, day)) LIMIT %(most)s
), gone AS (
    DELETE FROM posts_tally t USING crowded c WHERE t.unit_id = c.unit_id RETURNING t.*
)
INSERT INTO posts_tally (unit_id, village, state, since, day, n)
SELECT unit_id, village, state, since, {folded}, sum(n) FROM gone
GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0
"""
_FOLDED = "CASE WHEN day <= %(today)s THEN make_date(date_part('year', day)::int, 1, 1) ELSE day END"

# What the steps say and the tallies do not, added to them; read at one moment, so that others may write meanwhile.
_MEND = f"""
INSERT INTO posts_tally (unit_id, village, state, since, day, n)
SELECT unit_id, village, state, since, {_FOLDED}, sum(n) FROM (
    SELECT above.id AS unit_id, s.village, s.state, s.since, s.day, s.n
    FROM posts_step s CROSS JOIN LATERAL (
        VALUES (s.county_id), (s.city_id), (s.province_id), ((SELECT id FROM units_unit WHERE lo = 0))
    ) AS above(id)
    WHERE above.id IS NOT NULL AND above.id <> s.unit_id
    UNION ALL
    SELECT unit_id, village, state, since, day, -n FROM posts_tally
) AS told
GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0
"""


def fold_tallies(most: int = 5_000) -> int:
    """Folds the steps below units into one row a key; the sums that are asked for stay. Returns the rows written."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FOLD.format(folded=_FOLDED), {"most": most, "today": clock.today()})
        return int(cursor.rowcount)


def count_anew() -> tuple[int, int]:
    """Counts every first post anew and mends what the tallies say otherwise: posts counted, rows that were wrong."""
    last, counted, wrong = 0, 0, 0
    first = Post.objects.first_responsible().order_by("pk")
    while ids := list(first.filter(pk__gt=last).values_list("pk", flat=True)[:PART]):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT posts_count(%s)", [ids])
            wrong += cursor.fetchone()[0]
        last, counted = ids[-1], counted + len(ids)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_MEND, {"today": clock.today()})
        return counted, wrong + int(cursor.rowcount)
