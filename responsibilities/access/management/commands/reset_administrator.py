"""`manage.py reset_administrator`: a new one-time code for an account that nobody alone may reset on the pages."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from responsibilities.access.actions import reset_password
from responsibilities.access.models import User
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Problem


class Command(BaseCommand):
    help = "Gives an account a new one-time code and prints it once; for administrators when there is no second one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="the sign-in name of the account")
        parser.add_argument("--reason", required=True, help="why; it stands on the record")
        parser.add_argument(
            "--second-step", action="store_true", help="forget codes and passkeys, too (a lost phone)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"].strip().lower()).first()
        if user is None:
            raise CommandError("there is no account of that sign-in name")
        try:
            code = reset_password(
                actor=Actor.system("reset_administrator", via="command"),
                user=user,
                second_step=options["second_step"],
                reason=options["reason"],
            )
        except Problem as problem:
            raise CommandError(str(problem.detail)) from problem
        self.stdout.write(f"{user.username}  {code}")
        self.stdout.write("Valid for 7 days and for the first sign-in only; it is not kept anywhere.")
