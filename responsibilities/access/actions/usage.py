"""How often somebody asked in the running minute, shared by all processes and kept in no log."""

from django.db import connection

from revitalization.kit.database import is_read_only

_COUNT = """
INSERT INTO access_usage AS u (key, minute, count)
VALUES (%s, floor(extract(epoch FROM baton_now()) / 60)::bigint, 1)
ON CONFLICT (key) DO UPDATE SET minute = excluded.minute,
    count = CASE WHEN u.minute = excluded.minute THEN u.count + 1 ELSE 1 END
RETURNING count, 60 - mod(extract(epoch FROM baton_now()), 60)::float
"""


def asked_again(key: str) -> tuple[int, float]:
    """How many requests this is in the minute, and how many seconds of it are left; (0, 0) where nothing is counted."""
    if is_read_only():
        return 0, 0.0
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key])
        count, seconds = cursor.fetchone()
    return count, seconds
