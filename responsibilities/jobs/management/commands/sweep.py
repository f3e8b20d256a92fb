"""`manage.py sweep`: the clock by hand."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from responsibilities.jobs.actions.clockwork import Ran, run_sweep, tick
from responsibilities.jobs.models import NextRun
from revitalization.kit import clock
from revitalization.kit.registry import REGISTRY


class Command(BaseCommand):
    """Lists timed work, runs one piece of it, or does what a tick does."""

    help = "Lists the timed work, runs one piece of it, or whatever is due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group(required=True)
        choice.add_argument("--list", action="store_true", help="every sweep with its next and last time")
        choice.add_argument("--run", metavar="KEY", help="run this sweep now, due or not")
        choice.add_argument(
            "--tick", action="store_true", help="run whatever is due, as the clock does each minute"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self._list()
        elif options["tick"]:
            self._tick()
        else:
            self._one(options["run"])

    def _list(self) -> None:
        stored = NextRun.objects.in_bulk()
        for sweep in REGISTRY.sweeps():
            row = stored.get(sweep.key)
            next_at = f"{clock.local(row.next_at):%Y-%m-%d %H:%M:%S}" if row else "at the next tick"
            self.stdout.write(f"{sweep.key:28} every {sweep.every!s:>16}  next {next_at}  {sweep.about}")
            if row and row.last_error:
                self.stdout.write(f"{'':28} failed {row.failures} times: {row.last_error}")

    def _tick(self) -> None:
        ran = tick()
        if ran is None:
            self.stdout.write("Another process is at it.")
            return
        for one in ran:
            self._say(one)
        if any(one.error for one in ran):
            raise CommandError("Not everything went well.")

    def _one(self, key: str) -> None:
        try:
            ran = run_sweep(key)
        except KeyError as error:
            raise CommandError(f"No sweep is called {key}; see --list.") from error
        self._say(ran)
        if ran.error:
            raise CommandError(ran.error)

    def _say(self, ran: Ran) -> None:
        self.stdout.write(f"{ran.key}: {ran.error or f'{ran.touched} rows'}")
