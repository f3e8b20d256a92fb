"""Finer statistics of names: without them the planner takes a beginning of two characters for a hundredth of all."""

from django.db import migrations

FINER = """
ALTER TABLE posts_person ALTER COLUMN name_key SET STATISTICS 1000;
ALTER INDEX person_by_end ALTER COLUMN 1 SET STATISTICS 1000;
ANALYZE posts_person
"""
AS_BEFORE = """
ALTER TABLE posts_person ALTER COLUMN name_key SET STATISTICS -1;
ALTER INDEX person_by_end ALTER COLUMN 1 SET STATISTICS -1
"""


class Migration(migrations.Migration):
    dependencies = [("posts", "0006_names_from_their_end")]

    operations = [migrations.RunSQL(FINER, AS_BEFORE)]
