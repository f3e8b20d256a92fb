"""`manage.py count_posts`: counts all first posts anew and mends the tallies behind the boards."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from responsibilities.posts.actions.tallies import count_anew


class Command(BaseCommand):
    help = "Counts all first responsible posts anew; ends with 1 when the tallies said otherwise (they are mended)."

    def handle(self, *args: Any, **options: Any) -> None:
        counted, wrong = count_anew()
        if wrong:
            raise CommandError(
                f"{counted} posts counted; {wrong} rows of the tallies were wrong and are mended"
            )
        if options["verbosity"] > 0:
            self.stdout.write(f"{counted} posts counted; the tallies are right")
