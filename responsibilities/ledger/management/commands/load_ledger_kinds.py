"""`manage.py load_ledger_kinds`: the kinds of the ledger from the shipped file, or from another one."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from responsibilities.ledger.actions.catalogue import FILE, load_kinds
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Invalid


class Command(BaseCommand):
    help = "Loads the kinds of the ledger; twice is as once. A faulty file loads nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=FILE, help="another catalogue file (TOML)")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = Actor.system("load_ledger_kinds", via="command")
        try:
            written = load_kinds(actor=actor, file=options["file"])
        except Invalid as problem:
            reasons = "\n".join(f"  {e.row or ''} {e.field}: {e.message}" for e in problem.errors)
            raise CommandError(f"{problem.detail}\n{reasons}") from problem
        if options["verbosity"] > 0:
            self.stdout.write(f"kinds of the ledger: {written} written")
