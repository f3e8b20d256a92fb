"""`manage.py load_bodies`: departments and leading-group offices onto the units they serve."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from responsibilities.units.actions.bodies import load_bodies
from responsibilities.units.rules import Level
from responsibilities.units.rules.bodies import BODY_LEVELS
from revitalization.kit.actor import Actor


def _levels(text: str) -> list[Level]:
    chosen = [Level(word.strip()) for word in text.split(",")]
    if not set(chosen) <= set(BODY_LEVELS):
        raise ValueError(text)
    return chosen


class Command(BaseCommand):
    """Creates the catalogue's bodies; running it twice changes nothing."""

    help = "Hang the departments and leading-group offices of catalogue/bodies.toml on the loaded units."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--province", nargs="+", default=[], metavar="62", help="two digits; several may be given"
        )
        parser.add_argument(
            "--levels",
            type=_levels,
            default=list(BODY_LEVELS),
            metavar="centre,province,city,county",
            help="which levels",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        actor = Actor.system("load_bodies", via="command")
        added = load_bodies(actor=actor, provinces=options["province"], levels=options["levels"])
        self.stdout.write(f"{added} bodies added")
