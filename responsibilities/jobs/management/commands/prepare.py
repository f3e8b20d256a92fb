"""`manage.py prepare`: everything the owner of the database does before the application runs."""

from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from responsibilities.jobs.actions.preparation import (
    RoleMissingError,
    UndeclaredTableError,
    load_catalogues,
    make_cache_table,
    migrate_if_needed,
    secure_database,
)
from responsibilities.record.actions import before_the_stories
from revitalization.kit.catalogues import compile_catalogues
from revitalization.kit.errors import Invalid


class Command(BaseCommand):
    """Runs as the owner of the database, whatever login the application has; twice is as once."""

    help = "Brings tables, rights of the application's login, the catalogue and translations up to date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--before-demo",
            action="store_true",
            help="a demonstration follows: load the catalogue before its time",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE != "test":
            connection.close()
            connection.settings_dict.update(settings.OWNER_DATABASE)
        migrated = migrate_if_needed(connection, options["verbosity"])
        make_cache_table(connection)
        rights = self._secure()
        with before_the_stories() if options["before_demo"] else nullcontext():
            self._load()
        compile_catalogues()
        self.stdout.write(f"Prepared: tables {'brought up to date' if migrated else 'unchanged'}, {rights}.")

    def _load(self) -> None:
        try:
            load_catalogues()
        except Invalid as refusal:
            lines = [str(refusal.detail), *(f"  {error.field}: {error.message}" for error in refusal.errors)]
            raise CommandError("\n".join(lines)) from refusal

    def _secure(self) -> str:
        role = settings.APPLICATION_ROLE
        if connection.settings_dict["USER"] == role:
            self.stderr.write(
                f"{role} owns the tables: its rights cannot be limited. Give the owner another login."
            )
            return "rights not limited"
        try:
            changed = secure_database(connection, role)
        except RoleMissingError as error:
            raise CommandError(
                f"The login {role} is missing. As a superuser: CREATE ROLE {role} LOGIN"
            ) from error
        except UndeclaredTableError as error:
            raise CommandError(
                f"No slice declares what the application may do to: {error}. Name them in a mechanism.py"
                " (append_only, changeable, deletable, read_only); a table of nobody's belongs in another schema."
            ) from error
        return f"{changed} rights changed"
