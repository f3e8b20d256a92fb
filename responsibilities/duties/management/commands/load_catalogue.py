"""`manage.py load_catalogue`: categories and duties from the shipped file, or from another one."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from responsibilities.duties.actions import FILE, load_catalogue
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Invalid


class Command(BaseCommand):
    help = "Loads the responsibility categories and duties; twice is as once. A faulty file loads nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=FILE, help="another catalogue file (TOML)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = load_catalogue(actor=Actor.system("load_catalogue", via="command"), path=options["file"])
        except Invalid as refusal:
            lines = [str(refusal.detail), *(f"  {error.field}: {error.message}" for error in refusal.errors)]
            raise CommandError("\n".join(lines)) from refusal
        if options["verbosity"] > 0:
            self.stdout.write(
                f"categories: {done.categories}, duties: {done.duties};"
                f" {done.added} added, {done.changed} changed"
            )
