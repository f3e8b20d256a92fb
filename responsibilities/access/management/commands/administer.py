"""`manage.py administer`: roles and accounts of administrators, where there is no second one who could confirm."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import F

from responsibilities.access.actions import close_account, end_grant, grant_role
from responsibilities.access.models import Grant, User
from responsibilities.roles import ADMINISTRATORS
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Problem

ACTOR = Actor.system("administer", via="command")


class Command(BaseCommand):
    """`manage.py administer wang.min --give security_admin --unit 000000000000 --reason …`."""

    help = "gives or ends an administrator's role, or closes the account; on the pages this takes two administrators"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="the sign-in name of the account")
        parser.add_argument("--reason", required=True, help="why; it stands on the record")
        parser.add_argument("--unit", default="0", help="code of the unit of the role (default: the nation)")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--give", choices=sorted(ADMINISTRATORS), help="gives this role, from today on")
        what.add_argument("--end", choices=sorted(ADMINISTRATORS), help="ends this role at once")
        what.add_argument("--close", action="store_true", help="closes the account for good")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"].strip().lower()).first()
        if user is None:
            raise CommandError("there is no account of that sign-in name")
        try:
            self._do(user, options)
        except Problem as problem:
            reasons = [str(error.message) for error in problem.errors] or [str(problem.detail)]
            raise CommandError(" ".join(reasons)) from problem
        self.stdout.write("Done; it stands on the record.")

    def _do(self, user: User, options: dict[str, Any]) -> None:
        reason = options["reason"]
        if options["close"]:
            close_account(actor=ACTOR, user=user, reason=reason)
            return
        unit = Unit.objects.live().filter(code=str(options["unit"]).ljust(12, "0")).first()
        if unit is None:
            raise CommandError(f"no unit {options['unit']}")
        if options["give"]:
            grant_role(actor=ACTOR, user=user, unit=unit, role=options["give"], reason=reason)
            return
        end_grant(actor=ACTOR, grant=_held(user, unit, options["end"], clock.today()), reason=reason)


def _held(user: User, unit: Unit, role: str, today: date) -> Grant:
    held = Grant.objects.filter(user=user, content_object=unit, role=role).exclude(until__lt=today)
    held = held.exclude(until__lt=F("since"))  # taken back before its first day
    found = held.select_related("user", "content_object").order_by("since").first()
    if found is None:
        raise CommandError(f"the account does not hold {role} there")
    return found
