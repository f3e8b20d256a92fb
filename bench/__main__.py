"""Runs all measurements in order and prints the table; exit code 1 when a bar was missed."""

import os
import sys
from importlib import import_module

import django
from django.db import connection

MODULES = (
    "registry", "cycles", "pages", "measures", "scope", "finding", "ledger", "ledger_pages", "plans", "sheets",
    "appraisals", "writers", "papers", "growth",
)  # fmt: skip
"""In this order: each goes on in the database the one before left; the last empties it."""
QUICK = MODULES[:8]
"""With `BATON_BENCH_QUICK`: two provinces instead of the nation, the same ratios."""
SLACK = 1.3
"""By how much a quick look widens each bar: hundredths of a second tremble."""


def main() -> int:
    """The modules named on the command line, or all, in the database the environment names, which they empty."""
    django.setup()
    print(f"{'what':<28}{'seconds':>10}{'floor':>10}{'ratio':>8}{'bar':>6}")
    missed = 0
    quick = bool(os.environ.get("BATON_BENCH_QUICK"))
    slack = SLACK if quick else 1
    for name in sys.argv[1:] or (QUICK if quick else MODULES):
        # The measurements import models, which need the set-up above.
        for result in import_module(f"bench.{name}").run(connection):
            over = result.ratio > result.bar * slack
            missed += over
            print(
                f"{result.name:<28}{result.seconds:>10.3f}{result.floor_seconds:>10.3f}{result.ratio:>8.2f}"
                f"{result.bar:>6.2f}{'  MISSED' if over else ''}",
                flush=True,
            )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
