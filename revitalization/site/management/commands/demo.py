"""`manage.py demo`: makes the demonstration, or prints its sign-ins."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.progress import Progress

from responsibilities.roles import role
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.site.demo.people import PASSWORD, PROVINCE, sign_ins
from revitalization.site.demo.told import is_told, tell_stories


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
        if not Unit.objects.live().filter(code=PROVINCE).exists():
            raise CommandError("Load the province first: manage.py load_registry --province 62")
        if is_told():
            raise CommandError(
                "This database holds people or reports already; the demonstration wants an empty one."
            )
        with override("zh-hans"), Progress() as bars:
            bar = bars.add_task("stories", total=None)
            tell_stories(clock.now(), lambda done, total: bars.update(bar, completed=done, total=total))

    def _print(self) -> None:
        found = sign_ins()
        self.stdout.write(f"Sign-ins of the demonstration, password of all: {PASSWORD}")
        for line in found:
            self.stdout.write(
                f"  {line.username:<24}{line.person:<8}{_(role(line.role).label):<28}{line.unit}"
            )
