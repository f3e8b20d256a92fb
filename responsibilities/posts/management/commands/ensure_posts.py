"""`manage.py ensure_posts`: the first responsible posts of all units, or of those under one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from responsibilities.posts.actions import ensure_posts
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor


class Command(BaseCommand):
    help = "Opens the first responsible posts that units lack; twice is as once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--under", default="", help="code of a unit: it and what lies under it")

    def handle(self, *args: Any, **options: Any) -> None:
        units = Unit.objects.live()
        if options["under"]:
            top = units.filter(code=options["under"].ljust(12, "0")).first()
            if top is None:
                raise CommandError(f"no unit has the code {options['under']}")
            units = units.filter(Q(lo__gte=top.lo, lo__lte=top.hi))
        made = ensure_posts(actor=Actor.system("ensure_posts", via="command"), units=units)
        if options["verbosity"] > 0:
            self.stdout.write(f"{made} posts opened")
