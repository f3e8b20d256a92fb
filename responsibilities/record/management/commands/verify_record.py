"""`manage.py verify_record`: proves that nothing in the record was altered, removed, put in or moved."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from responsibilities.record.actions import read_anchor
from responsibilities.record.queries.verification import Finding, verify
from responsibilities.record.rules import Anchored


class Command(BaseCommand):
    """Exit code 1 when something is wrong; every fault is named."""

    help = "Recomputes the record, its seals and their anchor, and names everything that does not match."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anchor", type=Path, default=settings.ANCHOR_FILE, metavar="FILE",
            help="the copy of the anchor file that was kept outside",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        anchored = self._anchored(options["anchor"])
        with Progress(console=Console(file=sys.stderr), transient=True) as bar:
            task = bar.add_task("Recomputing", total=None)
            finding = verify(anchored, lambda done, total: bar.update(task, completed=done, total=total))
        self._say(finding, options["anchor"])
        self.stdout.write("".join(f"  To be looked at: {doubt}\n" for doubt in finding.doubts), ending="")
        if not finding.sound:
            self.stdout.write("".join(f"  {fault}\n" for fault in finding.faults))
            raise CommandError(f"The record is NOT sound: {len(finding.faults)} faults.", returncode=1)
        self.stdout.write(
            "The record is sound" + (", but for what is to be looked at." if finding.doubts else ".")
        )

    def _anchored(self, path: Path) -> list[Anchored]:
        try:
            return list(read_anchor(path))
        except ValueError as error:
            raise CommandError(f"{path} is not an anchor file: {error}", returncode=1) from error

    def _say(self, finding: Finding, path: Path) -> None:
        self.stdout.write(
            f"{finding.entries} entries, {finding.leaves} numbered ({finding.unnumbered} not yet), "
            f"{finding.seals} seals ({finding.unsealed} entries not yet sealed), "
            f"{finding.anchored} of them in {path}."
        )
