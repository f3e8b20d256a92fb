"""Views are kept of more lists than the inbox; a name is there once for each list. Nobody is held up."""

from django.db import migrations, models

NAME = "saved_view_name_once_a_list"
ONCE = models.UniqueConstraint(fields=("user", "place", "name"), name=NAME)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("access", "0013_calendar_address")]

    operations = [
        migrations.AddField(
            model_name="savedview",
            name="place",
            field=models.CharField(db_default="inbox", default="inbox", max_length=32),
        ),
        # A build that was cut off leaves an index nobody may use.
        migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}", migrations.RunSQL.noop),
        migrations.RunSQL(
            f"CREATE UNIQUE INDEX CONCURRENTLY {NAME} ON access_savedview (user_id, place, name)",
            migrations.RunSQL.noop,
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"ALTER TABLE access_savedview ADD CONSTRAINT {NAME} UNIQUE USING INDEX {NAME}",
                    f"ALTER TABLE access_savedview DROP CONSTRAINT {NAME}",
                )
            ],
            state_operations=[migrations.AddConstraint(model_name="savedview", constraint=ONCE)],
        ),
        migrations.RemoveConstraint(model_name="savedview", name="saved_view_name_once"),
    ]
