"""`manage.py load_registry`: the national registry into the unit tree."""

from argparse import ArgumentParser
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from responsibilities.record.actions import before_the_stories
from responsibilities.units.actions.registry import REGISTRY, REGISTRY_DAY, Loaded, load_registry
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Problem

SHOWN = 50


class Command(BaseCommand):
    """Loads the registry, whole or by province; loading twice changes nothing."""

    help = "Load the national registry of units (whole, or the given provinces); what is there already stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--province", nargs="+", default=[], metavar="62", help="two digits; several may be given"
        )
        parser.add_argument("--file", type=Path, default=REGISTRY, help="a code,name file, plain or .xz")
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            default=REGISTRY_DAY,
            metavar="2023-06-30",
            help="the file's reference day",
        )

        parser.add_argument(
            "--fewer",
            action="store_true",
            help="the file really has fewer units than are here: it was not cut (they stay as they are)",
        )
        parser.add_argument(
            "--before-demo", action="store_true", help="a demonstration follows: it is loaded before its time"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with before_the_stories() if options["before_demo"] else nullcontext():
                loaded = self._load(options)
        except Problem as problem:
            raise CommandError(str(problem.detail)) from problem
        self.stdout.write(
            f"{loaded.rows} rows read, {loaded.added} units added, {loaded.out_of_scope} of them out of scope"
        )
        if loaded.taken_in:
            self.stdout.write(
                f"{loaded.taken_in} units are in scope now: their villages or townships have come"
            )
        if loaded.missing:
            self.stdout.write(f"{loaded.missing} units that are here are not in the file; they stay")
        if loaded.renamed:
            self.stdout.write(
                f"{len(loaded.renamed)} units have another name in the file; they keep the one here:"
            )
        for code, here, there in loaded.renamed[:SHOWN]:
            self.stdout.write(f"  {code} {here} (in the file: {there})")

    def _load(self, options: dict[str, Any]) -> Loaded:
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("units", total=None)
            return load_registry(
                actor=Actor.system("load_registry", via="command"),
                path=options["file"],
                provinces=options["province"],
                as_of=options["as_of"],
                fewer=options["fewer"],
                progress=lambda done, of: bar.update(task, completed=done, total=of),
            )
