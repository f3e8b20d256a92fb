"""Makes the three first administrators and prints their one-time codes once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from responsibilities.access.actions import bootstrap_admins
from responsibilities.access.actions.accounts import FIRST_ADMINISTRATORS
from responsibilities.roles import role
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Problem

NATION = "000000000000"


class Command(BaseCommand):
    """`manage.py bootstrap_admins --system li.wei:李伟 --security … --audit …`."""

    help = "make the system, security and audit administrators; refuses when there are any"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--unit", default=NATION, help="code of the unit they administer (default: the nation)"
        )
        for key in FIRST_ADMINISTRATORS:
            option = f"--{key.removesuffix('_admin')}"
            parser.add_argument(option, metavar="SIGN-IN-NAME:NAME", help=f"the {role(key).label.lower()}")

    def handle(self, *args: Any, **options: Any) -> None:
        unit = Unit.objects.live().filter(code=str(options["unit"]).ljust(12, "0")).first()
        if unit is None:
            raise CommandError(
                f"no unit {options['unit']}: load the registry first, or name its top unit with --unit"
            )
        names = {key: self._name(key, options[key.removesuffix("_admin")]) for key in FIRST_ADMINISTRATORS}
        if len({username.lower() for username, _name in names.values()}) != len(names):
            raise CommandError("three people are needed: the roles exclude each other")
        try:
            made = bootstrap_admins(
                actor=Actor.system("bootstrap_admins", via="command"), unit=unit, names=names
            )
        except Problem as problem:
            reasons = [str(error.message) for error in problem.errors] or [str(problem.detail)]
            raise CommandError(" ".join(reasons)) from problem
        self.stdout.write(
            f"Administrators of {unit.name}. Each code is shown only now, holds 7 days, and must be"
        )
        self.stdout.write("changed at the first sign-in:")
        for key, (user, code) in made.items():
            self.stdout.write(f"  {role(key).label:24} {user.username:20} {code}")

    def _name(self, key: str, given: str | None) -> tuple[str, str]:
        text = given or input(f"{role(key).label} (sign-in name:name): ")
        username, _colon, name = text.partition(":")
        if not username.strip() or not name.strip():
            raise CommandError(
                f"{role(key).label}: write sign-in name and name with a colon between, li.wei:李伟"
            )
        return username.strip(), name.strip()
