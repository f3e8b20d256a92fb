"""Loads the kinds of report from `catalogue/report_kinds.toml`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.reports.actions.catalogue import load_report_kinds
from revitalization.kit.errors import Invalid


class Command(BaseCommand):
    help = "Loads the kinds of report; running it twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            written = load_report_kinds()
        except Invalid as problem:
            reasons = "\n".join(f"  {e.row or ''} {e.field}: {e.message}" for e in problem.errors)
            raise CommandError(f"{problem.detail}\n{reasons}") from problem
        self.stdout.write(f"report kinds: {written} written")
