"""`manage.py demo`: makes the demonstration, or prints its sign-ins."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.progress import Progress

from reporting.reports.models import Cycle
from responsibilities.roles import role
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.site.demo.people import PASSWORD, PROVINCE, make_people, sign_ins
from revitalization.site.demo.stories import tell_stories


class Command(BaseCommand):
    help = "Makes a believable demonstration in the loaded province of Gansu; never in a database that holds cycles."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sign-ins", action="store_true", help="only print the sign-ins")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["sign_ins"]:
            self._print()
        else:
            self._make()
            self.stdout.write("The demonstration is made; its sign-ins: manage.py demo --sign-ins")

    def _make(self) -> None:
        province = Unit.objects.live().filter(code=PROVINCE).first()
        if province is None:
            raise CommandError("Load the province first: manage.py load_registry --province 62")
        if Cycle.objects.exists():
            raise CommandError(
                "This database holds report cycles already; the demonstration wants an empty one."
            )
        now = clock.now()
        with override("zh-hans"), Progress() as bars:
            told = bars.add_task("people", total=1)
            with clock.moved_to(now - timedelta(days=380)):
                make_people(Actor.system("演示", via="command"), province)
            bars.update(told, completed=1)
            reports = bars.add_task("reports", total=None)
            tell_stories(now, lambda done, total: bars.update(reports, completed=done, total=total))

    def _print(self) -> None:
        found = sign_ins()
        self.stdout.write(f"Sign-ins of the demonstration, password of all: {PASSWORD}")
        for line in found:
            self.stdout.write(
                f"  {line.username:<24}{line.person:<8}{_(role(line.role).label):<28}{line.unit}"
            )
