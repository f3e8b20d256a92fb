"""`manage.py import_roster FILE`: people, posts, staff roles and sign-ins from a roster workbook."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from rich.progress import Progress

from responsibilities.posts.actions import Imported, check_roster
from responsibilities.posts.actions.roster import faults_as_errors
from responsibilities.posts.actions.sent_rosters import import_with_codes
from responsibilities.posts.actions.sign_ins import NewSignIn
from responsibilities.posts.documents import codes_sheet, heading, roster_with_reasons
from responsibilities.posts.forms.roster import ReadRoster, read_roster
from responsibilities.posts.rules.roster_changes import lines_of
from responsibilities.posts.rules.roster_words import RosterRow
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Problem

SHOWN = 50


class Command(BaseCommand):
    help = (
        "Imports a roster, all rows or none. New sign-ins with their codes are written once to the file"
        " given by --codes, which only its owner can read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the roster workbook (.xlsx)")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument(
            "--codes", type=Path, help="where to write the new sign-ins (.xlsx); must not exist yet"
        )
        parser.add_argument("--reasons", type=Path, help="where to write it again with reasons on bad rows")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = Actor.system("import_roster", via="command")
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        try:
            read = read_roster(data)
            self._check(actor, data, read, options)
            if not options["dry_run"]:
                self._import(actor, read.rows, options["codes"])
        except Problem as problem:
            raise CommandError(_words(problem)) from problem

    def _check(self, actor: Actor, data: bytes, read: ReadRoster, options: dict[str, Any]) -> None:
        plan = check_roster(actor=actor, rows=read.rows)
        errors = faults_as_errors(plan.faults)
        bad = len({error.row for error in errors})
        self.stdout.write(f"{plan.changed} rows change something, {plan.unchanged} do not, {bad} are bad")
        if not errors:
            for line in lines_of(plan) if options["dry_run"] else ():
                self.stdout.write(f"  row {line.row}: {' · '.join(cell or '–' for cell in line.cells)}")
            return
        if options["reasons"]:
            options["reasons"].write_bytes(roster_with_reasons(data, errors, read.sheet, read.top))
        lines = [_line(error) for error in errors[:SHOWN]]
        raise CommandError("\n".join(["nothing was changed", *lines]))

    def _import(self, actor: Actor, rows: Sequence[RosterRow], target: Path | None) -> None:
        plan = check_roster(actor=actor, rows=rows)
        if target is None and any(step.opens_sign_in for step in plan.steps):
            raise CommandError(
                "the roster brings new sign-ins: say with --codes where their one-time codes go"
            )
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600) if target else None
        with transaction.atomic():
            done, sign_ins = self._carry_out(actor, rows)
            # Written before the commit: sign-ins whose codes could not be written do not come to be.
            if handle is not None:
                with os.fdopen(handle, "wb") as file:
                    file.write(codes_sheet(sign_ins, clock.today()))
        self.stdout.write(f"{done.changed} rows changed something; {len(sign_ins)} new sign-ins")

    def _carry_out(self, actor: Actor, rows: Sequence[RosterRow]) -> tuple[Imported, list[NewSignIn]]:
        with Progress(transient=True) as bar:
            task = bar.add_task("roster")
            return import_with_codes(
                actor=actor,
                rows=rows,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )


def _line(error: FieldError) -> str:
    return f"  row {error.row}, {heading(error.field)}: {error.message}"


def _words(problem: Problem) -> str:
    return "\n".join([str(problem.detail), *(_line(error) for error in problem.errors[:SHOWN])])
