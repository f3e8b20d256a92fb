"""Counts the posts that were there before the tallies, in parts; twice is as once."""

from django.db import migrations, transaction

PART = 5_000


def count(apps, schema_editor):
    """Each part in a transaction of its own; what is changed meanwhile is counted by the triggers."""
    last = 0
    while last is not None:
        with transaction.atomic(), schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT array_agg(id ORDER BY id), max(id) FROM (SELECT id FROM posts_post WHERE id > %s"
                " ORDER BY id LIMIT %s) AS part",
                [last, PART],
            )
            ids, last = cursor.fetchone()
            if ids:
                cursor.execute("SELECT posts_count(%s)", [ids])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("posts", "0008_posts_tallied")]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
