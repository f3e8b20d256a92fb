"""`manage.py load_report_kinds`: the kinds of report from the shipped file, or from another one."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reporting.reports.actions.catalogue import FILE, load_report_kinds
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Invalid


class Command(BaseCommand):
    help = "Loads the kinds of report; twice is as once. A faulty file loads nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=FILE, help="another catalogue file (TOML)")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = Actor.system("load_report_kinds", via="command")
        try:
            written = load_report_kinds(actor=actor, file=options["file"])
        except Invalid as problem:
            reasons = "\n".join(f"  {e.row or ''} {e.field}: {e.message}" for e in problem.errors)
            raise CommandError(f"{problem.detail}\n{reasons}") from problem
        if options["verbosity"] > 0:
            self.stdout.write(f"report kinds: {written} written")
